"""Splitting what a row has among the rows below it, by weights that a method suggests.

Pure functions on a :class:`~tools.grid.Grid`, without database. Every period is split for itself,
so that the season stays that of the row above, and whole or not at all: one that cannot be split
stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from .grid import CannotSpreadHere, Grid
from .grid_cells import Period, Row
from .spreading import EXACT, Ratio, to_decimal


@dataclass
class Split:
    """What became of a split.

    :ivar refused: why periods stay as they are, with the row and period that it is about
    :ivar weightless: periods that stay as they are because no row that may change has a weight
    """

    refused: list[CannotSpreadHere] = field(default_factory=list)
    weightless: list[Period] = field(default_factory=list)


def split(
    grid: Grid,
    row: Row,
    weights: Mapping[Period, Mapping[Row, Ratio]],
    totals: Mapping[Period, Ratio],
    is_signed: bool = False,
) -> Split:
    """Share an amount in each period among the rows directly below a row.

    Rows further down follow in proportion. What is held stays, with everything below it, and so
    does what is planned as zero. A row that weighs nothing gets nothing: it becomes not planned,
    which is not zero; and so does what is below it.

    :param weights: of the rows directly below, by period; a row without one weighs nothing, one
        below zero likewise
    :param totals: what the rows below are to have together in each period; other periods stay
    :param is_signed: whether weights below zero are those of rows that get the opposite
    """
    result, mode = Split(), "signed" if is_signed else "weights"
    for period, total in totals.items():
        shares = weights.get(period, {})
        children = [child for child in grid.children(row) if grid.may_change(child, period)]
        known = [shares.get(child, 0) for child in children]
        if children and total and not any(known if is_signed else [each > 0 for each in known]):
            result.weightless.append(period)
            continue
        try:
            grid.spread_below([row], [period], mode, shares, {period: total})
        except CannotSpreadHere as error:
            result.refused.append(error)
    return result


def enlarge(
    amounts: Mapping[Period, Decimal | None], percent: Ratio, step: Ratio
) -> dict[Period, Decimal]:
    """Return amounts that are by a percentage larger, all of them together at most by that.

    What is not planned is left out. Without a percentage the amounts are as they were; else the
    sums of the first, the first two, … of them are rounded down to multiples of the step.
    """
    planned = {period: amount for period, amount in amounts.items() if amount is not None}
    if not percent:
        return planned
    percent = percent if isinstance(percent, Fraction) else Fraction(to_decimal(percent))
    step, before, whole = to_decimal(step), 0, Fraction(0)
    for period, amount in planned.items():
        whole += Fraction(amount) * (1 + percent / 100)
        units = whole // Fraction(step)
        planned[period] = EXACT.multiply(units - before, step)
        before = units
    return planned


def scale(
    parts: Mapping[Period, Ratio], base: Ratio, weight: Ratio
) -> Mapping[Period, Ratio | Fraction]:
    """Return what a row weighs in each period once its weight in all was corrected.

    :param parts: what it weighed
    :param base: its weight in all before, below zero for a row that is planned below zero
    :param weight: and now; where it weighed nothing before, it weighs this in each period
    """
    if base == weight:
        return parts
    if not base:
        return dict.fromkeys(parts, weight)
    factor = Fraction(weight) / Fraction(base)
    return {period: Fraction(part) * factor for period, part in parts.items()}
