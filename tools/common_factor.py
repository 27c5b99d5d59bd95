"""What moves all deals together: a factor that good and bad times have in common.

Deals are independent but for one number, which is added to the log-odds of all of them: it is
normal, around nothing, and its standard deviation is the *spread*. Whatever the spread, each
deal's own chance stays what it is: its odds in usual times are moved so that the mean over all
times is the chance again, to the last digit.

The mean over all times is taken at fixed places: five or seven of Gauss and Hermite where deals
move little with the factor, else evenly laid ones, from five standard deviations below to five
above (the trapezoidal rule, whose error for a normal weight vanishes faster than any power).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from copy import copy
from functools import lru_cache
from operator import mul

#: How many standard deviations of the factor evenly laid places reach to each side.
REACH = 5
#: The places of Gauss and Hermite from the middle on, with their weights, by how many there are.
GAUSS = {
    1: ((0.0, 1.0),),
    5: (
        (0.0, 0.5333333333333333),
        (1.355626179974266, 0.2220759220056126),
        (2.8569700138728056, 0.0112574113277207),
    ),
    7: (
        (0.0, 0.4571428571428571),
        (1.1544053947399682, 0.2401231786050127),
        (2.3667594107345416, 0.0307571239675865),
        (3.7504397177257425, 0.0005482688559722),
    ),
}
#: The largest spread: above it, times differ by so much that no chance means anything.
LARGEST_SPREAD = 1.5
#: Where the spread cannot be estimated: quarters of which a deal of 30 % is one of 23 %, or one of
#: 38 %. With independent deals, sums that were given less than 10 % came true in 17 %; for teams
#: of thirty to a hundred open deals this spread makes it 10 %.
DEFAULT_SPREAD = 0.35
#: Fewer past periods than these say nothing about how far they scatter.
LEAST_PERIODS = 4
#: The default spread weighs as much as this many past periods.
PRIOR_PERIODS = 3

#: The odds of so many chances are known at a time.
MOST_ODDS = 20_000

_CLOSE = 1e-7  # the next step of Newton's method would be below the square of it
_MOST_STEPS = 60
_NEAR = 1e-6  # of squares of spreads: they are not known any better


class Factor:
    """The factor's places, and what each of them makes of a chance.

    :ivar places: in standard deviations
    :ivar weights: how likely each place is, by what is known of it; they sum to 1
    """

    def __init__(self, spread: float, places: Sequence[float], weights: Sequence[float]):
        """Take places that lie alike on both sides of the middle, in rising order."""
        self.spread = spread
        self.places = tuple(places)
        whole = math.fsum(weights)
        self.weights = self._usual = tuple(weight / whole for weight in weights)
        self._known: list[tuple[float, bool]] = []
        self._drops = [math.exp(-spread * place) for place in places]
        self._odds: dict[float, float] = {}

    @classmethod
    @lru_cache(maxsize=16)
    def gauss(cls, spread: float, count: int) -> Factor:
        """Return the factor at places of Gauss and Hermite; without spread one is enough.

        The same one is returned again: a deal is part of the sums of all that are above it, and is
        solved once.

        :param count: one of :data:`GAUSS`
        """
        right = GAUSS[count if spread else 1]
        both = [(-place, weight) for place, weight in reversed(right[1:])] + list(right)
        return cls(min(spread, LARGEST_SPREAD), *zip(*both, strict=True))

    @classmethod
    def even(cls, spread: float, steps: int) -> Factor:
        """Return the factor at evenly laid places, so many to a standard deviation."""
        reach = REACH * steps
        places = [place / steps for place in range(-reach, reach + 1)]
        weights = [math.exp(-place * place / 2) for place in places]
        return cls(min(spread, LARGEST_SPREAD), places, weights)

    def given(self, known: Sequence[tuple[float, bool]]) -> tuple[float, Factor]:
        """Return how likely some deals end so, and the factor by what that tells of it.

        :param known: of each its chance, and whether it is won
        """
        told = copy(self)
        told._known = list(known)
        weights = list(self._usual)
        for chance, is_won in known:
            at = self.conditional(chance)
            weights = list(map(mul, weights, at if is_won else [1 - other for other in at]))
        whole = math.fsum(weights)
        if whole > 0:
            told.weights = tuple(weight / whole for weight in weights)
        return whole, told

    def lay_evenly(self, steps: int) -> Factor:
        """Return the factor at evenly laid places, by what is known of it."""
        return Factor.even(self.spread, steps).given(self._known)[1]

    def conditional(self, chance: float) -> list[float]:
        """Return a deal's chance at each place; their mean is its chance.

        :param chance: above 0 and below 1, and no nearer to them than 1e-13
        """
        if len(self.places) == 1:
            return [chance]
        if chance > 0.5:  # places lie alike on both sides, so that losing is winning turned round
            return [1 - other for other in reversed(self.conditional(1 - chance))]
        against = self._odds.get(chance)
        if against is None:
            if len(self._odds) >= MOST_ODDS:
                self._odds.clear()
            against = self._odds[chance] = self._usual_odds_against(chance)
        return [1 / (1 + drop * against) for drop in self._drops]

    def conditionals(self, chances: Iterable[float]) -> list[list[float]]:
        """Return the chances of all deals, by place; each chance that repeats is solved once."""
        known: dict[float, list[float]] = {}
        rows = []
        for chance in chances:
            if chance not in known:
                known[chance] = self.conditional(chance)
            rows.append(known[chance])
        return [list(place) for place in zip(*rows, strict=True)] or [[] for _ in self.places]

    def mean(self, values: Sequence[float]) -> float:
        """Return the mean over all places of what is known at each."""
        return math.fsum(map(mul, self.weights, values))

    def _usual_odds_against(self, chance: float) -> float:
        """Return the odds against a deal at the middle place, by Newton's method on their log."""
        log_odds = math.log((1 - chance) / chance) * math.sqrt(1 + 0.35 * self.spread**2)
        for _step in range(_MOST_STEPS):
            against = math.exp(log_odds)
            at = [1 / (1 + drop * against) for drop in self._drops]
            weighed = list(map(mul, self._usual, at))
            won = sum(weighed)
            move = (won - chance) / (won - sum(map(mul, weighed, at)))
            log_odds += max(-2.0, min(2.0, move))
            if abs(move) < _CLOSE:
                break
        return math.exp(log_odds)


def estimate_spread(periods: Iterable[Iterable[Sequence[float]]]) -> float | None:
    """Return the common factor's spread, by how far past periods fell from what was expected.

    With independent deals, the squared error of a period is ``variance`` on average. What it is
    above that is the factor's: ``(spread × sensitivity)²``, to the first order. The spread is the
    one at which the squared errors, each divided by its own variance, are 1 in the mean (Paule and
    Mandel, 1982). The sums of one period were in the same good or bad times: together they weigh
    as one. :data:`DEFAULT_SPREAD` counts as :data:`PRIOR_PERIODS` periods more, so that a few lucky
    periods do not make anybody sure.

    :param periods: for each past period the sums that were foreseen, one or many (of its people):
        the expected sum of deals, the variance of that sum with independent deals, the outcome,
        and as a fourth, where it is known, the sensitivity: the sum of amount × chance ×
        (1 − chance); without it seven tenths of the expected sum. All but the outcome may be read
        from :class:`~tools.landing.Landing`
    :return: between 0 and :data:`LARGEST_SPREAD`; None where fewer than :data:`LEAST_PERIODS`
        periods have anything that could have turned out differently
    """
    known, count = [], 0
    for sums in periods:
        errors = [error for error in (_error_of(*one) for one in sums) if min(error[1:]) > 0]
        known += [(*error, 1 / len(errors)) for error in errors]
        count += bool(errors)
    if count < LEAST_PERIODS:
        return None
    relative = sum(variance / lever * weight for _, variance, lever, weight in known) / count
    usual = relative + DEFAULT_SPREAD**2
    known.append((usual, relative, 1.0, PRIOR_PERIODS))

    def surprise(squared: float) -> float:
        whole = sum(
            min(error / (variance + squared * lever), 9.0) * weight
            for error, variance, lever, weight in known
        )
        return whole / (count + PRIOR_PERIODS)

    low, high = 0.0, LARGEST_SPREAD**2
    if surprise(low) <= 1:
        return 0.0
    while high - low > _NEAR:
        middle = (low + high) / 2
        low, high = (middle, high) if surprise(middle) > 1 else (low, middle)
    return math.sqrt(high)


def _error_of(
    mean: float, variance: float, outcome: float, sensitivity: float | None = None
) -> tuple[float, float, float]:
    """Return the squared error, its variance and the squared lever of the factor."""
    lever = 0.7 * mean if sensitivity is None else sensitivity
    return (outcome - mean) ** 2, variance, lever * lever
