"""The sentences of steps by which targets changed hands."""

from odoo.tools import format_date

from ..cells.step_label import describes


@describes("hand_over", nameless=lambda env: env._("Handed over"))
def _describe_hand_over(step, data):
    return step.env._(
        "Handed over %(rows)s to %(person)s from %(day)s on",
        rows=step._name_rows(data),
        person=data["to"],
        day=format_date(step.env, data["date"]),
    )


@describes("move_up", nameless=lambda env: env._("Moved up"))
def _describe_move_up(step, data):
    return step.env._(
        "Moved up %(rows)s from %(day)s on",
        rows=step._name_rows(data),
        day=format_date(step.env, data["date"]),
    )
