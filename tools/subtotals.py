"""Subtotals of the columns of a plan: quarters of months, months of weeks.

Pure functions on :class:`datetime.date`, without database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

#: What periods are summed up into, by how many days the longest and all inner ones of them have.
SUMMED_INTO = {"month": (6, 8), "quarter": (26, 37)}
#: Two periods are seen at a glance: they need no subtotals.
FEWEST_PERIODS = 4

Span = tuple[date, date]


def get_kind(spans: Sequence[Span]) -> str | None:
    """Return what periods are summed up into: weeks into months, months (calendar months, or
    those of 4-4-5 weeks) into quarters, nothing else.

    The first and the last period may be cut.

    :param spans: (first day, last day) of each period, in order
    :return: ``month``, ``quarter`` or None
    """
    days = [(last - first).days + 1 for first, last in spans]
    if len(days) < FEWEST_PERIODS:
        return None
    for kind, (least, most) in SUMMED_INTO.items():
        if min(days[1:-1]) >= least and max(days) <= most:
            return kind
    return None


def group_spans(spans: Sequence[Span], wholes: Iterable[Span]) -> list[tuple[int, int, int]]:
    """Tell which periods follow each other in the same whole: the one of their middle day.

    :param spans: (first day, last day) of each period, in order
    :param wholes: (first day, last day) of what they are summed up into, in order, covering them
    :return: ``[(number of the whole, number of its first period, number of its last), …]``, each
        period in exactly one of them
    """
    wholes = list(wholes)
    numbers = [_find(first + (last - first) // 2, wholes) for first, last in spans]
    result = []
    for place, number in enumerate(numbers):
        first = result.pop()[1] if result and result[-1][0] == number else place
        result.append((number, first, place))
    return result


def _find(day: date, wholes: list[Span]) -> int:
    for number, (first, last) in enumerate(wholes):
        if first <= day <= last:
            return number
    raise ValueError(f"{day} is in none of the wholes.")
