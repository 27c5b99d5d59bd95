"""Tests of how amounts are told to clients."""

from decimal import Decimal
from fractions import Fraction
from math import copysign

from tools.amounts import tidy, to_float


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
