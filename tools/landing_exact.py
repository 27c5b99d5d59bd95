"""The exact distribution of a small sum: all of its outcomes, each with its probability.

Deals of one amount are one group: what matters is how many of them are won. The outcomes are all
combinations of the groups' counts, so that their number stays small where amounts repeat.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from operator import mul

from .common_factor import Factor
from .landing_curve import Curve


def count_outcomes(deals: Sequence[tuple[float, float]], others: Sequence[Sequence[float]]) -> int:
    """Return how many combinations there are, or how much work the counts are, if that is more."""
    sizes: dict[float, int] = defaultdict(int)
    for amount, _chance in deals:
        sizes[amount] += 1
    outcomes = 1
    for size in [size + 1 for size in sizes.values()] + [len(set(other)) for other in others]:
        outcomes *= size
        if outcomes > 1e9:
            break
    return max(outcomes, sum(size * size for size in sizes.values() if size > 1))


def sort_amounts(amounts: Sequence[float]) -> Curve:
    """Return the distribution of equally likely amounts alone, as the steps it has."""
    return Curve(sorted(amounts), *_get_steps(len(amounts)))


@lru_cache(maxsize=256)
def _get_steps(count: int) -> tuple[list[float], list[float]]:
    """Return how likely it is to be below each of so many amounts, and at or below."""
    places = [place / count for place in range(count + 1)]
    return places[:-1], places[1:]


def enumerate_sum(
    deals: Sequence[tuple[float, float]], others: Sequence[Sequence[float]], factor: Factor
) -> Curve:
    """Return the distribution of the sum of deals and others, as the steps it has.

    :param deals: amounts and chances, the chances above 0 and below 1
    :param others: lists of equally likely amounts
    """
    groups: dict[float, list[float]] = defaultdict(list)
    for amount, chance in deals:
        groups[amount].append(chance)
    sums = [0.0]
    places = [[weight] for weight in factor.weights]
    for amount, chances in groups.items():
        steps = [count * amount for count in range(len(chances) + 1)]
        sums = [step + other for step in steps for other in sums]
        for index, at in enumerate(factor.conditionals(chances)):
            counts, known = _count_won(at), places[index]
            places[index] = [count * other for count in counts for other in known]
    shares = [sum(shares) for shares in zip(*places, strict=True)]
    for amounts in others:
        # many repeat where a small amount is foretold, see ``rhythm.widen``
        likely = {amount: count / len(amounts) for amount, count in Counter(amounts).items()}
        sums = [amount + other for amount in likely for other in sums]
        shares = [share * even for even in likely.values() for share in shares]
    order = sorted(range(len(sums)), key=sums.__getitem__)
    below = list(accumulate([shares[index] for index in order], initial=0.0))
    return Curve([sums[index] for index in order], below[:-1], below[1:])


def _count_won(chances: Sequence[float]) -> list[float]:
    """Return how likely it is that none, one, two … of the deals are won."""
    counts = [1.0]
    for chance in chances:
        lost = 1 - chance
        counts = [
            none + one
            for none, one in zip(
                [*map(mul, counts, [lost] * len(counts)), 0.0],
                [0.0, *map(mul, counts, [chance] * len(counts))],
                strict=True,
            )
        ]
    return counts
