"""Where somebody stands in a span: expected to date, pace, what is needed each day, and the lines
that show it day by day.

Pure functions: amounts are numbers in one unit, spans are closed (first and last day included).
Nothing is rounded here; round what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .pacing import ONE_DAY, elapsed_share, working_days
from .rollup import get_share

#: Up to so many days a line has a point for each; longer spans have one for each week.
DAYS_WITH_POINTS = 100
#: An actual this close to what is expected is on pace.
ON_PACE = 0.005


@dataclass(frozen=True)
class Calendar:
    """The days on which a company works.

    :ivar weekdays: the days of the week worked, 0 for Monday to 6 for Sunday
    :ivar holidays: days off
    """

    weekdays: frozenset = frozenset()
    holidays: frozenset = frozenset()


@dataclass(frozen=True)
class Piece:
    """The part of a plan's period that lies in a span.

    :ivar first: its first day
    :ivar last: its last day
    :ivar share: which share of the whole period's calendar days it is: that of the target, too
    """

    first: date
    last: date
    share: float


def cut(periods: Mapping[int, tuple[date, date]], first: date, last: date) -> dict[int, Piece]:
    """Return the parts of periods that lie in a span: ``{period id: Piece}``."""
    return {
        key: Piece(max(starts, first), min(ends, last), float(get_share(starts, ends, first, last)))
        for key, (starts, ends) in periods.items()
        if starts <= last and ends >= first
    }


def planned(pieces: Mapping[int, Piece], amounts: Mapping[int, float]) -> float | None:
    """Return what is planned in a span; None where nothing is.

    :param amounts: targets by period, without those that have none
    """
    found = [amounts[key] * piece.share for key, piece in pieces.items() if key in amounts]
    return sum(found) if found else None


def expected(
    pieces: Mapping[int, Piece],
    amounts: Mapping[int, float],
    today: date,
    calendar: Calendar,
    curve: Mapping[int, float] | None = None,
) -> float:
    """Return how much of what is planned should be there on the morning of a day, by working days.

    :param amounts: as for :func:`planned`
    :param curve: which share of periods has usually come by that day, 0 to 1; it counts for periods
        that lie in the span as a whole
    """
    return sum(
        amounts[key] * share
        for key, share in due(pieces, today, calendar, curve).items()
        if key in amounts
    )


def due(
    pieces: Mapping[int, Piece],
    today: date,
    calendar: Calendar,
    curve: Mapping[int, float] | None = None,
) -> dict[int, float]:
    """Return which share of each period's target should be there on the morning of a day.

    :param curve: as for :func:`expected`
    """
    usual = curve or {}
    return {
        key: float(usual[key]) if key in usual and piece.share == 1 else piece.share * share
        for key, piece, share in _elapsed(pieces, today, calendar)
    }


def _elapsed(pieces, today, calendar):
    for key, piece in pieces.items():
        share = elapsed_share(piece.first, piece.last, today, calendar.weekdays, calendar.holidays)
        yield key, piece, float(share)


def pace(actual: float, due: float) -> float | None:
    """Return actual by what is expected to date; None as long as nothing is."""
    return actual / due if due > 0 else None


def whole_percent(share: float) -> int:
    """Return a share in whole percent; what is not reached is not rounded up to 100."""
    percent = round(100 * share)
    return 99 if percent >= 100 > 100 * share + 1e-9 else percent


def days_left(first: date, last: date, today: date, calendar: Calendar) -> int:
    """Count the working days of a span that are not over, today among them; calendar days where
    nobody says on which days is worked."""
    begin = max(first, today)
    if begin > last:
        return 0
    if calendar.weekdays:
        return working_days(begin, last, calendar.weekdays, calendar.holidays)
    return (last - begin).days + 1


def needed_per_day(target: float | None, actual: float, days: int) -> float | None:
    """Return what has to come on each of the days that are left; 0 where the target is reached,
    None without a target and without days."""
    if target is None or not days:
        return None
    return max(target - actual, 0.0) / days


def covered(pipeline: float | None, target: float | None, actual: float) -> float | None:
    """Return how often open deals cover what is missing; None where nothing is, and where open
    deals are not known."""
    missing = 0 if target is None else target - actual
    return pipeline / missing if missing > 0 and pipeline is not None else None


def get_points(
    first: date, last: date, today: date, most_days: int = DAYS_WITH_POINTS
) -> list[date]:
    """Return the days that lines have points at: each day of a short span, else the last day of
    each week; the last day, and the day itself where it lies within, are among them.

    :param most_days: a span of so many days has a point for each week already
    """
    step = ONE_DAY if (last - first).days < most_days else timedelta(weeks=1)
    days, day = set(), first + (step - ONE_DAY)
    while day < last:
        days.add(day)
        day += step
    days.add(last)
    if first <= today <= last:
        days.add(today)
    return sorted(days)


def get_spans(points: Sequence[date], first: date) -> list[tuple[date, date]]:
    """Return the spans that end on some days, each beginning after the one before.

    :param points: days in order
    :param first: the first day of the first span
    """
    begins = [first, *(day + ONE_DAY for day in points[:-1])]
    return list(zip(begins, points, strict=True))


def due_shares(
    points: Sequence[date], pieces: Mapping[int, Piece], calendar: Calendar
) -> list[dict[int, float]]:
    """Return which share of each period's target should be there at the end of each day: the same
    for all rows of a plan, so that it is worked out once."""
    return [due(pieces, day + ONE_DAY, calendar) for day in points]


def due_line(shares: Sequence[Mapping[int, float]], amounts: Mapping[int, float]) -> list[float]:
    """Return what should be there of some targets at the end of each day.

    :param shares: see :func:`due_shares`
    """
    return [
        sum(amounts[key] * share for key, share in day.items() if key in amounts) for day in shares
    ]


def plan_line(
    points: Sequence[date],
    pieces: Mapping[int, Piece],
    amounts: Mapping[int, float],
    calendar: Calendar,
) -> list[float]:
    """Return what should be there at the end of each day."""
    return due_line(due_shares(points, pieces, calendar), amounts)


def running_line(points: Sequence[date], by_day: Iterable[tuple[date, float]]) -> list[float]:
    """Return what had come by the end of each day.

    :param by_day: days and amounts, in any order
    """
    found = sorted(by_day)
    line, place, total = [], 0, 0.0
    for point in points:
        while place < len(found) and found[place][0] <= point:
            total += found[place][1]
            place += 1
        line.append(total)
    return line


def shorten(line: Sequence[float], points: Sequence[date], last: date) -> list[float | None]:
    """Return a line that ends on a day: what comes after it is not known."""
    return [amount if day <= last else None for day, amount in zip(points, line, strict=True)]


def sum_between(by_day: Iterable[tuple[date, float]], first: date, last: date) -> float:
    """Return what came from one day to another one.

    :param by_day: days and amounts, in any order
    """
    return sum(amount for day, amount in by_day if first <= day <= last)
