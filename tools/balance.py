"""Which parts make a gap, and which ones hide it in the sum.

Pure functions: amounts are numbers in one unit. Nothing is rounded here; round what is shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

#: The share of a gap that the few largest parts make.
MOST_OF_IT = 0.8


@dataclass(frozen=True)
class Balance:
    """Parts that are short of something, beside those that have more.

    :ivar behind: ``[(key, what is missing, share of all that is missing up to here), …]``, the
        largest first; amounts are above zero
    :ivar ahead: ``[(key, what is there beyond), …]``, the largest first; amounts are above zero
    """

    behind: list[tuple[Hashable, float, float]]
    ahead: list[tuple[Hashable, float]]

    @property
    def missing(self) -> float:
        """All that is missing, whatever others have beyond."""
        return sum(amount for __, amount, __ in self.behind)

    @property
    def surplus(self) -> float:
        """All that others have beyond."""
        return sum(amount for __, amount in self.ahead)

    @property
    def net(self) -> float:
        """What the sum shows: below zero where something is missing in all."""
        return self.surplus - self.missing

    @property
    def few(self) -> int:
        """How many of the largest parts make most of what is missing."""
        for number, (__, __, share) in enumerate(self.behind, 1):
            if share >= MOST_OF_IT:
                return number
        return len(self.behind)


def balance(differences: Mapping[Hashable, float]) -> Balance:
    """Sort parts by whether they are short.

    :param differences: what each part has beyond what it should have, below zero where it is short;
        parts with nothing of either are left out
    """
    short = sorted((amount, place, key) for place, (key, amount) in _number(differences, -1))
    beyond = sorted((-amount, place, key) for place, (key, amount) in _number(differences, 1))
    missing = -sum(amount for amount, __, __ in short)
    behind, total = [], 0.0
    for amount, __, key in short:
        total -= amount
        behind.append((key, -amount, total / missing))
    return Balance(behind, [(key, -amount) for amount, __, key in beyond])


def _number(differences, sign):
    """Return the parts of a sign, numbered: equal amounts keep their order."""
    parts = ((key, amount) for key, amount in differences.items() if amount * sign > 0)
    return list(enumerate(parts))
