"""Tests of the years that periods are named by: each name is there once, and in order."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import periods

ONE_DAY = timedelta(days=1)
days = st.dates(date(2015, 1, 1), date(2040, 12, 31))


def names(kind, first, last, *arguments):
    found = periods.generate(kind, date(*first), date(*last), *arguments)
    return [(period.year, period.number) for period in found]


def test_weeks_carry_the_iso_year():
    found = names("week", (2025, 1, 1), (2025, 12, 31))
    assert found[0] == ("2025", 1)
    assert found[-1] == ("2026", 1)
    assert len(set(found)) == len(found) == 53
    assert names("week", (2026, 12, 28), (2027, 1, 10)) == [("2026", 53), ("2027", 1)]
    assert names("week", (2027, 1, 1), (2027, 1, 4)) == [("2026", 53), ("2027", 1)]
    # weeks from Sunday on: the same number as the week from Monday that they share six days with
    assert names("week", (2026, 12, 27), (2027, 1, 3), None, 6) == [("2026", 53), ("2027", 1)]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ((2026, 1, 1), [("2026", 1), ("2026", 2), ("2026", 3), ("2026", 4)]),
        ((2025, 4, 1), [("2025/26", 4), ("2026/27", 1), ("2026/27", 2), ("2026/27", 3)]),
        ((2025, 10, 1), [("2025/26", 2), ("2025/26", 3), ("2025/26", 4), ("2026/27", 1)]),
    ],
)
def test_quarters_carry_the_fiscal_year(start, expected):
    assert names("quarter", (2026, 1, 1), (2026, 12, 31), date(*start)) == expected


def test_years_and_periods_of_weeks():
    assert names("year", (2026, 1, 1), (2027, 12, 31), date(2026, 7, 1)) == [
        ("2025/26", 2026),
        ("2026/27", 2027),
        ("2027/28", 2028),
    ]
    assert names("year", (2099, 4, 1), (2100, 3, 31), date(2099, 4, 1)) == [("2099/00", 2100)]
    found = names("445", (2026, 1, 1), (2026, 12, 31), date(2025, 10, 1))
    assert found == [
        *(("2025/26", number) for number in range(4, 13)),
        *(("2026/27", number) for number in (1, 2, 3, 4)),
    ]
    assert names("month", (2026, 12, 15), (2027, 1, 15)) == [("2026", 12), ("2027", 1)]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        # years of 52 and 53 weeks
        ((2025, 12, 29), (2026, 12, 27), "2026"),
        ((2026, 1, 4), (2027, 1, 2), "2026"),
        ((2026, 2, 1), (2027, 1, 30), "2026/27"),
        # a short one, and one of a few days
        ((2025, 9, 10), (2025, 12, 31), "2025"),
        ((2025, 12, 30), (2026, 1, 2), "2026"),
        ((2025, 7, 1), (2026, 12, 31), "2025/26"),
    ],
)
def test_years_are_those_that_they_are_about(first, last, expected):
    assert periods.describe_year(date(*first), date(*last)) == expected


def test_year_of_a_quarter_alone():
    for start in (1, 2, 4, 7, 10, 12):
        whole = periods.generate(
            "quarter", date(2024, start, 1), date(2031, start, 1), date(2024, start, 1)
        )
        for period in whole:
            assert periods.describe_year_of_quarter(period.date_from, period.number) == period.year


@given(
    st.sampled_from(periods.GENERATED_TYPES),
    days,
    st.integers(0, 5 * 366),
    st.none() | days,
    st.integers(0, 6),
)
def test_names_are_there_once_and_in_order(kind, first, length, fiscal_start, week_start):
    found = periods.generate(kind, first, first + timedelta(days=length), fiscal_start, week_start)
    for period, following in pairwise(found):
        assert (period.year, period.number) < (following.year, following.number)


def test_years_of_whole_weeks_are_there_once():
    """Sixty years of 52 and 53 weeks that end on the Saturday nearest to a month's end."""
    for month in range(1, 13):
        ends = []
        for year in range(2014, 2046):
            end = date(year + month // 12, month % 12 + 1, 1) - ONE_DAY
            ends.append(end + timedelta(days=(8 - end.weekday()) % 7 - 3))
        spans = [(first + ONE_DAY, last) for first, last in pairwise(ends)]
        found = periods.generate("445", spans[0][0], spans[-1][1], fiscal_years=spans)
        for period, following in pairwise(found):
            assert (period.year, period.number) < (following.year, following.number)
