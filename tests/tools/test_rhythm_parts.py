"""Tests of what a rhythm is made of: patterns, outliers, members and their weights (N3, N6)."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from series_of_sales import make_series

from tools.rhythm_fits import MEMBERS, fit
from tools.rhythm_members import fit_damped, fit_theta, fit_year
from tools.rhythm_outliers import draw_back
from tools.rhythm_seasons import LEAST_FACTOR, find_pattern, find_trend, slope_of

amounts = st.floats(-1e4, 1e4)
YEAR = [90.0, 110.0, 100.0, 100.0, 60.0, 140.0, 100.0, 100.0, 80.0, 120.0, 50.0, 150.0]


# Trend


def test_the_trend_is_the_centred_mean_of_a_year():
    series = make_series(30, seed=1)
    trend = find_trend(series, 12)
    assert trend[10] == pytest.approx((series[4] / 2 + sum(series[5:16]) + series[16] / 2) / 12)
    assert find_trend(series, 5)[10] == pytest.approx(sum(series[8:13]) / 5)


def test_the_trend_goes_on_with_half_of_its_slope():
    trend = find_trend([float(at) for at in range(24)], 12)
    assert trend[6:18] == pytest.approx(list(range(6, 18)))
    assert trend[:6] == pytest.approx([3, 3.5, 4, 4.5, 5, 5.5])
    assert trend[18:] == pytest.approx([17.5, 18, 18.5, 19, 19.5, 20])


@given(st.lists(amounts, min_size=1, max_size=30), amounts, st.floats(-100, 100))
def test_a_slope_is_that_of_the_line(rests, start, slope):
    line = [start + slope * at for at in range(len(rests))]
    expected = slope if len(line) > 1 else 0
    assert slope_of(line) == pytest.approx(expected, abs=1e-6)


# Pattern


def test_a_pattern_without_chance_is_kept_whole():
    pattern = find_pattern(YEAR * 2, 12)
    assert pattern.is_factor
    assert pattern.parts == pytest.approx([amount / 100 for amount in YEAR])
    assert pattern.remove(YEAR * 2) == pytest.approx([100] * 24)
    assert [pattern.restore(100, at) for at in range(24, 36)] == pytest.approx(YEAR)


def test_a_pattern_of_chance_is_drawn_to_nothing():
    chance = random.Random(3)
    differences = []
    for _series in range(100):
        series = [chance.uniform(50, 150) for _month in range(36)]
        pattern = find_pattern(series, 12)
        differences.append(max(abs(part - 1) for part in pattern.parts))
    assert sum(not difference for difference in differences) > 35
    assert sum(differences) / 100 < 0.2


@pytest.mark.parametrize("sign", [1, -1])
def test_more_chance_leaves_less_of_a_pattern(sign):
    """Of factors, and of sums where amounts are negative."""
    chance = random.Random(4)
    kept = []
    for noise in (0, 10, 40):
        series = [sign * (amount + chance.gauss(0, noise)) for amount in YEAR * 3]
        parts = find_pattern(series, 12).parts
        kept.append(max(parts) - min(parts))
    assert kept[0] > kept[1] > kept[2]


def test_amounts_with_many_gaps_have_a_pattern_of_sums():
    series = ([0.0] * 9 + [60.0, 90.0, 30.0]) * 3
    pattern = find_pattern(series, 12)
    assert not pattern.is_factor
    assert sum(pattern.parts) == pytest.approx(0)
    assert pattern.remove(series) == pytest.approx([15] * 36)
    assert pattern.restore(15, 46) == pytest.approx(90)


def test_negative_amounts_have_a_pattern_of_sums():
    pattern = find_pattern([-amount for amount in YEAR * 2], 12)
    assert not pattern.is_factor
    assert pattern.parts == pytest.approx([100 - amount for amount in YEAR])
    growing = [-amount - at * at for at, amount in enumerate(YEAR * 3)][:31]
    assert sum(find_pattern(growing, 12).parts) == pytest.approx(0)


def test_a_single_credit_note_leaves_factors():
    """The factor of its month is never nothing: amounts are divided by it."""
    series = [*YEAR, *YEAR, *YEAR]
    series[22] = -30.0
    pattern = find_pattern(series, 12)
    assert pattern.is_factor
    assert min(pattern.parts) >= LEAST_FACTOR
    closed = [100.0 if at % 12 else 0.0 for at in range(36)]
    assert find_pattern(closed, 12).parts[0] == LEAST_FACTOR


# Outliers


def test_what_is_far_off_is_drawn_back():
    series = [float(100 + at % 3) for at in range(30)]
    series[12], series[20] = 900.0, -500.0
    drawn = draw_back(series)
    assert drawn.keys() == {12, 20}
    assert 100 < drawn[12] < 115
    assert 90 < drawn[20] < 102


def test_what_is_many_is_not_far_off():
    series = [float(100 + at * 7 % 5) for at in range(30)]
    for at in (3, 10, 17):
        series[at] = 900.0
    assert draw_back(series).keys() == {3, 10, 17}
    series[24] = 900.0
    assert draw_back(series) == {}


def test_a_new_level_is_not_far_off():
    assert draw_back([float(100 + at * 7 % 5 + 500 * (at > 15)) for at in range(30)]) == {}


def test_the_ends_of_a_trend_are_not_far_off():
    chance = random.Random(1)
    assert draw_back([20 * at + chance.gauss(0, 6) for at in range(80)]) == {}


def test_far_off_is_what_the_months_around_are_not():
    """A good year lies between two others: an amount like its own is far off in these."""
    levels = [100] * 10 + [300] * 10 + [100] * 10
    series = [float(level + at * 7 % 5) for at, level in enumerate(levels)]
    series[4] = 300.0
    assert draw_back(series).keys() == {4}


def test_where_most_are_alike_any_other_is_far_off():
    drawn = draw_back([0.0] * 20 + [5.0] + [0.0] * 9)
    assert drawn.keys() == {20}
    assert drawn[20] == pytest.approx(0, abs=0.5)
    assert draw_back([7.0] * 9) == {}


# Members


def test_theta_goes_on_with_half_of_the_slope():
    member = fit_theta([3.0 * at for at in range(40)], 12)
    points = member(40, 5)
    assert [after - before for before, after in pairwise(points)] == pytest.approx([1.5] * 4)


def test_a_damped_trend_becomes_smaller():
    points = fit_damped([3.0 * at for at in range(40)], 12)(40, 30)
    steps = [after - before for before, after in pairwise(points)]
    assert 3 > steps[0] > steps[10] > steps[-1] > 0


def test_a_slope_by_chance_is_not_gone_on_with():
    """Theta goes on with half of a slope that is certain, and with a fraction of chance ones."""
    kept = found = 0.0
    for seed in range(100):
        series = make_series(24, seed=seed, wander=0, waves=0)
        points = fit_theta(series, 12)(24, 2)
        kept += abs(points[1] - points[0])
        found += abs(slope_of(series))
    assert kept < 0.3 * found


def test_last_year_is_its_mean():
    member = fit_year([float(at) for at in range(30)], 12)
    assert member(30, 2) == [23.5, 23.5]
    assert member(3, 1) == [1.0]


@pytest.mark.parametrize(("make", "most"), [(fit_theta, 4.1), (fit_damped, 4.3)])
def test_a_short_series_is_followed_calmly(make, most):
    """Levels that stay are found better than by the least squares alone: 4.2 and 4.4."""
    errors = []
    for seed in range(200):
        chance = random.Random(seed)
        errors.append(make([100 + chance.gauss(0, 20) for _month in range(24)], 12)(24, 1)[0] - 100)
    assert sum(map(abs, errors)) / 200 < most


@given(st.integers(0, 100), st.sampled_from([fit_theta, fit_damped]))
def test_a_level_that_jumps_is_followed_quickly(seed, make):
    chance = random.Random(seed)
    calm = [100 + chance.gauss(0, 10) for _month in range(60)]
    level, jumping = 100.0, []
    for _month in range(60):
        level += chance.gauss(0, 30)
        jumping.append(level)
    assert abs(make(jumping, 12)(60, 1)[0] - jumping[-1]) < 60
    assert abs(make(calm, 12)(60, 1)[0] - 100) < 15


# Weights


def test_weights_are_shares():
    weights = fit(make_series(40, seed=1), 12).weights
    assert sum(weights) == pytest.approx(1)
    assert len(weights) == len(MEMBERS)
    assert min(weights) > 0


def test_last_year_counts_little_where_the_level_moves():
    moving = fit([100.0 + 10 * at + at % 3 for at in range(48)], 12).weights
    assert moving[2] < 0.1
    staying = []
    for seed in range(50):
        chance = random.Random(seed)
        series = [100 + chance.gauss(0, 20) for _month in range(48)]
        staying.append(fit(series, 12).weights[2])
    assert sum(staying) / 50 > 0.2


def test_what_was_far_off_is_expected_again_but_evenly():
    series = [float(100 + at % 3) for at in range(36)]
    series[12] += 3600
    found = fit(series, 12)
    assert found.extra == pytest.approx(100, rel=0.01)
    assert found.foretell(1)[0] == pytest.approx(201, rel=0.02)
