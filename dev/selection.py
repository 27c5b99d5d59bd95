"""Which tests to run, and where, from TAGS."""

import ast
import re

from . import paths

DEV_ADDON = "sales_plan_dev"
DEMO = "sales_plan_demo"
LONG_DEMO = "sales_plan_long_demo"
OWN = f"/{paths.MODULE}"
# What a command runs where TAGS names nothing: the usual tests, those that take longer, and Odoo's
# own of crm and sale_crm.
USUAL, LONG, ODOO = "usual", "sales_plan_long", "sales_plan_odoo"
EVERYTHING = {
    USUAL: {"bare": [OWN, f"/{DEV_ADDON}"], "demo": [DEMO]},
    LONG: {"bare": [LONG], "demo": [LONG_DEMO]},
    ODOO: {"bare": [ODOO]},
}


class Selection:
    """What TAGS (an expression for Odoo's --test-tags, or `tools`) and the command ask for.

    `kind` is one of `EVERYTHING`; `tags` maps the kind of each database that is needed to its
    expression.
    """

    def __init__(self, expression, kind):
        parts = [part.strip() for part in expression.split(",") if part.strip()]
        self.kind = kind
        self.everything = not parts
        self.is_complete = not parts and kind == USUAL
        self.without_database = "tools" in parts or (not parts and kind != ODOO)
        parts = [part for part in parts if part != "tools"]
        tags = EVERYTHING[kind] if self.everything else _split(parts, classes_on_demo_data())
        self.tags = {kind: _expression(kind, found) for kind, found in tags.items() if found}

    def needs_dev_addon(self, kind):
        """Tell whether tests of dev/addons may run on that database."""
        return self.everything or DEV_ADDON in self.tags[kind]


def _expression(kind, parts):
    """Return the expression that runs the parts on one database."""
    excluded = [f"-{DEMO}"] if kind == "bare" else []
    return ",".join([*parts, *excluded])


def _split(parts, demo_classes):
    """Sort the parts of an expression by the database that they run on."""
    tags = {"bare": [], "demo": []}
    for part in parts:
        named = re.search(r":(\w+)", part)
        if part.startswith("-"):
            tags["bare"].append(part)
            tags["demo"].append(part)
        elif DEMO in part or LONG_DEMO in part:
            tags["demo"].append(part)
        elif named:
            on_demo = named[1] in demo_classes
            tags["demo" if on_demo else "bare"].append(f"{DEMO}{part}" if on_demo else part)
        else:
            tags["bare"].append(part)
            tags["demo"] += [f"{DEMO}{part}"] if demo_classes and part == OWN else []
    return {
        kind: found if any(not part.startswith("-") for part in found) else []
        for kind, found in tags.items()
    }


def classes_on_demo_data():
    """Return the names of the test classes that are tagged to run on demo data."""
    names = set()
    for path in (paths.ROOT / "tests").glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and _is_on_demo_data(node):
                names.add(node.name)
    return names


def _is_on_demo_data(node):
    return any(
        isinstance(word, ast.Constant) and word.value == DEMO
        for decorator in node.decorator_list
        for word in ast.walk(decorator)
    )
