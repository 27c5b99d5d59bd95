"""What the source says of itself: who imports and asks whom, who defines which method.

Everything is read from the syntax trees; nothing of the add-on is imported.
"""

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

#: Each floor uses only what stands before it.
FLOORS = ("tools", "queries", "models", "reports", "wizards", "controllers", "demo")

#: The rooms of models, with all that they use.
ROOMS = {
    "org": (),
    "deal": ("org",),
    "fact": ("org", "deal"),
    "source": ("org", "deal", "fact"),
    "money": ("org", "deal", "fact"),
    "plan": ("org", "deal", "fact"),
    "landing": ("org", "deal", "fact", "plan"),
    "cells": ("org", "deal", "fact", "plan"),
    "table": ("org", "deal", "fact", "plan", "cells"),
    "cascade": ("org", "deal", "fact", "plan", "cells", "table"),
    "kept": ("org", "deal", "fact", "plan", "cells"),
    "customer": ("org", "deal", "fact", "plan", "cells", "table", "cascade"),
    "market": ("org", "deal", "fact", "plan"),
    "people": ("org", "deal", "fact", "plan", "cells", "table", "cascade"),
    "revision": ("org", "deal", "fact", "plan", "cells", "table", "cascade"),
    "forecast": ("org", "deal", "fact", "plan", "landing"),
    "alert": ("org", "deal", "fact", "money", "plan", "landing", "forecast"),
    "start": ("org", "deal", "fact", "plan"),
}


@dataclass(frozen=True)
class Place:
    """Where a file stands: its floor, and its room where the floor has rooms."""

    floor: str
    room: str

    def may_use(self, other):
        """Tell whether code here may import or ask what stands there."""
        if self.floor != other.floor:
            return FLOORS.index(other.floor) < FLOORS.index(self.floor)
        if self.floor != "models" or self.room == other.room:
            return True
        return other.room in ROOMS[self.room]

    def __str__(self):
        return f"{self.floor}/{self.room}" if self.room else self.floor


@cache
def sources():
    """Return ``{path: syntax tree}`` of all code on the floors, but for lists of imports."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for floor in FLOORS
        for path in sorted((ROOT / floor).rglob("*.py"))
        if path.name != "__init__.py"
    }


def short(path):
    """Return a file's path as it is read in a message."""
    return path.relative_to(ROOT).as_posix()


def place_of(path):
    """Return where a file or folder stands."""
    parts = path.relative_to(ROOT).parts
    inside = parts[1] if len(parts) > 1 and (ROOT / parts[0] / parts[1]).is_dir() else ""
    return Place(parts[0], inside)


def imports(path, tree):
    """Yield ``(line, file or folder)`` for everything of the add-on that a file imports."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
        for name in node.names:
            yield node.lineno, base / name.name if (base / name.name).is_dir() else base


def asked_models(tree):
    """Yield ``(line, name)`` for every model that the code names in ``env[...]``.

    Flushing one is asking nothing of it: queries do that before they read its table.
    """
    flushed = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "flush_model"
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Subscript)
            and node not in flushed
            and ast.unparse(node.value).split(".")[-1] == "env"
            and isinstance(node.slice, ast.Constant)
        ):
            yield node.lineno, node.slice.value


def called_names(tree):
    """Yield ``(line, name)`` for every private method that the code calls."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr.startswith("_")
        ):
            yield node.lineno, node.func.attr


@dataclass(frozen=True)
class ModelClass:
    """A class that defines a model or adds to one."""

    path: Path
    model: str
    defines: bool
    node: ast.ClassDef

    def methods(self):
        """Return the functions that stand in the class."""
        return [node for node in self.node.body if isinstance(node, ast.FunctionDef)]


@cache
def model_classes():
    """Return all classes of models, in the order of their files."""
    return [
        found
        for path, tree in sources().items()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and (found := _model_class(path, node))
    ]


def _model_class(path, node):
    values = {
        target.id: ast.literal_eval(statement.value)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id in ("_name", "_inherit")
    }
    name, inherited = values.get("_name"), values.get("_inherit")
    if name is None and not isinstance(inherited, str):
        return None
    is_part = name in ([inherited] if isinstance(inherited, str) else inherited or ())
    return ModelClass(path, name or inherited, name is not None and not is_part, node)


@cache
def homes():
    """Return ``{model: where it is defined}`` of the add-on's own models."""
    return {found.model: place_of(found.path) for found in model_classes() if found.defines}


@cache
def definitions():
    """Return ``{(model, method): [classes that define it]}`` of the add-on's own models."""
    found = defaultdict(list)
    for part in model_classes():
        if part.model in homes():
            for method in part.methods():
                found[part.model, method.name].append(part)
    return found


#: Methods of Odoo's own that the add-on overrides somewhere: everybody may call them.
OF_ODOO = {"_field_to_sql", "_read_group", "_search"}


@cache
def method_places():
    """Return ``{name: places}`` where functions and methods of that name are defined."""
    found = defaultdict(set)
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name not in OF_ODOO:
                found[node.name].add(place_of(path))
    return found
