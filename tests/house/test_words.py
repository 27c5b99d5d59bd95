"""Words: one for each idea. Those that mislead are gone from the code, and stay gone."""

import ast
import re
from collections import defaultdict

import structure

#: Words that once meant the same as another one, where they can be told for certain.
OLD_WORDS = {
    r"\barms?\b": "source",
    r"_check_draftable|_check_may_draft|_can_draft_all": "_check_rows_editable, _check_editable",
    r"\bsales\.plan\.grid\b(?!\.xlsx)": "sales.plan.table",
    r"\bgrid_(open|edit|undo|redo|why|publish|withdraw|rows)\b": "table_…",
    r"\bsales\.plan\.(working|bulk)\b": "sales.plan.cells, sales.plan.build",
}
SUFFIXES = {".py", ".js", ".xml"}
FOLDERS = (*structure.FLOORS, "views", "security", "data", "static", "tests")


def _files():
    for folder in FOLDERS:
        for path in sorted((structure.ROOT / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.parent.name != "house":
                yield path


def test_old_words_are_gone():
    wrong = [
        f"{structure.short(path)}:{number}: {match[0]}: say {instead}"
        for path in _files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for pattern, instead in OLD_WORDS.items()
        if (match := re.search(pattern, line))
    ]
    assert not wrong, "\n".join(wrong)


def test_files_are_named_for_what_is_in_them():
    wrong = [
        structure.short(path)
        for path in structure.sources()
        if re.search(r"(^|_)(other|words|why|kinds|misc|utils|helpers)$", path.stem)
    ]
    assert not wrong, wrong


def test_a_constant_has_one_value():
    values = defaultdict(dict)
    for path, tree in structure.sources().items():
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if name.isupper():
                    values[name][structure.short(path)] = ast.unparse(node.value)
    wrong = {name: found for name, found in values.items() if len(set(found.values())) > 1}
    assert not wrong, wrong


def test_texts_can_be_translated():
    """Odoo exports no text with a single letter, such as ``%s%%``: it would stay English."""
    call = re.compile(r"""\b_t?\(\s*(?:f?"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
    wrong = [
        f"{structure.short(path)}: {match[0]}"
        for path in _files()
        if path.suffix in {".py", ".js"} and "tests" not in path.parts
        for match in call.finditer(path.read_text(encoding="utf-8"))
        if len(re.sub(r"\W+", "", match[1] or match[2] or "")) <= 1
    ]
    assert not wrong, wrong
