"""Capability N6: pace by the own curve of earlier years, pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.seasonal_pace import get_curve, get_seasonal_share

MONDAY_TO_FRIDAY = range(5)
FIRST, LAST = date(2025, 3, 1), date(2025, 3, 31)

spans = st.dictionaries(
    st.integers(0, 30).map(lambda number: FIRST + timedelta(days=number)),
    st.floats(-100, 1000),
    max_size=31,
)
shares = st.floats(0, 1)


def curve(amounts, weekdays=MONDAY_TO_FRIDAY, holidays=()):
    return get_curve(amounts, FIRST, LAST, weekdays, holidays)


def test_curve_by_working_days():
    """March 2025 begins on a Saturday: what comes then counts on the first Monday."""
    found = curve({date(2025, 3, 1): 10, date(2025, 3, 4): 20, date(2025, 3, 31): 70})
    assert len(found) == 21
    assert found[:3] == [0.1, 0.3, 0.3]
    assert found[-2:] == [0.3, 1.0]


def test_holidays_are_no_working_days():
    found = curve({date(2025, 3, 3): 1, date(2025, 3, 5): 1}, holidays=[date(2025, 3, 4)])
    assert found[:2] == [0.5, 1.0]


def test_without_calendar_all_days_count():
    assert len(curve({FIRST: 1}, weekdays=())) == 31


@pytest.mark.parametrize("amounts", [{}, {FIRST: -5}, {FIRST: 5, LAST: -5}])
def test_what_came_to_nothing_has_no_curve(amounts):
    assert curve(amounts) == []


def test_what_is_taken_back_never_lowers_it():
    found = curve({date(2025, 3, 3): 20, date(2025, 3, 4): -10, date(2025, 3, 5): 0})
    assert found[:2] == [1.0, 1.0]


def test_no_years_no_share():
    assert get_seasonal_share([], 0.5) is None
    assert get_seasonal_share([[]], 0.5) is None


def test_late_months_expect_little_early():
    """Nine tenths come on the last of twenty days: in the middle a twentieth is expected."""
    late = [0.1 * (day + 1) / 19 for day in range(19)] + [1.0]
    assert get_seasonal_share([late], 0.5) == pytest.approx(0.1 * 10 / 19)


def test_years_are_averaged():
    even = [(day + 1) / 20 for day in range(20)]
    at_once = [1.0] * 20
    assert get_seasonal_share([even, at_once], 0.5) == pytest.approx(0.75)


def test_years_of_unequal_length_fit_together():
    even = [[(day + 1) / days for day in range(days)] for days in (20, 23)]
    assert get_seasonal_share(even, 0.4) == pytest.approx(0.4)


@given(st.lists(spans, max_size=3), shares, shares)
def test_a_share_between_nothing_and_all_that_never_falls(years, one, other):
    curves = [curve(amounts) for amounts in years]
    low, high = (get_seasonal_share(curves, over) for over in sorted((one, other)))
    if not any(curves):
        assert low is high is None
        return
    assert 0 <= low <= high + 1e-9
    assert high <= 1 + 1e-9


@given(st.lists(spans, min_size=1, max_size=3))
def test_nothing_at_the_beginning_and_all_at_the_end(years):
    curves = [found for found in map(curve, years) if found]
    if curves:
        assert get_seasonal_share(curves, 0) == 0
        assert get_seasonal_share(curves, 1) == pytest.approx(1)
