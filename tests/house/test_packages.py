"""Folders: what each is for stands at its beginning."""

import ast

import structure

#: What the text of a package says after its first line, which is what it is for.
SAYS = ("May use ", "Entry points: ", "Nouns: ")


def test_every_package_says_what_it_is_for():
    wrong = []
    for floor in ("queries", "models", "reports", "wizards"):
        for path in sorted((structure.ROOT / floor).rglob("__init__.py")):
            text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            missing = [word for word in SAYS if f"\n{word}" not in f"\n{text}"]
            if path.parent.name != floor and missing:
                wrong.append(f"{structure.short(path)} does not say: {', '.join(missing)}")
    assert not wrong, "\n".join(wrong)


def test_files_are_short_enough_to_be_read():
    limits = [(structure.FLOORS, 420), (("tests",), 450)]
    wrong = [
        f"{structure.short(path)} has {length} lines"
        for floors, limit in limits
        for floor in floors
        for path in sorted((structure.ROOT / floor).rglob("*.py"))
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > limit
    ]
    assert not wrong, "\n".join(wrong)
