"""Amounts that go on from cell to cell: straight lines, growth, and what continues a few cells.

Pure Python, without database. Results are not rounded; whoever writes them does. So the ends of a
line are exactly what was typed.

==================  =======================================================================
``"100..200"``      a straight line from 100 to 200
``"..200"``         a straight line from what the first cell has to 200
``"300+2%"``        300 in the first cell, 2 % more in each that follows
==================  =======================================================================
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .entries import DIGITS, LARGEST_AMOUNT, LONGEST, NUMBER, BadEntry, evaluate
from .spreading import Number, Ratio, to_decimal

#: How cells that are there go on: they are repeated, or go on by the last difference or ratio.
WAYS = ("copy", "step", "growth")

_AMOUNT = rf"[+-]?{NUMBER}[km]?"
_LINE = re.compile(rf"({_AMOUNT})?\s*\.\.\s*({_AMOUNT})")
_GROWTH = re.compile(rf"({_AMOUNT})\s*([+-]{NUMBER})%")


def evaluate_series(entry: str, current: Number | None, count: int) -> list[Ratio]:
    """Return the amounts that an entry gives to cells in a row.

    :param entry: in canonical form, see above; spaces around it and the case of letters do not
        matter
    :param current: what the first cell counts for now; None when it is not planned
    :param count: how many cells there are, one or more
    :raise BadEntry: ``number`` where it is no series, ``nothing`` where it begins with what is
        not planned, ``size`` where it becomes too large
    """
    text = entry.strip().lower()
    if len(text) > LONGEST:
        raise BadEntry("size", entry)
    if match := _LINE.fullmatch(text):
        first = current if match[1] is None else evaluate(match[1], None)
        if first is None:
            raise BadEntry("nothing", entry)
        return draw_line(first, evaluate(match[2], None), count)
    if match := _GROWTH.fullmatch(text):
        ratio = 1 + Fraction(match[2]) / 100
        return grow(evaluate(match[1], None), ratio, count)
    raise BadEntry("number", entry)


def draw_line(first: Number, last: Number, count: int) -> list[Fraction]:
    """Return amounts in equal steps; the first and the last are exact. One alone is the last."""
    first, last = Fraction(to_decimal(first)), Fraction(to_decimal(last))
    if count == 1:
        return [last]
    return [first + (last - first) * place / (count - 1) for place in range(count)]


def grow(first: Number, ratio: Ratio, count: int) -> list[Decimal]:
    """Return amounts each of which is the one before it times a ratio, the first one included.

    :raise BadEntry: ``size`` where they become too large for amounts
    """
    factor = Fraction(ratio)
    factor = DIGITS.divide(Decimal(factor.numerator), Decimal(factor.denominator))
    amounts = [to_decimal(first)]
    while len(amounts) < count:
        amounts.append(DIGITS.multiply(amounts[-1], factor))
        if abs(amounts[-1]) >= LARGEST_AMOUNT:
            raise BadEntry("size", f"{first} x {ratio}")
    return amounts


def go_on(source: Sequence[Number | None], count: int, way: str) -> list[Ratio | None]:
    """Return the amounts that come after some cells.

    Cells that are not planned, or a single one, are repeated, whatever the way; so is what does
    not grow: an amount after zero.

    :param source: amounts of the cells before, one or more; None for not planned
    :param count: how many come after them
    :param way: one of :data:`WAYS`; the last two cells tell difference and ratio
    """
    known = [None if amount is None else to_decimal(amount) for amount in source]
    is_short = len(known) < 2 or None in known[-2:]
    if way == "copy" or is_short or (way == "growth" and not known[-2]):
        return [known[place % len(known)] for place in range(count)]
    before, last = (Fraction(amount) for amount in known[-2:])
    if way == "step":
        return [last + (last - before) * place for place in range(1, count + 1)]
    return list(grow(known[-1], last / before, count + 1)[1:])
