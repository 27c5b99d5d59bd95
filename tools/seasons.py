"""Seasonal profiles: what a year's months weigh, for periods of any length.

Pure functions, without database.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .periods import Span
from .spreading import Number, largest_remainder, to_decimal

#: What the weights of a season that was made from history sum to: they are percentages.
WHOLE = 100


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


def season_of(
    sums: Mapping[tuple[int, int], Number], span: Span, step: Number = Decimal("0.0001")
) -> dict[int, Decimal]:
    """Return what each month weighs in a season, by what was sold in some of the past.

    A month weighs the mean of its years. One that the past does not have is unknown, which is not
    nothing: it weighs the mean of the others. Months of more credits than sales weigh nothing.

    :param sums: what was sold, by year and month; nothing in those that are missing
    :param span: first and last day of the past, whole months
    :param step: the smallest part of a percent
    :return: the weights by month, 1 for January; they sum to 100 exactly
    :raise ValueError: when nothing was sold that a season could be made of
    """
    first, last = (12 * day.year + day.month - 1 for day in span)
    found: dict[int, list[Fraction]] = {}
    for number in range(first, last + 1):
        year, month = number // 12, number % 12 + 1
        amount = Fraction(to_decimal(sums.get((year, month), 0)))
        found.setdefault(month, []).append(amount)
    means = {
        month: max(Fraction(0), sum(amounts) / len(amounts)) for month, amounts in found.items()
    }
    if not any(means.values()):
        raise ValueError("Nothing was sold.")
    usual = sum(means.values()) / len(means)
    weights = [means.get(month, usual) for month in range(1, 13)]
    return dict(enumerate(largest_remainder(WHOLE, weights, step), start=1))
