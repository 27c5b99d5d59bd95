"""From a row's target to its periods: the second half of the arithmetic of loading.

Amounts are integers: multiples of the rounding that rows were given, then of the smallest amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .spreading import Number, largest_remainder, round_half_up

#: Weights and percentages count to so many parts of one, so that they are integers.
PARTS_OF_ONE = 10**6
#: Parts of one unit in which rounding errors are carried along.
CARRY = 1 << 32


def fill_periods(leaves: list, multiple: int, shape: Sequence[Number] | None) -> None:
    """Spread the target of each row that has none below it over the periods.

    :param leaves: the rows, in the order of the tree, with their target in ``units`` (multiples
        of the rounding) and ``rest`` (what the largest one has beyond them) and their
        ``history``; their ``targets`` are written, in smallest amounts
    :param multiple: the rounding, in smallest amounts
    :param shape: one weight for each period; None to follow each row's history
    """
    carry = [0] * len(leaves[0].history)
    weights = None if shape is None else _to_integers(shape)
    for leaf in leaves:
        leaf.targets = _spread_row(leaf, weights or leaf.history, carry)
    if weights:
        _correct_columns(leaves, weights)
    for leaf in leaves:
        cells = leaf.targets
        if leaf.rest:
            largest = max(range(len(cells)), key=cells.__getitem__)
            if not any(cells):
                largest = max(range(len(cells)), key=(weights or leaf.history).__getitem__)
            leaf.targets = [cell * multiple for cell in cells]
            leaf.targets[largest] += leaf.rest
        elif multiple != 1:
            leaf.targets = [cell * multiple for cell in cells]


def _to_integers(shape: Sequence[Number]) -> list[int]:
    weights = [
        max(0, int(round_half_up(weight, Decimal(1) / PARTS_OF_ONE) * PARTS_OF_ONE))
        for weight in shape
    ]
    return weights if any(weights) else [1] * len(weights)


def _spread_row(leaf, weights: Sequence[int], carry: list[int]) -> list[int]:
    """Spread one row's units by weight; ``carry`` is what earlier rows owe each period."""
    sign = -1 if leaf.units < 0 else 1
    if weights is leaf.history:
        own = -1 if sum(weights) < 0 else 1
        weights = [max(0, own * weight) for weight in weights]
        if not any(weights):
            weights = [1] * len(weights)
    units, whole = abs(leaf.units), sum(weights)
    cells, fractions = [], []
    for weight in weights:
        cell, fraction = divmod(units * weight, whole)
        cells.append(cell)
        fractions.append((fraction * CARRY) // whole)
    left = units - sum(cells)
    if any(fractions):
        wanting = [index for index, fraction in enumerate(fractions) if fraction]
        wanting.sort(key=lambda index: -(fractions[index] + sign * carry[index]))
        for index in wanting[:left]:
            cells[index] += 1
            fractions[index] -= CARRY
        for index in wanting:
            carry[index] += sign * fractions[index]
    return cells if sign > 0 else [-cell for cell in cells]


def _correct_columns(leaves: list, weights: list[int]) -> None:
    """Make the periods of the total follow a shape exactly, by a unit here and there.

    After the carrying a few units are left in the wrong period; they move within the rows that
    have most in it, where they matter least.
    """
    columns = [sum(column) for column in zip(*(leaf.targets for leaf in leaves), strict=True)]
    wanted = [int(part) for part in largest_remainder(sum(columns), weights, 1)]
    surplus = [have - want for have, want in zip(columns, wanted, strict=True)]
    while any(surplus):
        source = max(range(len(surplus)), key=surplus.__getitem__)
        goal = min(range(len(surplus)), key=surplus.__getitem__)
        leaf = max(leaves, key=lambda leaf: leaf.targets[source])
        moved = max(1, min(surplus[source], -surplus[goal], leaf.targets[source]))
        leaf.targets[source] -= moved
        leaf.targets[goal] += moved
        surplus[source] -= moved
        surplus[goal] += moved
