"""Tests of whether targets side by side ask the same of everybody."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import fairness
from tools.fairness import Over, Sibling, check

amounts = st.integers(-500, 5000) | st.decimals(-500, 5000, places=2)
siblings = st.builds(
    Sibling,
    key=st.integers(),
    target=st.none() | amounts,
    history=amounts,
    best=st.none() | amounts,
    pipeline=st.none() | st.integers(0, 5000),
    capacity=st.none() | st.fractions(0, 20, max_denominator=12),
)


def grow(*growths, **others):
    """Rows that sold 1000 each and are to grow by so many percent, with pipeline enough."""
    return [
        Sibling(key, 1000 + 10 * growth, 1000, pipeline=10_000, **others)
        for key, growth in enumerate(growths)
    ]


def flags(rows):
    return [set(finding.flags) for finding in check(rows)]


# Among peers


def test_equal_peers():
    assert flags(grow(5, 5, 5, 5)) == [set()] * 4
    assert check(grow(5, 5, 5, 5))[0].peers == Fraction(5, 100)


def test_one_stands_out():
    assert flags(grow(5, 6, 5, 40)) == [set(), set(), set(), {"growth_high"}]
    assert flags(grow(5, 6, 5, -30)) == [set(), set(), set(), {"growth_low"}]


def test_slight_differences_do_not_stand_out():
    """Nobody argues about ten points, however equal the others are."""
    assert flags(grow(5, 5, 5, 5, 15)) == [set()] * 5
    assert flags(grow(5, 5, 5, 5, 16))[-1] == {"growth_high"}


def test_wide_spread_hides_nothing_usual():
    """Distances 20, 10, 0, 0, 10, 20 from the median: MAD 10 allows for 44 points."""
    assert flags(grow(-10, 0, 10, 10, 20, 30))[-1] == set()
    rows = grow(-20, 0, 10, 20, 100)
    assert fairness.get_deviation([Fraction(row.target) / 1000 for row in rows]) == Fraction(1, 10)
    assert flags(rows)[-1] == {"growth_high"}


def test_half_of_them_odd():
    """Medians bear what means do not: two of five at 90 % do not make 5 % odd."""
    assert flags(grow(5, 5, 6, 90, 95)) == [set(), set(), set(), {"growth_high"}, {"growth_high"}]


@pytest.mark.parametrize("count", [1, 2])
def test_few_peers_are_not_compared(count):
    found = check(grow(0, 200)[-count:])
    assert {finding.peers for finding in found} == {None}
    assert all("growth_high" not in finding.flags for finding in found)


def test_rows_without_history_are_no_peers():
    rows = [*grow(0, 90), Sibling("new", 500, 0)]
    assert [finding.peers for finding in check(rows)] == [None] * 3
    assert flags(rows)[-1] == {"no_history"}


# Against the own past


def test_null_is_not_zero():
    assert flags([Sibling(1, None, 10)]) == [{"not_planned"}]
    assert flags([Sibling(1, 0, 10)]) == [{"zero_target"}]
    assert flags([Sibling(1, None, 0), Sibling(2, 0, 0), Sibling(3, None, -5)]) == [set()] * 3


def test_credit_notes_only():
    """What was taken back is no history to grow from."""
    [finding] = check([Sibling(1, 100, -50)])
    assert (finding.ratio, finding.flags) == (None, ("no_history",))


def test_above_past():
    row = Sibling(1, 1300, 1000)
    assert flags([row]) == [{"above_past"}]
    assert flags([replace(row, target=1250)]) == [set()]  # a quarter more is not far
    assert flags([replace(row, pipeline=299)]) == [{"above_past"}]
    assert flags([replace(row, pipeline=300)]) == [set()]  # open deals would fill it
    assert flags([replace(row, best=1100)]) == [set()]  # a better year before
    assert flags([replace(row, best=900)]) == [{"above_past"}]


def test_below_past():
    assert flags([Sibling(1, 749, 1000)]) == [{"below_past"}]
    assert flags([Sibling(1, 750, 1000)]) == [set()]
    assert flags(grow(-40, -40, -40)) == [set()] * 3  # all alike: the whole shrinks


def test_a_past_that_runs():
    """Growth is of what is over: neither high nor low, whatever the months to come are planned."""
    row = Sibling(1, 1500, 700, best=700, over=Over(630, 600, 600))
    [finding] = check([row])
    assert (finding.ratio, finding.flags) == (Fraction(21, 20), ())
    assert flags([replace(row, over=Over(800, 600, 600))]) == [{"above_past"}]
    assert flags([replace(row, over=Over(400, 600))]) == [{"below_past"}]
    assert flags([replace(row, over=Over())]) == [set()]  # nothing is over yet
    assert flags([replace(row, history=0, over=Over(630))]) == [{"no_history"}]


@given(siblings)
def test_all_of_the_past_is_over(row):
    """Where everything is over, it is the same to say so."""
    over = Over(row.target, row.history, row.best)
    assert check([row]) == check([replace(row, over=over)])


def test_ratios():
    [finding] = check([Sibling(1, 1200, 1000, pipeline=600, capacity=Fraction(3, 2))])
    assert (finding.ratio, finding.coverage) == (Fraction(6, 5), Fraction(1, 2))
    assert finding.load == 800


# By people


def test_nobody_there():
    assert flags([Sibling(1, 100, 100, capacity=0)]) == [{"no_capacity"}]
    assert flags([Sibling(1, 0, 0, capacity=0)]) == [set()]


def test_part_time_like_full_time():
    """Somebody at half time who is to bring what others bring in full is to bring it twice."""
    rows = grow(5, 5, 5, capacity=1) + [replace(grow(5)[0], capacity=Fraction(1, 2))]
    assert flags(rows) == [set(), set(), set(), {"load_high"}]
    assert check(rows)[-1].peers_load == 1050


# Of all rows


@given(st.lists(siblings, max_size=8))
def test_every_row_gets_its_finding(rows):
    found = check(rows)
    assert [finding.key for finding in found] == [row.key for row in rows]
    for finding in found:
        assert list(finding.flags) == [flag for flag in fairness.FLAGS if flag in finding.flags]


@given(st.lists(siblings, max_size=8), st.randoms(use_true_random=False))
def test_order_does_not_matter(rows, random):
    rows = [replace(row, key=number) for number, row in enumerate(rows)]
    shuffled = rows.copy()
    random.shuffle(shuffled)
    assert {f.key: f for f in check(rows)} == {f.key: f for f in check(shuffled)}


@given(st.lists(siblings, max_size=8), st.integers(1, 1000))
def test_unit_does_not_matter(rows, factor):
    """Cents or thousands of them: what is odd stays odd."""

    def scale(value):
        return None if value is None else Fraction(value) * factor

    scaled = [
        replace(
            row,
            target=scale(row.target),
            history=scale(row.history),
            best=scale(row.best),
            pipeline=scale(row.pipeline),
        )
        for row in rows
    ]
    assert flags(scaled) == flags(rows)


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=8), st.fractions(0, 3))
def test_same_growth_for_all_is_fair(histories, ratio):
    """Whatever the growth, nobody stands out where all grow alike."""
    rows = [Sibling(key, past * ratio, past) for key, past in enumerate(histories)]
    for found in flags(rows):
        assert not found & {"growth_high", "growth_low"}


@given(st.lists(siblings, min_size=1, max_size=8), st.data())
def test_never_high_and_low(rows, data):
    for found in flags(rows):
        assert not {"growth_high", "growth_low"} <= found
        assert not {"above_past", "below_past"} <= found


@given(st.lists(st.fractions(-5, 5), min_size=1, max_size=9))
def test_median(values):
    middle = fairness.get_median(values)
    assert 2 * sum(value <= middle for value in values) >= len(values)
    assert 2 * sum(value >= middle for value in values) >= len(values)


def test_no_number():
    with pytest.raises(ValueError, match="is not an amount"):
        check([Sibling(1, float("nan"), 1)])
