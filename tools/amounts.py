"""Amounts as clients take them: binary fractions, without the noise of adding them up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def tidy(amount: float | None) -> float | None:
    """Clear the noise of binary fractions: sums of cents are cents."""
    return None if amount is None else round(amount, 6) + 0.0


def to_float(value: Decimal | Fraction | float | None) -> float | None:
    """Return an exact number as the client takes it, None for None."""
    return None if value is None else float(value)
