"""Tests of the cutting of spans into periods."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import periods

ONE_DAY = timedelta(days=1)

days = st.dates(date(1999, 1, 1), date(2060, 12, 31))
short_days = st.integers(0, 3 * 366)
types = st.sampled_from(periods.GENERATED_TYPES)


def get_spans(found):
    return [(period.date_from, period.date_to) for period in found]


def get_weeks(found):
    """Return how many days each period has, in weeks where they are whole."""
    return [((period.date_to - period.date_from).days + 1) / 7 for period in found]


# Any span


@given(types, days, short_days, st.none() | days, st.integers(0, 6))
def test_generate_covers_the_span(period_type, date_from, length, fiscal_start, week_start):
    date_to = date_from + timedelta(days=length)
    found = periods.generate(period_type, date_from, date_to, fiscal_start, week_start)
    # Said without find_gap_or_overlap, which is under test itself.
    assert found[0].date_from == date_from
    assert found[-1].date_to == date_to
    for period, following in pairwise(found):
        assert following.date_from == period.date_to + ONE_DAY
    assert all(period.date_from <= period.date_to for period in found)
    assert {period.kind for period in found} == {period_type}
    assert periods.find_gap_or_overlap(get_spans(found), date_from, date_to) is None


@given(st.sampled_from(("week", "month", "quarter", "year")), days, short_days, days, short_days)
def test_generate_cuts_the_same_periods(period_type, date_from, length, fiscal_start, more):
    """A longer span has the same periods, but for the one that was cut."""
    date_to = date_from + timedelta(days=length)
    short = periods.generate(period_type, date_from, date_to, fiscal_start)
    long = periods.generate(period_type, date_from, date_to + timedelta(days=more), fiscal_start)
    assert long[: len(short) - 1] == short[:-1]
    assert long[len(short) - 1].date_from == short[-1].date_from
    assert long[len(short) - 1].number == short[-1].number


@given(types, days, short_days)
def test_generate_lengths(period_type, date_from, length):
    shortest, longest = {
        "week": (7, 7),
        "month": (28, 31),
        "quarter": (90, 92),
        "year": (365, 366),
        "445": (28, 42),
    }[period_type]
    found = periods.generate(period_type, date_from, date_from + timedelta(days=length))
    for period in found[1:-1]:
        assert shortest <= (period.date_to - period.date_from).days + 1 <= longest
    for period in found:
        assert (period.date_to - period.date_from).days + 1 <= longest


def test_generate_one_day():
    day = date(2026, 8, 19)
    for period_type in periods.GENERATED_TYPES:
        assert get_spans(periods.generate(period_type, day, day)) == [(day, day)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("decade", date(2026, 1, 1), date(2026, 12, 31)), "decade"),
        (("custom", date(2026, 1, 1), date(2026, 12, 31)), "custom"),
        (("month", date(2026, 2, 1), date(2026, 1, 31)), "2026-01-31, before"),
        (("week", date(2026, 1, 1), date(2026, 12, 31), None, 7), "0 .Monday. to 6"),
    ],
)
def test_generate_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        periods.generate(*arguments)


# Each type


def test_months():
    found = periods.generate("month", date(2024, 1, 1), date(2024, 12, 31))
    assert [period.number for period in found] == list(range(1, 13))
    assert get_spans(found)[:3] == [
        (date(2024, 1, 1), date(2024, 1, 31)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 3, 1), date(2024, 3, 31)),
    ]


def test_months_cut_to_the_span():
    found = periods.generate("month", date(2026, 1, 15), date(2026, 3, 10), date(2025, 4, 6))
    assert get_spans(found) == [
        (date(2026, 1, 15), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 10)),
    ]
    assert [period.number for period in found] == [1, 2, 3]


def test_quarters():
    found = periods.generate("quarter", date(2026, 1, 1), date(2026, 12, 31))
    assert [period.date_from for period in found] == [
        date(2026, 1, 1),
        date(2026, 4, 1),
        date(2026, 7, 1),
        date(2026, 10, 1),
    ]
    assert [period.number for period in found] == [1, 2, 3, 4]


def test_quarters_of_a_fiscal_year_from_february():
    found = periods.generate("quarter", date(2026, 1, 1), date(2026, 12, 31), date(2025, 2, 1))
    assert get_spans(found) == [
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 4, 30)),
        (date(2026, 5, 1), date(2026, 7, 31)),
        (date(2026, 8, 1), date(2026, 10, 31)),
        (date(2026, 11, 1), date(2026, 12, 31)),
    ]
    assert [period.number for period in found] == [4, 1, 2, 3, 4]


def test_quarters_from_the_sixth_of_april():
    found = periods.generate("quarter", date(2026, 4, 6), date(2027, 4, 5), date(2026, 4, 6))
    assert [period.date_from for period in found] == [
        date(2026, 4, 6),
        date(2026, 7, 6),
        date(2026, 10, 6),
        date(2027, 1, 6),
    ]


def test_quarters_from_the_end_of_a_month():
    """A shorter month does not shorten the starts after it."""
    found = periods.generate("quarter", date(2025, 8, 31), date(2026, 8, 30), date(2025, 8, 31))
    assert [period.date_from for period in found] == [
        date(2025, 8, 31),
        date(2025, 11, 30),
        date(2026, 2, 28),
        date(2026, 5, 31),
    ]


def test_years_are_named_after_their_end():
    found = periods.generate("year", date(2025, 7, 1), date(2027, 6, 30), date(2026, 7, 1))
    assert found == [
        periods.Period(date(2025, 7, 1), date(2026, 6, 30), "year", 2026, "2025/26"),
        periods.Period(date(2026, 7, 1), date(2027, 6, 30), "year", 2027, "2026/27"),
    ]
    # Cut before its end, a year keeps its name.
    (found,) = periods.generate("year", date(2025, 9, 1), date(2025, 12, 31), date(2025, 7, 1))
    assert found.number == 2026


def test_fiscal_start_of_any_year_will_do():
    expected = periods.generate("quarter", date(2026, 1, 1), date(2027, 5, 5), date(2025, 10, 1))
    for year in (2000, 2026, 2031):
        found = periods.generate("quarter", date(2026, 1, 1), date(2027, 5, 5), date(year, 10, 1))
        assert found == expected


def test_weeks_are_iso_weeks():
    found = periods.generate("week", date(2026, 1, 1), date(2026, 1, 31))
    assert get_spans(found) == [
        (date(2026, 1, 1), date(2026, 1, 4)),
        (date(2026, 1, 5), date(2026, 1, 11)),
        (date(2026, 1, 12), date(2026, 1, 18)),
        (date(2026, 1, 19), date(2026, 1, 25)),
        (date(2026, 1, 26), date(2026, 1, 31)),
    ]
    assert [period.number for period in found] == [1, 2, 3, 4, 5]


@given(days, short_days)
def test_week_numbers_are_iso(date_from, length):
    found = periods.generate("week", date_from, date_from + timedelta(days=length))
    assert all(period.number == period.date_from.isocalendar().week for period in found)
    assert all(period.number == period.date_to.isocalendar().week for period in found)


def test_week_53_of_a_year_that_has_one():
    found = periods.generate("week", date(2026, 12, 21), date(2027, 1, 10))
    assert [period.number for period in found] == [52, 53, 1]


def test_weeks_from_sunday():
    found = periods.generate("week", date(2026, 1, 1), date(2026, 1, 20), week_start=6)
    assert get_spans(found) == [
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 1, 4), date(2026, 1, 10)),
        (date(2026, 1, 11), date(2026, 1, 17)),
        (date(2026, 1, 18), date(2026, 1, 20)),
    ]
    # The first of these weeks is cut: from Sunday 28 December, its fourth day is in ISO week 1.
    assert [period.number for period in found] == [1, 2, 3, 4]


@given(days, short_days, st.integers(0, 6))
def test_weeks_begin_on_the_day_asked_for(date_from, length, week_start):
    found = periods.generate(
        "week", date_from, date_from + timedelta(days=length), week_start=week_start
    )
    assert all(period.date_from.weekday() == week_start for period in found[1:])
    assert all(period.date_to.weekday() == (week_start - 1) % 7 for period in found[:-1])


# 4-4-5


@pytest.mark.parametrize(("year", "rest"), [(2025, 1), (2024, 2)])
def test_445_of_a_calendar_year(year, rest):
    """One or two days more than 52 weeks belong to the last period."""
    found = periods.generate("445", date(year, 1, 1), date(year, 12, 31))
    assert get_weeks(found) == [4, 4, 5] * 3 + [4, 4, 5 + rest / 7]
    assert [period.number for period in found] == list(range(1, 13))


def test_445_begins_with_the_fiscal_year():
    found = periods.generate("445", date(2026, 2, 1), date(2028, 1, 31), date(2026, 2, 1))
    assert [period.number for period in found] == [*range(1, 13), *range(1, 13)]
    assert found[0].date_from == date(2026, 2, 1)
    assert found[11].date_to == date(2027, 1, 31)
    assert found[12].date_from == date(2027, 2, 1)
    assert found[12].date_to == date(2027, 2, 28)


def test_445_cut_in_the_middle():
    found = periods.generate("445", date(2026, 3, 1), date(2026, 5, 1), date(2026, 2, 1))
    assert found == [
        periods.Period(date(2026, 3, 1), date(2026, 3, 28), "445", 2, "2026/27"),
        periods.Period(date(2026, 3, 29), date(2026, 5, 1), "445", 3, "2026/27"),
    ]


@pytest.mark.parametrize(("weeks", "last"), [(52, 5), (53, 6)])
def test_445_of_whole_weeks(weeks, last):
    """The 53rd week belongs to the last period; the span itself is the year."""
    date_from = date(2026, 2, 2)
    date_to = date_from + timedelta(weeks=weeks) - ONE_DAY
    expected = [4, 4, 5] * 3 + [4, 4, last]
    assert get_weeks(periods.generate("445", date_from, date_to)) == expected
    assert get_weeks(periods.generate("445", date_from, date_to, date(2025, 10, 1))) == expected


def test_445_of_given_fiscal_years():
    first, second = date(2026, 2, 1), date(2027, 2, 7)
    years = [(second, second + timedelta(days=363)), (first, second - ONE_DAY)]
    found = periods.generate("445", first, years[0][1], fiscal_years=iter(years))
    assert get_weeks(found) == [4, 4, 5] * 3 + [4, 4, 6] + [4, 4, 5] * 4
    assert [period.number for period in found] == [*range(1, 13), *range(1, 13)]


@given(days, st.sampled_from((52, 53)))
def test_445_periods_are_whole_weeks(date_from, weeks):
    found = periods.generate("445", date_from, date_from + timedelta(weeks=weeks) - ONE_DAY)
    assert [count.is_integer() for count in get_weeks(found)] == [True] * 12


# Fiscal years of other lengths


def test_short_first_fiscal_year():
    years = [(date(2025, 9, 10), date(2025, 12, 31)), (date(2026, 1, 1), date(2026, 12, 31))]
    found = periods.generate("quarter", years[0][0], years[1][1], fiscal_years=years)
    assert [(period.date_from, period.number) for period in found] == [
        (date(2025, 9, 10), 1),
        (date(2026, 1, 1), 1),
        (date(2026, 4, 1), 2),
        (date(2026, 7, 1), 3),
        (date(2026, 10, 1), 4),
    ]


def test_long_fiscal_year():
    year = (date(2025, 7, 1), date(2026, 12, 31))
    found = periods.generate("quarter", *year, fiscal_years=[year])
    assert [period.number for period in found] == [1, 2, 3, 4, 5, 6]
    (found,) = periods.generate("year", *year, fiscal_years=[year])
    assert (found.date_from, found.date_to, found.number) == (*year, 2026)


def test_rest_of_a_fiscal_year_joins_its_last_quarter():
    year = (date(2026, 2, 1), date(2027, 2, 6))
    found = periods.generate("quarter", *year, fiscal_years=[year])
    assert [period.number for period in found] == [1, 2, 3, 4]
    assert found[-1].date_to == year[1]


@pytest.mark.parametrize(("rest", "count"), [(27, 4), (28, 5)])
def test_rest_of_four_weeks_is_a_quarter_of_its_own(rest, count):
    year = (date(2026, 1, 1), date(2026, 12, 31) + rest * ONE_DAY)
    found = periods.generate("quarter", *year, fiscal_years=[year])
    assert len(found) == count
    assert found[-1].date_to == year[1]


def test_fiscal_years_that_do_not_cover_the_span():
    years = [(date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 8, 1), date(2026, 12, 31))]
    with pytest.raises(ValueError, match="gap: 2026-07-01 to 2026-07-31"):
        periods.generate("quarter", date(2026, 1, 1), date(2026, 12, 31), fiscal_years=years)
    with pytest.raises(ValueError, match="gap: 2027-01-01 to 2027-01-31"):
        periods.generate("year", date(2026, 8, 1), date(2027, 1, 31), fiscal_years=years)


# find_gap_or_overlap

JANUARY = (date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("spans", "problem"),
    [
        ([JANUARY, FEBRUARY, MARCH], None),
        ([MARCH, JANUARY, FEBRUARY], None),
        ([(JANUARY[0], MARCH[1])], None),
        ([], ("gap", JANUARY[0], MARCH[1])),
        ([JANUARY, MARCH], ("gap", *FEBRUARY)),
        ([FEBRUARY, MARCH], ("gap", *JANUARY)),
        ([JANUARY, FEBRUARY], ("gap", *MARCH)),
        ([(JANUARY[0], date(2026, 3, 30))], ("gap", MARCH[1], MARCH[1])),
        (
            [(JANUARY[0], date(2026, 3, 30)), (date(2026, 4, 1), date(2026, 4, 2))],
            ("gap", MARCH[1], MARCH[1]),
        ),
        (
            [JANUARY, (date(2026, 1, 30), date(2026, 2, 28)), MARCH],
            ("overlap", date(2026, 1, 30), date(2026, 1, 31)),
        ),
        (
            [JANUARY, (date(2026, 1, 5), date(2026, 1, 9)), FEBRUARY, MARCH],
            ("overlap", date(2026, 1, 5), date(2026, 1, 9)),
        ),
        ([JANUARY, JANUARY, FEBRUARY, MARCH], ("overlap", *JANUARY)),
        (
            [(date(2025, 12, 31), date(2026, 1, 31)), FEBRUARY, MARCH],
            ("outside", date(2025, 12, 31), date(2025, 12, 31)),
        ),
        (
            [JANUARY, FEBRUARY, (date(2026, 3, 1), date(2026, 4, 2))],
            ("outside", date(2026, 4, 1), date(2026, 4, 2)),
        ),
        (
            [JANUARY, FEBRUARY, MARCH, (date(2026, 5, 1), date(2026, 5, 2))],
            ("outside", date(2026, 5, 1), date(2026, 5, 2)),
        ),
        (
            [JANUARY, FEBRUARY, (date(2026, 5, 1), date(2026, 5, 2))],
            ("gap", *MARCH),
        ),
        (
            [JANUARY, (date(2026, 2, 28), date(2026, 2, 1)), MARCH],
            ("reversed", date(2026, 2, 28), date(2026, 2, 1)),
        ),
    ],
)
def test_find_gap_or_overlap(spans, problem):
    expected = problem and periods.Problem(*problem)
    assert periods.find_gap_or_overlap(spans, JANUARY[0], MARCH[1]) == expected


@given(
    st.lists(st.tuples(st.integers(-2, 12), st.integers(-2, 12)), max_size=5),
)
def test_find_gap_or_overlap_counts_every_day(numbers):
    """There is no problem exactly when every day of the whole is in one span and no other is."""
    start = date(2026, 1, 1)
    spans = [(start + first * ONE_DAY, start + last * ONE_DAY) for first, last in numbers]
    counted = [day for first, last in numbers for day in range(first, last + 1)]
    is_right = sorted(counted) == list(range(10)) and all(first <= last for first, last in numbers)
    problem = periods.find_gap_or_overlap(spans, start, start + 9 * ONE_DAY)
    assert (problem is None) == is_right


# shift_spans


def test_shift_spans_keeps_february_whole():
    assert periods.shift_spans([JANUARY, FEBRUARY, MARCH], -2) == [
        (date(2024, 1, 1), date(2024, 1, 31)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 3, 1), date(2024, 3, 31)),
    ]
    leap_year = periods.generate("month", date(2024, 1, 1), date(2024, 12, 31))
    assert periods.shift_spans(get_spans(leap_year), 1) == get_spans(
        periods.generate("month", date(2025, 1, 1), date(2025, 12, 31))
    )


def test_shift_spans_around_a_leap_day():
    leap_day = date(2024, 2, 29)
    assert periods.shift_spans([(date(2024, 2, 1), date(2024, 2, 28))], -1) == [
        (date(2023, 2, 1), date(2023, 2, 28))
    ]
    assert periods.shift_spans([(leap_day, date(2024, 3, 31))], -1) == [
        (date(2023, 3, 1), date(2023, 3, 31))
    ]
    ((first, last),) = periods.shift_spans([(leap_day, leap_day)], -1)
    assert last == first - ONE_DAY
    assert periods.shift_spans([(leap_day, leap_day)], -4) == [
        (date(2020, 2, 29), date(2020, 2, 29))
    ]


def test_shift_spans_by_nothing():
    spans = [JANUARY, FEBRUARY]
    assert periods.shift_spans(spans, 0) == spans


@given(types, days, short_days, st.integers(-5, 5))
def test_shift_spans_covers_the_shifted_whole(period_type, date_from, length, years):
    """No day of the history is lost or counted twice."""
    spans = get_spans(periods.generate(period_type, date_from, date_from + timedelta(days=length)))
    shifted = periods.shift_spans(spans, years)
    ((first, last),) = periods.shift_spans([(spans[0][0], spans[-1][1])], years)
    assert shifted[0][0] == first
    assert shifted[-1][1] == last
    for span, following in pairwise(shifted):
        assert following[0] == span[1] + ONE_DAY
    for (old, _), (new, _) in zip(spans, shifted, strict=True):
        assert new.year == old.year + years
        if (old.month, old.day) != (2, 29):
            assert (new.month, new.day) == (old.month, old.day)


def test_add_months():
    assert periods.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert periods.add_months(date(2026, 11, 15), 2) == date(2027, 1, 15)
    assert periods.add_months(date(2026, 11, 15), 13) == date(2027, 12, 15)
