"""Seasonal profiles: what a year's months weigh, for periods of any length.

Pure functions, without database.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from .periods import Span
from .spreading import Number, to_decimal


def season_weights(spans: Iterable[Span], months: Mapping[int, Number]) -> list[Fraction]:
    """Return what each span of dates weighs in a season.

    A whole month weighs what the profile says, a part of it as much less as it has fewer days; so
    a span weighs the same whether it is cut or not, and a February has its weight in leap years
    too.

    :param spans: first and last day of each; a span that ends before it begins weighs nothing
    :param months: the weight of each month, 1 for January, in any unit; one that is missing
        weighs nothing
    :return: the weights in the order of the spans, exact
    :raise ValueError: when a weight is not finite
    """
    weights = {month: Fraction(to_decimal(weight)) for month, weight in months.items()}
    return [_weigh(date_from, date_to, weights) for date_from, date_to in spans]


def _weigh(date_from: date, date_to: date, weights: Mapping[int, Fraction]) -> Fraction:
    whole = Fraction(0)
    first, last = (12 * day.year + day.month - 1 for day in (date_from, date_to))
    for number in range(first, last + 1):
        year, month = number // 12, number % 12 + 1
        days = monthrange(year, month)[1]
        start = date_from.day if number == first else 1
        end = date_to.day if number == last else days
        whole += weights.get(month, 0) * Fraction(max(0, end - start + 1), days)
    return whole
