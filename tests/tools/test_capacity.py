"""Tests of how much of a full-time person somebody is."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import capacity
from tools.capacity import Person

ONE_DAY = timedelta(days=1)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
MONTHS = [
    (date(2026, month, 1), date(2026, month, monthrange(2026, month)[1])) for month in range(1, 13)
]

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
lengths = st.integers(1, 500)
people = st.builds(
    Person,
    percent=st.integers(1, 200) | st.fractions(1, 200, max_denominator=8),
    date_start=st.none() | days,
    date_end=st.none() | days,
    ramp_months=st.integers(0, 24),
)


def span(first, length):
    return first, first + (length - 1) * ONE_DAY


def slowly(person, first, last):
    """What a person counts for, day by day, as the module's docstring has it."""
    total, day = Fraction(0), first
    while day <= last:
        there = not (
            (person.date_start and day < person.date_start)
            or (person.date_end and day > person.date_end)
        )
        ramp = Fraction(1)
        if person.date_start and person.ramp_months:
            end = capacity.add_months(person.date_start, person.ramp_months)
            number, length = (day - person.date_start).days, (end - person.date_start).days
            ramp = min((number + Fraction(1, 2)) / length, Fraction(1))
        total += Fraction(person.percent) / 100 * ramp if there else 0
        day += ONE_DAY
    return total


# Examples


def test_full_time():
    assert capacity.get_capacities([Person()], MONTHS) == [1] * 12


def test_part_time():
    assert capacity.get_capacity(Person(percent=50), YEAR) == Fraction(1, 2)
    assert capacity.get_capacity(Person(percent=37.5), YEAR) == Fraction(3, 8)


def test_joined_during_the_year():
    joined = Person(date_start=date(2026, 4, 16))
    april = Fraction(15, 30)
    assert capacity.get_capacities([joined], MONTHS) == [0, 0, 0, april, *[1] * 8]
    assert capacity.get_capacity(joined, YEAR) == Fraction(365 - 105, 365)


def test_leaves_during_the_year():
    leaver = Person(percent=50, date_end=date(2026, 2, 14))
    assert capacity.get_capacities([leaver], MONTHS)[:3] == [Fraction(1, 2), Fraction(1, 4), 0]


def test_ramp():
    """A ramp of 91 days: April to June. Half of it is half the capacity of a quarter."""
    joined = Person(date_start=date(2026, 4, 1), ramp_months=3)
    quarter = (date(2026, 4, 1), date(2026, 6, 30))
    assert capacity.get_capacity(joined, quarter) == Fraction(1, 2)
    assert capacity.get_capacity(joined, (date(2026, 4, 1), date(2026, 4, 1))) == Fraction(1, 182)
    assert capacity.get_capacity(joined, MONTHS[3]) == Fraction(30**2, 2 * 91 * 30)
    assert capacity.get_capacities([joined], MONTHS)[6:] == [1] * 6
    assert capacity.get_capacities([joined], MONTHS)[:3] == [0] * 3


def test_ramp_without_a_first_day():
    assert capacity.get_capacity(Person(ramp_months=6), YEAR) == 1


def test_ramp_that_began_before_the_plan():
    joined = Person(date_start=date(2025, 11, 1), ramp_months=3)
    january, february = capacity.get_capacities([joined], MONTHS)[:2]
    assert january == Fraction(92**2 - 61**2, 2 * 92 * 31)
    assert february == 1


def test_team():
    team = [Person(), Person(percent=50), Person(date_start=date(2026, 7, 1))]
    assert capacity.get_capacities(team, MONTHS) == [Fraction(3, 2)] * 6 + [Fraction(5, 2)] * 6
    assert capacity.get_capacities([], MONTHS) == [0] * 12


def test_ends_before_it_begins():
    gone = Person(date_start=date(2026, 5, 1), date_end=date(2026, 4, 1))
    assert capacity.get_capacity(gone, YEAR) == 0
    assert capacity.get_capacity(Person(), YEAR[::-1]) == 0


@pytest.mark.parametrize("percent", [float("nan"), float("inf")])
def test_no_number(percent):
    with pytest.raises(ValueError, match="is not an amount"):
        capacity.get_capacity(Person(percent=percent), YEAR)


# Properties


@given(people, days, lengths)
def test_as_the_formula_says(person, first, length):
    whole = span(first, length)
    assert capacity.sum_days(person, whole) == slowly(person, *whole)


@given(people, days, lengths, st.data())
def test_parts_make_the_whole(person, first, length, data):
    """However a span is cut, its parts add up, and their mean is that of the whole."""
    cut = data.draw(st.integers(0, length))
    whole = span(first, length)
    parts = [span(first, cut), span(first + cut * ONE_DAY, length - cut)]
    assert sum(capacity.sum_days(person, part) for part in parts) == capacity.sum_days(
        person, whole
    )
    capacities = capacity.get_capacities([person], parts)
    assert capacity.get_mean(capacities, parts) == capacity.get_capacity(person, whole)


@given(people, days, lengths)
def test_within_bounds(person, first, length):
    found = capacity.get_capacity(person, span(first, length))
    assert 0 <= found <= Fraction(person.percent) / 100


@given(people, days, lengths, st.integers(1, 12))
def test_a_longer_ramp_never_adds(person, first, length, more):
    slower = Person(person.percent, person.date_start, person.date_end, person.ramp_months + more)
    whole = span(first, length)
    assert capacity.sum_days(slower, whole) <= capacity.sum_days(person, whole)


@given(st.lists(people, max_size=5), days, lengths)
def test_people_add_up(team, first, length):
    spans = [span(first, length)]
    assert capacity.get_capacities(team, spans) == [
        sum(capacity.get_capacity(person, spans[0]) for person in team)
    ]
