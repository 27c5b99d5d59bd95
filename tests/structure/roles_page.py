"""The table of roles as a page that administrators read: ``ROLES.md``."""

from ..common.small_company import ROLES
from .roles_kinds import NOTHING, say
from .roles_observed import (
    OPERATIONS,
    get_fixed_fields,
    get_own_models,
    get_written_fields,
)

_INTRODUCTION = """\
# Who may do what

`make roles` writes this page: it makes a small company with something of everything, calls
everything as each of eight people over RPC, and notes what is answered and what is refused. A test
does the same and compares; a new model, call, file, or field that clients may write needs a line.

Cells say with *whose* records something may be done; roles that are not named may do nothing.
Who has several roles may do what any of them may. Who administers Odoo (*Settings*) also reads and
deletes notices and reminders that are queued.

| word | whose |
|---|---|
| all | everybody's in one's own companies, whether published or not |
| own | of the person; of a leader also what their team has as a whole; dialogs that one opened |
| colleagues' | of others in a salesperson's team |
| people's, salespeople's | of the people in a leader's teams; of one team's salespeople |
| leader's, leaders' | of the team's leader, or of the team as a whole |
| other teams' | of another team and of its people |
| company's | of the company as a whole, or of nobody |
| unpublished | of rows in force that are not published yet, whoever's they are |
| drafts | of plans that are drafts |
| shared | of no person and no company, or opened to everybody |
| others' | dialogs that somebody else opened |
| other company's, other companies' | of a company that is not among one's own |

*Read* is by a record's number, as somebody might guess it; *Search*, *Group* (counted and summed
up) and *Sort* are over everything there is; *Export* takes Odoo's own right to export besides.
*Create* says what a new record may be about. Odoo's own documents follow Odoo's own rules.
"""
_FIELDS = """
## Fields that clients may write

Where the role may create or write such records at all. All other fields are written by the program:
whoever sends them, at creation or later, in an import, from a form or as a default, is refused or
not heard. *Once*: at creation; a record stays with what it belongs to.

| Records | Fields |
|---|---|
"""
_ROOMS = {
    "org": "Background jobs",
    "deal": "Deals",
    "fact": "Actuals",
    "plan": "Plans, rows, targets",
    "cells": "Steps, notes, figures in preparation",
    "table": "The planning table",
    "cascade": "Splitting level by level",
    "kept": "Kept figures",
    "people": "People changes",
    "revision": "Revisions",
    "customer": "Customer plans",
    "money": "From invoice to money",
    "source": "Costs of lead sources",
    "source_return": "Return of lead sources",
    "market": "Market and potential",
    "replenishment": "Replenishment",
    "tasks": "Open tasks",
    "forecast": "Forecasts",
    "landing": "Landings",
    "alert": "Alerts and the weekly mail",
    "pipeline": "Pipeline",
    "load": "Load Actuals",
    "import_": "Import of spreadsheets",
    "explain": "Where documents count",
}


def room_of(model_class):
    """Return the room in which a model is defined."""
    own = [
        cls
        for cls in model_class.mro()
        if ".sales_plan." in f"{cls.__module__}." and vars(cls).get("_name") == model_class._name
    ]
    return own[-1].__module__.split(".")[4]


class Page:
    """Writes what was observed."""

    def __init__(self, observed, files):
        self.observed = observed
        self.files = files

    def lines(self):
        """Return the lines of the page."""
        parts = (self._records(), self._methods(), self._files(), self._fields())
        text = [_INTRODUCTION.rstrip("\n"), *(line for part in parts for line in part)]
        return "\n".join(text).splitlines()

    def _records(self):
        env = self.observed.env
        names = {name: f"*{env[name]._description}* `{name}`" for name in self.observed.records}
        rooms = {}
        for name in self.observed.records:
            rooms.setdefault(room_of(env.registry[name]), []).append(name)
        yield "\n## Records"
        for room, title in _ROOMS.items():
            if room not in rooms:
                continue
            yield f"\n### {title}\n"
            yield f"| Records | Role | {' | '.join(map(str.capitalize, OPERATIONS))} |"
            yield "|---" * (2 + len(OPERATIONS)) + "|"
            for name in rooms.pop(room):
                yield from self._records_of(name, names[name])
        if rooms:
            raise AssertionError(f"Rooms without a title: {rooms}")

    def _records_of(self, name, title):
        """Yield a line for each set of roles that may do the same."""
        same = {}
        for role, reach in self.observed.records[name].items():
            cells = tuple(self._say(role, reach[what], name, what) for what in OPERATIONS)
            if set(cells) != {NOTHING}:
                same.setdefault(cells, []).append(ROLES[role])
        for cells, roles in same.items():
            yield f"| {title} | {', '.join(roles)} | {' | '.join(cells)} |"
            title = ""
        if not same:
            yield f"| {title} | nobody | {' | '.join([NOTHING] * len(OPERATIONS))} |"

    def _say(self, role, kinds, name, what):
        existing = self.observed.existing
        return say(role, kinds, existing[(name, "create") if what == "create" else name])

    def _methods(self):
        yield "\n## Buttons and other calls\n"
        yield f"| Model | Call | {' | '.join(ROLES.values())} |"
        yield "|---" * (2 + len(ROLES)) + "|"
        for (model, method), found in self.observed.methods.items():
            existing = self.observed.existing[model, method]
            cells = [self._say_call(role, kinds, existing) for role, kinds in found.items()]
            yield f"| `{model}` | `{method}` | {' | '.join(cells)} |"

    @staticmethod
    def _say_call(role, kinds, existing):
        if existing == {"shared"}:
            return "yes" if kinds else NOTHING
        return say(role, kinds, existing)

    def _files(self):
        yield "\n## Files and prints\n"
        yield f"| Address | {' | '.join(ROLES.values())} |"
        yield "|---" * (1 + len(ROLES)) + "|"
        for address, (existing, found) in self.files.items():
            cells = [self._say_call(role, found[role], existing) for role in ROLES]
            yield f"| `{address}` | {' | '.join(cells)} |"

    def _fields(self):
        yield _FIELDS.rstrip("\n")
        yield from list_fields(self.observed.env)


def list_fields(env):
    """Yield a line for each model with a table: its fields that clients may write."""
    for name in get_own_models(env):
        model = env[name]
        if not model._auto:
            continue
        fixed = get_fixed_fields(model)
        names = [
            f"`{field}`{' (once)' if field in fixed else ''}" for field in get_written_fields(model)
        ]
        yield f"| `{name}` | {', '.join(names) or NOTHING} |"
