"""How much of a full-time person somebody is, day by day.

Pure functions on dates and exact fractions, without database. Spans are closed: both their first
and their last day belong to them.

What a person counts for on one day is

    employment × ramp

where *employment* is the share of full time, and zero before the person's first day and after the
last. *Ramp* rises in a straight line from nothing at the beginning of the first day to all of it
when so many months are over: in a ramp of L days, day number i (the first is 0) counts for what
the line has on average during that day, (i + ½) / L. Without a ramp, or where the first day is not
known, it is 1.

The capacity of a person in a span is the sum of its days by the number of its days, in full-time
equivalents: 1 is one full-time person from the first day to the last. So the capacity of a whole
is the mean of its parts, each weighed by its days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .periods import add_months
from .spreading import Ratio, to_decimal

ONE_DAY = timedelta(days=1)

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who sells.

    :ivar percent: the share of full time, 100 for all of it
    :ivar date_start: the first day; ``None`` for ever since
    :ivar date_end: the last day; ``None`` for an open end
    :ivar ramp_months: months from the first day until the person is as productive as others
    """

    percent: Ratio = 100
    date_start: date | None = None
    date_end: date | None = None
    ramp_months: int = 0


def count_days(span: Span) -> int:
    """Return how many days a span has; one that ends before it begins has none."""
    return max((span[1] - span[0]).days + 1, 0)


def sum_days(person: Person, span: Span) -> Fraction:
    """Return what a person counts for in a span, in full-time days.

    :raise ValueError: when the share of full time is not a finite number
    """
    first, last = span
    if person.date_start:
        first = max(first, person.date_start)
    if person.date_end:
        last = min(last, person.date_end)
    if last < first:
        return Fraction(0)
    percent = person.percent
    if not isinstance(percent, Fraction):
        percent = Fraction(to_decimal(percent))
    return percent / 100 * _sum_ramp(person, first, last)


def get_capacity(person: Person, span: Span) -> Fraction:
    """Return the full-time equivalents of a person in a span; zero in a span without days."""
    return sum_days(person, span) / (count_days(span) or 1)


def get_capacities(people: Iterable[Person], spans: Sequence[Span]) -> list[Fraction]:
    """Return the full-time equivalents of several people together, for each of some spans."""
    people = list(people)
    return [sum((get_capacity(person, span) for person in people), Fraction(0)) for span in spans]


def get_mean(capacities: Iterable[Fraction], spans: Sequence[Span]) -> Fraction:
    """Return the full-time equivalents in several spans together: their mean, by days."""
    days = [count_days(span) for span in spans]
    whole = sum((part * count for part, count in zip(capacities, days, strict=True)), Fraction(0))
    return whole / (sum(days) or 1)


def _sum_ramp(person: Person, first: date, last: date) -> Fraction:
    """Return the sum of the ramp over days on which the person is there.

    Of the days from number a to number b - 1, the midpoints of a line that rises by 1 / L a day
    sum to (b² - a²) / 2L.
    """
    days = count_days((first, last))
    start = person.date_start
    if not start or person.ramp_months <= 0:
        return Fraction(days)
    length = (add_months(start, person.ramp_months) - start).days
    begin = min((first - start).days, length)
    end = min((last - start).days + 1, length)
    return Fraction(end**2 - begin**2, 2 * length) + days - (end - begin)
