"""N3: what is certain and what is not, together: how much it comes to, and how likely."""

import math
import random
import time
from bisect import bisect_left
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.common_factor import Factor
from tools.landing import DEFAULT_SPREAD, PRECISION, land

cents = st.integers(-(10**8), 10**8).map(lambda amount: amount / 100)
chances = st.sampled_from([0.0, 1.0, 0.5, 0.001, 0.999]) | st.floats(0, 1).map(
    lambda p: round(p, 9)
)
spreads = st.sampled_from([0.0, DEFAULT_SPREAD, 1.0])
other = st.lists(cents | st.sampled_from([0.0, 100.0]), max_size=4)


def deals(largest):
    return st.lists(st.tuples(cents | st.sampled_from([0.0, 100.0]), chances), max_size=largest)


def all_outcomes(certain, given_deals, others, spread):
    """Return every outcome with its probability, one by one."""
    factor = Factor.gauss(spread, 7)
    at = [factor.conditional(p) if 0 < p < 1 else [p] * 7 for _amount, p in given_deals]
    kept = [amounts for amounts in others if amounts]
    found = []
    for won in product((0, 1), repeat=len(given_deals)):
        share = sum(
            weight
            * math.prod(
                chance[place] if is_won else 1 - chance[place]
                for is_won, chance in zip(won, at, strict=True)
            )
            for place, weight in enumerate(factor.weights)
        )
        amount = certain + sum(
            deal[0] for is_won, deal in zip(won, given_deals, strict=True) if is_won
        )
        for more in product(*kept):
            found.append((amount + sum(more), share / math.prod(map(len, kept))))
    return found


def assert_is(landing, outcomes):
    size = max(abs(amount) for amount, _share in outcomes)
    for target, _share in outcomes[:: max(1, len(outcomes) // 40)]:
        reached = math.fsum(share for amount, share in outcomes if amount >= target - 1e-9 * size)
        assert landing.chance(target) == pytest.approx(reached, abs=1e-12)
    for share in (0.1, 0.5, 0.9):
        found = landing.quantile(share)
        within = math.fsum(one for amount, one in outcomes if amount <= found + 1e-9 * size)
        less = math.fsum(one for amount, one in outcomes if amount < found - 1e-9 * size)
        assert less - 1e-11 <= share <= within + 1e-11
    mean = math.fsum(amount * share for amount, share in outcomes)
    assert landing.mean == pytest.approx(mean, abs=1e-12 * max(size, 1))


@given(cents, deals(7), st.lists(other, max_size=2), spreads)
def test_equals_all_outcomes(certain, given_deals, others, spread):
    landing = land(certain, given_deals, others, spread)
    assert_is(landing, all_outcomes(certain, given_deals, others, spread))


@pytest.mark.parametrize("spread", [0, DEFAULT_SPREAD])
def test_fifteen_deals_equal_all_outcomes(spread):
    shuffler = random.Random(15)
    fifteen = [(shuffler.lognormvariate(9, 1), shuffler.random()) for _deal in range(15)]
    assert_is(land(1000, fifteen, (), spread), all_outcomes(1000, fifteen, (), spread))


@given(deals(40), st.lists(other, max_size=2), spreads, st.lists(cents, min_size=2, max_size=9))
def test_monotone(given_deals, others, spread, targets):
    """A larger target is never more likely, and what is exceeded more often is never more."""
    landing = land(500, given_deals, others, spread)
    reached = [landing.chance(target) for target in sorted(targets)]
    assert reached == sorted(reached, reverse=True)
    assert all(0 <= chance <= 1 for chance in reached)
    amounts = [landing.quantile(share / 50) for share in range(51)]
    assert amounts == sorted(amounts)


@given(deals(60), spreads)
def test_mean_and_parts(given_deals, spread):
    """The parts sum to the mean exactly, which is each deal's amount times its chance."""
    landing = land(500, given_deals, [[1, 2, 6], [], [4]], spread)
    assert landing.parts[0] == 500
    assert landing.parts[2:] == (3, 4)
    assert landing.mean == math.fsum(landing.parts)
    expected = math.fsum(amount * chance for amount, chance in given_deals)
    assert landing.parts[1] == pytest.approx(expected, abs=1e-6)


def test_variance_and_sensitivity():
    """What spreads are estimated from: 100/4 + 16·3/16 of the deals, 1 of the others."""
    landing = land(7, [(10, 0.5), (4, 0.25), (9, 1), (9, 0)], [[1, 3], [5]])
    assert landing.variance == pytest.approx(25 + 3 + 1)
    assert landing.sensitivity == pytest.approx(2.5 + 0.75)


@pytest.mark.parametrize("count", [1, 12, 300])
def test_sure_and_impossible(count):
    landing = land(100, [(10, 1)] * count + [(10**6, 0)] * count)
    assert landing.p10 == landing.p50 == landing.p90 == landing.mean == 100 + 10 * count
    assert landing.chance(100 + 10 * count) == 1
    assert landing.chance(100 + 10 * count + 0.01) == 0


def test_nothing():
    landing = land(0, [])
    assert (landing.p10, landing.mean, landing.p90) == (0, 0, 0)
    assert landing.chance(0) == 1
    assert landing.chance(0.01) == 0


@pytest.mark.parametrize("count", [15, 300, 2000])
def test_equal_amounts_are_binomial(count):
    """Also in thousands: what is won is a whole number of deals, and no amount between."""
    landing = land(0, [(1000, 0.3)] * count, spread=0)
    shares = [
        math.exp(
            math.lgamma(count + 1)
            - math.lgamma(won + 1)
            - math.lgamma(count - won + 1)
            + won * math.log(0.3)
            + (count - won) * math.log(0.7)
        )
        for won in range(count + 1)
    ]
    for won in range(0, count + 1, max(1, count // 100)):
        assert landing.chance(1000 * won) == pytest.approx(math.fsum(shares[won:]), abs=1e-7)
    assert landing.p50 % 1000 == pytest.approx(0, abs=1e-6)


def test_target_that_is_certain():
    """What is there already is reached for sure, however little may be added to it."""
    few = [(1000 + 37 * number + 0.25, 0.002 + number / 10**4) for number in range(40)]
    for count in (17, 25, 40):
        assert land(50000, few[:count]).chance(50000) == 1
    landing = land(50000, few)
    assert landing.p10 == 50000
    nothing = Factor.gauss(DEFAULT_SPREAD, 7)
    at = [nothing.conditional(chance) for _amount, chance in few]
    lost = nothing.mean([math.prod(1 - chance[place] for chance in at) for place in range(7)])
    assert landing.chance(50000.01) == pytest.approx(1 - lost, abs=1e-9)


@given(st.lists(st.tuples(cents, chances), min_size=17, max_size=60), spreads)
def test_signs_turn_it_round(given_deals, spread):
    """What is lost instead of won lies as far on the other side."""
    landing = land(0, given_deals, (), spread, 0.01)
    turned = land(0, [(-amount, chance) for amount, chance in given_deals], (), spread, 0.01)
    size = 0.03 * sum(abs(amount) for amount, _chance in given_deals) + 0.01
    for share in (0.1, 0.5, 0.9):
        low, high = turned.quantile(share - 0.001), turned.quantile(share + 0.001)
        assert low - size <= -landing.quantile(1 - share) <= high + size


@pytest.mark.parametrize("spread", [0, DEFAULT_SPREAD, 1])
@pytest.mark.parametrize("kind", ["even", "skewed", "rare", "one large", "credits"])
def test_lattice_equals_a_simulation(kind, spread):
    """Two thousand deals, a thousand times: the largest difference is what chance allows."""
    shuffler = random.Random(f"{kind} {spread}")
    amounts = [shuffler.uniform(1000, 10**5) for _deal in range(2000)]
    shares = [shuffler.random() for _deal in amounts]
    if kind == "skewed":
        amounts = [shuffler.lognormvariate(9, 1.3) for _deal in amounts]
    if kind == "rare":
        amounts, shares = amounts[:150], [share / 20 for share in shares[:150]]
    if kind == "one large":
        amounts[0], shares[0] = 3e7, 0.4
    if kind == "credits":
        amounts = [amount * shuffler.choice((1, 1, -1)) for amount in amounts]
    landing = land(0, list(zip(amounts, shares, strict=True)), (), spread)
    sums = simulate(amounts, shares, spread, shuffler)
    largest = max(
        abs(landing.chance(amount) - (1 - bisect_left(sums, amount) / len(sums))) for amount in sums
    )
    assert largest * math.sqrt(len(sums)) < 1.95  # Kolmogorov and Smirnov: one in a thousand


def simulate(amounts, shares, spread, shuffler):
    factor = Factor.even(spread, 8)
    middle = len(factor.places) // 2
    usual = [factor.conditional(share)[middle] for share in shares]
    against = [(1 - chance) / chance for chance in usual]
    sums = []
    for _time in range(1000):
        drop = math.exp(-spread * shuffler.gauss(0, 1))
        sums.append(
            sum(
                amount
                for amount, odds in zip(amounts, against, strict=True)
                if shuffler.random() * (1 + drop * odds) < 1
            )
        )
    return sorted(sums)


@given(st.integers(0, 10**6), st.sampled_from([0.0, DEFAULT_SPREAD]))
def test_lattice_keeps_its_bound(seed, spread):
    """Read on a lattice, no amount is off by more than the precision says."""
    shuffler = random.Random(seed)
    twelve = [(shuffler.lognormvariate(9, 1), shuffler.random()) for _deal in range(12)]
    size = sum(amount for amount, _chance in twelve)
    exact = land(0, twelve, (), spread)
    lattice = land(0, twelve, (), spread, 0.05)
    for step in range(21):
        target = size * step / 20
        high = exact.chance(target - 0.05 * size)
        low = exact.chance(target + 0.05 * size)
        # Coarser precision takes fewer places of the factor: that is worth a hundredth.
        assert low - 0.01 <= lattice.chance(target) <= high + 0.01


@pytest.mark.parametrize("spread", [0, DEFAULT_SPREAD])
@pytest.mark.parametrize("count", [4, 30, 900])
def test_amounts_that_repeat_weigh_as_often(count, spread):
    """Nine of ten amounts to come are nothing: in each way that sums are added up."""
    shuffler = random.Random(count)
    several = [(shuffler.uniform(1000, 10**4), shuffler.random()) for _deal in range(count)]
    alone, both = land(0, several, (), spread), land(0, several, [[0] * 9 + [5e4]], spread)
    margin = PRECISION * (sum(amount for amount, _chance in several) + 5e4)
    for share in (0.05, 0.3, 0.5, 0.9, 0.99):
        target = both.quantile(share)
        low, high = (
            0.9 * alone.chance(target + sign * margin)
            + 0.1 * alone.chance(target - 5e4 + sign * margin)
            for sign in (1, -1)
        )
        assert low - 1e-4 <= both.chance(target) <= high + 1e-4


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_deals_that_dwarf_all_others_do_not_blur_them(count, spread):
    """A deal of a billion that is hardly ever won, as somebody may have typed it: the others say as
    much as without it, where it is not won."""
    shuffler = random.Random(count)
    usual = [(shuffler.uniform(500, 5000), shuffler.uniform(0.05, 0.6)) for _ in range(40)]
    huge = [(1e9 / number, 1e-4) for number in range(1, count + 1)]
    alone, landing = land(1000, usual, spread=spread), land(1000, [*huge, *usual], spread=spread)
    assert landing.mean == pytest.approx(alone.mean + sum(a * chance for a, chance in huge))
    for share in (0.1, 0.5, 0.9):
        assert landing.quantile(share) == pytest.approx(alone.quantile(share), rel=0.01)
    assert landing.chance(5e7) == pytest.approx(1e-4 * count, rel=0.05)
    assert landing.quantile(1 - 1e-6) > 1e8


@pytest.mark.parametrize("spread", [0.0, 0.8])
def test_a_deal_that_dwarfs_all_others_moves_with_them(spread):
    """Good times are good for both, as all outcomes say."""
    usual = [(100.0, 0.3)] * 8 + [(250.0, 0.4)] * 8
    for sign in (1, -1):
        deals = [(sign * 1e6, 0.4), *usual]
        exact = land(0, deals, spread=spread)
        split = land(
            0,
            [(amount + number * 1e-3, chance) for number, (amount, chance) in enumerate(deals)],
            spread=spread,
        )
        for target in (-1e6 - 25, -998_975, -25, 525, 1525, 1_000_525, 1_001_525):
            assert split.chance(target) == pytest.approx(exact.chance(target), abs=0.003)


def test_ten_thousand_deals():
    shuffler = random.Random(7)
    many = [(shuffler.lognormvariate(8, 1), shuffler.random() ** 2) for _deal in range(10**4)]
    landing = land(10**6, many, [[10**5, 2 * 10**5, 4 * 10**5]])
    assert landing.p10 < landing.p50 < landing.p90
    assert landing.p50 == pytest.approx(landing.mean, rel=0.02)
    far = math.sqrt(landing.variance + (DEFAULT_SPREAD * landing.sensitivity) ** 2)
    assert landing.p90 - landing.p10 == pytest.approx(2 * 1.2816 * far, rel=0.03)


@pytest.mark.parametrize("rounded", [False, True])
def test_two_thousand_deals_are_quick(rounded):
    """Median, range and chance of two thousand deals: under 150 ms of processor time."""
    shuffler = random.Random(3)
    many = [(shuffler.uniform(1000, 10**5), shuffler.random()) for _deal in range(2000)]
    if rounded:
        many = [(round(amount, -3), chance) for amount, chance in many]
    assert min(seconds(many) for _time in range(5)) < 0.15


def seconds(many):
    start = time.process_time()
    landing = land(10**6, many)
    assert landing.p10 < landing.p50 < landing.p90
    assert landing.chance(landing.p50) == pytest.approx(0.5, abs=0.01)
    return time.process_time() - start


def test_more_spread_is_wider():
    shuffler = random.Random(4)
    many = [(shuffler.uniform(1000, 10**5), shuffler.random()) for _deal in range(100)]
    widths = [land(0, many, (), spread) for spread in (0, 0.2, DEFAULT_SPREAD, 1)]
    widths = [landing.p90 - landing.p10 for landing in widths]
    assert widths == sorted(set(widths))


def test_wrong_input():
    for wrong in ([(1, 1.1)], [(1, -0.1)], [(1, math.nan)], [(math.inf, 0.5)]):
        with pytest.raises(ValueError, match=r"chance|finite"):
            land(0, wrong)
    with pytest.raises(ValueError, match="finite"):
        land(math.nan, [])
    with pytest.raises(ValueError, match="spread"):
        land(0, [], (), -1)
    assert PRECISION <= 0.001
