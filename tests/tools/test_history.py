"""Tests of what periods are planned from: days of the past, and how they are mixed."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import history
from tools.loading import CannotLoad, Choices, load
from tools.periods import generate, shift_spans
from tools.spreading import round_half_up

CENT = Decimal("0.01")
ONE_DAY = timedelta(days=1)
LONG_AGO = date(1990, 1, 1)

kinds = st.sampled_from(["week", "month", "quarter", "year"])
days = st.dates(date(2019, 1, 1), date(2032, 12, 31))
weights = st.integers(0, 9)
sums = st.decimals(-5000, 90000, places=2)


def cut_year(kind, first=date(2027, 1, 1), last=date(2027, 12, 31)):
    return [(period.date_from, period.date_to) for period in generate(kind, first, last)]


def mix(parts, sold=None, begins=LONG_AGO, until=date(2026, 11, 30), filling="earlier"):
    if sold is None:
        sold = range(len(history.list_spans(parts)))
    return history.mix(parts, sold, begins, until, filling)


def taken(mixed, period):
    """Return ``{span: share}`` of a period."""
    return {mixed.spans[place]: share for place, share in mixed.takes[period].items()}


def month(year, number):
    first = date(year, number, 1)
    return first, (first + timedelta(days=31)).replace(day=1) - ONE_DAY


def weigh(mixed, amounts):
    """Return what periods get of the amounts of spans."""
    return [sum(amounts[at] * share for at, share in take.items()) for take in mixed.takes]


# What each history takes --------------------------------------------------------


def test_december_is_taken_from_the_year_before_while_it_is_to_come():
    until = date(2026, 11, 30)
    parts = history.take_earlier(history.same_dates(cut_year("month"), [(1, 1)], until), until)
    mixed = mix(parts)
    assert taken(mixed, 10) == {month(2026, 11): 1}
    assert taken(mixed, 11) == {month(2025, 12): 1}
    assert mixed.told[10] == set()
    assert mixed.told[11] == {("to_come", "earlier")}
    used = [part for period in parts for part in period]
    assert history.tell_spans(used, mixed.spans) == [(date(2025, 12, 1), until)]


def test_december_is_the_mean_of_the_others():
    until = date(2026, 11, 30)
    parts = history.same_dates(cut_year("month"), [(1, 1)], until)
    mixed = mix(parts, filling="mean")
    assert taken(mixed, 11) == {month(2026, number): Fraction(1, 11) for number in range(1, 12)}
    assert mixed.told[11] == {("to_come", "mean")}


def test_december_is_what_is_there_so_far():
    parts = history.same_dates(cut_year("month"), [(1, 1)], date(2026, 11, 30))
    mixed = mix(parts, filling="none")
    assert taken(mixed, 11) == {month(2026, 12): 1}
    assert mixed.told[11] == {("to_come", "so_far")}


def test_december_of_which_no_year_is_known_stays_empty_and_is_told():
    until = date(2026, 11, 30)
    parts = history.take_earlier(history.same_dates(cut_year("month"), [(1, 1)], until), until)
    mixed = mix(parts, begins=date(2026, 1, 15))
    assert not mixed.takes[11]
    assert mixed.told[11] == {("to_come", "empty")}


def test_means_leave_out_what_is_unknown():
    until = date(2026, 11, 30)
    parts = history.same_dates(cut_year("month"), [(1, 3), (2, 1)], until)
    mixed = mix(parts, begins=date(2025, 6, 10))
    assert taken(mixed, 0) == {month(2026, 1): 1}
    assert mixed.told[0] == {("before", "fewer")}
    assert taken(mixed, 6) == {month(2026, 7): Fraction(3, 4), month(2025, 7): Fraction(1, 4)}
    assert mixed.told[6] == set()
    assert taken(mixed, 11) == {month(2025, 12): 1}
    assert mixed.told[11] == {("to_come", "fewer")}


def test_the_mean_of_a_quarter_that_is_partly_over():
    until = date(2026, 11, 30)
    parts = history.take_earlier(history.same_dates(cut_year("quarter"), [(1, 1)], until), until)
    mixed = mix(parts)
    assert taken(mixed, 3) == {(date(2026, 10, 1), until): 1, month(2025, 12): 1}


def test_last_year_is_cut_where_it_turns():
    mixed = mix(history.last_year(cut_year("year"), date(2026, 4, 30)))
    assert taken(mixed, 0) == {
        (date(2026, 1, 1), date(2026, 4, 30)): 1,
        (date(2025, 5, 1), date(2025, 12, 31)): 1,
    }


def test_last_months_are_a_rate():
    until = date(2026, 11, 30)
    mixed = mix(history.last_months(cut_year("quarter"), until, 3))
    three = [month(2026, 9), month(2026, 10), month(2026, 11)]
    assert all(taken(mixed, at) == dict.fromkeys(three, 1) for at in range(4))
    mixed = mix(history.last_months(cut_year("month"), until, 3), begins=date(2026, 11, 4))
    assert taken(mixed, 5) == {month(2026, 11): 1}
    assert mixed.told[5] == {("before", "fewer")}


def test_nothing_sold_is_told_and_only_filled_if_asked():
    until = date(2026, 12, 31)
    parts = history.same_dates(cut_year("month"), [(1, 1)], until)
    sold = [at for at in range(12) if at != 7]
    mixed = mix(parts, sold, until=until)
    assert taken(mixed, 7) == {month(2026, 8): 1}
    assert mixed.told[7] == {("nothing", "empty")}
    mixed = mix(parts, sold, until=until, filling="mean")
    assert taken(mixed, 7)[month(2026, 3)] == Fraction(1, 11)
    assert mixed.told[7] == {("nothing", "mean")}


def test_nothing_known_at_all():
    mixed = mix(history.same_dates(cut_year("month"), [(1, 1)], date(2020, 1, 31)), (), None)
    assert not any(mixed.takes)


def test_another_filling_is_refused():
    with pytest.raises(ValueError, match="no filling"):
        mix([], filling="zero")


def test_spans_of_several_years_are_told_apart():
    until = date(2026, 12, 31)
    parts = history.same_dates(cut_year("month"), [(1, 1), (2, 1)], until)
    every = [part for period in parts for part in period]
    assert history.tell_spans(every, history.list_spans(parts)) == [
        (date(2026, 1, 1), until),
        (date(2025, 1, 1), date(2025, 12, 31)),
    ]


# Properties ---------------------------------------------------------------------


@given(kinds, days)
def test_last_year_takes_each_day_of_it_once(kind, today):
    """Every day of the twelve months is in one period, whatever the periods are."""
    until = history.last_full_month(today)
    assert until < today
    assert (until + ONE_DAY).day == 1
    first = (until + ONE_DAY).replace(year=until.year + 3 - (until.month < 12))
    last = first.replace(year=first.year + 1) - ONE_DAY
    mixed = mix(history.last_year(cut_year(kind, first, last), until), until=until)
    assert all(share == 1 for take in mixed.takes for share in take.values())
    spans = [span for at in range(len(mixed.takes)) for span in taken(mixed, at)]
    assert sum(((b - a).days + 1) for a, b in spans) in (365, 366)
    [(begins, ends)] = history.join_spans(spans)
    assert ends == until
    assert begins == shift_spans([(until + ONE_DAY, until + ONE_DAY)], -1)[0][0]


@given(kinds, days, st.lists(weights, min_size=1, max_size=3).filter(any), days)
def test_means_are_of_known_years_alone(kind, today, years, begins):
    """What is alike in all known years is its own mean, whatever is unknown."""
    until = history.last_full_month(today)
    weighted = list(enumerate(years, start=1))
    parts = history.same_dates(cut_year(kind), weighted, until)
    mixed = mix(parts, begins=begins, until=until)
    for period, take in zip(parts, mixed.takes, strict=True):
        known = [
            part
            for part in period
            if any(begins <= source.span[1] <= until for source in part.sources)
        ]
        assert sum(take.values()) == len(known)
        assert all(begins <= mixed.spans[place][1] <= until for place in take)


@given(kinds, days, days)
def test_the_mean_fills_every_gap(kind, today, begins):
    """Filled by the mean, the year is as if all of it went like what is known of it."""
    until = history.last_full_month(today)
    parts = history.same_dates(cut_year(kind), [(1, 1)], until)
    mixed = mix(parts, begins=begins, until=until, filling="mean")
    if not any(mixed.takes):
        return
    assert all(mixed.takes)
    known = {
        source.span: part.months
        for period in parts
        for part in period
        for source in part.sources
        if begins <= source.span[1] <= until
    }
    rate = [known.get(span, Fraction(0)) for span in mixed.spans]
    months = [sum(part.months for part in period) for period in parts]
    assert weigh(mixed, rate) == months


@given(st.lists(sums, min_size=3, max_size=3), kinds)
def test_a_rate_times_a_year_is_a_year_of_it(amounts, kind):
    mixed = mix(history.last_months(cut_year(kind), date(2026, 11, 30), 3))
    amounts = [Fraction(amount) for amount in amounts]
    assert sum(weigh(mixed, amounts)) == sum(amounts) * 4


@given(kinds, days, st.integers(1, 30))
def test_groups_have_no_two_spans_that_overlap(kind, first, months):
    spans = cut_year(kind, first, first + timedelta(days=30 * months))
    until = date(2026, 11, 30)
    every = history.list_spans(history.last_year(spans, until))
    groups = history.group_spans(every)
    assert sorted(place for group in groups for place in group) == list(range(len(every)))
    for group in groups:
        for one, other in pairwise(group):
            assert every[one][1] < every[other][0]


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 23), sums), min_size=1, max_size=40),
    weights.filter(bool),
    weights,
    st.sampled_from(history.FILLINGS),
    days,
)
def test_loads_are_exact_to_the_cent(facts, one, two, filling, begins):
    """The history of the total is the exact mix, rounded once; rows and periods sum to it."""
    until = date(2026, 11, 30)
    parts = history.same_dates(cut_year("month"), [(1, one), (2, two)], until)
    if filling == "earlier":
        parts = history.take_earlier(parts, until)
    spans = history.list_spans(parts)
    facts = [(value, place % len(spans), amount) for value, place, amount in facts]
    sold = {place for __, place, __ in facts}
    mixed = history.mix(parts, sold, begins, until, filling)
    choices = Choices(periods=12, takes=mixed.takes)
    amounts = [Fraction(0)] * len(spans)
    for __, place, amount in facts:
        amounts[place] += Fraction(amount)
    try:
        root = load([((value,), None, place, amount) for value, place, amount in facts], choices)
    except CannotLoad:
        return
    assert root.history_total == round_half_up(sum(weigh(mixed, amounts)), CENT)
    below = root.rows + root.left_out
    assert sum(row.history_total for row in below) == root.history_total
    assert sum(row.target_total for row in below) == root.target_total == root.history_total
