from ...tools.arguments import (
    LONGEST_LIST,
    a_day,
    a_dict,
    a_flag,
    a_number,
    a_text,
    an_id,
    anything,
    list_of,
    one_of,
    optional,
)
from ...tools.flags import COLUMNS
from ..org.arguments import LONGEST_TEXT, check_sent, takes
from ..plan.progress import STATUSES

#: What becomes of the rows above those that somebody types: they follow by the same difference,
#: stay as they are, or it is asked.
ABOVE = ("follow", "stay", "ask")

#: The checks of what clients send, by name: arguments of the table's methods and parts of edits.
TABLE_CHECKS = {
    "above": one_of(*ABOVE),
    "amounts": list_of(a_text(), at_most=200),
    "answer": a_text(),  # how long it may be is said in a sentence of its own
    "below": optional(a_flag),
    "by_id": optional(an_id),
    "columns": list_of(a_text(100), at_most=100),
    "edit": anything,  # looked at part by part, see changes.py
    "force": optional(a_flag),
    "first_day": optional(a_day),
    "content": a_text(),  # how large it may be is said in a sentence of its own
    "file_id": an_id,
    "given": optional(a_number(at_least=0)),
    "is_flat": a_flag,
    "is_resolved": a_flag,
    "item_id": an_id,
    "items": list_of(a_dict(id=optional(an_id), text=a_text(), amount=a_text()), at_most=200),
    "last_day": optional(a_day),
    "level_id": optional(an_id),
    "limit": optional(a_number(at_least=0)),
    "look": a_dict(
        columns=list_of(one_of(*COLUMNS), at_most=len(COLUMNS)),
        scale=one_of("auto", "exact", "thousands", "millions"),
        has_spans=a_flag,
        folded=list_of(a_number(at_least=0, at_most=LONGEST_LIST), at_most=200),
        heat=one_of("", "history", "mean"),
        spread=a_flag,
    ),
    "name": a_text(200, at_least=1),
    "note": optional(a_text()),  # how long it may be is said in a sentence of its own
    "offset": a_number(at_least=0),
    "order": a_text(100),
    "page_size": a_number(at_least=1, at_most=200),
    "parent_id": an_id,
    "period_id": optional(an_id),
    "periods": optional(list_of(an_id)),
    "plan_id": an_id,
    "ranges": list_of(list_of(list_of(an_id), at_least=2, at_most=2)),
    "row_id": an_id,
    "rows": list_of(an_id),
    "spread": optional(a_flag),
    "status": optional(one_of(*dict(STATUSES))),
    "step_id": optional(an_id),
    "text": optional(a_text(LONGEST_TEXT)),
    "token": a_text(100, at_least=1),
    "values": list_of(an_id),
    "version": a_number(),
    "watch": list_of(an_id),
}


def table_takes(*names):
    """Check the arguments of a method that clients call, by their names in ``TABLE_CHECKS``."""
    return takes(**{name: TABLE_CHECKS[name] for name in names})


def check_parts(env, **parts):
    """Raise with one sentence unless parts of an edit pass their ``TABLE_CHECKS``."""
    check_sent(env, TABLE_CHECKS, parts)
