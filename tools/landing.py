"""Where a period will land: the distribution of a sum of what is certain and what is not.

Pure Python, without database. The sum has three kinds of parts:

- what is certain;
- deals, each an amount and its chance. They are independent but for one common factor
  (:mod:`tools.common_factor`), which leaves each deal's own chance as it is, and widens the sum;
- others: whatever has a distribution of its own, as a list of equally likely amounts (a forecast
  and its own past errors). They are independent of each other and of the deals.

It is computed, not sampled. Small sums are exact: all outcomes (:mod:`tools.landing_exact`). Those
of a few dozen deals are added up on a lattice (:mod:`tools.landing_lattice`), where an amount is
off by :data:`PRECISION` of the sum of all amounts at most. Large ones are read from a series
(:mod:`tools.landing_series`), where a probability is off by 1e-5 beside that. A few deals that
dwarf all others are looked at apart, and are no part of that sum (:mod:`tools.landing_large`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

from .common_factor import DEFAULT_SPREAD, Factor, estimate_spread
from .landing_curve import EQUAL, Curve
from .landing_exact import count_outcomes, enumerate_sum, sort_amounts
from .landing_large import mix_outcomes, split_large
from .landing_lattice import Deals, Others, add_on_lattice
from .landing_series import expand_sum

__all__ = ["DEFAULT_SPREAD", "PRECISION", "Landing", "estimate_spread", "land"]

#: How far an amount may be off, as a share of the sum of all amounts, signs left away, but for
#: those that dwarf all others.
PRECISION = 0.001
#: At that precision all outcomes of fifteen deals are gone through; where less is wanted, a lattice
#: is quicker than so many.
_OUTCOMES, _ROUGH_OUTCOMES = 33, 6
#: So many sums are added up on a lattice at that precision: beyond, a series is quicker.
_LATTICE_SUMS = 1_250
#: What is nearer than this to 0 or 1 is no chance any more.
_SURE = 1e-13


class Landing:
    """The distribution of a sum. It is computed when it is first asked for more than its mean.

    :ivar certain: what is certain, sure deals not included
    :ivar mean: the expected sum, exact: what is certain, each deal's amount times its chance, and
        the mean of each of the others
    :ivar parts: the mean's parts: what is certain, the deals together, and each of the others
    """

    def __init__(
        self,
        certain: float,
        deals: Sequence[tuple[float, float]],
        others: Sequence[Sequence[float]],
        spread: float,
        precision: float,
    ):
        """Take over what the sum is of; see :func:`land`."""
        self._deals = [_check_deal(*deal) for deal in deals]
        self._others = [list(other) for other in others if other]
        self._spread = spread
        self._precision = precision
        self.certain = certain
        expected = math.fsum(amount * chance for amount, chance in self._deals)
        means = [math.fsum(other) / len(other) for other in self._others]
        self.parts = (certain, expected, *means)
        self.mean = math.fsum(self.parts)
        if not math.isfinite(self.mean) or not spread >= 0 or not 0 < precision < 1:
            raise ValueError("Amounts must be finite, the spread not negative.")

    def quantile(self, share: float) -> float:
        """Return the least amount that the sum does not exceed with that probability.

        :param share: 0 to 1; a larger one never gives a smaller amount
        """
        return self._start + self._curve.quantile(share)

    @cached_property
    def p10(self) -> float:
        """What is exceeded in nine cases of ten."""
        return self.quantile(0.1)

    @cached_property
    def p50(self) -> float:
        """What is exceeded in one case of two."""
        return self.quantile(0.5)

    @cached_property
    def p90(self) -> float:
        """What is exceeded in one case of ten."""
        return self.quantile(0.9)

    def chance(self, target: float) -> float:
        """Return how likely the sum is to reach a target: to be that much or more.

        :return: 0 to 1; a larger target never has a larger chance
        """
        return self._curve.chance(target - self._start - self._size * EQUAL)

    @cached_property
    def variance(self) -> float:
        """What the sum's variance were without common factor: deals and others."""
        deals = math.fsum(amount**2 * chance * (1 - chance) for amount, chance in self._deals)
        means = self.parts[2:]
        return deals + math.fsum(
            math.fsum((amount - mean) ** 2 for amount in other) / len(other)
            for other, mean in zip(self._others, means, strict=True)
        )

    @cached_property
    def sensitivity(self) -> float:
        """How far the common factor moves the deals: Σ amount × chance × (1 − chance)."""
        return math.fsum(amount * chance * (1 - chance) for amount, chance in self._deals)

    @cached_property
    def _size(self) -> float:
        """All amounts together, signs left away."""
        sizes = [abs(amount) for amount, _chance in self._deals]
        sizes += [max(map(abs, other)) for other in self._others]
        return abs(self.certain) + math.fsum(sizes)

    @cached_property
    def _start(self) -> float:
        """What is added to the distribution of what can turn out differently."""
        sure = [amount for amount, chance in self._deals if chance > 1 - _SURE]
        return math.fsum([self.certain, *sure, *(other[0] for other in self._others)])

    @cached_property
    def _curve(self) -> Curve:
        if not self._deals and len(self._others) == 1:  # most rows of a plan
            (other,) = self._others
            return sort_amounts([amount - other[0] for amount in other])
        deals = [deal for deal in self._deals if deal[0] and _SURE <= deal[1] <= 1 - _SURE]
        # The others begin at their first amount, so that those of a single one are left out.
        others = [[amount - other[0] for amount in other] for other in self._others]
        others = [other for other in others if any(other)]
        if not deals and len(others) == 1:
            return sort_amounts(others[0])
        # of a single deal the factor leaves its chance what it is
        spread = self._spread if len(deals) > 1 else 0.0
        factor = Factor.gauss(spread, 7 if self._precision <= PRECISION else 5)
        if self._has_few_outcomes(deals, others):
            return enumerate_sum(deals, others, factor)
        large, deals = split_large(deals, self._size)
        if not large:
            return self._add_up(deals, others, factor, self._size)
        size = self._size - math.fsum(abs(amount) for amount, __ in large)
        if self._has_few_outcomes(deals, others):
            return mix_outcomes(large, factor, lambda told: enumerate_sum(deals, others, told))
        return mix_outcomes(large, factor, lambda told: self._add_up(deals, others, told, size))

    def _has_few_outcomes(self, deals: Deals, others: Others) -> bool:
        """Tell whether all outcomes can be gone through."""
        most = _OUTCOMES if self._precision <= PRECISION else _ROUGH_OUTCOMES
        return count_outcomes(deals, others) <= most / self._precision

    def _add_up(self, deals: Deals, others: Others, factor: Factor, size: float) -> Curve:
        """Return the distribution of sums of many outcomes.

        :param size: what amounts may be off by a share of
        """
        error, most = self._precision * size, _LATTICE_SUMS / self._precision
        is_fine = self._precision <= PRECISION
        return add_on_lattice(deals, others, factor, error, most, is_fine) or expand_sum(
            deals, others, factor, error
        )


def land(
    certain: float,
    deals: Sequence[tuple[float, float]],
    others: Sequence[Sequence[float]] = (),
    spread: float = DEFAULT_SPREAD,
    precision: float = PRECISION,
) -> Landing:
    """Return the distribution of what is certain, deals and others together.

    :param certain: an amount
    :param deals: amounts, of any sign, with chances from 0 to 1
    :param others: lists of equally likely amounts; an empty one is nothing
    :param spread: the standard deviation of the common factor on the log-odds of all deals; 0 for
        independent deals
    :param precision: see :data:`PRECISION`; a hundredth takes a tenth of the time
    :raise ValueError: where a chance is not between 0 and 1, or an amount is not finite
    """
    return Landing(certain, deals, others, spread, precision)


def _check_deal(amount: float, chance: float) -> tuple[float, float]:
    if not 0 <= chance <= 1:
        raise ValueError("A chance is between 0 and 1.")
    return amount, chance
