"""S13: when in a span the amounts usually come, how late deals are won, and points of a trend."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tools.landing_reasons import (
    LAST_DAYS,
    LEAST_SHARE,
    get_last_days,
    get_last_share,
    get_years_before,
    is_late,
)
from tools.landing_trend import MOST_POINTS, NEAR, get_weeks
from tools.periods import add_months

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
lengths = st.integers(0, 400)
amounts = st.floats(-1e6, 1e6)


def test_last_days_of_november():
    """They are told until the day before the 21st."""
    span = date(2026, 11, 1), date(2026, 11, 30)
    assert get_last_days(*span, date(2026, 11, 20)) == date(2026, 11, 21)
    assert get_last_days(*span, date(2026, 11, 21)) is None
    assert get_last_days(*span, date(2026, 10, 1)) == date(2026, 11, 21)


def test_weeks_have_no_end_to_speak_of():
    assert get_last_days(date(2026, 11, 2), date(2026, 11, 8), date(2026, 11, 1)) is None


def test_february_is_all_of_february():
    years = get_years_before(date(2025, 2, 1), date(2025, 2, 28))
    assert years[0] == (
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 2, 20), date(2024, 2, 29)),
    )
    assert [span[1].year for span, __ in years] == [2024, 2023, 2022]


@given(days, st.integers(28, 400))
def test_last_days_are_the_end_of_the_span(first, length):
    last = first + timedelta(days=length)
    for (start, end), (begin, finish) in get_years_before(first, last):
        assert finish == end
        assert (end - begin).days + 1 == LAST_DAYS
        assert start <= begin


@pytest.mark.parametrize(
    ("years", "share"),
    [
        ([(1000, 310), (1000, 290)], 0.3),
        # a year with little says little
        ([(9000, 4500), (1000, 0)], 0.45),
        # nothing is usual that was once
        ([(1000, 500)], None),
        ([(1000, 500), (0, 0)], None),
        # less than a quarter is not worth a word
        ([(1000, 200), (1000, 200)], None),
        # what was taken back before makes more of the end than there is
        ([(100, 300), (100, 200)], None),
    ],
)
def test_share_of_the_last_days(years, share):
    assert get_last_share(years) == (None if share is None else pytest.approx(share))


@given(st.lists(st.tuples(amounts, amounts), max_size=5))
def test_share_is_one(years):
    share = get_last_share(years)
    assert share is None or LEAST_SHARE <= share <= 1


def test_a_few_deals_are_late_by_chance():
    assert is_late(18, 10)
    assert is_late(-7, 25)
    assert not is_late(18, 9)
    assert not is_late(6.5, 100)


def test_weeks_of_a_month():
    """Its first day, its weeks counted from the end, and today."""
    found = get_weeks(date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 18))
    assert [day.day for day in found] == [1, 9, 18, 23, 30]


@pytest.mark.parametrize("first", [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)])
def test_each_week_of_a_quarter_has_a_point(first):
    """Of one with 92 days, too."""
    last = add_months(first, 3) - timedelta(days=1)
    found = get_weeks(first, last, last)
    assert max((after - before).days for before, after in pairwise(found)) < 7 + NEAR


@given(days, lengths, lengths)
def test_points_are_few_and_in_the_period(first, length, passed):
    last, day = first + timedelta(days=length), first + timedelta(days=passed)
    found = get_weeks(first, last, day)
    assert found == sorted(set(found))
    assert found[0] == first
    assert found[-1] == last
    assert len(found) <= MOST_POINTS + 1
    assert (day in found) or day > last


@given(days, st.integers(7, 91))
def test_no_fortnight_of_a_quarter_is_without_a_point(first, length):
    last = first + timedelta(days=length)
    found = get_weeks(first, last, first)
    assume(len(found) > 1)
    assert all((after - before).days <= 14 for before, after in pairwise(found))
