"""Weights of rows by several criteria at once, each with its share.

Pure functions, without database.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from .spreading import Number, Ratio, largest_remainder, to_decimal

#: What the weights of a mix sum to: they are percentages.
WHOLE = 100


def mix_weights(
    rows: Sequence[Hashable],
    criteria: Sequence[tuple[Number, Mapping[Hashable, Ratio]]],
    step: Number = Decimal("0.0001"),
) -> tuple[dict[Hashable, Decimal], list[int]]:
    """Return what rows weigh by several criteria, in percent.

    By each criterion alone a row has its part of all its weights; the parts are added up by the
    shares of the criteria. A criterion by which no row weighs anything says nothing: the others
    take its share, in proportion.

    :param rows: the rows, in order; ties of rounding go to the earlier
    :param criteria: ``(share, {row: weight})``; shares in any unit, one of zero or less and
        weights below zero count nothing
    :param step: the smallest part of a percent
    :return: the weights, which sum to 100 exactly, or are all zero where nothing weighs; and the
        places of the criteria that count
    """
    counted, exact = [], dict.fromkeys(rows, Fraction(0))
    shares = [max(Fraction(0), Fraction(to_decimal(share))) for share, __ in criteria]
    wholes = [
        sum((_positive(weights, row) for row in rows), Fraction(0)) for __, weights in criteria
    ]
    for place, (__, weights) in enumerate(criteria):
        if shares[place] and wholes[place]:
            counted.append(place)
            for row in rows:
                exact[row] += shares[place] * _positive(weights, row) / wholes[place]
    if not counted:
        return dict.fromkeys(rows, Decimal(0)), []
    parts = largest_remainder(WHOLE, list(exact.values()), step)
    return dict(zip(rows, parts, strict=True)), counted


def _positive(weights: Mapping[Hashable, Ratio], row: Hashable) -> Fraction:
    weight = weights.get(row, 0)
    return max(Fraction(0), Fraction(str(weight) if isinstance(weight, float) else weight))
