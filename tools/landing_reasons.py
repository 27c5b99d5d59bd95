"""What the own past says of a span besides its parts: when in it the amounts come, and how late.

Pure functions: amounts are numbers in one unit, spans are closed (first and last day included).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from .periods import shift_spans

#: How many days at the end of a span are looked at.
LAST_DAYS = 10
#: Spans that are shorter have no end of which anything is to be told.
SHORTEST = 28
#: So many past years are looked at; with amounts in fewer nothing is usual.
YEARS_LOOKED_AT, LEAST_YEARS = 3, 2
#: From which share of the whole on it is told what the last days bring.
LEAST_SHARE = 0.25
#: How many deals show how late a stage's deals are won, at least, and from how many days on it is
#: told.
LEAST_CASES, LEAST_DAYS = 10, 7

Span = tuple[date, date]


def get_last_days(first: date, last: date, day: date) -> date | None:
    """Return the first of a span's last days; None where they have begun, and for short spans.

    :param day: the last day that is known
    """
    begin = last - timedelta(days=LAST_DAYS - 1)
    return begin if (last - first).days + 1 >= SHORTEST and day < begin else None


def get_years_before(first: date, last: date) -> list[tuple[Span, Span]]:
    """Return the same span of past years, each with its last days, the latest year first."""
    found = []
    for years in range(1, YEARS_LOOKED_AT + 1):
        ((start, end),) = shift_spans([(first, last)], -years)
        found.append(((start, end), (end - timedelta(days=LAST_DAYS - 1), end)))
    return found


def get_last_share(years: Sequence[tuple[float, float]]) -> float | None:
    """Return which share of a span its last days usually bring, 0 to 1.

    It is that of all past years together, so that a year with little says little. None where it
    is less than a quarter, where fewer than two years brought anything, and where what was taken
    back makes a share of it say nothing.

    :param years: of each past year the amount of the span, and that of its last days
    """
    counted = [(whole, end) for whole, end in years if whole > 0]
    if len(counted) < LEAST_YEARS:
        return None
    share = sum(end for __, end in counted) / sum(whole for whole, __ in counted)
    return share if LEAST_SHARE <= share <= 1 else None


def is_late(days: float, cases: int) -> bool:
    """Whether it is told how many days later, or earlier, than planned deals are won."""
    return cases >= LEAST_CASES and abs(days) >= LEAST_DAYS
