"""Spreading an amount over parts that sum exactly to it.

Pure functions, without database; numbers and shares are those of :mod:`tools.apportion`. Amounts
and steps are in one unit: the plan's currency, the product's unit, documents.

``None`` is "not planned", zero is "planned to be nothing". Spreading fills what is not planned
and what is planned with an amount; it leaves alone what is planned as zero and what is held. A
zero is a zero that somebody typed: what is worked out as nothing is not planned.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .apportion import (
    EXACT,
    ZERO,
    CannotSpread,
    Number,
    Ratio,
    check_step,
    in_proportion,
    largest_remainder,
    leads_to,
    round_half_up,
    sum_up,
    to_decimal,
)

__all__ = [
    "EXACT",
    "MODES",
    "WEIGHTED_MODES",
    "ZERO",
    "CannotSpread",
    "Cell",
    "Node",
    "Number",
    "Ratio",
    "breakback",
    "largest_remainder",
    "round_half_up",
    "spread_cells",
    "to_decimal",
]

MODES = ("current", "history", "weights", "profile", "days", "row", "even")
# These take the weights given: of each part, of its period in a season, its working days, another
# row's amounts.
WEIGHTED_MODES = ("weights", "profile", "days", "row", "signed")
# For programs only: shares are of the sign of their weights.
SIGNED_MODE = "signed"


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


def spread_cells(
    total: Number,
    cells: Sequence[Cell],
    mode: str = "current",
    step: Number = Decimal("0.01"),
    weights: Sequence[Ratio] | None = None,
    is_typed: bool = True,
) -> list[Decimal | None]:
    """Spread an amount over cells, so that all of them together make it.

    Held cells and explicit zeros stay as they are; the others share the total less what is held.
    A cell that gets nothing is not planned, unless the total is a zero that somebody typed:
    planning nothing is planning zero everywhere.

    :param total: what all cells must sum to, the held ones included
    :param cells: the cells, in order; ties go to the earlier
    :param mode: what the shares are proportional to: ``current`` (the amounts now, of either
        sign), ``history`` (negative history counts as zero), ``weights``, ``profile`` (seasonal
        shares) or ``days`` (working days), all three taken from ``weights``, ``signed`` (likewise,
        where weights are of either sign), or ``even``. When all weights are zero the shares are
        even.
    :param step: the smallest amount of a share
    :param weights: one weight for each cell, for the modes that take them
    :param is_typed: whether somebody typed the total; otherwise it was worked out
    :return: the new amount of each cell, in order; ``None`` for not planned
    :raise CannotSpread: when no cell may change though the cells do not make the total, when what
        is held exceeds it, or when amounts of both signs give no proportion
    :raise ValueError: for an unknown mode, or weights missing or not one for each cell
    """
    total, is_current = to_decimal(total), mode == "current"
    amounts = [None if cell.amount is None else to_decimal(cell.amount) for cell in cells]
    shares = _get_weights(cells, amounts, mode, weights)
    is_open = [
        not cell.is_held and (amount is None or amount != 0)
        for cell, amount in zip(cells, amounts, strict=True)
    ]
    indexes = [index for index, free in enumerate(is_open) if free]
    known = [amounts[index] or ZERO for index in indexes]
    held = sum_up(
        amount for amount, free in zip(amounts, is_open, strict=True) if amount and not free
    )
    reasons = {"held" if cell.is_held else "zero" for cell in cells}
    rest = _get_rest(total, held, sum_up(known) if indexes else None, reasons, is_current)
    is_zero = is_typed and not total
    is_balanced = any(known) and not sum_up(known)
    if is_balanced and not rest and not is_current and not is_zero:
        raise CannotSpread("balanced", total, held)
    shares = [shares[index] for index in indexes]
    try:
        if is_current:
            parts = in_proportion(rest, shares, step)
        else:
            parts = largest_remainder(rest, shares, step, mode == SIGNED_MODE)
    except CannotSpread as error:
        raise CannotSpread(error.reason, total, held) from None
    is_filled = is_zero and not (is_balanced and is_current)
    for index, part in zip(indexes, parts, strict=True):
        amounts[index] = part if part or is_filled else None
    return amounts


def breakback(
    node: Node, amount: Number, step: Number = Decimal("0.01"), is_typed: bool = True
) -> dict[Hashable, Decimal | None]:
    """Set the amount of a node and spread it over everything below, proportionally.

    The children of the node then sum to it exactly. Further down, every node keeps the proportion
    between its amount and what its children sum to: where they made the whole they make the whole
    again, exactly, and what was left unallocated on purpose (or assigned beyond the amount) grows
    and shrinks with the rest.

    A held node keeps its amount and everything below it; an explicit zero likewise; and so does a
    node below which nothing may change. What is shared is the amount less all that stays, in
    proportion to what may change of each child: all of it is multiplied with one factor, amounts
    of either sign. A child not planned counts with what is planned below it. Where no child gives
    a proportion, the shares are even and fill what is not planned, down to the last level;
    otherwise what is not planned stays so. What gets nothing is not planned any more, but typing
    zero plans zero everywhere below. Where the children make the amount already, they stay.

    :param node: the node typed into; that it is held itself, or zero, does not matter
    :param amount: what was typed
    :param step: the smallest amount of a share
    :param is_typed: whether somebody typed the amount; a zero that was worked out plans nothing
    :return: the new amount of each node that changes, by key, None for not planned; the node's own
        is always there
    :raise CannotSpread: when nothing below may change though it does not make the amount, when
        what is held exceeds it, or when amounts of both signs give no proportion
    """
    amount, step = to_decimal(amount), check_step(step)
    changes: dict[Hashable, Decimal | None] = {node.key: amount if amount or is_typed else None}
    if node.children:
        branch = _Branch(node)
        children = [child for child in branch.children if child.is_open]
        kept = sum_up(child.kept for child in branch.children)
        free = sum_up(child.free for child in children) if children else None
        rest = _get_rest(amount, kept, free, branch.get_reasons(), True)
        is_balanced = not free and any(child.free for child in children)
        fill = is_typed and not amount and not is_balanced
        try:
            branch.share(rest, step, changes, fill)
        except CannotSpread as error:
            raise CannotSpread(error.reason, amount, kept) from None
    return changes


class _Branch:
    """What breakback must know of a node and everything below it.

    :ivar planned: its amount, or if it has none, what is planned below; ``None`` for nothing
    :ivar is_open: whether it may change
    :ivar kept: the part of it that may not change
    :ivar free: the part of it that may; nothing where more is held below than it has, unless the
        rest below is of the other sign indeed
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
        if self.children and self.free * (self.planned or 0) < 0 and self.free * self.shared <= 0:
            self.free = ZERO

    @property
    def shared(self) -> Decimal:
        """The part of it that may change and is given out below."""
        return sum_up(child.free for child in self.children if child.is_open)

    def add_below(self) -> None:
        """Add the amounts of the rows below, and the part of them that may not change."""
        if self.amount is None:
            below = [child.planned for child in self.children if child.planned is not None]
            self.planned = sum_up(below) if below else None
        if self.is_open:
            self.is_open = any(child.is_open for child in self.children)
            self.kept = sum_up(child.kept for child in self.children)

    def share(
        self,
        rest: Decimal,
        step: Decimal,
        changes: dict,
        fill: bool,
        factor: Fraction | None = None,
    ) -> None:
        """Spread an amount over what may change below, and so on downwards.

        :param rest: the new sum of the free parts of the children
        :param changes: takes the new amounts, by key
        :param fill: whether what gets nothing becomes zero, or else not planned
        :param factor: what everything is multiplied with; None where there is no proportion yet
        """
        children = [child for child in self.children if child.is_open]
        free = [child.free for child in children]
        factor = _get_factor(rest, free, step, factor)
        for child, part in zip(children, in_proportion(rest, free, step, factor), strict=True):
            if child.planned is None and not part and not fill:
                continue
            new = EXACT.add(child.kept, part)
            if not new and not fill:
                new = None
            if new != child.amount:
                changes[child.node.key] = new
            if child.children:
                # below what is not planned itself, nothing may be left over
                below = part if new is None else child.scale(part, step, factor)
                child.share(below, step, changes, fill, factor)

    def scale(self, part: Decimal, step: Decimal, factor: Fraction | None) -> Decimal:
        """Return how much the children share of a new free part: as much of it as they had.

        All of it when they had all, or when there is no proportion to keep; otherwise to the
        nearest step.
        """
        shared = self.shared
        if shared == self.free or factor is None:
            return part
        return EXACT.multiply(round(factor * Fraction(shared) / Fraction(step)), step)

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


def _get_rest(
    total: Decimal, held: Decimal, free: Decimal | None, reasons: set[str], is_current: bool
) -> Decimal:
    """Return what there is to share once everything held has its amount.

    :param free: the sum of what may change; None where nothing may
    :param reasons: why the others may not, any of ``held`` and ``zero``
    :param is_current: whether it is shared in proportion to the amounts that may change; these
        then change their sign with the whole only
    """
    rest = EXACT.subtract(total, held)
    if free is None:
        if rest:
            reason = "closed" if len(reasons) > 1 else next(iter(reasons), "empty")
            raise CannotSpread(reason, total, held)
    elif rest and not rest * free > 0:
        turns = held and free and is_current and not total * (held + free) < 0
        if (rest < 0) != (total < 0) and (turns or not (free and is_current)):
            raise CannotSpread("exceeded", total, held)
        if turns:
            raise CannotSpread("opposite", total, held, free)
    return rest


def _get_factor(
    rest: Decimal, free: Sequence[Decimal], step: Decimal, factor: Fraction | None
) -> Fraction | None:
    """Return what amounts are multiplied with to make an amount; None for no proportion.

    :param factor: what all around them is multiplied with, which holds for them if it leads there
    """
    whole = sum_up(free)
    if factor is not None and leads_to(rest, whole, factor, step):
        return factor
    if whole:
        return Fraction(rest) / Fraction(whole)
    return None if rest or not any(free) else Fraction(1)


def _get_weights(
    cells: Sequence[Cell],
    amounts: list[Decimal | None],
    mode: str,
    weights: Sequence[Ratio] | None,
) -> Sequence[Ratio]:
    """Return one weight for each cell, whether it may change or not."""
    if mode not in (*MODES, SIGNED_MODE):
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
