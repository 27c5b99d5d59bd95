"""N5: how right landings were, beside what a person would have said."""

import pytest
from figures_of_chances import brier, reliability, tenths
from hypothesis import given
from hypothesis import strategies as st

from tools.landing_record import Errors, compare, coverage, errors, run_rate

cases = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_brier():
    assert brier([(1, True), (0, False)]) == 0
    assert brier([(0.5, True), (0.5, False)]) == 0.25
    assert brier([(0.9, False)]) == pytest.approx(0.81)


def test_tenths():
    """0.3 is the fourth tenth's, 1 the last one's."""
    found = tenths([(0.3, True), (0.36, False), (0.0, False), (1.0, True), (0.95, True)])
    assert [one[:2] for one in found] == [(0, 1), (3, 2), (9, 2)]
    assert found[1].said == pytest.approx(0.33)
    assert found[1].happened == 0.5


def test_reliability():
    assert reliability([(0.7, number < 7) for number in range(10)]) == pytest.approx(0)
    sure = [(0.9, number < 5) for number in range(10)]
    assert reliability(sure) == pytest.approx(0.16)
    assert reliability(sure + [(0.1, False)] * 10) == pytest.approx((0.16 + 0.01) / 2)


@given(cases)
def test_reliability_is_part_of_the_score(given_cases):
    """What is never right in its tenth's mean cannot have a better score."""
    assert reliability(given_cases) <= brier(given_cases) + 1e-12
    assert sum(one.cases for one in tenths(given_cases)) == len(given_cases)


def test_coverage():
    assert coverage([]) is None
    assert coverage([(1, 3, 1), (1, 3, 3), (1, 3, 3.01), (1, 3, 0)]) == 0.5


def test_errors():
    """120 for 100 and 90 for 100: 15 % off, 5 % too much."""
    assert errors([(120, 100), (90, 100), (None, 5)]) == Errors(
        2, pytest.approx(0.15), pytest.approx(0.05)
    )
    assert errors([(3, 0)]) == Errors(1, None, None)
    assert errors([(None, 5)]) == Errors(0, None, None)
    assert errors([(-80, -100)]).error == pytest.approx(0.2)


def test_compared_where_all_answer():
    """A way that says nothing of a hard case is not better for it; one never there is out."""
    found = compare(
        {"p50": [110, 50, 70], "submitted": [100, None, 70], "last year": [None] * 3},
        [100, 100, 100],
    )
    assert found["p50"] == Errors(2, pytest.approx(0.2), pytest.approx(-0.1))
    assert found["submitted"] == Errors(2, pytest.approx(0.15), pytest.approx(-0.15))
    assert found["last year"] == Errors(0, None, None)


def test_run_rate():
    assert run_rate(30, 0.25) == 120
    assert run_rate(30, 0) is None
