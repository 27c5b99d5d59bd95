"""Tests of how a running month ends, and the period after it (N3, N6)."""

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from series_of_sales import make_series

from tools import rhythm

lengths = st.integers(1, 31)
curves = st.lists(
    st.lists(st.floats(-0.5, 1.5), min_size=1, max_size=25).map(lambda shares: [*shares, 1.0]),
    max_size=12,
)

EVEN = [day / 20 for day in range(1, 21)]
LATE = [0.0] * 19 + [1.0]


def make_months(count, seed, share=0.4, noise=0.1, days=20, done=8):
    """Return the amounts of months, and what of each had come by a day."""
    chance = random.Random(seed)
    series = make_series(count, seed=seed, orders=30)
    so_far = [round(amount * min(max(chance.gauss(share, noise), 0), 1), 2) for amount in series]
    return series, so_far, done / days


# same_point


def test_months_have_the_same_first_and_last_days():
    assert [rhythm.same_point(day, 20, 23) for day in (0, 1, 5)] == [0, 1, 5]
    assert [rhythm.same_point(day, 20, 23) for day in (15, 19, 20)] == [18, 22, 23]
    assert rhythm.same_point(10, 20, 24) == 12
    assert rhythm.same_point(7.5, 20, 25) == 5 + 2.5 * 1.5


def test_a_short_month_is_stretched_as_a_whole():
    assert rhythm.same_point(4, 8, 20) == 10
    assert rhythm.same_point(10, 20, 10) == 5
    assert rhythm.same_point(0, 0, 21) == 21


@given(lengths, lengths)
def test_a_later_day_is_never_earlier_in_another_month(days, days_then):
    points = [rhythm.same_point(day, days, days_then) for day in range(days + 1)]
    assert points[0] == 0
    assert points[-1] == pytest.approx(days_then)
    assert all(before < after for before, after in pairwise(points))


# rest_of_month


def test_the_usual_share_is_the_mean_of_the_months():
    found = rhythm.rest_of_month([EVEN, LATE], 10, 20)
    assert found.share == 0.25
    assert found.months == (0.5, 0.0)
    assert found.spread == pytest.approx(math.sqrt(2) * 0.25)


def test_the_share_of_one_month_has_no_spread():
    assert rhythm.rest_of_month([EVEN], 10, 20) == (0.5, 0.0, (0.5,))


def test_without_months_it_is_the_share_of_the_days():
    assert rhythm.rest_of_month([], 5, 20) == (0.25, 0.0, ())
    assert rhythm.rest_of_month([[]], 0, 0) == (1.0, 0.0, ())


def test_the_last_days_are_compared_with_last_days():
    """A month that brings all on its last day but one has nothing before, however long it is."""
    longer = [0.0] * 21 + [1.0, 1.0]
    assert rhythm.rest_of_month([longer], 18, 20).share == 0
    assert rhythm.rest_of_month([longer], 19, 20).share == 1


def test_between_two_days_lies_the_line():
    assert rhythm.rest_of_month([[0.2, 0.6, 1.0]], 1, 2).share == pytest.approx(0.4)


def test_credit_notes_take_nothing_back():
    assert rhythm.rest_of_month([[0.5, 0.3, 1.2, 1.0]], 2, 4).share == 0.5
    assert rhythm.rest_of_month([[0.5, 0.3, 1.2, 1.0]], 3, 4).share == 1
    assert rhythm.rest_of_month([[-0.5, 1.0]], 1, 2).share == 0


@given(curves, lengths)
def test_shares_rise_from_nothing_to_all(months, days):
    found = [rhythm.rest_of_month(months, day, days).share for day in range(days + 1)]
    assert found[0] == 0
    assert found[-1] == pytest.approx(1)
    assert all(before <= after + 1e-12 for before, after in pairwise(found))


# rest_of_period


def test_what_is_to_come_of_a_steady_month():
    """Each month 100, of which 30 come by this day; this month 45 came, which says nothing."""
    found = rhythm.rest_of_period([100.0] * 36, [30.0] * 36, 45.0, 0.3, 3)
    assert found.points == pytest.approx((70, 100, 100))
    assert found.errors == pytest.approx([0] * len(found.errors), abs=1e-6)
    assert (found.kind, found.share, found.weight) == ("rhythm", pytest.approx(0.3), 0)


def test_a_pace_that_told_the_month_counts():
    """Months differ by chance, and each brings 40 % of itself by this day."""
    series = make_series(36, seed=3, orders=40, spread=1.2, wander=0)
    so_far = [0.4 * amount for amount in series]
    found = rhythm.rest_of_period(series, so_far, 2 * sum(series) / 36 * 0.4, 0.4, 1)
    assert found.weight > 0.7
    assert found.points[0] > 1.4 * 0.6 * sum(series) / 36
    returned = rhythm.rest_of_period(series, so_far, -100 * max(series), 0.4, 1)
    assert returned.points == (0,)


def test_a_pace_is_not_believed_beyond_the_month():
    """Nearly nothing has come by this day as a rule: a first order would be a thousand months."""
    series, so_far, _elapsed = make_months(36, seed=4, share=0.001, noise=0)
    found = rhythm.rest_of_period(series, so_far, max(series), 0.0, 1)
    assert found.points[0] <= 2 * rhythm.forecast(series, 1).points[0]
    assert all(map(math.isfinite, rhythm.rest_of_period([1.0], [None], 1.0, 5e-324, 1).errors))


def test_a_pace_that_told_nothing_does_not():
    """What comes later has nothing to do with what came before."""
    chance = random.Random(5)
    first = [chance.uniform(0, 100) for _month in range(48)]
    second = [chance.uniform(90, 110) for _month in range(48)]
    series = [sum(both) for both in zip(first, second, strict=True)]
    found = rhythm.rest_of_period(series, first, 200.0, 0.5, 1)
    assert found.weight < 0.2
    assert 80 < found.points[0] < 150


def test_on_the_first_day_it_is_the_forecast():
    series = make_series(36, seed=6, orders=30)
    found = rhythm.rest_of_period(series, [0.0] * 36, 0.0, 0.0, 4)
    whole = rhythm.forecast(series, 4)
    assert (found.share, found.weight) == (0, 0)
    assert found.points == pytest.approx(whole.points)
    assert found.errors == pytest.approx(whole.errors)


def test_after_the_last_day_nothing_is_to_come():
    series = make_series(36, seed=6, orders=30)
    found = rhythm.rest_of_period(series, series, 500.0, 1.0, 1)
    assert (found.points, found.share) == ((0,), 1)
    assert found.errors == pytest.approx([0] * len(found.errors), abs=1e-6)


def test_the_later_the_day_the_smaller_the_errors():
    series = make_series(48, seed=9, orders=30)
    widths = []
    for share in (0.1, 0.5, 0.9):
        so_far = [share * amount for amount in series]
        found = rhythm.rest_of_period(series, so_far, share * series[-12], share, 1)
        widths.append(found.errors[-1])
    assert widths == sorted(widths, reverse=True)


def test_days_count_where_the_past_is_unknown():
    series = [100.0] * 30
    found = rhythm.rest_of_period(series, [None] * 30, 5.0, 0.25, 2)
    assert found.points == pytest.approx((75, 100))
    assert (found.share, found.weight) == (0.25, 0)
    assert found.errors == pytest.approx([0] * len(found.errors), abs=1e-6)
    differing = make_series(30, seed=3, orders=40, spread=1.2, wander=0)
    assert rhythm.rest_of_period(differing, [None] * 30, 5.0, 0.25, 2).weight == 0


def test_few_months_are_drawn_towards_the_days():
    """Two of the days' share stand beside the months: (2 * 0 + 2 * 0.5) / 4."""
    found = rhythm.rest_of_period([100.0] * 2, [0.0] * 2, 0.0, 0.5, 1)
    assert found.share == pytest.approx(0.25)


def test_the_share_is_that_of_the_last_two_years():
    so_far = [*[90.0] * 24, *[10.0] * 24]
    found = rhythm.rest_of_period([100.0] * 48, so_far, 10.0, 0.1, 1)
    assert found.share == pytest.approx(0.1)


def test_earlier_months_know_the_share_of_their_time():
    """Until two years ago 30 % came by this day: no earlier month was wrong about it then."""
    so_far = [*[30.0] * 24, *[50.0] * 12]
    found = rhythm.rest_of_period([100.0] * 36, so_far, 50.0, 0.3, 1)
    before = [cut for cut in rhythm.choose_cuts(36, 1, 12)[1] if cut < 24]
    assert sum(abs(error) < 1e-6 for error in found.errors) == 2 * len(before)


def test_a_new_seat_has_no_rhythm():
    found = rhythm.rest_of_period([0.0] * 12, [0.0] * 12, 80.0, 0.5, 3)
    assert found == ((0.0,) * 3, (), "none", 0.5, 0.0)
    assert rhythm.rest_of_period([], [], 80.0, 0.5, 1).kind == "none"


def test_what_came_before_a_seat_began_is_left_out():
    series, so_far, elapsed = make_months(20, seed=2)
    found = rhythm.rest_of_period(series, so_far, 50.0, elapsed, 2)
    late = rhythm.rest_of_period([0.0] * 30 + series, [0.0] * 30 + so_far, 50.0, elapsed, 2)
    assert late == found


def test_each_earlier_month_is_judged_without_itself():
    """The last month is the only one whose pace told more: it did not know that of itself."""
    series, so_far = [100.0] * 35 + [140.0], [30.0] * 35 + [42.0]
    found = rhythm.rest_of_period(series, so_far, 30.0, 0.3, 1)
    assert found.weight > 0.7
    wider = math.sqrt(13 / 11)
    assert found.errors[-1] == pytest.approx((140 - 42 - 70) * wider)


def test_ranges_hold_what_came():
    """Of 200 seats about 80 % end within the middle 80 % of the errors, rather a few more."""
    held = 0
    for seed in range(200):
        series, so_far, elapsed = make_months(38, seed=seed, noise=0.15)
        past = rhythm.rest_of_period(series[:36], so_far[:36], so_far[36], elapsed, 2)
        error = sum(series[36:]) - so_far[36] - sum(past.points)
        low, high = (past.errors[round(at * (len(past.errors) - 1))] for at in (0.1, 0.9))
        held += low <= error <= high
    assert 0.75 <= held / 200 <= 0.9


amounts = st.one_of(st.just(0.0), st.floats(-1e6, 1e6), st.floats(0, 1e6))


@given(
    st.lists(st.tuples(amounts, st.one_of(st.none(), amounts)), max_size=40),
    amounts,
    st.floats(0, 1),
    st.integers(1, 15),
    st.sampled_from([1, 4, 12]),
)
def test_any_month_has_a_rest(months, actual, elapsed, horizon, season):
    series, so_far = [whole for whole, _part in months], [part for _whole, part in months]
    found = rhythm.rest_of_period(series, so_far, actual, elapsed, horizon, season)
    assert len(found.points) == horizon
    assert all(map(math.isfinite, [*found.points, *found.errors]))
    assert 0 <= found.share <= 1
    assert 0 <= found.weight <= 1
    assert math.fsum(found.errors) == pytest.approx(0, abs=1e-3)
    if min(series, default=0) >= 0:
        assert min(found.points) >= 0
        assert min(found.errors, default=0) >= -sum(found.points) * (1 + 1e-9) - 1e-300


@given(st.integers(0, 200), st.integers(-20, 20))
def test_a_rest_is_the_same_in_another_unit(seed, power):
    series, so_far, elapsed = make_months(30, seed=seed)
    found = rhythm.rest_of_period(series, so_far, 100.0, elapsed, 3)
    size = 2.0**power
    other = rhythm.rest_of_period(
        [amount * size for amount in series],
        [amount * size for amount in so_far],
        100 * size,
        elapsed,
        3,
    )
    assert other.points == tuple(point * size for point in found.points)
    assert other.errors == tuple(error * size for error in found.errors)
    assert other[2:] == found[2:]
