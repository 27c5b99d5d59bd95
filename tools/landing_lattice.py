"""The distribution of a sum of a few dozen deals: on a lattice, deal by deal.

Amounts are rounded to multiples of one unit, so that sums that are equal then are one. Deals are
added the smallest first, since the fewer sums there are as long as they are small, the less work
it is; what a deal makes of the others' distribution is this distribution, and itself moved by the
deal's amount. Probabilities are exact.

What rounding leaves of amounts is off where their deals are won. Half of it is added beforehand, so
that a sum is off by half of what is left of all amounts, signs left away, at most. The unit is as
coarse as keeps that below the error that is allowed. Where amounts are multiples of a coarser unit
anyway nothing is left, and it is all exact.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate, repeat
from operator import add, mul

from .common_factor import Factor
from .landing_curve import Curve

#: More sums than this, over all deals and places of the factor, are another way's, unless said.
MOST_SUMS = 250_000
_CENT = 0.01
#: How much coarser than what is sure to be fine enough the unit is tried at first.
_COARSER = 2.0

Deals = Sequence[tuple[float, float]]
Others = Sequence[Sequence[float]]


def coarse_unit(deals: Deals, others: Others, error: float) -> float:
    """Return the unit that all amounts are multiples of, 0 where it is fine beside the error."""
    unit = 0
    for amount in [amount for amount, _ in deals] + [one for other in others for one in other]:
        cents = round(amount / _CENT)
        if abs(cents * _CENT - amount) > 1e-6 * _CENT + 1e-15 * abs(amount):
            return 0.0
        unit = math.gcd(unit, cents)
    unit *= _CENT
    return unit if unit >= error / 4 else 0.0


def add_on_lattice(
    deals: Deals,
    others: Others,
    factor: Factor,
    error: float,
    most: float = MOST_SUMS,
    has_nothing: bool = True,
) -> Curve | None:
    """Return the distribution of the sum of deals and others; None where it is too much work.

    :param deals: amounts other than zero and chances above 0 and below 1
    :param others: lists of equally likely amounts, each of two or more
    :param error: how far an amount may be off
    :param most: how many sums are not too much work
    :param has_nothing: whether what comes where no deal is won has places of its own, which are
        exact
    """
    if (len(deals) + 1) ** 2 > most:
        return None
    deals = sorted(deals, key=lambda deal: abs(deal[0]))
    # what is lost by winning is won by losing
    lost = start = math.fsum(amount for amount, _chance in deals if amount < 0)
    least = lost + math.fsum(map(min, others))
    amounts = [abs(amount) for amount, _chance in deals]
    unit = _choose_unit(amounts, others, coarse_unit(deals, others, error), error)
    cells = [round(amount / unit) for amount in amounts]
    reach = [[round(amount / unit) for amount in other] for other in others]
    if _count_sums(cells, reach, len(factor.places)) > most:
        return None
    shares = _mix(deals, cells, factor)
    # where no deal is won nothing of deals is rounded: that has places of its own
    nothing = min(_lose_all(deals, factor), shares[0]) if has_nothing else 0.0
    shares[0] -= nothing
    for places in reach:
        shares = _spread(shares, [place - min(places) for place in places])
        start += min(places) * unit
    start += (
        math.fsum(amount - cell * unit for amount, cell in zip(amounts, cells, strict=True)) / 2
    )
    found = [
        (max(start + index * unit, least), share) for index, share in enumerate(shares) if share > 0
    ]
    if nothing:
        found = sorted([*found, *_sum_others(others, lost, nothing)])
    below = list(accumulate([share for __, share in found], initial=0.0))
    return Curve([amount for amount, __ in found], below[:-1], below[1:])


def _lose_all(deals: Deals, factor: Factor) -> float:
    """Return how likely none of the deals adds anything."""
    chances = factor.conditionals([chance for _amount, chance in deals])
    return math.fsum(
        weight
        * math.prod(
            1 - chance if amount > 0 else chance
            for (amount, _chance), chance in zip(deals, at, strict=True)
        )
        for weight, at in zip(factor.weights, chances, strict=True)
    )


def _sum_others(others: Others, start: float, share: float) -> list[tuple[float, float]]:
    """Return all sums of the others, each with how likely it is."""
    sums = Counter({start: share})
    for other in others:
        added = Counter()
        for amount, known in sums.items():
            for one in other:
                added[amount + one] += known / len(other)
        sums = added
    return list(sums.items())


def _choose_unit(amounts: Sequence[float], others: Others, unit: float, error: float) -> float:
    """Return the coarsest unit that is tried at which amounts are off by the error at most."""
    if unit:
        return unit
    unit = 4 * error / (len(amounts) + 2 * len(others)) * _COARSER
    while _count_off(amounts, unit) / 2 + sum(_most_off(other, unit) for other in others) > error:
        unit /= math.sqrt(2)
    return unit


def _offs(amounts: Iterable[float], unit: float) -> list[float]:
    return [abs(amount - round(amount / unit) * unit) for amount in amounts]


def _count_off(amounts: Iterable[float], unit: float) -> float:
    return math.fsum(_offs(amounts, unit))


def _most_off(amounts: Iterable[float], unit: float) -> float:
    return max(_offs(amounts, unit))


def _count_sums(cells: Sequence[int], reach: Sequence[Sequence[int]], places: int) -> int:
    """Return how many sums are gone through: after each deal at each place, and for each other."""
    lengths = list(accumulate(cells, initial=1))
    count = sum(lengths) * places
    length = lengths[-1]
    for other in reach:
        count += length * len(set(other))
        length += max(other) - min(other)
    return count


def _mix(deals: Deals, cells: Sequence[int], factor: Factor) -> list[float]:
    """Return how likely each sum of deals is, over all places of the factor."""
    chances = factor.conditionals([chance for _amount, chance in deals])
    shares = [0.0] * (sum(cells) + 1)
    for weight, at in zip(factor.weights, chances, strict=True):
        known, whole = [1.0], weight
        for (amount, _chance), chance, step in zip(deals, at, cells, strict=True):
            if step:
                won = chance if amount > 0 else 1 - chance
                known = _add_deal(known, won, step)
                whole *= max(won, 1 - won)
        shares = list(map(add, shares, map(mul, known, repeat(whole))))
    return shares


def _add_deal(known: list[float], chance: float, step: int) -> list[float]:
    """Return a distribution with one deal more, of so many units, but for a factor of all of it:
    the likelier of its two outcomes leaves what is known as it is, which is half of the work."""
    both = len(known) - step
    if chance > 0.5:
        rarer = list(map(mul, known, repeat((1 - chance) / chance)))
        lost, won = rarer, known
    else:
        rarer = list(map(mul, known, repeat(chance / (1 - chance))))
        lost, won = known, rarer
    if both <= 0:
        return [*lost, *[0.0] * -both, *won]
    return [*lost[:step], *map(add, lost[step:], won), *won[both:]]


def _spread(shares: list[float], steps: Sequence[int]) -> list[float]:
    """Return a distribution with one of some equally likely amounts more, in units."""
    found = [0.0] * (len(shares) + max(steps))
    for step, count in Counter(steps).items():
        part = map(mul, shares, repeat(count / len(steps)))
        found[step : step + len(shares)] = map(add, found[step : step + len(shares)], part)
    return found
