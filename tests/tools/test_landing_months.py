"""Tests of the months that a landing's rhythm is made of."""

from datetime import date

import pytest

from tools import landing_months, rhythm
from tools.rhythm import Rest


def test_months_before():
    found = landing_months.get_months_before(date(2026, 2, 17), 3)
    assert found == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


@pytest.mark.parametrize(
    ("day", "last", "count"),
    [
        (date(2026, 2, 17), date(2026, 2, 28), 1),
        (date(2026, 2, 17), date(2027, 1, 1), 12),
        (date(2026, 2, 17), date(2026, 1, 31), 1),
    ],
)
def test_months_touched(day, last, count):
    assert landing_months.count_months(day, last) == count


def test_shares_of_months():
    """Half of January came on its third working day; February came to nothing."""
    amounts = {date(2026, 1, 5): 50.0, date(2026, 1, 17): 10.0, date(2026, 1, 30): 40.0}
    months = [date(2026, 1, 1), date(2026, 2, 1)]

    def get_shares(day):
        running = date(2026, 3, 1)
        return landing_months.get_month_shares(amounts, months, running, day, range(5), ())

    # the fifth working day is over, in January that was the seventh
    assert get_shares(date(2026, 3, 6)) == [pytest.approx(0.5), None]
    assert get_shares(date(2026, 2, 28)) == [pytest.approx(0.0), None]
    assert get_shares(date(2026, 3, 31)) == [pytest.approx(1.0), None]


def rest_of(*points, errors=(0.0,)):
    return Rest(tuple(points), tuple(errors), "rhythm", 0.5, 0.5)


def to_come(rest, series, *span):
    parts = landing_months.get_month_parts(len(rest.points), *span)
    return landing_months.get_amounts_to_come(rest, series, parts)


def test_whole_rest():
    """From 10 March to the end of April: all of both months that is still to come."""
    rest = rest_of(60.0, 100.0, errors=(-10.0, 10.0))
    found = to_come(rest, (1.0,), date(2026, 1, 1), date(2026, 4, 30), date(2026, 3, 10))
    assert found == (150.0, 170.0)


def test_part_of_the_rest():
    """The second half of April, with errors in proportion."""
    rest = rest_of(60.0, 100.0, errors=(-16.0, 16.0))
    found = to_come(rest, (1.0,), date(2026, 4, 16), date(2026, 4, 30), date(2026, 3, 10))
    assert found == (pytest.approx(45.0), pytest.approx(55.0))


def test_nobody_knows():
    rest = rest_of(0.0, errors=())
    found = to_come(rest, (), date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 10))
    assert found == ()


def test_what_never_was_negative_will_not_be():
    """Unless credit notes have outweighed a month before."""
    rest = rest_of(10.0, errors=(-30.0, 30.0))
    span = date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 10)
    assert to_come(rest, (5.0, 0.0), *span) == (0.0, 40.0)
    assert to_come(rest, (5.0, -1.0), *span) == (-20.0, 40.0)


def test_few_are_foretold_as_each_alone():
    """What several win is foretold by the rhythm of each as long as they are few."""
    months = landing_months.get_months_before(date(2025, 3, 10), 24)
    by_month = {
        "whole": {month: 300.0 + 10 * number for number, month in enumerate(months)},
        "part": {month: 100.0 + 20 * (number % 3) for number, month in enumerate(months)},
    }
    shares, span = [0.3] * 24, (date(2025, 3, 1), date(2025, 4, 30), date(2025, 3, 10))
    found = landing_months.get_rests_of_months(
        by_month, dict.fromkeys(by_month, "whole"), months, shares, 0.3, *span, ["part"]
    )
    series = [by_month["part"][month] for month in months]
    rest = rhythm.rest_of_period(series, [amount * 0.3 for amount in series], 0.0, 0.3, 2)
    expected = landing_months.get_amounts_to_come(rest, series, [1.0, 1.0])
    assert found == {"part": (expected, rest.kind)}
