"""Tests of what a series' own past lets expect of its next months (N3, N6)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from series_of_sales import make_series

from tools import rhythm
from tools.rhythm_fits import find_start, is_silent

KINDS = {"rhythm", "last_year", "mean", "none"}
LENGTHS = {"rhythm": 30, "last_year": 15, "mean": 5}  # in months

amounts = st.one_of(st.just(0.0), st.floats(-1e6, 1e6), st.floats(0, 1e6), st.integers(0, 3))
any_series = st.lists(amounts, max_size=60)
horizons = st.integers(1, 18)
seasons = st.sampled_from([1, 4, 12, 13])


def near(values, size=1.0):
    return pytest.approx(list(values), rel=1e-6, abs=1e-6 * size)


# How much past there is


def test_without_any_amount_nothing_is_known():
    assert rhythm.forecast([], 3) == ((0.0,) * 3, (), "none", {})
    assert rhythm.forecast([0.0] * 40, 2) == ((0.0,) * 2, (), "none", {})


def test_less_than_a_year_gives_the_mean():
    found = rhythm.forecast([10, 20, 60], 2)
    assert (found.kind, found.points, found.members) == ("mean", (30.0, 30.0), {})


def test_less_than_two_years_give_the_same_months_of_last_year():
    series = [float(month) for month in range(1, 21)]
    found = rhythm.forecast(series, 14)
    assert found.kind == "last_year"
    assert found.points == (*map(float, range(9, 21)), 9.0, 10.0)


@pytest.mark.parametrize(
    ("length", "season", "kind"),
    [
        (11, 12, "mean"),
        (12, 12, "last_year"),
        (23, 12, "last_year"),
        (24, 12, "rhythm"),
        (7, 4, "last_year"),
        (8, 4, "rhythm"),
        (103, 52, "last_year"),
        (104, 52, "rhythm"),
    ],
)
def test_two_years_make_a_rhythm(length, season, kind):
    assert rhythm.forecast([5.0] * length, 1, season).kind == kind


def test_zeros_before_the_first_amount_are_no_past():
    series = make_series(30, seed=1)
    assert rhythm.forecast([0.0] * 20 + series, 6) == rhythm.forecast(series, 6)
    assert rhythm.forecast([0.0] * 30 + [8.0], 1).points == (8.0,)


def test_zeros_that_come_again_are_past():
    series = [0, 0, 6, 0, 0, 0, 6, 0, 0, 0, 6]
    assert find_start(series) == 0
    assert rhythm.forecast(series, 1).points == near([18 / 11])
    assert find_start([0, 0, 0, 0, 6, 0, 0, 6]) == 4
    assert find_start([0, 0, 0, 6, 0, 0, 0]) == 0
    assert find_start([0, 0, 0]) == 3


# What is found again exactly


@pytest.mark.parametrize("length", [1, 7, 12, 20, 24, 30, 61])
@pytest.mark.parametrize("amount", [120.0, -7.25, 1e9])
def test_a_constant_goes_on(length, amount):
    found = rhythm.forecast([amount] * length, 15)
    assert found.points == near([amount] * 15, abs(amount))
    if length > 1:
        assert found.errors == near([0.0] * len(found.errors), abs(amount))


@pytest.mark.parametrize("length", [24, 29, 36, 50])
def test_the_same_months_each_year_go_on(length):
    year = [100, 120, 90, 80, 130, 150, 40, 20, 110, 160, 210, 300]
    series = [float(year[month % 12]) for month in range(length)]
    found = rhythm.forecast(series, 12)
    assert found.points == near([year[(length + month) % 12] for month in range(12)], 100)
    for points in found.members.values():
        assert points == near(found.points, 100)


def test_quarters_and_weeks_go_on():
    quarters = [float(50 + 30 * (at % 4)) for at in range(10)]
    assert rhythm.forecast(quarters, 4, season=4).points == near([110, 140, 50, 80], 100)
    weeks = [100 + 50 * math.sin(2 * math.pi * at / 52) for at in range(130)]
    following = [100 + 50 * math.sin(2 * math.pi * at / 52) for at in range(130, 143)]
    assert rhythm.forecast(weeks, 13, season=52).points == near(following, 100)


def test_many_zeros_with_the_same_months_go_on():
    """Business of one season: zeros in most months, which factors could not tell apart."""
    series = [500.0 if at % 12 in (10, 11) else 0.0 for at in range(36)]
    assert rhythm.forecast(series, 12).points == near([0.0] * 10 + [500.0] * 2, 500)


def test_a_line_goes_on_for_the_most_part():
    series = [100.0 + 4 * at for at in range(36)]
    found = rhythm.forecast(series, 6)
    for at, point in enumerate(found.points, start=36):
        assert 0.92 < point / (100 + 4 * at) < 1.02


# Months that are unlike the others


def test_a_single_large_order_is_not_a_new_level():
    series = make_series(36, seed=4)
    large = list(series)
    large[34] += 20 * max(series)
    before, after = (sum(rhythm.forecast(past, 12).points) for past in (series, large))
    assert before < after < before * 1.5 + 12 * 20 * max(series) / 36


def test_a_new_level_is_followed():
    noise = [at * 7 % 5 for at in range(36)]
    series = [(300.0 if at >= 26 else 100.0) + noise[at] for at in range(36)]
    assert sum(rhythm.forecast(series, 6).points) / 6 > 220


def test_who_has_gone_is_not_expected_again():
    series = make_series(36, seed=1, orders=10)
    gone = series[:-12] + [0.0] * 12
    assert sum(rhythm.forecast(gone, 6).points) < 0.01 * sum(series[-6:])
    going = series[:-8] + [0.0] * 8
    assert sum(rhythm.forecast(going, 6).points) < 0.2 * sum(series[-6:])


def test_who_buys_in_one_season_is_not_gone():
    """Eight months without are as usual here, and not the end."""
    series = [400.0 if at % 12 < 4 else 0.0 for at in range(36)]
    assert not is_silent(series, 12)
    assert rhythm.forecast(series, 4).points == near([400.0] * 4, 400)
    assert is_silent([*series, *[0.0] * 5], 12)
    assert not is_silent([5.0] * 30 + [0.0] * 3, 12)


def test_credit_notes_may_be_expected_only_of_who_had_some():
    falling = [max(100.0 - 4 * at, 0.0) + at % 3 for at in range(30)]
    assert min(rhythm.forecast(falling, 18).points) >= 0
    negative = [-50.0 - 2 * at + at % 3 for at in range(30)]
    assert max(rhythm.forecast(negative, 6).points) < 0


def test_intermittent_amounts_keep_their_sum():
    """Over many series the forecast neither loses nor invents amounts."""
    foretold = usual = 0.0
    for seed in range(300):
        series = make_series(36, seed=seed, orders=0.6, spread=0.8, waves=0)
        foretold += sum(rhythm.forecast(series, 12).points)
        usual += sum(series) / 3
    assert 0.93 < foretold / usual < 1.07


# Errors


def test_errors_are_what_it_would_have_been_wrong_by():
    """With the mean of what was there, by hand; both signs, wider for being few and short."""
    series = [14.0, 16.0, 18.0, 16.0]
    found = rhythm.forecast(series, 1)
    past = [18 - 15, 16 - 16]  # after two amounts, and after three
    wider = math.sqrt(3 / 1) * 1.25
    sizes = [abs(error) * wider for error in past]
    assert found.errors == near(sorted([*sizes, *(-size for size in sizes)]))


def test_the_fewer_errors_the_wider():
    known = {kind: rhythm.fit([-5.0] * length, 12) for kind, length in LENGTHS.items()}
    for kind, unseen in (("rhythm", 1), ("last_year", 1.25), ("mean", 1.25)):
        for count, wider in ((1, 2), (2, math.sqrt(3)), (9, math.sqrt(10 / 8))):
            errors = rhythm.widen([-8.0] * count, -50.0, known[kind])
            assert errors == near([-8 * wider * unseen] * count + [8 * wider * unseen] * count)


def test_errors_reach_as_far_as_the_forecast():
    series = make_series(40, seed=2)
    reach, cuts = rhythm.choose_cuts(40, 6, 12)
    assert (reach, cuts[0], cuts[-1], len(cuts)) == (6, 12, 34, rhythm.MOST_CUTS)
    found = rhythm.forecast(series, 6)
    late = sum(series[34:]) - sum(rhythm.forecast(series[:34], 6).points)
    wider = math.sqrt((len(cuts) + 1) / (len(cuts) - 1))
    assert any(error == pytest.approx(late * wider) for error in found.errors)


def test_the_first_year_tells_nothing_of_seasons():
    """Over several months its cuts are left away as far as six later ones are there; over one month
    they are not."""
    assert rhythm.choose_cuts(16, 3, 12) == (3, [8, 9, 10, 11, 12, 13])
    assert rhythm.choose_cuts(40, 2, 12)[1][0] == 12
    assert rhythm.choose_cuts(40, 1, 12)[1][0] == 6


def test_errors_of_what_is_farther_than_the_past_are_as_many_times_as_large():
    assert rhythm.choose_cuts(8, 24, 12) == (3, [3, 4, 5])
    assert rhythm.choose_cuts(1, 5, 12) == (1, [])
    assert rhythm.choose_cuts(8, 6, 4) == (2, [4, 5, 6])
    near_by, far = (rhythm.forecast([3.0, 9.0], horizon).errors for horizon in (1, 6))
    assert far == near([6 * error for error in near_by])


def test_a_single_month_may_be_nothing_or_twice_as_much():
    assert rhythm.forecast([70.0], 2).errors == (-140.0, 140.0)


def test_an_error_larger_than_the_forecast_is_a_chance_of_nothing():
    """Twice 300 beside 100, wider by √2 as all: two chances of ten that 400 more come."""
    usual, owing = (rhythm.fit(past, 12) for past in ([1.0] * 24, [-1.0] * 24))
    errors = rhythm.widen([50.0, 300.0, 300.0], 100.0 * math.sqrt(2), usual)
    assert sum(errors) == pytest.approx(0)
    assert len(errors) == 3 * rhythm.CHANCES
    assert errors[0] == pytest.approx(-100 * math.sqrt(2))
    assert errors.count(errors[0]) == 2 * 8
    assert errors[-1] == pytest.approx(100 * math.sqrt(2) * 8 / 2)
    assert errors.count(errors[-1]) == 2 * 2
    assert rhythm.widen([300.0], 100.0, owing) == [-600.0, 600.0]


def test_what_was_never_negative_is_never_expected_to_be():
    for seed in range(30):
        found = rhythm.forecast(make_series(30, seed=seed, orders=0.4, spread=1.2), 2)
        assert sum(found.points) + found.errors[0] >= -1e-9


def test_a_cut_of_less_than_two_years_is_gone_on_with_by_its_level():
    """A series of two years is not forecast by last year's months again, nor its past."""
    series = [100.0 + 50 * (at % 2) for at in range(30)]
    assert rhythm.fit_cut(series, 16, 12).foretell(2) == pytest.approx([125, 125], rel=0.01)
    assert rhythm.fit_cut(series[:20], 16, 12).foretell(2) == near([100, 150])


def test_later_amounts_do_not_change_earlier_errors():
    """An error is recomputed from the cut: what came later is not known in it."""
    series = make_series(36, seed=8)
    cut = rhythm.fit_cut(series, 26, 12).foretell(5)
    changed = [*series[:26], *(amount * 9 for amount in series[26:])]
    assert rhythm.fit_cut(changed, 26, 12).foretell(5) == cut


# Whatever the amounts


@given(any_series, horizons, seasons)
def test_any_series_has_a_forecast(series, horizon, season):
    found = rhythm.forecast(series, horizon, season)
    assert len(found.points) == horizon
    assert found.kind in KINDS
    assert all(map(math.isfinite, [*found.points, *found.errors]))
    assert (found.kind == "none") == (not any(series)) == (not found.errors)
    assert math.fsum(found.errors) == pytest.approx(0, abs=1e-3)
    assert list(found.errors) == sorted(found.errors)
    assert found == rhythm.forecast(tuple(series), horizon, season)
    if min(series, default=0) >= 0:
        assert min(found.points) >= 0
        assert min(found.errors, default=0) >= -sum(found.points) * (1 + 1e-9) - 1e-300


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=40), horizons)
def test_no_amount_is_too_large_or_too_small(series, horizon):
    found = rhythm.forecast(series, horizon)
    assert all(map(math.isfinite, [*found.points, *found.errors]))


@given(any_series, horizons, st.integers(-30, 30))
def test_in_another_unit_it_is_the_same(series, horizon, power):
    """A power of two changes no digit of an amount."""
    series = [round(amount, 2) for amount in series]
    found = rhythm.forecast(series, horizon)
    other = rhythm.forecast([amount * 2.0**power for amount in series], horizon)
    assert other.points == tuple(point * 2.0**power for point in found.points)
    assert other.errors == tuple(error * 2.0**power for error in found.errors)
    assert other.kind == found.kind


@given(st.integers(0, 400), st.floats(0.001, 1000), st.integers(8, 50))
def test_in_another_currency_it_is_the_same(seed, rate, length):
    series = make_series(length, seed=seed)
    found = rhythm.forecast(series, 6)
    other = rhythm.forecast([amount * rate for amount in series], 6)
    assert other.points == near([point * rate for point in found.points], rate)


@given(st.integers(0, 400), st.floats(-500, 500), st.integers(4, 40))
def test_without_seasons_every_month_may_be_shifted(seed, shift, length):
    """With seasons it may not: factors are shares of the level. Amounts stay below zero here."""
    series = make_series(length, seed=seed)
    series = [amount - max(series) - 600 for amount in series]
    found = rhythm.forecast(series, 6, season=1)
    other = rhythm.forecast([amount + shift for amount in series], 6, season=1)
    assert other.points == near([point + shift for point in found.points], 1000)
    assert other.errors == near(found.errors, 1000)


@given(st.integers(0, 100), st.integers(1, 12))
def test_a_longer_horizon_begins_with_the_shorter(seed, horizon):
    series = make_series(36, seed=seed)
    longer = rhythm.forecast(series, 12)
    assert rhythm.forecast(series, horizon).points == longer.points[:horizon]


@given(st.integers(0, 100))
def test_the_mean_lies_between_its_members(seed):
    found = rhythm.forecast(make_series(40, seed=seed), 6)
    assert set(found.members) == {"theta", "damped", "last_year"}
    for point, *members in zip(found.points, *found.members.values(), strict=True):
        assert min(members) - 1e-6 <= point <= max(members) + 1e-6
