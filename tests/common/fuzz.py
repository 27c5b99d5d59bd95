"""What clients might send, if only by mistake, and where an error of it comes from."""

import traceback
from pathlib import Path

from odoo.exceptions import UserError

#: Where the add-on is, as its modules were imported; whatever the folders above it are called.
HOME = f"{Path(__file__).parents[2]}/"

OPERATORS = (
    *("=", "!=", "<", ">", "<=", ">=", "in", "not in", "like", "not like", "ilike", "not ilike"),
    *("=like", "=ilike", "child_of", "parent_of", "any", "not any", "?", None, 5),
)
VALUES = (
    *(None, True, False, 0, -1, 7, 10**30, -(2**31) - 1, 1.5, float("nan"), float("inf"), 1e308),
    *("", "x", "1", "today", "today -99999y", "today +9y!", "2026-13-45", "0001-01-01"),
    *("9999-12-31", "99999-01-01", "2026-01-01 25:00:00", "\0", "\ud800", "x" * 100_000, "%_\\"),
    *([], [1], [None], [True], [False], [[1]], ["x"], ["\0"], ["2026-01-01", 5], [float("nan")]),
    *([10**30], {}, {"a": 1}, [["id", "=", 1]], [["nope", "=", 1]], [["name", "=", "\0"]]),
)
#: Ids, among them none that Odoo itself cannot read.
IDS = ([], [2**31 - 1], [1], [1, 2, 3])
AGGREGATES = (":sum", ":avg", ":max", ":count", ":array_agg", ":sum_currency", ":x", "", ":bool_or")
#: Keys of the context that this add-on reads.
KEYS = (
    *("active_id", "active_ids", "active_model", "active_domain", "flow_from", "flow_to"),
    *("sales_plan_request", "sales_plan_in_force", "sales_plan_rows_allowed", "sales_plan_by_code"),
    *("sales_plan_measure", "sales_plan_figure", "sales_plan_lines_of_lead_id", "as_of"),
)
#: Fields of an Odoo model, by type: what Odoo raises when these are searched is its own affair.
TWINS = {
    "char": "name",
    "text": "email_cc",
    "html": "description",
    "integer": "color",
    "float": "probability",
    "monetary": "expected_revenue",
    "boolean": "active",
    "date": "date_deadline",
    "datetime": "date_open",
    "selection": "priority",
    "many2one": "partner_id",
    "many2many": "tag_ids",
    "one2many": "order_ids",
}
TWIN_MODEL = "crm.lead"


class Undo(UserError):
    """Takes back what a call did that was right after all."""


def get_domain(rng, model):
    """Return a search domain of one condition, on any field of a model."""
    fields = sorted(model._fields)
    if rng.random() < 0.5:
        computed = [name for name in fields if model._fields[name].search]
        fields = computed or fields
    name = rng.choice(fields)
    if rng.random() < 0.15:
        name += rng.choice((".id", ".name", ".x", ".display_name", ".month_number"))
    operators = OPERATORS if rng.random() < 0.05 else OPERATORS[:-3]
    return [[name, rng.choice(operators), rng.choice(VALUES)]]


def get_searches(rng, model):
    """Return calls that read: ``[(method, arguments, keyword arguments, context)]``."""
    fields = sorted(model._fields)
    domain, value = get_domain(rng, model), rng.choice(VALUES)
    name, operator = domain[0][:2]
    group = rng.choice(fields) + rng.choice(("", "", ":month", ":day", ":x", ".id"))
    aggregate = rng.choice(fields) + rng.choice(AGGREGATES)
    shown = {"display_name": {}}
    key = {rng.choice(KEYS): value}
    return [
        ("search", [domain], {}, {}),
        ("search_count", [domain], {}, {}),
        ("search_read", [domain, ["display_name"]], {"limit": 2}, {}),
        ("web_search_read", [domain, shown], {"limit": 2}, {}),
        ("search_read", [[], fields], {"limit": 2}, key),
        ("search_read", [[], ["id"]], {"limit": 1, "order": rng.choice((value, name))}, {}),
        ("name_search", [value, domain], {}, {}),
        ("name_search", [value], {"operator": operator}, {}),
        ("formatted_read_group", [domain, [group], [aggregate]], {}, {}),
        ("formatted_read_group", [[], [group], [aggregate]], {}, key),
        ("formatted_read_group", [[], [group], ["__count"]], {"order": value}, {}),
        ("formatted_read_grouping_sets", [domain, [[group], []], [aggregate]], {}, {}),
        ("web_read_group", [domain, [group]], {"aggregates": [aggregate]}, {}),
        ("read", [rng.choice(IDS), [name]], {}, {}),
        ("web_read", [rng.choice(IDS), {name: {}}], {}, {}),
        ("export_data", [rng.choice(IDS), [name]], {}, {}),
        ("fields_get", [[name, value], [value]], {}, {}),
        ("get_views", [[[False, rng.choice(("list", "form", "search", "x"))]]], {}, key),
    ]


def get_writes(rng, model):
    """Return calls that write, or propose what might be written, as :func:`get_searches`."""
    fields = sorted(model._fields)
    name, value = rng.choice(fields), rng.choice(VALUES)
    shown = {each: {} for each in fields}
    return [
        ("create", [{name: value}], {}, {}),
        ("web_save", [[], {name: value}, shown], {}, {}),
        ("write", [rng.choice(IDS), {name: value}], {}, {}),
        ("load", [[name], [[value if isinstance(value, str) else str(value)]]], {}, {}),
        ("default_get", [[name]], {}, {f"default_{name}": value}),
        ("default_get", [value if isinstance(value, list) else [name]], {}, {}),
        ("onchange", [[], {name: value}, [name], shown], {}, {}),
        ("onchange", [[], {}, [], shown], {}, {f"default_{name}": value}),
    ]


def get_frames(error):
    """Return where an error went through this add-on, calls of what it extends left out."""
    own = [
        (frame.filename.removeprefix(HOME), frame)
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(HOME)
    ]
    return [
        f"{place}:{frame.lineno}: {frame.line}"
        for place, frame in own
        # Odoo itself may have been unpacked inside of the repository
        if not place.startswith(("tests/", ".run/")) and "super(" not in (frame.line or "")
    ]


def get_twin(model, method, arguments):
    """Return the same call of Odoo's own model; None where there is none."""
    if not arguments or not isinstance(arguments[0], list) or "search" not in method:
        return None
    [leaf] = arguments[0] if len(arguments[0]) == 1 else [None]
    field = model._fields.get(str(leaf and leaf[0]).partition(".")[0])
    name = TWINS.get(field.type) if field else None
    return [[[name, *leaf[1:]]], *arguments[1:]] if name else None
