"""N3: chances are what came true when they were given before."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.calibration import Calibration, calibrate
from tools.landing_record import reliability

chances = st.floats(0, 1)
cases = st.lists(st.tuples(chances, st.booleans()), max_size=30)


def told(count, becomes, seed=1):
    """Return chances with what happened, where what is said is not what it is."""
    shuffler = random.Random(seed)
    said = [shuffler.random() for _case in range(count)]
    return [(chance, shuffler.random() < becomes(chance)) for chance in said]


def test_nothing_known_changes_nothing():
    assert calibrate([]) == Calibration()
    assert Calibration().adjust(0.3) == pytest.approx(0.3)
    few = calibrate([(0.5, True), (0.5, True)])
    assert few.adjust(0.5) == pytest.approx(0.5, abs=0.07)


@pytest.mark.parametrize("becomes", [lambda p: p / 2, lambda p: 0.25 + p / 2, lambda p: p])
def test_becomes_what_happened(becomes):
    calibration = calibrate(told(3000, becomes))
    later = [(calibration.adjust(chance), won) for chance, won in told(3000, becomes, seed=2)]
    assert reliability(later) < 0.006
    for chance in (0.2, 0.5, 0.8):
        assert calibration.adjust(chance) == pytest.approx(becomes(chance), abs=0.06)


@given(cases, chances, chances)
def test_order_is_kept(given_cases, one, other):
    calibration = calibrate(given_cases)
    low, high = sorted((one, other))
    assert 0 <= calibration.adjust(low) <= calibration.adjust(high) <= 1
    assert (calibration.adjust(0), calibration.adjust(1)) == (0, 1)


@given(cases)
def test_outcomes_turned_round(given_cases):
    """What is said of winning is said of not winning, the other way round."""
    given_cases = [(round(chance, 6), won) for chance, won in given_cases]
    calibration = calibrate(given_cases)
    turned = calibrate([(1 - chance, not won) for chance, won in given_cases])
    assert turned.slope == pytest.approx(calibration.slope, abs=1e-5)
    assert turned.shift == pytest.approx(-calibration.shift, abs=1e-5)
