"""N3: a distribution as a curve, with straight parts and steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.landing_curve import Curve

#: Nothing below 10; one of five is 10; evenly up to 20, where one of ten is; the rest up to 30.
CURVE = Curve([10, 20, 30], [0, 0.5, 1], [0.2, 0.6, 1])


def test_straight_between_points():
    assert CURVE.chance(15) == pytest.approx(1 - 0.35)
    assert CURVE.chance(25) == pytest.approx(1 - 0.8)
    assert CURVE.quantile(0.35) == pytest.approx(15)
    assert CURVE.quantile(0.8) == pytest.approx(25)


def test_steps():
    """A step is reached by who asks for it, and passed by who asks for more."""
    assert [CURVE.chance(amount) for amount in (9, 10, 20, 30, 31)] == [
        1,
        1,
        pytest.approx(0.5),
        pytest.approx(0),
        0,
    ]
    assert CURVE.chance(10.0001) == pytest.approx(0.8, abs=1e-4)
    assert [CURVE.quantile(share) for share in (0, 0.1, 0.2)] == [10, 10, 10]
    assert [CURVE.quantile(share) for share in (0.5, 0.55, 0.6)] == [20, 20, 20]
    assert CURVE.quantile(1) == 30


@given(st.floats(0, 1))
def test_quantile_and_chance_are_one_curve(share):
    amount = CURVE.quantile(share)
    assert CURVE.chance(amount) >= 1 - share - 1e-9 or amount == 30
    assert CURVE.chance(amount + 1e-9) <= 1 - share + 1e-6
