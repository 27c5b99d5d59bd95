"""Tests of what periods weigh in a season."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.periods import generate
from tools.seasons import season_of, season_weights
from tools.spreading import Cell, largest_remainder, spread_cells

MONTHS = {month: Decimal(month) for month in range(1, 13)}
STEP = Decimal("0.0001")
YEAR = (date(2024, 1, 1), date(2024, 12, 31))

days = st.dates(date(2015, 1, 1), date(2030, 12, 31))
profiles = st.dictionaries(st.integers(1, 12), st.decimals(0, 100, places=2))


def weigh(date_from, date_to, months=MONTHS):
    (weight,) = season_weights([(date_from, date_to)], months)
    return weight


def test_months_weigh_what_the_profile_says():
    spans = [(period.date_from, period.date_to) for period in generate("month", *YEAR)]
    assert season_weights(spans, MONTHS) == list(range(1, 13))


def test_quarters_weigh_their_months():
    spans = [(period.date_from, period.date_to) for period in generate("quarter", *YEAR)]
    assert season_weights(spans, MONTHS) == [6, 15, 24, 33]


def test_a_part_of_a_month_weighs_by_its_days():
    assert weigh(date(2024, 2, 1), date(2024, 2, 10)) == Fraction(20, 29)
    assert weigh(date(2023, 2, 1), date(2023, 2, 10)) == Fraction(20, 28)
    assert weigh(date(2024, 4, 30), date(2024, 4, 30)) == Fraction(4, 30)


def test_a_week_across_two_months():
    assert weigh(date(2024, 4, 29), date(2024, 5, 5)) == 4 * Fraction(2, 30) + 5 * Fraction(5, 31)


def test_across_years():
    assert weigh(date(2023, 12, 1), date(2025, 1, 31)) == 12 + 78 + 1


def test_nothing():
    assert season_weights([], MONTHS) == []
    assert weigh(date(2024, 2, 10), date(2024, 2, 9)) == 0
    assert weigh(date(2024, 2, 10), date(2024, 1, 20)) == 0
    assert weigh(date(2024, 3, 1), date(2024, 3, 31), {2: 1}) == 0


def test_weights_may_be_of_any_kind():
    assert season_weights([YEAR], {1: 0.1, 2: 1, 3: Decimal("0.2")}) == [Fraction(13, 10)]
    with pytest.raises(ValueError, match="not an amount"):
        weigh(*YEAR, {1: float("nan")})


def test_spreading_takes_them():
    """Thirds of a day's weight cannot be written as decimals."""
    weights = season_weights(
        [(date(2024, 4, 1), date(2024, 4, 10)), (date(2024, 4, 11), date(2024, 4, 30))], {4: 1}
    )
    assert largest_remainder(30, weights, 1) == [10, 20]
    assert spread_cells(3, [Cell(), Cell()], "profile", 1, weights) == [1, 2]


@given(st.lists(days, min_size=2, max_size=5, unique=True), profiles)
def test_a_cut_changes_nothing(cuts, months):
    cuts.sort()
    spans = [(start, end - timedelta(days=1)) for start, end in pairwise(cuts)]
    assert sum(season_weights(spans, months)) == weigh(
        cuts[0], cuts[-1] - timedelta(days=1), months
    )


@given(days, st.integers(0, 800), profiles)
def test_each_day_weighs_its_share_of_the_month(date_from, length, months):
    expected = Fraction(0)
    for number in range(length + 1):
        day = date_from + timedelta(days=number)
        next_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        in_month = (next_month - timedelta(days=1)).day
        expected += Fraction(months.get(day.month, 0)) / in_month
    assert weigh(date_from, date_from + timedelta(days=length), months) == expected


# From history


def test_a_season_is_the_mean_of_its_years():
    span = (date(2025, 1, 1), date(2026, 12, 31))
    sums = {(2025, 1): 100, (2026, 1): 300, (2025, 7): 600}
    season = season_of(sums, span)
    assert (season[1], season[7]) == (40, 60)
    assert sum(season.values()) == 100


def test_months_that_the_past_has_more_often_weigh_no_more():
    span = (date(2025, 1, 1), date(2026, 6, 30))
    sums = {(year, month): 7 for year in (2025, 2026) for month in range(1, 13)}
    assert max(season_of(sums, span).values()) - min(season_of(sums, span).values()) <= STEP


def test_a_month_that_the_past_does_not_have_is_not_nothing():
    season = season_of({(2026, 1): 10, (2026, 2): 0}, (date(2026, 1, 1), date(2026, 10, 31)))
    assert season[2] == 0
    assert season[11] == season[12] > 0


def test_no_season_without_sales():
    span = (date(2026, 1, 1), date(2026, 12, 31))
    for sums in ({}, {(2026, 1): 0}, {(2026, 1): -5}):
        with pytest.raises(ValueError, match="Nothing was sold"):
            season_of(sums, span)


sold = st.dictionaries(
    st.tuples(st.integers(2024, 2026), st.integers(1, 12)), st.decimals(-500, 5000, places=2)
)


@given(sold, st.integers(0, 35), st.integers(0, 35))
def test_seasons_sum_to_a_hundred_exactly(sums, first, length):
    """Whatever was sold; and a year planned by the season is a hundred hundredths of itself."""
    last = min(35, first + length)
    span = (
        date(2024 + first // 12, first % 12 + 1, 1),
        date(2024 + last // 12, last % 12 + 1, 28),
    )
    try:
        season = season_of(sums, span)
    except ValueError:
        return
    assert sum(season.values()) == 100
    assert min(season.values()) >= 0
    assert sum(season_weights([YEAR], season)) == 100
