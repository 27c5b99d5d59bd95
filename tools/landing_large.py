"""Deals that dwarf all others together: each of their outcomes is looked at apart.

How far an amount may be off is a share of all amounts together. One deal of a billion, as somebody
may have typed it, would so blur everything beside it, whether or not it is ever won. Where a few
deals are that large, the distribution is the mean of those that the others have beside each of
their outcomes; what an outcome tells of the common factor counts for the others, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import nlargest
from itertools import accumulate, product

from .common_factor import Factor
from .landing_curve import Curve

#: So many deals are looked at apart, at most: each of them doubles the work.
MOST_APART = 3
#: A deal dwarfs the others when it is so many times as large as all smaller amounts together.
DWARFS = 4.0

Deals = Sequence[tuple[float, float]]


def split_large(deals: Deals, size: float) -> tuple[Deals, Deals]:
    """Return the deals that dwarf all others together, and the others.

    :param size: all amounts together, those that are no deals included, signs left away
    """
    found, rest = 0, size
    for count, amount in enumerate(nlargest(MOST_APART, [abs(deal[0]) for deal in deals]), 1):
        rest -= amount
        if amount > DWARFS * rest:
            found = count
    if not found:
        return [], deals
    ordered = sorted(deals, key=lambda deal: -abs(deal[0]))
    return ordered[:found], ordered[found:]


def mix_outcomes(large: Deals, factor: Factor, add_up: Callable[[Factor], Curve]) -> Curve:
    """Return the distribution of some deals and others.

    :param add_up: function that returns the distribution of the others, by what is known of the
        factor
    """
    parts = []
    for outcome in product((False, True), repeat=len(large)):
        known = [(chance, won) for (__, chance), won in zip(large, outcome, strict=True)]
        amount = sum(amount for (amount, __), won in zip(large, outcome, strict=True) if won)
        share, told = factor.given(known)
        if share > 0:
            parts.append((share, amount, add_up(told)))
    return _mix(parts)


def _mix(parts: Sequence[tuple[float, float, Curve]]) -> Curve:
    """Return the mean of distributions: of each how likely it is, and by how much it is moved."""
    places = sorted(
        (amount + moved, number, index)
        for number, (__, moved, curve) in enumerate(parts)
        for index, amount in enumerate(curve.amounts)
    )
    below, within = [], []
    for place, own, index in places:
        beside = sum(
            share * curve.less(place - moved)
            for number, (share, moved, curve) in enumerate(parts)
            if number != own
        )
        share, __, curve = parts[own]
        below.append(beside + share * curve.below[index])
        within.append(beside + share * curve.within[index])
    return Curve(
        [place for place, *__ in places], [*accumulate(below, max)], [*accumulate(within, max)]
    )
