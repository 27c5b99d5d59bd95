"""Tests of how far a target should be by today."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import pacing

ONE_DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = range(5)
EASTER = (date(2026, 4, 3), date(2026, 4, 6))  # Good Friday, Easter Monday
APRIL = (date(2026, 4, 1), date(2026, 4, 30))  # begins on a Wednesday

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
lengths = st.integers(0, 500)
weekdays = st.sets(st.integers(0, 6))
holidays = st.lists(days, max_size=20)


# working_days


def test_working_days():
    assert pacing.working_days(*APRIL, MONDAY_TO_FRIDAY) == 22
    assert pacing.working_days(*APRIL, MONDAY_TO_FRIDAY, EASTER) == 20
    assert pacing.working_days(*APRIL, range(7)) == 30
    assert pacing.working_days(*APRIL, ()) == 0


def test_working_days_of_one_day():
    friday, saturday = date(2026, 4, 10), date(2026, 4, 11)
    assert pacing.working_days(friday, friday, MONDAY_TO_FRIDAY) == 1
    assert pacing.working_days(saturday, saturday, MONDAY_TO_FRIDAY) == 0
    assert pacing.working_days(friday, friday, MONDAY_TO_FRIDAY, [friday]) == 0


def test_working_days_of_nothing():
    assert pacing.working_days(APRIL[1], APRIL[0], range(7)) == 0


def test_holidays_count_once_and_only_where_worked():
    sunday, outside = date(2026, 4, 5), date(2026, 5, 1)
    again = [*EASTER, *EASTER, sunday, outside]
    assert pacing.working_days(*APRIL, MONDAY_TO_FRIDAY, again) == 20
    assert pacing.working_days(*APRIL, [0, 0, 4, 4], iter(EASTER)) == 8 - 2


@given(days, lengths, weekdays, holidays)
def test_working_days_counts_them(date_from, length, worked, off):
    counted = [date_from + day * ONE_DAY for day in range(length + 1)]
    expected = sum(day.weekday() in worked and day not in off for day in counted)
    assert pacing.working_days(date_from, counted[-1], worked, off) == expected


# elapsed_share


def test_elapsed_share_by_working_days():
    """Easter leaves 20 working days; by Wednesday the 8th, two before and one after are over."""
    share = pacing.elapsed_share(*APRIL, date(2026, 4, 8), MONDAY_TO_FRIDAY, EASTER)
    assert share == Decimal(3) / 20


def test_elapsed_share_by_calendar_days():
    assert pacing.elapsed_share(*APRIL, date(2026, 4, 16)) == Decimal("0.5")
    closed = [APRIL[0] + day * ONE_DAY for day in range(30)]
    share = pacing.elapsed_share(*APRIL, date(2026, 4, 16), MONDAY_TO_FRIDAY, closed)
    assert share == Decimal("0.5")


def test_a_day_counts_when_it_is_over():
    first, last = APRIL
    assert pacing.elapsed_share(*APRIL, first - ONE_DAY, MONDAY_TO_FRIDAY) == 0
    assert pacing.elapsed_share(*APRIL, first, MONDAY_TO_FRIDAY) == 0
    assert pacing.elapsed_share(*APRIL, first + ONE_DAY, MONDAY_TO_FRIDAY) == Decimal(1) / 22
    assert pacing.elapsed_share(*APRIL, last, MONDAY_TO_FRIDAY) == Decimal(21) / 22
    assert pacing.elapsed_share(*APRIL, last + ONE_DAY, MONDAY_TO_FRIDAY) == 1
    assert pacing.elapsed_share(first, first, first) == 0
    assert pacing.elapsed_share(first, first, first + ONE_DAY) == 1


def test_a_span_ending_on_a_weekend_is_complete_before():
    """From Friday to Sunday only Friday counts, so all is over on Saturday."""
    friday = date(2026, 4, 10)
    sunday = friday + 2 * ONE_DAY
    assert pacing.elapsed_share(friday, sunday, friday + ONE_DAY, MONDAY_TO_FRIDAY) == 1


def test_a_span_must_not_be_reversed():
    with pytest.raises(ValueError, match="2026-04-01, before"):
        pacing.elapsed_share(APRIL[1], APRIL[0], APRIL[0])


@given(days, lengths, st.integers(-10, 510), weekdays, holidays)
def test_elapsed_share_grows_from_none_to_all(date_from, length, passed, worked, off):
    date_to = date_from + length * ONE_DAY
    today = date_from + passed * ONE_DAY
    share = pacing.elapsed_share(date_from, date_to, today, worked, off)
    following = pacing.elapsed_share(date_from, date_to, today + ONE_DAY, worked, off)
    assert 0 <= share <= following <= 1
    if today <= date_from:
        assert share == 0
    if today > date_to:
        assert share == 1
    is_worked = today.weekday() in worked and today not in off
    if date_from <= today <= date_to and is_worked:
        assert following > share


# expected_to_date

QUARTER = [
    (date(2026, 3, 1), date(2026, 3, 31), Decimal(300)),
    (*APRIL, Decimal(440)),
    (date(2026, 5, 1), date(2026, 5, 31), Decimal(500)),
]


def test_expected_to_date():
    """March whole, and of April's 22 working days the 10 before the 15th."""
    today = date(2026, 4, 15)
    assert pacing.expected_to_date(QUARTER, today, MONDAY_TO_FRIDAY) == 300 + 200
    assert pacing.expected_to_date(iter(QUARTER), today, range(5), iter(EASTER)) == 300 + 8 * 22
    assert pacing.expected_to_date(QUARTER, date(2026, 4, 16)) == 300 + 220


def test_expected_to_date_at_the_ends():
    assert pacing.expected_to_date(QUARTER, date(2026, 3, 1)) == 0
    assert pacing.expected_to_date(QUARTER, date(2026, 4, 1)) == 300
    assert pacing.expected_to_date(QUARTER, date(2026, 6, 1)) == 1240


def test_what_is_not_planned_expects_nothing():
    unplanned = [(date_from, date_to, None) for date_from, date_to, _ in QUARTER]
    assert pacing.expected_to_date(unplanned, date(2026, 6, 1)) is None
    assert pacing.expected_to_date([], date(2026, 6, 1)) is None
    assert pacing.expected_to_date([QUARTER[0], unplanned[1]], date(2026, 6, 1)) == 300
    assert pacing.expected_to_date([(*APRIL, 0)], date(2026, 6, 1)) == 0
    # Planned but not begun is an expectation of zero, not none.
    assert pacing.expected_to_date([(*APRIL, 10)], date(2026, 1, 1)) == 0


# Figures


def test_attainment():
    assert pacing.attainment(200, Decimal("150.00")) == Decimal("0.75")
    assert pacing.attainment(200, -50) == Decimal("-0.25")
    assert pacing.attainment(0.1, 0.3) == 3
    assert pacing.attainment(None, 5) is None
    assert pacing.attainment(0, 5) is None
    assert pacing.attainment(Decimal("0.00"), 5) is None


def test_gap_and_remaining():
    assert pacing.gap(200, 150) == -50
    assert pacing.gap(200, 250) == 50
    assert pacing.gap(0, 5) == 5
    assert pacing.gap(None, 5) is None
    assert pacing.remaining(200, 150) == 50
    assert pacing.remaining(200, 250) == 0
    assert pacing.remaining(0, -5) == 5
    assert pacing.remaining(None, 5) is None


@given(
    st.decimals(-1000, 1000, places=2).filter(bool),
    st.decimals(-1000, 1000, places=2),
)
def test_figures_agree(target, actual):
    assert pacing.gap(target, actual) == -pacing.remaining(target, actual) or actual > target
    ratio = Fraction(actual) / Fraction(target)
    assert abs(Fraction(pacing.attainment(target, actual)) - ratio) < Fraction(1, 10**20)


# status

BEFORE, MIDDLE, LAST, AFTER = (
    date(2026, 3, 31),
    date(2026, 4, 16),
    date(2026, 4, 30),
    date(2026, 5, 1),
)


@pytest.mark.parametrize(
    ("target", "actual", "expected", "today", "status"),
    [
        (100, 0, 0, BEFORE, "not_started"),
        (100, 99, 0, BEFORE, "not_started"),
        (100, 100, 0, BEFORE, "achieved"),
        (100, 0, 0, APRIL[0], "on_track"),
        (100, 50, 50, MIDDLE, "on_track"),
        (100, 45, 50, MIDDLE, "on_track"),
        (100, "44.99", 50, MIDDLE, "at_risk"),
        (100, -1, 0, APRIL[0], "at_risk"),
        (100, 100, 50, MIDDLE, "achieved"),
        (100, "99.99", 97, LAST, "on_track"),
        (100, 100, 100, AFTER, "achieved"),
        (100, "99.99", 100, AFTER, "missed"),
        (100, 0, None, MIDDLE, "on_track"),
        ("0.5", "0.5", "0.2", MIDDLE, "achieved"),
        # Nothing to reach.
        (None, 50, None, MIDDLE, None),
        (0, 50, 0, AFTER, None),
        # A negative target is a floor.
        (-100, 0, 0, BEFORE, "not_started"),
        (-100, -55, -50, MIDDLE, "on_track"),
        (-100, "-55.01", -50, MIDDLE, "at_risk"),
        (-100, -96, -97, LAST, "on_track"),
        (-100, -100, -100, AFTER, "achieved"),
        (-100, -101, -100, AFTER, "missed"),
    ],
)
def test_status(target, actual, expected, today, status):
    target, expected = (number and Decimal(number) for number in (target, expected))
    found = pacing.status(target, Decimal(actual), expected, *APRIL, today, at_risk_below=90)
    assert found == status


def test_status_by_threshold():
    assert pacing.status(100, 40, 50, *APRIL, MIDDLE, at_risk_below=80) == "on_track"
    assert pacing.status(100, 40, 50, *APRIL, MIDDLE, at_risk_below=80.1) == "at_risk"
    assert pacing.status(100, 49.99, 50, *APRIL, MIDDLE, at_risk_below=100) == "at_risk"
    assert pacing.status(100, -1, 50, *APRIL, MIDDLE, at_risk_below=0) == "at_risk"
    assert pacing.status(100, 0, 50, *APRIL, MIDDLE, at_risk_below=0) == "on_track"
    assert pacing.status(100, 45, 50, *APRIL, MIDDLE) == "on_track"
    assert pacing.status(100, 44, 50, *APRIL, MIDDLE) == "at_risk"


@given(
    st.decimals(1, 1000, places=2),
    st.decimals(0, 1000, places=2),
    st.decimals(0, 1000, places=2),
    st.decimals(0, 100, places=2),
    days,
)
def test_more_is_never_worse(target, actual, more, expected, today):
    order = ["missed", "at_risk", "not_started", "on_track", "achieved"]
    less = pacing.status(target, actual, expected, *APRIL, today)
    better = pacing.status(target, actual + more, expected, *APRIL, today)
    assert order.index(better) >= order.index(less)


def test_growth():
    assert pacing.growth(110, 100) == 0.1
    assert pacing.growth(50, 100) == -0.5
    assert pacing.growth(0, 100) == -1
    # from nothing, or from less than nothing, there is no growth
    assert pacing.growth(110, 0) is None
    assert pacing.growth(110, -5) is None
