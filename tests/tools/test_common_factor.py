"""N3: good and bad times move all deals together, and leave each deal's chance as it is."""

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.common_factor import DEFAULT_SPREAD, LARGEST_SPREAD, LEAST_PERIODS, Factor
from tools.landing import estimate_spread, land

chances = st.floats(1e-9, 1 - 1e-9)
factors = st.builds(Factor.gauss, st.sampled_from([0, 0.2, 0.5, 1.0]), st.sampled_from([5, 7]))
evens = st.builds(Factor.even, st.sampled_from([0.2, 0.5, 1.0]), st.integers(1, 5))


@given(chances, factors | evens)
def test_chance_is_kept(chance, factor):
    at = factor.conditional(chance)
    assert factor.mean(at) == pytest.approx(chance, rel=1e-12)
    assert at == sorted(at)
    assert all(0 < one < 1 for one in at)


@given(st.lists(chances, max_size=5), factors)
def test_many_are_as_one(given_chances, factor):
    by_place = factor.conditionals(given_chances)
    assert len(by_place) == len(factor.places)
    for index, chance in enumerate(given_chances):
        assert [at[index] for at in by_place] == factor.conditional(chance)


@pytest.mark.parametrize("spread", [0.2, 0.5, 1])
def test_places_are_a_normal_factor(spread):
    """Mean and spread of the places, and that finer ones say the same."""
    for factor in (Factor.gauss(spread, 7), Factor.even(spread, 1), Factor.even(spread, 4)):
        assert factor.mean(factor.places) == pytest.approx(0, abs=1e-9)
        assert factor.mean([place**2 for place in factor.places]) == pytest.approx(1, abs=1e-3)
        second = factor.mean([one * one for one in factor.conditional(0.3)])
        fine = Factor.even(spread, 10)
        assert second == pytest.approx(
            fine.mean([one * one for one in fine.conditional(0.3)]), abs=1e-4
        )


def test_log_odds_move_by_the_spread():
    factor = Factor.even(0.4, 1)
    odds = [math.log(one / (1 - one)) for one in factor.conditional(0.2)]
    assert [later - one for one, later in pairwise(odds)] == pytest.approx([0.4] * 10)


def periods(spread, count, seed=1):
    """Return past periods of sixty deals, that a common factor of that spread moved."""
    shuffler = random.Random(seed)
    factor = Factor.even(spread, 8) if spread else Factor.gauss(0, 7)
    middle = len(factor.places) // 2
    found = []
    for _period in range(count):
        deals = [(shuffler.uniform(1, 9), shuffler.uniform(0.1, 0.6)) for _deal in range(60)]
        landing = land(0, deals)
        drop = math.exp(-spread * shuffler.gauss(0, 1))
        outcome = 0
        for amount, chance in deals:
            usual = factor.conditional(chance)[middle]
            if shuffler.random() < 1 / (1 + drop * (1 - usual) / usual):
                outcome += amount
        found.append([(landing.mean, landing.variance, outcome, landing.sensitivity)])
    return found


@pytest.mark.parametrize("spread", [0, 0.3, 0.7])
def test_spread_is_found_again(spread):
    assert estimate_spread(periods(spread, 200)) == pytest.approx(spread, abs=0.12)


def test_few_periods_are_drawn_to_the_default():
    """Four periods that came out exactly as expected do not make anybody sure."""
    exact = [[(100, 25, 100)]] * LEAST_PERIODS
    assert 0 < estimate_spread(exact) < DEFAULT_SPREAD
    assert estimate_spread(exact * 20) < estimate_spread(exact)


def test_nothing_to_estimate_from():
    assert estimate_spread([]) is None
    assert estimate_spread([[(100, 25, 130)] * 9] * (LEAST_PERIODS - 1)) is None
    assert estimate_spread([[(0, 0, 0)]] * 20) is None


def test_people_of_one_period_are_one_period():
    """However many people a bad period had, it is no more than one period."""
    calm, bad = [(100, 25, 103)], (100, 25, 40)
    one = estimate_spread([calm] * 5 + [[bad]])
    assert estimate_spread([calm] * 5 + [[bad] * 50]) == pytest.approx(one, abs=1e-3)
    assert one > estimate_spread([calm] * 6)


def test_one_wild_period_does_not_decide():
    calm = [[(100, 25, 100 + (-1) ** number * 6)] for number in range(12)]
    assert estimate_spread([*calm, [(100, 25, 10**6)]]) < 3 * estimate_spread(calm) + 0.2


@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 1e9), st.floats(0, 1e15), st.floats(0, 1e9)), max_size=3),
        min_size=4,
        max_size=9,
    )
)
def test_always_a_spread(given_periods):
    spread = estimate_spread(given_periods)
    assert spread is None or 0 <= spread <= LARGEST_SPREAD
