"""Where somebody stands: lines that end at what they sum to, and shares that make a whole."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import cockpit
from tools.cockpit import Calendar, Piece
from tools.pacing import ONE_DAY

WEEK = Calendar(frozenset(range(5)))
YEAR = date(2026, 1, 1), date(2026, 12, 31)

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
amounts = st.integers(-(10**6), 10**6)
holidays = st.frozensets(days, max_size=5)
calendars = st.builds(Calendar, st.frozensets(st.integers(0, 6)), holidays)


@st.composite
def spans(draw):
    first = draw(days)
    return first, first + timedelta(days=draw(st.integers(0, 500)))


@st.composite
def periods(draw):
    """Periods that follow each other, without a gap."""
    first, found = draw(days), {}
    for number in range(draw(st.integers(1, 8))):
        last = first + timedelta(days=draw(st.integers(0, 60)))
        found[number] = first, last
        first = last + ONE_DAY
    return found


@given(periods(), st.lists(amounts, min_size=8, max_size=8), calendars)
def test_whole_plan(found, values, calendar):
    """Over all days everything is planned, and at the end everything is expected."""
    first, last = found[0][0], found[len(found) - 1][1]
    pieces, targets = cockpit.cut(found, first, last), dict(enumerate(values[: len(found)]))
    whole = sum(targets.values())
    assert cockpit.planned(pieces, targets) == pytest.approx(whole)
    assert cockpit.expected(pieces, targets, last + ONE_DAY, calendar) == pytest.approx(whole)
    assert cockpit.expected(pieces, targets, first, calendar) == 0


@given(periods(), st.lists(amounts, min_size=8, max_size=8), st.data())
def test_parts_make_a_whole(found, values, data):
    """A span that is cut in two has the same target as both parts."""
    first, last = found[0][0], found[len(found) - 1][1]
    middle = data.draw(st.dates(first, last))
    targets = dict(enumerate(values[: len(found)]))
    parts = [(first, middle)] + ([(middle + ONE_DAY, last)] if middle < last else [])
    amounts_of = [cockpit.planned(cockpit.cut(found, *part), targets) or 0 for part in parts]
    assert sum(amounts_of) == pytest.approx(sum(targets.values()), abs=1e-6)


@given(spans(), days)
def test_points(span, today):
    """In order, each once, within the span; its last day and today are among them."""
    points = cockpit.get_points(*span, today)
    assert points == sorted(set(points))
    assert points[-1] == span[1]
    assert points[0] >= span[0]
    assert today in points or not span[0] <= today <= span[1]
    assert len(points) <= cockpit.DAYS_WITH_POINTS + 2


@given(spans(), st.lists(st.tuples(days, amounts)), days)
def test_running_line(span, by_day, today):
    """At the end everything up to then is there; in between what had come by then."""
    points = cockpit.get_points(*span, today)
    line = cockpit.running_line(points, by_day)
    for day, total in zip(points, line, strict=True):
        assert total == sum(amount for other, amount in by_day if other <= day)


@given(spans(), days, st.integers(1, 400))
def test_spans_of_points(span, today, most_days):
    """They follow each other without a gap, from the first day to the last."""
    points = cockpit.get_points(*span, today, most_days)
    found = cockpit.get_spans(points, span[0])
    assert (found[0][0], found[-1][1]) == span
    assert all(first <= last for first, last in found)
    assert all(later[0] - earlier[1] == ONE_DAY for earlier, later in pairwise(found))


@given(periods(), st.lists(amounts, min_size=8, max_size=8), calendars, days)
def test_due_line(found, values, calendar, today):
    """What is due at the end of each day is what is expected on the next morning."""
    first, last = found[0][0], found[len(found) - 1][1]
    pieces, targets = cockpit.cut(found, first, last), dict(enumerate(values[: len(found)]))
    points = cockpit.get_points(first, last, today)
    line = cockpit.due_line(cockpit.due_shares(points, pieces, calendar), targets)
    assert line == [cockpit.expected(pieces, targets, day + ONE_DAY, calendar) for day in points]


@given(spans(), calendars, st.integers(0, 10**6))
def test_plan_line(span, calendar, amount):
    """It never falls where targets are positive, and ends at the target."""
    pieces = {1: Piece(*span, 1.0)}
    points = cockpit.get_points(*span, span[0])
    line = cockpit.plan_line(points, pieces, {1: amount}, calendar)
    assert line == sorted(line)
    assert line[-1] == pytest.approx(amount)


@given(periods(), st.lists(amounts, min_size=8, max_size=8), calendars, days, st.floats(0, 1))
def test_own_curve(found, values, calendar, today, share):
    """It counts for a period as a whole, and for nothing of which only a part is looked at."""
    first, last = found[0]
    targets, curve = dict(enumerate(values[: len(found)])), {0: share}
    whole = cockpit.cut({0: found[0]}, first, last)
    assert cockpit.expected(whole, targets, today, calendar, curve) == targets[0] * share
    if first < last:
        part = cockpit.cut({0: found[0]}, first, last - ONE_DAY)
        assert cockpit.due(part, today, calendar, curve) == cockpit.due(part, today, calendar)


def test_shorten():
    points = [YEAR[0], YEAR[0] + ONE_DAY, YEAR[1]]
    assert cockpit.shorten([1.0, 2.0, 3.0], points, points[1]) == [1.0, 2.0, None]


def test_days_left():
    """Today counts; without a calendar all days do."""
    assert cockpit.days_left(*YEAR, date(2026, 12, 31), WEEK) == 1
    assert cockpit.days_left(*YEAR, date(2027, 1, 1), WEEK) == 0
    assert cockpit.days_left(*YEAR, date(2025, 1, 1), Calendar()) == 365
    holiday = Calendar(frozenset(range(5)), frozenset({date(2026, 12, 31)}))
    assert cockpit.days_left(*YEAR, date(2026, 12, 31), holiday) == 0


def test_needed_per_day():
    assert cockpit.needed_per_day(100, 40, 3) == 20
    assert cockpit.needed_per_day(100, 140, 3) == 0
    assert cockpit.needed_per_day(None, 40, 3) is None
    assert cockpit.needed_per_day(100, 40, 0) is None


def test_pace():
    assert cockpit.pace(50, 100) == 0.5
    assert cockpit.pace(50, 0) is None


def test_whole_percent():
    shares = (0, 0.866, 0.994, 1, 1.234)
    assert [cockpit.whole_percent(share) for share in shares] == [0, 87, 99, 100, 123]
    assert cockpit.whole_percent(0.9999) == 99
    assert cockpit.whole_percent(1 - 1e-12) == 100
    assert cockpit.whole_percent(-0.2) == -20


def test_covered():
    assert cockpit.covered(50, 100, 0) == 0.5
    assert cockpit.covered(50, 100, 100) is None
    assert cockpit.covered(50, None, 100) is None
    assert cockpit.covered(None, 100, 0) is None


def test_nothing_planned():
    pieces = cockpit.cut({1: YEAR, 2: (date(2027, 1, 1), date(2027, 12, 31))}, *YEAR)
    assert list(pieces) == [1]
    assert cockpit.planned(pieces, {2: 5}) is None
