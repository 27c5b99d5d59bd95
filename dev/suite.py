"""The test classes of the add-on and of dev/addons, read from their sources; nothing is imported.

Odoo runs those methods of a class that the class itself defines, not those that it inherits, unless
the class says `allow_inherited_tests_method`.
"""

import ast
from dataclasses import dataclass

from . import paths

DEV_ADDON = "sales_plan_dev"
FOLDERS = {
    paths.MODULE: paths.ROOT / "tests",
    DEV_ADDON: paths.DEV / "addons" / DEV_ADDON / "tests",
}
WITHOUT_ODOO = "tools"  # a folder of tests that pytest runs


@dataclass(frozen=True)
class TestClass:
    """A class of tests that Odoo runs.

    `tests` has the names of its methods, and is empty where they are inherited from Odoo's.
    """

    module: str
    name: str
    tags: frozenset
    tests: frozenset

    @property
    def spec(self):
        """Return what names it in an expression of tags, and in what is kept about it."""
        return f"/{self.module}:{self.name}"


def find(folders=FOLDERS):
    """Return all test classes, sorted.

    :param folders: where the tests of each module are
    """
    found = [cls for module, folder in folders.items() for cls in _in_module(module, folder)]
    return sorted(found, key=lambda cls: cls.spec)


def _in_module(module, folder):
    nodes, own = {}, []
    for path in sorted(folder.glob("**/*.py")):
        if path.relative_to(folder).parts[0] == WITHOUT_ODOO:
            continue
        classes = [node for node in _parse(path).body if isinstance(node, ast.ClassDef)]
        nodes.update((node.name, node) for node in classes)
        if path.name.startswith("test_"):
            own += classes
    for node in own:
        tests = frozenset() if _inherits_tests(node, nodes) else _tests(node)
        if tests or _tagging(node):
            yield TestClass(module, node.name, frozenset(_tags(node, nodes)), tests)


def _parse(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def _tests(node):
    methods = (ast.FunctionDef, ast.AsyncFunctionDef)
    names = [part.name for part in node.body if isinstance(part, methods)]
    return frozenset(name for name in names if name.startswith("test"))


def _bases(node, nodes):
    names = [base.id for base in node.bases if isinstance(base, ast.Name)]
    return [nodes[name] for name in names if name in nodes]


def _inherits_tests(node, nodes):
    """Tell whether a class, or one that it comes from, has its inherited tests run."""
    said = any(
        isinstance(part, ast.Assign)
        and [getattr(target, "id", "") for target in part.targets]
        == ["allow_inherited_tests_method"]
        for part in node.body
    )
    return said or any(_inherits_tests(base, nodes) for base in _bases(node, nodes))


def _tags(node, nodes):
    """Return the tags of a class: those of its base, changed as its decorators say."""
    inherited = [_tags(base, nodes) for base in _bases(node, nodes)]
    tags = set(inherited[0]) if inherited else {"standard", "at_install"}
    for words in _tagging(node):
        tags |= {word for word in words if not word.startswith("-")}
        tags -= {word[1:] for word in words if word.startswith("-")}
    return tags


def _tagging(node):
    """Return the words of each decorator `tagged`, in the order in which they are applied."""
    return [
        [word.value for word in decorator.args if isinstance(word, ast.Constant)]
        for decorator in reversed(node.decorator_list)
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "tagged"
    ]
