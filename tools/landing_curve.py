"""A distribution as a curve: how likely a sum is to lie at or below each amount.

Between its points the curve is straight; at a point it may jump. So steps and smooth curves are
one, and both quantiles and chances are monotone whatever is asked.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

#: Amounts that differ by less than this share of all amounts together are equal.
EQUAL = 1e-12
#: Probabilities that differ by less are equal: what sums of many floats leave.
_NO_MORE = 1e-12


class Curve:
    """How likely a sum is to lie below each of some amounts, and at or below them.

    :ivar amounts: in rising order
    :ivar below: how likely the sum is to be less than each amount, in rising order
    :ivar within: how likely the sum is to be each amount or less, at least what is below
    """

    def __init__(self, amounts: list[float], below: list[float], within: list[float]):
        self.amounts = amounts
        self.below = below
        self.within = within

    def quantile(self, share: float) -> float:
        """Return the least amount that the sum does not exceed with that probability."""
        share = min(share, self.within[-1])
        index = min(bisect_left(self.within, share - _NO_MORE), len(self.amounts) - 1)
        if not index:
            return self.amounts[index]
        return self._between(index, share, self.within, self.below, self.amounts, self.amounts)

    def chance(self, amount: float) -> float:
        """Return how likely the sum is to be that amount or more."""
        index = bisect_left(self.amounts, amount)
        if not index:
            return 1.0
        if index == len(self.amounts):
            return 0.0
        less = self._between(index, amount, self.amounts, self.amounts, self.within, self.below)
        return min(1.0, max(0.0, 1 - less))

    def less(self, amount: float) -> float:
        """Return how likely the sum is to be less than an amount."""
        return 1 - self.chance(amount)

    @staticmethod
    def _between(
        index: int,
        asked: float,
        known_left: Sequence[float],
        known_right: Sequence[float],
        left: Sequence[float],
        right: Sequence[float],
    ) -> float:
        """Return what lies on the straight line that ends at a point, where the other is asked."""
        start, end = known_left[index - 1], known_right[index]
        low, high = left[index - 1], right[index]
        if end <= start:
            return high
        return min(high, max(low, low + (high - low) * (asked - start) / (end - start)))
