"""The rhythm on generated series whose future is known: better than each of its members (N3).

Some grow for years, others are short and stay or wander; all have seasons and much chance.
"""

import random
from statistics import fmean

import pytest
from series_of_sales import make_series

from tools import rhythm

SERIES = 240
HORIZON = 12


def make_growing(chance, seed):
    return make_series(
        chance.choice([60, 72, 96]) + HORIZON,
        seed=seed,
        orders=chance.choice([20, 40]),
        growth=chance.gauss(0.03, 0.08),
        wander=chance.choice([0.02, 0.04]),
    )


def make_short(chance, seed):
    return make_series(
        chance.choice([24, 30, 36]) + HORIZON,
        seed=seed,
        orders=chance.choice([10, 40]),
        waves=chance.choice([0, 0.3]),
        wander=chance.choice([0, 0.08]),
    )


@pytest.fixture(scope="module")
def outcomes():
    """Return of each series all but its last year, that year, and the forecast of it."""
    found = []
    for seed in range(SERIES):
        chance = random.Random(seed)
        series = make_growing(chance, seed) if seed % 2 else make_short(chance, seed)
        past, future = series[:-HORIZON], series[-HORIZON:]
        found.append((past, future, rhythm.forecast(past, HORIZON)))
    return found


def scaled_error(past, future, points):
    """Return MASE: the mean error by that of the same month of the year before, in the past."""
    usual = fmean(abs(after - before) for before, after in zip(past, past[12:], strict=False))
    return fmean(abs(came - point) for came, point in zip(future, points, strict=True)) / usual


def test_the_mean_beats_each_member(outcomes):
    mean = fmean(scaled_error(past, future, found.points) for past, future, found in outcomes)
    for name in ("theta", "damped", "last_year"):
        member = fmean(
            scaled_error(past, future, found.members[name]) for past, future, found in outcomes
        )
        assert mean < member, (name, mean, member)


def test_six_months_are_better_than_those_of_last_year(outcomes):
    foretold = last_year = 0.0
    for past, future, found in outcomes:
        usual = fmean(past)
        foretold += abs(sum(future[:6]) - sum(found.points[:6])) / usual
        last_year += abs(sum(future[:6]) - sum(past[-12:-6])) / usual
    assert foretold < 0.9 * last_year


def test_the_middle_of_the_errors_holds_as_much_of_what_came(outcomes):
    """P10 to P90 holds 75 to 85 %, and neither end much more than the other."""
    below = held = 0
    for _past, future, found in outcomes:
        error = sum(future) - sum(found.points)
        low, high = (found.errors[round(at * (len(found.errors) - 1))] for at in (0.1, 0.9))
        held += low <= error <= high
        below += error < low
    assert 0.75 <= held / SERIES <= 0.88
    assert 0.05 <= below / SERIES <= 0.15


def test_all_series_together_are_neither_too_high_nor_too_low(outcomes):
    foretold = sum(sum(found.points) for _past, _future, found in outcomes)
    came = sum(sum(future) for _past, future, _found in outcomes)
    assert 0.93 < foretold / came < 1.07
