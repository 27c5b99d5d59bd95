"""Months of the past, and what a rest of months comes to in a span of days.

Pure functions: amounts are numbers in one unit, months are told by their first days, spans are
closed (first and last day included).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from operator import mul

from . import rhythm
from .pacing import ONE_DAY, working_days
from .periods import add_months
from .rhythm_pooled import foretell_rows
from .rollup import get_share
from .seasonal_pace import add_up_days


def get_months_before(day: date, count: int) -> list[date]:
    """Return the first days of so many months before the one that a day is in, the oldest first."""
    running = day.replace(day=1)
    return [add_months(running, number) for number in range(-count, 0)]


def get_month_end(first: date) -> date:
    """Return the last day of the month that begins on a day."""
    return add_months(first, 1) - ONE_DAY


def count_months(day: date, last: date) -> int:
    """Return how many months a span touches from the month of a day on, at least 1."""
    return max((last.year - day.year) * 12 + last.month - day.month + 1, 1)


def get_month_shares(
    amounts: Mapping[date, float],
    months: Sequence[date],
    running: date,
    day: date,
    weekdays: Collection[int],
    holidays: Iterable[date],
) -> list[float | None]:
    """Return which share of each month had come by the point that the running one is at.

    The point is the same working day, see ``rhythm.rest_of_month``; calendar days count where no
    day of the week is worked.

    :param amounts: what came on each day
    :param months: first days of months
    :param running: first day of the running month
    :param day: its last day that is over; on its first day the one before it
    :return: None for a month that came to nothing or less
    """
    weekdays = weekdays or range(7)
    holidays = set(holidays)
    curves = [_get_curve(amounts, month, weekdays, holidays) for month in months]
    known = [curve for curve in curves if curve]
    end = get_month_end(running)
    done = working_days(running, day, weekdays, holidays)
    whole = max(working_days(running, end, weekdays, holidays), 1)
    shares = iter(rhythm.rest_of_month(known, done, whole).months if known else ())
    return [next(shares) if curve else None for curve in curves]


def _get_curve(amounts, month, weekdays, holidays) -> list[float]:
    """Return the cumulative shares of a month by working day; what comes on other days counts on
    the working day before, or on the first one."""
    sums = add_up_days(amounts, month, get_month_end(month), weekdays, holidays)
    if not sums or sums[-1] <= 0:
        return []
    return [amount / sums[-1] for amount in sums]


def get_month_parts(count: int, first: date, last: date, day: date) -> list[float]:
    """Return which share of what is still to come of each month falls into a span: by calendar
    days.

    :param count: how many months, from that of ``day`` on
    :param day: the last day that is known
    """
    begin, parts = max(first, day + ONE_DAY), []
    for number in range(count):
        month = add_months(day.replace(day=1), number)
        start, end = max(month, day + ONE_DAY), get_month_end(month)
        share = get_share(start, end, begin, last) if start <= end else 1.0
        parts.append(min(max(share, 0.0), 1.0))
    return parts


def get_amounts_to_come(
    rest: rhythm.Rest, series: Sequence[float], parts: Sequence[float]
) -> tuple[float, ...]:
    """Return what the days of a span that are still to come will bring: equally likely amounts.

    Months that are only in part in the span count by their share of it, and the errors of the whole
    rest in proportion.

    :param rest: of the months from the one of the last day that is known on
    :param series: the months that it was foretold from: where none of them is negative, what is to
        come is not
    :param parts: see :func:`get_month_parts`
    :return: nothing where the rest has no errors: nobody knows
    """
    mean, whole = sum(map(mul, rest.points, parts)), sum(rest.points)
    scale = mean / whole if whole > 0 else 1.0
    found = [mean + error * scale for error in rest.errors]
    if found and min(found) < 0 <= min(series, default=0.0):
        found = [max(amount, 0.0) for amount in found]
    return tuple(found)


def get_rests_of_months(
    by_month: Mapping[Hashable, Mapping[date, float]],
    above: Mapping[Hashable, Hashable],
    months: Sequence[date],
    shares: Sequence[float | None],
    elapsed: float,
    first: date,
    last: date,
    day: date,
    wanted: Collection[Hashable] | None = None,
) -> dict[Hashable, tuple[tuple[float, ...], str]]:
    """Return what the days of a span that are still to come will bring of several, by the rhythm of
    their months: equally likely amounts, and their kind, see ``rhythm.Rest``.

    :param by_month: of each the amounts by first days of months, the running one included
    :param above: what each is a part of, see ``rhythm_pooled.foretell_rows``
    :param months: first days of the months that are over, oldest first
    :param shares: of each the share that had come by the point that the running one is at
    :param elapsed: the share of the running month's working days that is over
    :param wanted: those that are wanted; None for all
    """
    running, count = day.replace(day=1), count_months(day, last)
    series = {key: [known.get(month, 0.0) for month in months] for key, known in by_month.items()}
    rests = foretell_rows(
        series,
        {key: known.get(running, 0.0) for key, known in by_month.items()},
        {key: None if upper == key else upper for key, upper in above.items()},
        shares,
        elapsed,
        count,
        wanted,
    )
    parts = get_month_parts(count, first, last, day)
    return {
        key: (get_amounts_to_come(rest, series[key], parts), rest.kind)
        for key, rest in rests.items()
    }
