"""Tests of which rate of a currency holds on a day."""

from datetime import date
from decimal import Decimal

from tools.rates import get_crossed, get_rate_on

OWN = [(date(2025, 1, 1), Decimal(2)), (date(2025, 4, 1), Decimal(4))]
SHARED = [(date(2024, 1, 1), Decimal(3))]


def test_the_latest_rate_of_the_first_source_that_has_one():
    assert get_rate_on(date(2025, 3, 31), OWN, SHARED) == 2
    assert get_rate_on(date(2025, 4, 1), OWN, SHARED) == 4
    assert get_rate_on(date(2024, 12, 31), OWN, SHARED) == 3


def test_before_all_rates_the_earliest():
    assert get_rate_on(date(2024, 12, 31), OWN, []) == 2
    assert get_rate_on(date(2020, 1, 1), [], SHARED) == 3
    assert get_rate_on(date(2020, 1, 1), OWN, SHARED) == 2


def test_without_any_rate_one_is_one():
    assert get_rate_on(date(2024, 12, 31), [], []) == 1


def test_crossed_rates_have_a_line_for_each_change():
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    assert get_crossed(first, last, [OWN], [[]]) == [
        (first, Decimal("0.5")),
        (date(2025, 4, 1), Decimal("0.25")),
    ]
    assert get_crossed(first, last, [[]], [OWN]) == [(first, 2), (date(2025, 4, 1), 4)]


def test_what_changes_on_both_sides_alike_is_no_change():
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    assert get_crossed(first, last, [OWN], [OWN]) == [(first, 1)]


def test_changes_outside_of_the_days_are_none():
    first, last = date(2025, 2, 1), date(2025, 3, 31)
    assert get_crossed(first, last, [OWN], [[]]) == [(first, Decimal("0.5"))]
