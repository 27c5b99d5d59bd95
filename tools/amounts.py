"""Amounts as clients take them: binary fractions, without the noise of adding them up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def tidy(amount: float | None) -> float | None:
    """Clear the noise of binary fractions: sums of cents are cents."""
    return None if amount is None else round(amount, 6) + 0.0


def to_float(value: Decimal | Fraction | float | None) -> float | None:
    """Return an exact number as the client takes it, None for None."""
    return None if value is None else float(value)


def weigh(amount: float | None, probability: float | None, rounding: float | None = None) -> float:
    """Return an amount times a probability in percent, rounded half away from zero.

    Both are taken as the numbers they are written as, up to 15 digits, as the database takes
    them: 2.01 at 50 % is 1.01, though the computer's 2.01 is a little less than that.

    :param rounding: the smallest coin of the currency, cents where None
    """
    weighed = _as_written(amount) * _as_written(probability) / 100
    coin = _as_written(rounding or 0.01)
    return float((weighed / coin).quantize(Decimal(1), ROUND_HALF_UP) * coin)


def _as_written(number: float | None) -> Decimal:
    return Decimal(f"{number or 0:.15g}")
