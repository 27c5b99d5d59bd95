"""Classes and scores of customers, worked out in plain Python from what the definition says."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


def classify(amounts: Mapping[int, Decimal], a_share: Decimal, b_share: Decimal) -> dict[int, str]:
    """Return the class of each customer who bought something: ``a``, ``b`` or ``c``.

    The largest customers who together reach the first share of the whole are A, the one who crosses
    it included; those after them up to the second share are B, the rest C. Of equal customers the
    one with the lower number comes first. Who bought nothing, or gave back more, has no class.

    :param amounts: what each bought, by number
    :param a_share: 0 to 1
    :param b_share: 0 to 1, not below the first
    """
    bought = {key: amount for key, amount in amounts.items() if amount > 0}
    total, before, found = sum(bought.values(), Decimal()), Decimal(), {}
    for key in sorted(bought, key=lambda key: (-bought[key], key)):
        if before < a_share * total:
            found[key] = "a"
        else:
            found[key] = "b" if before < b_share * total else "c"
        before += bought[key]
    return found


@dataclass(frozen=True)
class Effort:
    """What says whether effort on a customer pays; None where it is not known.

    :param potential: what the customer could still buy this year
    :param target: what is left of their target
    :param days: days since they bought last, None for never
    """

    potential: Decimal | None
    target: Decimal | None
    days: int | None


#: Days without a purchase from which on a customer gets all points for that.
LONG_AGO = 365


def score(
    customers: Mapping[int, Effort], weights: tuple[int, int, int]
) -> dict[int, tuple[Decimal, Decimal, Decimal]]:
    """Return the points of each customer for potential, target and days; they add up to its score.

    Of 100 points each part has its share of the weights. What remains counts by rank: the share of
    customers with something remaining who have no more. Days count in proportion, up to a year;
    never is long ago. Parts are rounded to a tenth, half up.
    """
    ranks = [
        _rank({key: effort.potential for key, effort in customers.items()}),
        _rank({key: effort.target for key, effort in customers.items()}),
        {
            key: Decimal(LONG_AGO if effort.days is None else min(max(effort.days, 0), LONG_AGO))
            / LONG_AGO
            for key, effort in customers.items()
        },
    ]
    whole = sum(weights)
    return {
        key: tuple(
            round_half_up(100 * weight * rank[key] / whole, Decimal("0.1"))
            for weight, rank in zip(weights, ranks, strict=True)
        )
        for key in customers
    }


def _rank(amounts: Mapping[int, Decimal | None]) -> dict[int, Decimal]:
    some = [amount for amount in amounts.values() if amount]
    return {
        key: Decimal(sum(other <= amount for other in some)) / len(some) if amount else Decimal()
        for key, amount in amounts.items()
    }


def round_half_up(amount: Decimal, step: Decimal) -> Decimal:
    """Return an amount as a multiple of a step."""
    return (amount / step).to_integral_value(ROUND_HALF_UP) * step
