"""N3: what deals will bring that do not exist yet."""

import random
from statistics import fmean, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.to_come import to_come, to_come_each

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


# People who learn from each other --------------------------------------------------


def alike(shuffler, people=30, periods=4, level=None):
    """Return what people's deals brought: a few deals of 100 each in each period."""
    return {
        person: [
            100.0 * sum(shuffler.random() < 0.4 for _deal in range(level(person) if level else 10))
            for _period in range(periods)
        ]
        for person in range(people)
    }


def test_people_who_are_alike_have_one_level():
    """Where people differ by no more than chance their own few periods say little."""
    pasts = alike(random.Random(1))
    means = {person: fmean(amounts) for person, amounts in to_come_each(pasts).items()}
    assert max(means.values()) - min(means.values()) < 100
    assert max(map(fmean, pasts.values())) - min(map(fmean, pasts.values())) > 200


def test_people_who_differ_keep_their_levels():
    pasts = alike(random.Random(1), level=lambda person: 5 + 195 * (person % 2))
    for person, amounts in to_come_each(pasts).items():
        assert fmean(amounts) == pytest.approx(fmean(pasts[person]), rel=0.05, abs=40)


@pytest.mark.parametrize("periods", [1, 2, 4, 10])
def test_what_came_lies_within_as_often_as_said(periods):
    """By a few periods of one's own alone it would lie outside far more often."""
    held, alone, cases = 0, 0, 0
    for seed in range(12):
        shuffler = random.Random(seed)
        pasts, came = alike(shuffler, periods=periods), alike(shuffler, periods=1)
        each = to_come_each(pasts)
        for person, (amount,) in came.items():
            low, high = (quantiles(each[person], n=10)[place] for place in (0, 8))
            held += low - 50 <= amount <= high + 50
            own = to_come(pasts[person])
            alone += min(own) <= amount <= max(own)
            cases += 1
    assert 0.75 <= held / cases <= 0.95
    assert periods > 2 or alone < held


def test_few_people_are_each_by_themselves():
    pasts = {1: [10.0, 20.0], 2: [30.0, 0.0], 3: [5.0]}
    assert to_come_each(pasts) == {person: to_come(past) for person, past in pasts.items()}
    assert to_come_each({}) == {}


def test_people_of_whom_nothing_came():
    assert to_come_each({person: [0.0, 0.0] for person in range(5)}) == dict.fromkeys(
        range(5), (0.0, 0.0)
    )
    assert to_come_each({person: [] for person in range(5)}) == dict.fromkeys(range(5), ())


@given(
    st.integers(1, 8).flatmap(
        lambda count: st.lists(
            st.lists(st.floats(0, 1e9), min_size=count, max_size=count), min_size=4, max_size=9
        )
    )
)
def test_levels_are_drawn_together_and_none_is_lost(given_pasts):
    """What all bring together stays, and nothing falls below nothing."""
    pasts = dict(enumerate(given_pasts))
    each, single = to_come_each(pasts), {key: to_come(past) for key, past in pasts.items()}
    whole = sum(map(fmean, single.values()))
    assert sum(map(fmean, each.values())) == pytest.approx(whole, rel=1e-6, abs=1e-3)
    assert all(amount >= 0 for amounts in each.values() for amount in amounts)
    lowest, highest = min(map(fmean, single.values())), max(map(fmean, single.values()))
    for amounts in each.values():
        assert lowest - 1e-3 <= fmean(amounts) * (1 + 1e-9) + 1e-3
        assert fmean(amounts) * (1 - 1e-9) <= highest + 1e-3
