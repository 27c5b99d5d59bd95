"""Cells that are made of items: the amount of the cell is their sum, to the smallest amount.

Pure functions, without database. Amounts of items are multiples of a step, as those of cells;
they may be below zero: a discount is an item, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .spreading import EXACT, ZERO, Number, Ratio, round_half_up, to_decimal


def add_up(amounts: Iterable[Ratio], step: Number) -> Decimal:
    """Return the sum of items, each rounded half up to the step first."""
    total = ZERO
    for amount in amounts:
        total = EXACT.add(total, round_half_up(amount, step))
    return total


def get_rest(amounts: Iterable[Number], whole: Number) -> Decimal:
    """Return the amount of one more item with which items make a whole; zero where they do."""
    rest = to_decimal(whole)
    for amount in amounts:
        rest = EXACT.subtract(rest, to_decimal(amount))
    return rest
