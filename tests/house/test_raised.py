"""What is created with raised rights takes no defaults of a person: ``models/org/raised.py``."""

import ast

import structure

#: Where ``sudo`` is called without its helper: the helper itself.
ALLOWED = {"models/org/raised.py"}


def test_what_is_created_with_raised_rights_takes_no_defaults():
    found = [
        f"{structure.short(path)}:{call.lineno}"
        for path, tree in structure.sources().items()
        if structure.short(path) not in ALLOWED and structure.short(path).split("/")[0] != "demo"
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for call in _get_raised_creations(function)
    ]
    assert not found, found


def _get_raised_creations(function):
    """Yield the calls of ``create`` or ``copy`` on what a function has got from ``sudo``."""
    names = {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and _is_raised(node.value, ())
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("create", "copy")
            and _is_raised(node.func.value, names)
        ):
            yield node


def _is_raised(value, names):
    """Tell whether an expression is, or comes from, records with the rights of a superuser."""
    while True:
        if isinstance(value, ast.Name):
            return value.id in names
        if isinstance(value, ast.Call):
            if isinstance(value.func, ast.Attribute) and value.func.attr == "sudo":
                return not _is_lowered(value)
            if any(word.arg == "su" for word in value.keywords):
                return True
            value = value.func
        elif isinstance(value, ast.Attribute | ast.Subscript):
            value = value.value
        else:
            return False


def _is_lowered(call):
    return bool(call.args) and getattr(call.args[0], "value", None) is False
