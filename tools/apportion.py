"""Numbers, and sharing one out so that the parts sum exactly to it.

Pure functions on :class:`~decimal.Decimal`, without database. A *step* is the smallest amount that
may be written: 0.01, 0.05, 1, 1000. Integers and floats are taken too, a float for the decimal
number it prints as. Results are exact: no sum ever differs from its whole, at any step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from fractions import Fraction

Number = Decimal | int | float
# Weights, and amounts that are about to be rounded, may be exact fractions too.
Ratio = Number | Fraction

# Results that would need more digits than this raise an error instead of being rounded.
EXACT = Context(prec=200, traps=[DivisionByZero, Inexact, InvalidOperation, Overflow])
ZERO = Decimal(0)

REASONS = {
    "empty": "{total} cannot be spread because there is nothing below to spread it over.",
    "held": "{total} cannot be spread because everything below is held, with {held} in all.",
    "zero": "{total} cannot be spread because everything below is planned as zero.",
    "closed": (
        "{total} cannot be spread because everything below is held or planned as zero,"
        " with {held} in all."
    ),
    "exceeded": "{total} cannot be spread because the held amounts below, {held}, exceed it.",
    "balanced": (
        "{total} cannot be spread because the amounts below cancel each other out:"
        " they are in no proportion to it."
    ),
    "opposite": (
        "{total} cannot be spread because what is not held below, {free} in all, would have to"
        " change its sign beside the held amounts, {held}."
    ),
}


class CannotSpread(ValueError):
    """An amount cannot be spread; nothing was changed. The message says why in one sentence.

    :ivar reason: ``empty`` (no parts), ``held`` (all are held), ``zero`` (all are explicit
        zeros), ``closed`` (all are one or the other), ``exceeded`` (what is held is more than the
        amount), ``balanced`` (amounts of both signs sum to zero), ``opposite`` (the amounts that
        may change would change their sign, though the whole does not)
    :ivar total: the amount that was to be spread
    :ivar held: the sum of what stays as it is
    :ivar free: the sum of what may change
    """

    def __init__(self, reason: str, total: Decimal, held: Decimal = ZERO, free: Decimal = ZERO):
        super().__init__(REASONS[reason].format(total=total, held=held, free=free))
        self.reason = reason
        self.total = total
        self.held = held
        self.free = free


def to_decimal(value: Number) -> Decimal:
    """Return a number as a decimal, a float as the shortest decimal number that stands for it.

    :raise ValueError: when it is infinite or not a number
    """
    if not isinstance(value, Decimal):
        value = Decimal(repr(value) if isinstance(value, float) else value)
    if not value.is_finite():
        raise ValueError(f"{value} is not an amount.")
    return value


def round_half_up(amount: Ratio, step: Number) -> Decimal:
    """Round to the nearest multiple of a step; halves go away from zero.

    :raise ValueError: when the step is not positive
    """
    step = check_step(step)
    (a, b), (c, d) = _get_ratio(amount), step.as_integer_ratio()
    units = (2 * abs(a) * d + b * c) // (2 * b * c)
    return EXACT.multiply(-units if a < 0 else units, step)


def largest_remainder(
    total: Number, weights: Iterable[Ratio], step: Number, is_signed: bool = False
) -> list[Decimal]:
    """Spread an amount proportionally to weights, in multiples of a step, exactly.

    The method is Hamilton's, also called that of the largest remainder: each part first gets the
    whole steps in its exact share, then the steps left over go, one each, to the parts that lost
    the largest fraction. Equal fractions go to the earlier part, so the result is reproducible.
    A part of larger weight is never smaller, and raising one weight never lowers its part. (As in
    any method that stays within one step of the exact share, a larger total may lower a part.)

    What a total has beyond whole steps goes to the largest part; of several, to the one of
    largest weight, then to the first. All other parts are multiples of the step.

    :param total: the amount; of a negative one, the parts are those of its opposite, negated
    :param weights: one weight for each part, in any unit; a negative one counts as zero. When
        all are zero, all parts weigh the same.
    :param step: the smallest amount of a part, positive
    :param is_signed: whether a negative weight counts as it is: its part is of the other sign
    :return: the parts, in the order of the weights; their sum is the total
    :raise CannotSpread: when there is no part for a total other than zero, or when signed weights
        sum to zero
    :raise ValueError: when the step is not positive or a number not finite
    """
    total, step = to_decimal(total), check_step(step)
    ratios = [_get_ratio(weight) for weight in weights]
    if not is_signed:
        ratios = [(max(numerator, 0), denominator) for numerator, denominator in ratios]
    integers = _to_integers(ratios)[0]
    if integers and not sum(integers):
        raise CannotSpread("balanced", total)
    return _share(total, integers, step)


def in_proportion(
    total: Number, amounts: Iterable[Number], step: Number, factor: Ratio | None = None
) -> list[Decimal]:
    """Scale amounts of either sign until they sum to a total, in multiples of a step, exactly.

    Every amount is multiplied with the same factor, the new total by the old, so 3,000 and -2,000
    become 3,300 and -2,200 where their sum rises by a tenth. What is not in whole steps goes by
    the largest remainder, as in :func:`largest_remainder`. Amounts that make the total already
    stay as they are. When all are zero, all parts are the same.

    :param factor: what amounts are multiplied with where they are a part of more: their own sum may
        be a step off, or even nothing, and still each is within a step of its exact share. Left
        aside where it does not lead to the total.
    :return: the parts, in the order of the amounts; their sum is the total
    :raise CannotSpread: ``balanced`` for amounts of both signs that sum to zero, which are in no
        proportion to another total; ``empty`` as :func:`largest_remainder`
    :raise ValueError: when the step is not positive or a number not finite
    """
    total, step = to_decimal(total), check_step(step)
    amounts = [to_decimal(amount) for amount in amounts]
    weights, scale = _to_integers([amount.as_integer_ratio() for amount in amounts])
    if not any(amounts):
        return _share(total, weights, step)
    whole = sum_up(amounts)
    if total == whole and factor in (None, 1):
        return amounts
    if factor is not None and leads_to(total, whole, factor, step):
        units, rest = _count_steps(total, step)
        if not rest:
            ratio = Fraction(factor) / (Fraction(step) * scale)
            sign = -1 if units < 0 else 1
            parts = _apportion(sign * ratio.numerator, weights, ratio.denominator, sign * units)
            return [EXACT.multiply(sign * part, step) for part in parts]
    if not whole:
        raise CannotSpread("balanced", total)
    return _share(total, weights, step)


def leads_to(total: Decimal, whole: Decimal, factor: Ratio, step: Decimal) -> bool:
    """Return whether a factor makes one amount of another, to within a step."""
    return abs(Fraction(total) - Fraction(whole) * Fraction(factor)) < Fraction(step)


def sum_up(amounts: Iterable[Decimal]) -> Decimal:
    """Return a sum of any number of decimals, exact."""
    whole = ZERO
    for amount in amounts:
        whole = EXACT.add(whole, amount)
    return whole


def _share(total: Decimal, weights: list[int], step: Decimal) -> list[Decimal]:
    """Share out an amount by weights that do not sum to zero, the odd rest to the largest part."""
    if not weights:
        if total:
            raise CannotSpread("empty", total)
        return []
    whole = sum(weights)
    if whole < 0:
        whole, weights = -whole, [-weight for weight in weights]
    units, rest = _count_steps(total, step)
    parts = _apportion(abs(units), weights, whole, abs(units))
    largest = max(range(len(parts)), key=lambda i: (parts[i], weights[i])) if rest else None
    if units < 0:
        parts = [-part for part in parts]
    amounts = [EXACT.multiply(part, step) for part in parts]
    if rest:
        amounts[largest] = EXACT.add(amounts[largest], rest)
    return amounts


def _apportion(units: int, weights: list[int], whole: int, total: int) -> list[int]:
    """Return whole parts of ``units * weight / whole`` that make a total, by the largest remainder.

    What these exact shares sum to is less than one off the total.
    """
    parts, fractions = [], []
    for weight in weights:
        part, fraction = divmod(units * weight, whole)
        parts.append(part)
        fractions.append(fraction)
    left = total - sum(parts)
    if left:
        for index in sorted(range(len(parts)), key=fractions.__getitem__, reverse=True)[:left]:
            parts[index] += 1
    return parts


def _get_ratio(value: Ratio) -> tuple[int, int]:
    """Return a number as an exact numerator and denominator."""
    if not isinstance(value, Fraction):
        value = to_decimal(value)
    return value.as_integer_ratio()


def _to_integers(ratios: Sequence[tuple[int, int]]) -> tuple[list[int], int]:
    """Scale ratios to integers of the same proportions, all equal to one when all are zero.

    :return: the integers, and what the ratios were multiplied with
    """
    scale = math.lcm(*{denominator for _, denominator in ratios})
    integers = [numerator * (scale // denominator) for numerator, denominator in ratios]
    return (integers if any(integers) else [1] * len(integers)), scale


def _count_steps(amount: Decimal, step: Decimal) -> tuple[int, Decimal]:
    """Return how many whole steps are in an amount, towards zero, and the rest."""
    (a, b), (c, d) = amount.as_integer_ratio(), step.as_integer_ratio()
    units = abs(a) * d // (b * c)
    if a < 0:
        units = -units
    return units, EXACT.subtract(amount, EXACT.multiply(units, step))


def check_step(step: Number) -> Decimal:
    """Return a step as a decimal.

    :raise ValueError: when it is not positive
    """
    step = to_decimal(step)
    if step <= 0:
        raise ValueError(f"A rounding step is more than zero: {step}.")
    return step
