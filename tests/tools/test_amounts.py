"""Tests of how amounts are told to clients."""

from decimal import Decimal
from fractions import Fraction
from math import copysign

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.amounts import tidy, to_float, weigh


def test_sums_of_cents_are_cents():
    assert tidy(0.1 + 0.2) == 0.3
    assert tidy(None) is None


def test_nothing_is_less_than_zero_by_its_sign_alone():
    assert copysign(1, tidy(-0.0)) == 1
    assert copysign(1, tidy(-1e-9)) == 1


def test_exact_numbers_become_fractions_that_print_alike():
    assert to_float(Decimal("12.10")) == 12.1
    assert to_float(Fraction(1, 4)) == 0.25
    assert to_float(None) is None


@pytest.mark.parametrize(
    ("amount", "probability", "rounding", "expected"),
    [
        (2.01, 50, None, 1.01),  # 1.005, which a computer takes for a little less
        (-2.01, 50, None, -1.01),
        (1.15, 90, None, 1.04),
        (33.33, 33.33, None, 11.11),
        (12345, 33.33, 1, 4115),
        (10.1, 33, 0.05, 3.35),
        (None, 50, None, 0),
        (100, None, None, 0),
    ],
)
def test_weighed_half_away_from_zero(amount, probability, rounding, expected):
    assert weigh(amount, probability, rounding) == expected


@given(
    cents=st.integers(-(10**12), 10**12),
    hundredths=st.integers(0, 10_000),
    rounding=st.sampled_from([0.001, 0.01, 0.05, 1, 100]),
)
def test_weighed_is_the_nearest_coin(cents, hundredths, rounding):
    exact = Fraction(cents, 100) * Fraction(hundredths, 10_000)
    coin = Fraction(str(rounding))
    weighed = Fraction(str(weigh(cents / 100, hundredths / 100, rounding)))
    assert weighed % coin == 0
    assert abs(weighed - exact) <= coin / 2
    if abs(weighed - exact) == coin / 2:
        assert abs(weighed) > abs(exact)
    assert weigh(-cents / 100, hundredths / 100, rounding) == -float(weighed)
