"""N3: sums of a few dozen deals are right to the error that is allowed, and quick."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.common_factor import Factor
from tools.landing import land
from tools.landing_exact import enumerate_sum, sort_amounts
from tools.landing_lattice import MOST_SUMS, add_on_lattice, coarse_unit

amounts = st.floats(-1e5, 1e5).filter(lambda amount: abs(amount) > 1)
deals_of = st.lists(st.tuples(amounts, st.floats(0.001, 0.999)), min_size=1, max_size=9)
others_of = st.lists(st.lists(st.floats(-1e5, 1e5), min_size=2, max_size=6), max_size=2)
FACTOR = Factor.gauss(0.35, 5)


def get_size(deals, others):
    return sum(abs(amount) for amount, _ in deals) + sum(max(map(abs, one)) for one in others)


@given(deals_of, others_of, st.sampled_from([0.001, 0.01, 0.1]), st.floats(0, 1))
def test_as_all_outcomes_say(deals, others, precision, place):
    """How likely less is than any amount lies between what is so a little below and above it."""
    error = precision * get_size(deals, others)
    found = add_on_lattice(deals, others, FACTOR, error)
    true = enumerate_sum(deals, others, FACTOR)
    low, high = true.amounts[0], true.amounts[-1]
    margin = error + 1e-9 * (high - low) + 1e-9
    amount = low - margin + place * (high - low + 2 * margin)
    assert found.chance(amount) <= true.chance(amount - margin) + 1e-9
    assert found.chance(amount) >= true.chance(amount + margin) - 1e-9


@given(deals_of, others_of)
def test_amounts_and_probabilities_rise(deals, others):
    found = add_on_lattice(deals, others, FACTOR, 0.01 * get_size(deals, others))
    assert found.amounts == sorted(found.amounts)
    assert all(below <= within for below, within in zip(found.below, found.within, strict=True))
    assert found.within[-1] == pytest.approx(1)


@given(
    st.lists(
        st.tuples(st.integers(-9, 9).filter(bool), st.floats(0.01, 0.99)), min_size=1, max_size=9
    ),
    st.lists(st.lists(st.integers(-9, 9), min_size=2, max_size=4), max_size=1),
    st.integers(-60, 60),
)
def test_multiples_of_one_unit_are_exact(deals, others, asked):
    deals = [(500.0 * amount, chance) for amount, chance in deals]
    others = [[500.0 * amount for amount in other] for other in others]
    error = 0.05 * get_size(deals, others)
    if not coarse_unit(deals, others, error):
        return
    found = add_on_lattice(deals, others, FACTOR, error)
    true = enumerate_sum(deals, others, FACTOR)
    amount = 500.0 * asked - 250
    assert found.chance(amount) == pytest.approx(true.chance(amount), abs=1e-12)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.floats(0, 1), st.floats(-2e6, 2e6)
)
def test_amounts_alone_are_as_all_outcomes_say(amounts, share, asked):
    quick, slow = sort_amounts(amounts), enumerate_sum([], [amounts], Factor.gauss(0.0, 5))
    assert quick.quantile(share) == slow.quantile(share)
    assert quick.chance(asked) == pytest.approx(slow.chance(asked), abs=1e-12)


def test_what_is_too_much_work_is_another_ways():
    chance = random.Random(1)
    deals = [(chance.uniform(1, 1000), chance.random()) for _ in range(2000)]
    assert add_on_lattice(deals, [], FACTOR, 1.0) is None
    few = [(chance.uniform(1, 1000), chance.random()) for _ in range(12)]
    assert add_on_lattice(few, [], FACTOR, 1000 / MOST_SUMS) is None


def test_three_hundred_seats_of_twenty_deals_take_less_than_a_second():
    """Of processor time, at the precision of many landings at once."""
    chance = random.Random(2)
    seats = [
        [(chance.lognormvariate(8, 1), chance.uniform(0.05, 0.6)) for _deal in range(20)]
        for _seat in range(300)
    ]
    rests = [chance.uniform(0, 20_000) for _span in range(12)]
    start = time.process_time()
    for deals in seats:
        landed = land(1000, deals, [rests], precision=0.005)
        assert landed.p10 <= landed.p50 <= landed.p90
    assert time.process_time() - start < 1.5
