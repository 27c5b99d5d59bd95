"""Subtotals of columns: quarters of months, months of weeks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import periods, subtotals

YEAR = date(2027, 1, 1), date(2027, 12, 31)


def spans_of(kind, first, last, **kwargs):
    return [
        (each.date_from, each.date_to) for each in periods.generate(kind, first, last, **kwargs)
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("month", "quarter"),
        ("445", "quarter"),
        ("week", "month"),
        ("quarter", None),
        ("year", None),
    ],
)
def test_what_periods_are_summed_up_into(kind, expected):
    assert subtotals.get_kind(spans_of(kind, *YEAR)) == expected


def test_few_or_uneven_periods_have_no_subtotals():
    months = spans_of("month", *YEAR)
    assert subtotals.get_kind(months[:3]) is None
    assert subtotals.get_kind([(months[0][0], months[1][1]), *months[2:]]) is None
    assert subtotals.get_kind([]) is None


def test_the_first_and_the_last_period_may_be_cut():
    assert subtotals.get_kind(spans_of("month", date(2027, 1, 20), date(2027, 9, 3))) == "quarter"
    assert subtotals.get_kind(spans_of("week", *YEAR)) == "month"


def test_quarters_of_a_calendar_year():
    quarters = spans_of("quarter", *YEAR)
    groups = subtotals.group_spans(spans_of("month", *YEAR), quarters)
    assert groups == [(0, 0, 2), (1, 3, 5), (2, 6, 8), (3, 9, 11)]


def test_quarters_of_a_fiscal_year():
    """A plan of a calendar year in a company whose year begins in February has five of them."""
    quarters = spans_of("quarter", *YEAR, fiscal_start=date(2027, 2, 1))
    groups = subtotals.group_spans(spans_of("month", *YEAR), quarters)
    assert groups == [(0, 0, 0), (1, 1, 3), (2, 4, 6), (3, 7, 9), (4, 10, 11)]


def test_a_week_belongs_to_the_month_of_its_middle_day():
    weeks = spans_of("week", date(2027, 1, 4), date(2027, 2, 28))
    # the fourth week ends on the 31st, the fifth is the first of February
    assert subtotals.group_spans(weeks, spans_of("month", date(2027, 1, 4), date(2027, 2, 28))) == [
        (0, 0, 3),
        (1, 4, 7),
    ]


def test_445_months_are_three_to_a_quarter():
    months = spans_of("445", *YEAR)
    groups = subtotals.group_spans(months, spans_of("quarter", *YEAR))
    assert [(first, last) for __, first, last in groups] == [(0, 2), (3, 5), (6, 8), (9, 11)]


def test_a_period_outside_of_all_wholes_is_an_error():
    with pytest.raises(ValueError, match="2027-01-16"):
        subtotals.group_spans(spans_of("month", *YEAR), [(date(2028, 1, 1), date(2028, 12, 31))])


@given(
    first=st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    days=st.integers(40, 800),
    kind=st.sampled_from(["week", "month", "445"]),
    start=st.integers(1, 12),
)
def test_every_period_is_in_exactly_one_whole_and_in_order(first, days, kind, start):
    last = first + timedelta(days=days)
    spans = spans_of(kind, first, last, fiscal_start=date(first.year, start, 1))
    whole = "month" if kind == "week" else "quarter"
    wholes = spans_of(whole, first, last, fiscal_start=date(first.year, start, 1))
    groups = subtotals.group_spans(spans, wholes)
    places = [place for __, begin, end in groups for place in range(begin, end + 1)]
    assert places == list(range(len(spans)))
    numbers = [number for number, __, __ in groups]
    assert numbers == sorted(set(numbers))
