"""N3: what deals will bring that do not exist yet."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.to_come import to_come

amounts = st.lists(st.integers(0, 10**8).map(lambda cents: cents / 100), max_size=24)


def mean(values):
    return sum(values) / len(values)


def test_nothing_to_learn_is_the_plain_mean():
    """Where the order says nothing, it equals the naive one: the mean of what there was."""
    moved = 0
    for seed in range(50):
        shuffler = random.Random(seed)
        past = [shuffler.uniform(50, 150) for _period in range(8)]
        moved += mean(to_come(past)) != pytest.approx(mean(past))
    assert moved <= 4
    calm = [sum(to_come([90, 110, 95, 105, 100, 90, 110, 100])) / 8]
    assert calm == pytest.approx([100])


def test_a_new_level():
    """After a break the amounts are those of today, as far from each other as before."""
    past = [100, 110, 90, 105, 200, 210, 190, 205]
    found = to_come(past)
    assert mean(found) == pytest.approx(200, rel=0.08)
    assert max(found) > 220
    fallen = to_come([200, 210, 190, 205, 100, 110, 90, 105])
    assert mean(fallen) == pytest.approx(102, rel=0.1)


def test_few():
    assert to_come([]) == ()
    assert to_come([7]) == (7,)
    assert to_come([0, 0, 0]) == (0, 0, 0)
    assert mean(to_come([10, 20])) == pytest.approx(15)
    assert to_come([1, 100, 200, 300])[-1] > 300


def test_credits():
    """Negative amounts stay what they are: nothing is cut off at nothing."""
    found = to_come([-10, 30, -20, 40])
    assert mean(found) == pytest.approx(10)
    assert min(found) < -20


@given(amounts)
def test_as_many_and_never_below_nothing(past):
    found = to_come(past)
    assert len(found) == len(past)
    assert min(found, default=0) >= 0
    assert max(found, default=0) <= 8 * max(past, default=0) + 1e-9


@given(amounts, st.integers(1, 1000))
def test_unit_does_not_matter(past, unit):
    scaled = to_come([amount * unit for amount in past])
    assert scaled == pytest.approx([amount * unit for amount in to_come(past)], rel=1e-6, abs=1e-3)
