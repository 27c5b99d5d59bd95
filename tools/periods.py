"""Periods of a plan: cutting a span of dates into weeks, months, quarters, years or 4-4-5.

Pure functions on :class:`datetime.date`, without database. Every span is closed: both its first
and its last day belong to it. Generated periods always cover the span asked for, in order,
without gap or overlap; the first and the last are cut to it.

Calendar periods (weeks, months) depend on the dates alone. Fiscal periods (quarters, years,
4-4-5) start with the fiscal year.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

GENERATED_TYPES = ("week", "month", "quarter", "year", "445")

ONE_DAY = timedelta(days=1)
WEEKS_445 = (4, 4, 5)
# What is left at the end of a fiscal year joins its last period when it is shorter than this.
SHORTEST_FISCAL_PERIOD = timedelta(weeks=4)
# A span of exactly 52 or 53 weeks is a whole 4-4-5 year.
YEARS_445 = (timedelta(weeks=52), timedelta(weeks=53))

Span = tuple[date, date]
#: First and last day before they are cut, number and year.
Uncut = tuple[date, date, int, str]


@dataclass(frozen=True)
class Period:
    """One period of a plan.

    :ivar date_from: first day
    :ivar date_to: last day, not before the first
    :ivar kind: one of :data:`GENERATED_TYPES`
    :ivar number: what the period is called within its year, also when it is cut: the ISO week
        (of the week's fourth day, so that it is the ISO number for weeks from Monday to Sunday
        and the nearest one for others), the calendar month (1 to 12), the fiscal quarter (1 to
        4), the 4-4-5 period (1 to 12), or the calendar year in which the fiscal year ends
    :ivar year: the year that the number is one of, as people write it: of a week the ISO year, of
        a month the calendar year, else the fiscal year, see :func:`describe_year`. Number and year
        together are there once, and in order.
    """

    date_from: date
    date_to: date
    kind: str
    number: int
    year: str


@dataclass(frozen=True)
class Problem:
    """The first thing wrong with a list of spans.

    :ivar kind: ``reversed`` (a span ends before it begins), ``outside`` (days of a span lie
        outside the whole), ``overlap`` (days belong to two spans) or ``gap`` (days belong to none)
    :ivar date_from: first of the days concerned
    :ivar date_to: last of the days concerned; of a reversed span, its own end
    """

    kind: str
    date_from: date
    date_to: date


def generate(
    period_type: str,
    date_from: date,
    date_to: date,
    fiscal_start: date | None = None,
    week_start: int = 0,
    *,
    fiscal_years: Iterable[Span] | None = None,
) -> list[Period]:
    """Cut a span of dates into periods.

    Quarters are three months, counted from the start of the fiscal year; a year is the fiscal
    year. 4-4-5 periods are 4, 4 and 5 weeks long, four times a year, counted from the first day
    of the fiscal year. What a fiscal year has beyond that (one or two days of a calendar year,
    the 53rd week of a year of 53 weeks) belongs to its last period. A rest of four weeks or more,
    in a fiscal year longer than usual, is a period of its own, numbered on.

    :param period_type: one of :data:`GENERATED_TYPES`
    :param date_from: first day of the span
    :param date_to: last day of the span
    :param fiscal_start: first day of any fiscal year of twelve months, in practice of the one
        containing ``date_from``; the first of January when omitted. A start on the 29th to 31st
        falls on the last day of shorter months.
    :param week_start: first day of the week, 0 for Monday to 6 for Sunday, as `date.weekday`
    :param fiscal_years: the fiscal years themselves as (first day, last day), where they are not
        twelve months long (52 or 53 weeks, a short first year); they take the place of
        ``fiscal_start``. A 4-4-5 span of exactly 364 or 371 days is one such year by itself.
    :return: the periods, in order, covering the span without gap or overlap
    :raise ValueError: for an unknown type or first day of the week, a span that ends before it
        begins, or fiscal years that do not cover the span
    """
    if period_type not in GENERATED_TYPES:
        raise ValueError(f"There is no period type {period_type!r}.")
    if week_start not in range(7):
        raise ValueError(f"The first day of the week is 0 (Monday) to 6 (Sunday): {week_start}.")
    if date_to < date_from:
        raise ValueError(f"The span ends on {date_to}, before it begins on {date_from}.")

    if period_type == "week":
        uncut = _weeks(date_from, date_to, week_start)
    elif period_type == "month":
        uncut = _months(date_from, date_to)
    else:
        years = sorted(fiscal_years or ())
        if not years and period_type == "445" and date_to + ONE_DAY - date_from in YEARS_445:
            years = [(date_from, date_to)]
        if not years:
            fiscal_start = fiscal_start or date(date_from.year, 1, 1)
            years = _fiscal_years(date_from, date_to, fiscal_start)
        uncut = (period for year in years for period in _fiscal_periods(period_type, *year))

    periods = [
        Period(max(first, date_from), min(last, date_to), period_type, number, year)
        for first, last, number, year in uncut
        if first <= date_to and last >= date_from
    ]
    problem = find_gap_or_overlap(
        [(period.date_from, period.date_to) for period in periods], date_from, date_to
    )
    if problem:
        raise ValueError(
            f"The fiscal years have a {problem.kind}: {problem.date_from} to {problem.date_to}."
        )
    return periods


def describe_year(first: date, last: date) -> str:
    """Return how a fiscal year is written: 2027, or 2026/27 where it has days of two years.

    A week at either end makes no second year: years of whole weeks are called by the year that
    they are about.
    """
    week = timedelta(weeks=1)
    begins, ends = (first + week).year, (last - week).year
    return (
        f"{begins}/{ends % 100:02d}" if begins < ends else str(last.year if ends < begins else ends)
    )


def describe_year_of_quarter(date_from: date, number: int) -> str:
    """Return how the fiscal year of a quarter is written, see :func:`describe_year`.

    :param date_from: first day of the whole quarter
    :param number: which quarter of its fiscal year it is, from 1 on
    """
    first = add_months(date_from, -3 * (number - 1))
    return describe_year(first, add_months(first, 12) - ONE_DAY)


def find_gap_or_overlap(spans: Iterable[Span], date_from: date, date_to: date) -> Problem | None:
    """Tell whether spans cover a whole, each of its days exactly once.

    :param spans: (first day, last day) of each span, in any order
    :param date_from: first day of the whole
    :param date_to: last day of the whole
    :return: the first problem, in order of dates, or ``None`` when there is none
    """
    expected = date_from  # the first day not yet covered
    for first, last in sorted(spans):
        if last < first:
            return Problem("reversed", first, last)
        if first < expected:
            kind = "outside" if first < date_from else "overlap"
            return Problem(kind, first, min(last, expected - ONE_DAY))
        if first > expected and expected <= date_to:
            return Problem("gap", expected, min(first - ONE_DAY, date_to))
        if last > date_to:
            return Problem("outside", max(first, date_to + ONE_DAY), last)
        expected = last + ONE_DAY
    if expected <= date_to:
        return Problem("gap", expected, date_to)
    return None


def shift_spans(spans: Iterable[Span], years: int) -> list[Span]:
    """Move spans by whole years, for the history they are compared with.

    A shifted span begins on the same calendar day and ends the day before the shifted next day:
    the whole of February stays the whole of February. Spans that follow each other still do, and
    together cover the shifted whole: no leap day is lost or counted twice. A leap day moved to a
    year without one becomes the first of March, so a span that is nothing but a leap day comes
    back empty (its end before its beginning), since that day has no counterpart.

    :param spans: (first day, last day) of each span
    :param years: how many years later; negative for earlier
    :return: the shifted spans, in the order given
    """
    return [
        (_shift_years(first, years), _shift_years(last + ONE_DAY, years) - ONE_DAY)
        for first, last in spans
    ]


def _shift_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # a leap day
        return date(day.year + years, 3, 1)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _weeks(date_from: date, date_to: date, week_start: int) -> Iterator[Uncut]:
    first = date_from - timedelta(days=(date_from.weekday() - week_start) % 7)
    while first <= date_to:
        year, number, __ = (first + timedelta(days=3)).isocalendar()
        yield first, first + timedelta(days=6), number, str(year)
        first += timedelta(weeks=1)


def _months(date_from: date, date_to: date) -> Iterator[Uncut]:
    first = date_from.replace(day=1)
    while first <= date_to:
        following = add_months(first, 1)
        yield first, following - ONE_DAY, first.month, str(first.year)
        first = following


def _fiscal_years(date_from: date, date_to: date, fiscal_start: date) -> Iterator[Span]:
    """Yield the fiscal years of twelve months that meet a span."""
    months = 12 * (date_from.year - fiscal_start.year)
    if add_months(fiscal_start, months) > date_from:
        months -= 12
    first = add_months(fiscal_start, months)
    while first <= date_to:
        months += 12
        following = add_months(fiscal_start, months)
        yield first, following - ONE_DAY
        first = following


def _fiscal_periods(period_type: str, first: date, last: date) -> Iterator[Uncut]:
    """Yield the uncut periods of one fiscal year."""
    year = describe_year(first, last)
    if period_type == "year":
        yield first, last, last.year, year
        return
    starts = _starts_445(first) if period_type == "445" else _starts_quarter(first)
    start, number = next(starts), 1
    for following in starts:
        if last + ONE_DAY - following < SHORTEST_FISCAL_PERIOD:
            break
        yield start, following - ONE_DAY, number, year
        start, number = following, number + 1
    yield start, last, number, year


def _starts_quarter(first: date) -> Iterator[date]:
    months = 0
    while True:
        yield add_months(first, months)
        months += 3


def _starts_445(first: date) -> Iterator[date]:
    for weeks in cycle(WEEKS_445):
        yield first
        first += timedelta(weeks=weeks)
