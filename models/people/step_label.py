"""The sentences of steps by which targets changed hands."""

from odoo.tools import LazyTranslate, format_date

from ..cells.step_label import describes

_lt = LazyTranslate(__name__)


@describes("hand_over", nameless=_lt("Handed over"))
def _describe_hand_over(step, data):
    return step.env._(
        "Handed over %(rows)s to %(person)s from %(day)s on",
        rows=step._name_rows(data),
        person=data["to"],
        day=format_date(step.env, data["date"]),
    )


@describes("move_up", nameless=_lt("Moved up"))
def _describe_move_up(step, data):
    return step.env._(
        "Moved up %(rows)s from %(day)s on",
        rows=step._name_rows(data),
        day=format_date(step.env, data["date"]),
    )
