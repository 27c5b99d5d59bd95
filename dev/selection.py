"""Which tests to run, and where, from TAGS."""

import re
from copy import copy
from random import Random

from . import paths, suite
from .suite import DEV_ADDON

DEMO = "sales_plan_demo"
LONG_DEMO = "sales_plan_long_demo"
RANDOM = "sales_plan_random"  # usual tests of random histories, which take long with new seeds
OWN = f"/{paths.MODULE}"
# What a command runs where TAGS names nothing: the usual tests, and those that take longer.
USUAL, LONG = "usual", "sales_plan_long"
# Tags of the classes that each database gets.
EVERYTHING = {
    USUAL: {"bare": {"standard"}, "demo": {DEMO}},
    LONG: {"bare": {LONG, RANDOM}, "demo": {LONG_DEMO}},
}


class Selection:
    """What TAGS (an expression for Odoo's --test-tags, or `tools`) and the command ask for.

    Where they ask for all tests of a kind, `classes` has them by database, to be spread. Else
    `tags` maps each database that is needed to the expression that Odoo chooses by itself.
    """

    def __init__(self, expression, kind):
        parts = [part.strip() for part in expression.split(",") if part.strip()]
        self.kind = kind
        self.everything = not parts
        self.is_complete = not parts and kind == USUAL
        self.without_database = "tools" in parts or not parts
        parts = [part for part in parts if part != "tools"]
        self.classes = {}
        tags = {}
        if not self.everything:
            tags = _split(parts, classes_on_demo_data())
        else:
            self.classes = classes_by_database(kind)
        self.tags = {kind: _expression(kind, found) for kind, found in tags.items() if found}

    def shared_out(self, count, seed):
        """Return so many selections that have each class once, drawn by a seed.

        Only what is chosen by classes is shared out; all get what tags name.
        """
        draw = Random(seed)
        classes = {kind: list(found) for kind, found in self.classes.items()}
        for found in classes.values():
            draw.shuffle(found)
        parts = []
        for number in range(count):
            part = copy(self)
            part.is_complete = False
            part.classes = {
                kind: found[number::count]
                for kind, found in classes.items()
                if found[number::count]
            }
            parts.append(part)
        return parts

    def needs_dev_addon(self, kind):
        """Tell whether tests of dev/addons may run on that database."""
        return self.everything or DEV_ADDON in self.tags[kind]


def classes_by_database(kind):
    """Return all classes of the usual tests, or of those that take longer, by database."""
    classes = suite.find()
    found = {
        database: [cls for cls in classes if tags & cls.tags]
        for database, tags in EVERYTHING[kind].items()
    }
    return {database: chosen for database, chosen in found.items() if chosen}


def expression_of(specs):
    """Return the expression that runs some classes, whatever their tags."""
    return ",".join(f"*{spec}" for spec in specs)


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
    return {cls.name for cls in suite.find() if DEMO in cls.tags}
