"""Spreading an amount over parts that sum exactly to it.

Pure functions on :class:`~decimal.Decimal`, without database. Amounts and steps are in one unit
(the plan's currency, the product's unit, documents); a step is the smallest amount that may be
written: 0.01, 0.05, 1, 1000. Integers and floats are taken too, a float for the decimal number it
prints as. Results are exact: no sum ever differs from its whole, at any step.

``None`` is "not planned", zero is "planned to be nothing". Spreading fills what is not planned
and what is planned with an amount; it leaves alone what is planned as zero and what is held.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from fractions import Fraction

Number = Decimal | int | float
# Weights, and amounts that are about to be rounded, may be exact fractions too.
Ratio = Number | Fraction

# Results that would need more digits than this raise an error instead of being rounded.
EXACT = Context(prec=200, traps=[DivisionByZero, Inexact, InvalidOperation, Overflow])
ZERO = Decimal(0)

MODES = ("current", "history", "weights", "profile", "days", "even")
# These take the weights given: of each part, of its period in a season, its working days.
WEIGHTED_MODES = ("weights", "profile", "days")

REASONS = {
    "empty": "{total} cannot be spread because there is nothing below to spread it over.",
    "held": "{total} cannot be spread because everything below is held, with {held} in all.",
    "zero": "{total} cannot be spread because everything below is planned as zero.",
    "closed": (
        "{total} cannot be spread because everything below is held or planned as zero,"
        " with {held} in all."
    ),
    "exceeded": "{total} cannot be spread because the held amounts below, {held}, exceed it.",
}


class CannotSpread(ValueError):
    """An amount cannot be spread; nothing was changed. The message says why in one sentence.

    :ivar reason: ``empty`` (no parts), ``held`` (all are held), ``zero`` (all are explicit
        zeros), ``closed`` (all are one or the other), ``exceeded`` (what is held is more than the
        amount)
    :ivar total: the amount that was to be spread
    :ivar held: the sum of what stays as it is
    """

    def __init__(self, reason: str, total: Decimal, held: Decimal = ZERO):
        super().__init__(REASONS[reason].format(total=total, held=held))
        self.reason = reason
        self.total = total
        self.held = held


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that an amount may be spread over.

    :ivar amount: what is planned now; ``None`` for not planned
    :ivar history: what it was in the past; ``None`` for nothing
    :ivar is_held: whether spreading must leave it alone
    """

    amount: Number | None = None
    history: Number | None = None
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """One amount of a tree, for :func:`breakback`.

    :ivar key: what the caller knows it by, unique in its tree
    :ivar amount: what is planned now; ``None`` for not planned
    :ivar is_held: whether spreading must leave it and everything below it alone
    :ivar children: the nodes it is broken down into
    """

    key: Hashable
    amount: Number | None = None
    is_held: bool = False
    children: Sequence[Node] = ()


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
    step = _check_step(step)
    (a, b), (c, d) = _get_ratio(amount), step.as_integer_ratio()
    units = (2 * abs(a) * d + b * c) // (2 * b * c)
    return EXACT.multiply(-units if a < 0 else units, step)


def largest_remainder(total: Number, weights: Iterable[Ratio], step: Number) -> list[Decimal]:
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
    :return: the parts, in the order of the weights; their sum is the total
    :raise CannotSpread: when there is no part for a total other than zero
    :raise ValueError: when the step is not positive or a number not finite
    """
    total, step = to_decimal(total), _check_step(step)
    weights = _to_integers(weights)
    if not weights:
        if total:
            raise CannotSpread("empty", total)
        return []
    units, rest = _count_steps(total, step)
    parts = _apportion(abs(units), weights)
    largest = max(range(len(parts)), key=lambda i: (parts[i], weights[i])) if rest else None
    if units < 0:
        parts = [-part for part in parts]
    amounts = [EXACT.multiply(part, step) for part in parts]
    if rest:
        amounts[largest] = EXACT.add(amounts[largest], rest)
    return amounts


def spread_cells(
    total: Number,
    cells: Sequence[Cell],
    mode: str = "current",
    step: Number = Decimal("0.01"),
    weights: Sequence[Ratio] | None = None,
) -> list[Decimal | None]:
    """Spread an amount over cells, so that all of them together make it.

    Held cells and explicit zeros stay as they are; the others share the total less what is held.
    A cell that is not planned and would get nothing stays not planned, unless the total is zero:
    planning nothing is planning zero everywhere.

    :param total: what all cells must sum to, the held ones included
    :param cells: the cells, in order; ties go to the earlier
    :param mode: what the shares are proportional to: ``current`` (the amounts now; where these
        are negative on the whole, their opposites), ``history`` (negative history counts as
        zero), ``weights``, ``profile`` (seasonal shares) or ``days`` (working days), all three
        taken from ``weights``, or ``even``. When all weights are zero the shares are even.
    :param step: the smallest amount of a share
    :param weights: one weight for each cell, for the modes that take them
    :return: the new amount of each cell, in order; ``None`` for not planned
    :raise CannotSpread: when no cell may change though the cells do not make the total, or when
        what is held exceeds it
    :raise ValueError: for an unknown mode, or weights missing or not one for each cell
    """
    total = to_decimal(total)
    amounts = [None if cell.amount is None else to_decimal(cell.amount) for cell in cells]
    shares = _get_weights(cells, amounts, mode, weights)
    is_open = [
        not cell.is_held and (amount is None or amount != 0)
        for cell, amount in zip(cells, amounts, strict=True)
    ]
    held = _sum(
        amount for amount, free in zip(amounts, is_open, strict=True) if amount and not free
    )
    reasons = {"held" if cell.is_held else "zero" for cell in cells}
    rest = _get_rest(total, held, any(is_open), reasons)
    indexes = [index for index, free in enumerate(is_open) if free]
    shares = [shares[index] for index in indexes]
    if mode == "current":
        shares = _orient(shares)
    for index, part in zip(indexes, largest_remainder(rest, shares, step), strict=True):
        if part or not total or amounts[index] is not None:
            amounts[index] = part
    return amounts


def breakback(
    node: Node, amount: Number, step: Number = Decimal("0.01")
) -> dict[Hashable, Decimal]:
    """Set the amount of a node and spread it over everything below, proportionally.

    The children of the node then sum to it exactly. Further down, every node keeps the proportion
    between its amount and what its children sum to: where they made the whole they make the whole
    again, exactly, and what was left unallocated on purpose (or assigned beyond the amount) grows
    and shrinks with the rest.

    A held node keeps its amount and everything below it; an explicit zero likewise; and so does a
    node below which nothing may change. What is shared is the amount less all that stays, in
    proportion to what may change of each child (where this is negative on the whole, to its
    opposite). A child not planned counts with what is planned below it. Where no child gives a
    proportion, the shares are even and fill what is not planned, down to the last level; otherwise
    what is not planned stays so. Typing zero plans zero everywhere below.

    :param node: the node typed into; that it is held itself, or zero, does not matter
    :param amount: what was typed
    :param step: the smallest amount of a share
    :return: the new amount of each node that changes, by key; the node's own is always there
    :raise CannotSpread: when nothing below may change though it does not make the amount, or when
        what is held exceeds it
    """
    amount, step = to_decimal(amount), _check_step(step)
    changes: dict[Hashable, Decimal] = {node.key: amount}
    if node.children:
        branch = _Branch(node)
        is_open = any(child.is_open for child in branch.children)
        kept = _sum(child.kept for child in branch.children)
        rest = _get_rest(amount, kept, is_open, branch.get_reasons())
        branch.share(rest, step, changes, fill=not amount)
    return changes


class _Branch:
    """What breakback must know of a node and everything below it.

    :ivar planned: its amount, or if it has none, what is planned below; ``None`` for nothing
    :ivar is_open: whether it may change
    :ivar kept: the part of it that may not change
    :ivar free: the part of it that may
    """

    __slots__ = ("amount", "children", "free", "is_open", "kept", "node", "planned")

    def __init__(self, node: Node):
        self.node = node
        self.children = [_Branch(child) for child in node.children] if node.children else ()
        self.amount = None if node.amount is None else to_decimal(node.amount)
        self.planned = self.amount
        self.is_open = not node.is_held and self.amount != 0
        self.kept = ZERO
        if self.children:
            self.add_below()
        if not self.is_open:
            self.kept = self.planned or ZERO
        self.free = EXACT.subtract(self.planned or ZERO, self.kept)

    def add_below(self) -> None:
        """Add the amounts of the rows below, and the part of them that may not change."""
        if self.amount is None:
            below = [child.planned for child in self.children if child.planned is not None]
            self.planned = _sum(below) if below else None
        if self.is_open:
            self.is_open = any(child.is_open for child in self.children)
            self.kept = _sum(child.kept for child in self.children)

    def share(self, rest: Decimal, step: Decimal, changes: dict, fill: bool) -> None:
        """Spread an amount over what may change below, and so on downwards.

        :param rest: the new sum of the free parts of the children
        :param changes: takes the new amounts, by key
        :param fill: whether what is not planned and gets nothing becomes zero
        """
        children = [child for child in self.children if child.is_open]
        weights = _orient([child.free for child in children])
        for child, part in zip(children, largest_remainder(rest, weights, step), strict=True):
            if child.planned is None and not part and not fill:
                continue
            new = EXACT.add(child.kept, part)
            if new != child.amount:
                changes[child.node.key] = new
            if child.children:
                child.share(child.scale(part, step), step, changes, fill)

    def scale(self, part: Decimal, step: Decimal) -> Decimal:
        """Return how much the children share of a new free part: as much of it as they had.

        All of it when they had all, or when there is no proportion to keep; otherwise to the
        nearest step.
        """
        shared = _sum(child.free for child in self.children if child.is_open)
        if shared == self.free or not self.free:
            return part
        units = Fraction(part) * Fraction(shared) / (Fraction(self.free) * Fraction(step))
        return EXACT.multiply(round(units), step)

    def get_reasons(self) -> set[str]:
        """Return why what is below may not change, as far as it may not."""
        reasons = set()
        for child in self.children:
            if child.node.is_held:
                reasons.add("held")
            elif child.amount is not None and not child.amount:
                reasons.add("zero")
            else:
                reasons |= child.get_reasons()
        return reasons


def _get_rest(total: Decimal, held: Decimal, is_open: bool, reasons: set[str]) -> Decimal:
    """Return what there is to share once everything held has its amount.

    :param is_open: whether there is anything to share it among
    :param reasons: why the others are not open, any of ``held`` and ``zero``
    """
    rest = EXACT.subtract(total, held)
    if not is_open:
        if rest:
            reason = "closed" if len(reasons) > 1 else next(iter(reasons), "empty")
            raise CannotSpread(reason, total, held)
    elif rest and (rest < 0) != (total < 0):
        raise CannotSpread("exceeded", total, held)
    return rest


def _get_weights(
    cells: Sequence[Cell],
    amounts: list[Decimal | None],
    mode: str,
    weights: Sequence[Ratio] | None,
) -> Sequence[Ratio]:
    """Return one weight for each cell, whether it may change or not."""
    if mode not in MODES:
        raise ValueError(f"There is no mode {mode!r} of spreading.")
    if mode in WEIGHTED_MODES:
        if weights is None or len(weights) != len(cells):
            raise ValueError(f"Mode {mode!r} takes one weight for each of the {len(cells)} cells.")
        return weights
    if mode == "current":
        return [amount or ZERO for amount in amounts]
    if mode == "history":
        return [cell.history or 0 for cell in cells]
    return [1] * len(cells)


def _orient(amounts: list[Decimal]) -> list[Decimal]:
    """Return amounts as weights: negated when they are negative on the whole."""
    return [-amount for amount in amounts] if _sum(amounts) < 0 else amounts


def _apportion(units: int, weights: list[int]) -> list[int]:
    """Share out whole units by the largest remainder; weights are not all zero."""
    whole = sum(weights)
    parts, fractions = [], []
    for weight in weights:
        part, fraction = divmod(units * weight, whole)
        parts.append(part)
        fractions.append(fraction)
    left = units - sum(parts)
    if left:
        for index in sorted(range(len(parts)), key=fractions.__getitem__, reverse=True)[:left]:
            parts[index] += 1
    return parts


def _get_ratio(value: Ratio) -> tuple[int, int]:
    """Return a number as an exact numerator and denominator."""
    if not isinstance(value, Fraction):
        value = to_decimal(value)
    return value.as_integer_ratio()


def _to_integers(weights: Iterable[Ratio]) -> list[int]:
    """Scale weights to integers of the same proportions, all equal to one when all are zero."""
    ratios = [_get_ratio(weight) for weight in weights]
    scale = math.lcm(*{denominator for _, denominator in ratios})
    integers = [
        numerator * (scale // denominator) if numerator > 0 else 0
        for numerator, denominator in ratios
    ]
    return integers if any(integers) else [1] * len(integers)


def _count_steps(amount: Decimal, step: Decimal) -> tuple[int, Decimal]:
    """Return how many whole steps are in an amount, towards zero, and the rest."""
    (a, b), (c, d) = amount.as_integer_ratio(), step.as_integer_ratio()
    units = abs(a) * d // (b * c)
    if a < 0:
        units = -units
    return units, EXACT.subtract(amount, EXACT.multiply(units, step))


def _check_step(step: Number) -> Decimal:
    step = to_decimal(step)
    if step <= 0:
        raise ValueError(f"A rounding step is more than zero: {step}.")
    return step


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    whole = ZERO
    for amount in amounts:
        whole = EXACT.add(whole, amount)
    return whole
