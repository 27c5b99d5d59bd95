"""What of the past is no measure of what is to come: orders that happen once, and too much of
them. Pure functions, without database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

#: Documents of a customer that it takes to know what is usual for them.
LEAST_DOCUMENTS = 3


@dataclass(frozen=True, slots=True)
class Document:
    """What a customer bought at once.

    :ivar key: any name of it
    :ivar amount: what it comes to; negative for what was given back
    """

    key: int
    customer: int
    amount: Decimal


def find_one_offs(documents: Iterable[Document], times: Decimal) -> dict[int, Decimal]:
    """Return the documents that are larger than so many times what is usual for their customer,
    with what is usual: ``{key: usual amount}``.

    Usual is the median of what the customer bought at once; of fewer than :data:`LEAST_DOCUMENTS`
    nothing is usual. What was given back is no purchase.

    :param times: 3 for what is larger than three usual ones
    """
    by_customer = defaultdict(list)
    for document in documents:
        if document.amount > 0:
            by_customer[document.customer].append(document)
    found = {}
    for bought in by_customer.values():
        if len(bought) < LEAST_DOCUMENTS:
            continue
        usual = median(document.amount for document in bought)
        found |= {document.key: usual for document in bought if document.amount > times * usual}
    return found


def find_caps(
    history: Mapping[int, Fraction | Decimal], most: Mapping[int, Decimal]
) -> dict[int, Fraction]:
    """Return what the history of customers is multiplied with who bought more than they can:
    ``{customer: 0 to 1}``.

    :param history: what is planned from, by customer
    :param most: what customers can buy in that time, where that is known
    """
    return {
        customer: Fraction(most[customer]) / Fraction(amount)
        for customer, amount in history.items()
        if customer in most and amount > most[customer] >= 0
    }
