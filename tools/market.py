"""What a customer could buy, told from customers like them. Amounts are of one currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

#: Customers whose potential is known that it takes to tell that of another one.
LEAST_PEERS = 3


@dataclass(frozen=True)
class Peer:
    """A customer whose potential somebody knows.

    :param amount: what they could buy in a year
    :param head_count: how many people work for them, 0 where nobody knows
    :param industry: any name of their industry, None for none
    """

    amount: Decimal
    head_count: int = 0
    industry: int | None = None


@dataclass(frozen=True)
class Estimate:
    """The potential that customers like one have.

    :param amount: what the customer could buy in a year
    :param count: how many customers it was told from
    :param per_head: the median for each of the people who work there, None where it is the median
        of whole customers
    :param of_industry: whether the customers are of the same industry
    """

    amount: Decimal
    count: int
    per_head: Decimal | None
    of_industry: bool


def estimate(
    head_count: int, industry: int | None, peers: Iterable[Peer], step: Decimal
) -> Estimate | None:
    """Return what a customer could buy, None where too few are like them.

    Where the number of people who work there is known it is the median for each head of customers
    of the industry, else the median of customers of the industry, else the median for each head of
    all customers: the first for which there are :data:`LEAST_PEERS` of them.

    :param step: what the amount is a multiple of, half up
    """
    peers = list(peers)
    alike = [peer for peer in peers if industry is not None and peer.industry == industry]
    for some, by_head, of_industry in (
        (alike, True, True),
        (alike, False, True),
        (peers, True, False),
    ):
        if by_head and not head_count > 0:
            continue
        values = [
            peer.amount / peer.head_count if by_head else peer.amount
            for peer in some
            if not by_head or peer.head_count > 0
        ]
        if len(values) >= LEAST_PEERS:
            middle = median(values)
            amount = middle * head_count if by_head else middle
            return Estimate(
                _round(amount, step), len(values), middle if by_head else None, of_industry
            )
    return None


def _round(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).to_integral_value(ROUND_HALF_UP) * step
