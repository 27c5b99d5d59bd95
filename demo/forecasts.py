"""What the demo company's people and teams forecast: submissions of the last months."""

from datetime import timedelta

from odoo import fields

from ..tools.rollup import PERSON, TEAM

#: Past periods that were forecast, and when: so many days before their end.
PERIODS = 7
DAYS_BEFORE_END = (27, 12)
#: Days ago that the current period was forecast last.
DAYS_AGO = 9
#: Who has not submitted the current period yet.
LATE = ("tom",)
#: Whose own forecast is adjusted, by how much, and why.
OWN = ("grace", "commit", 3_000, "A repeat order that is not entered yet.")
#: Which leader corrects whom.
LED = ("sofia", "luca", "best_case", 6_000, "The framework agreement is with their board.")


def submit_forecasts(cast):
    """Submit forecasts as they were at the time, then adjust two of the current ones."""
    env = cast.env
    env.flush_all()
    periods = env["sales.forecast.period"]._ensure(cast.company).sorted("date_from")
    tree = env["sales.forecast"]._read_tree(cast.company)
    now = env.cr.now()
    past = periods.filtered(lambda period: period.date_to < cast.today)[-PERIODS:]
    current = periods.filtered(lambda period: period._is_current())
    env["sales.forecast"]._ensure_all(cast.company, past | current)
    for period in past:
        for days in DAYS_BEFORE_END:
            end = fields.Datetime.to_datetime(period.date_to)
            _submit_all(cast, period, tree, end - timedelta(days=days), ())
    _submit_all(cast, current, tree, now - timedelta(days=DAYS_AGO), LATE)
    _adjust(cast, current, tree)


def _submit_all(cast, period, tree, moment, late):
    """Submit everybody's forecast as of a moment, those below first."""
    forecasts = cast.env["sales.forecast"]
    state = forecasts._read_state(period, moment, tree)
    done = {(PERSON, cast.users[code].id) for code in late}
    tops = [(TEAM, team) for team, parent in tree.parents.items() if not parent]
    for seat in tops:
        _submit_below(forecasts, state, seat, done)


def _submit_below(forecasts, state, seat, done):
    kind, key = seat
    if seat in done:
        return
    done.add(seat)
    for below in state.tree.get_reports(key) if kind == TEAM else ():
        _submit_below(forecasts, state, below, done)
    owner = key if kind == PERSON else state.tree.leaders.get(key)
    if owner:
        forecast = forecasts._find_or_make(state.period, seat)
        # the context goes in last: who changes users leaves defaults behind
        acting = forecasts.with_user(owner).sudo().with_context(default_date=state.moment)
        acting._submit(forecast, state)


def _adjust(cast, period, tree):
    """Adjust one forecast and submit it anew; correct a report's in a leader's."""
    forecasts = cast.env["sales.forecast"]
    code, role, amount, note = OWN
    seat = (PERSON, cast.users[code].id)
    own = forecasts._find_or_make(period, seat).with_user(seat[1]).sudo()
    cast.env["sales.forecast.adjustment"].with_user(seat[1]).sudo()._set_adjustment(
        own, seat, role, amount, note
    )
    forecasts.with_user(seat[1]).sudo()._submit(own, forecasts._read_state(period, None, tree))
    leader, code, role, amount, note = LED
    leader = cast.users[leader].id
    team = tree.homes[leader]
    led = forecasts._find_or_make(period, (TEAM, team))
    cast.env["sales.forecast.adjustment"].with_user(leader).sudo()._set_adjustment(
        led, (PERSON, cast.users[code].id), role, amount, note
    )
