"""The bridge between two sums of sales: by what they differ.

Pure functions, without database. Amounts are numbers in one unit; nothing is rounded but by
:func:`settle`, whose parts sum to their whole exactly.

**Sales.** Those of an earlier span lead to those of a later one:

- *lost* and *new customers* bought in one of the two spans only: all of their sales;
- of customers who bought in both, *lost* and *new products* were sold in one of the two only;
- of products that were sold in both, for *i* with quantities q₀, q₁ and prices p₀, p₁, each summed
  with those of the same unit, Q₀ = Σ q₀ and Q₁ = Σ q₁:

  - *volume* Σ p₀·q₀·(Q₁/Q₀ − 1): as much more of everything as there is more of all together;
  - *mix* Σ p₀·(q₁ − q₀·Q₁/Q₀): more of some than of others;
  - *price* Σ (p₁ − p₀)·q₁;

  together Σ p₁·q₁ − Σ p₀·q₀: the sales-quantity, sales-mix and selling-price variances of
  Horngren, Datar and Rajan, *Cost Accounting*, chapter 14;
- what has no product, or not more than nothing of it, has no price: it differs *otherwise*;
- *currency* is what the later sales are worth more than at the rates of the earlier span. All the
  others are at these rates.

**Deals.** What was won is how many deals were at hand (closed in the span, or open at its end) ×
the share of these that was closed × the share of the closed ones that was won × what a won one was
worth. By what each of the four differs is its Shapley value: the mean, over all orders in which
they could have changed one after the other, of what it changed. So it depends on no order, and the
four sum to the difference (Shapley, *A value for n-person games*, 1953; for the decomposition of
products: Albrecht, François and Schoors, *A Shapley decomposition of carbon emissions without
residuals*, 2002).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from .apportion import Number, check_step, round_half_up, to_decimal

#: By what sales differ, in the order in which it is told.
SALES_STEPS = (
    "lost_customers",
    "lost_products",
    "volume",
    "mix",
    "price",
    "otherwise",
    "new_products",
    "new_customers",
    "currency",
)
#: By what deals differ: fewer, slower, less often won, smaller.
DEAL_STEPS = ("deals", "pace", "win_rate", "size")
#: Steps whose parts are customers; those of the others are products.
BY_CUSTOMER = ("lost_customers", "new_customers", "currency")

#: What an effect is told by: a customer or a product; None for what has none.
Key = Hashable
#: ``{step: {key: amount}}``
Effects = dict[str, dict[Key, float]]


@dataclass(frozen=True)
class Sold:
    """What was sold of a product to a customer in one span.

    :ivar customer: None for nobody in particular, who is there in every span
    :ivar product: None for what is no product
    :ivar unit: what quantities are counted in: those of one unit can be added
    :ivar amount: in one currency
    :ivar at_rates: the same at the rates of the earlier span
    :ivar quantity: pieces, less than nothing for what came back
    """

    customer: Key
    product: Key
    unit: Key
    amount: float
    at_rates: float
    quantity: float


@dataclass(frozen=True)
class Closed:
    """What became of deals in one span.

    :ivar at_hand: how many were closed in it, or open at its end
    :ivar closed: how many were won or lost
    :ivar won: how many were won
    :ivar amount: what the won ones are worth
    """

    at_hand: float
    closed: float
    won: float
    amount: float

    @property
    def factors(self) -> tuple[float | None, ...]:
        """What the amount is the product of, as :data:`DEAL_STEPS`; None where nobody knows."""
        return (
            self.at_hand,
            _ratio(self.closed, self.at_hand),
            _ratio(self.won, self.closed),
            _ratio(self.amount, self.won),
        )


def compare_sales(before: Iterable[Sold], after: Iterable[Sold]) -> Effects:
    """Return by what later sales differ from earlier ones.

    :return: ``{step: {customer or product: amount}}``, see :data:`SALES_STEPS`; steps without
        effects are left out. All amounts sum to the difference of the sales, but for the last
        digits of binary fractions.
    """
    before, after = list(before), list(after)
    effects: Effects = defaultdict(lambda: defaultdict(float))
    for sold in after:
        if sold.amount != sold.at_rates:
            effects["currency"][sold.customer] += sold.amount - sold.at_rates
    stayed = _customers(before) & _customers(after)
    products = [defaultdict(lambda: [0.0, 0.0]) for _span in range(2)]
    for span, (lines, step, sign) in enumerate(
        ((before, "lost_customers", -1), (after, "new_customers", 1))
    ):
        for sold in lines:
            if sold.customer is None or sold.customer in stayed:
                sums = products[span][sold.product, sold.unit]
                sums[0] += sold.at_rates
                sums[1] += sold.quantity
            else:
                effects[step][sold.customer] += sign * sold.at_rates
    _compare_products(*products, effects)
    found = {step: dict(parts) for step, parts in effects.items() if any(parts.values())}
    return {step: found[step] for step in SALES_STEPS if step in found}


def _customers(lines: Iterable[Sold]) -> set[Key]:
    return {sold.customer for sold in lines}


def _compare_products(before, after, effects: Effects) -> None:
    """Add by what sales of products differ: ``{(product, unit): [amount, quantity]}``."""
    shared = defaultdict(list)
    for key in {**before, **after}:
        product, unit = key
        (amount, quantity), (later, pieces) = before.get(key, (0, 0)), after.get(key, (0, 0))
        if product is None or (key in before and key in after and not (quantity > 0 < pieces)):
            effects["otherwise"][product] += later - amount
        elif key not in after:
            effects["lost_products"][product] -= amount
        elif key not in before:
            effects["new_products"][product] += later
        else:
            shared[unit].append((product, amount, quantity, later, pieces))
    for lines in shared.values():
        _split_by_price(lines, effects)


def _split_by_price(lines, effects: Effects) -> None:
    """Add volume, mix and price of products of one unit that were sold in both spans."""
    growth = math.fsum(line[4] for line in lines) / math.fsum(line[2] for line in lines)
    for product, amount, quantity, later, pieces in lines:
        price = amount / quantity
        effects["volume"][product] += amount * growth - amount
        effects["mix"][product] += price * pieces - amount * growth
        effects["price"][product] += later - price * pieces


def compare_deals(before: Closed, after: Closed) -> dict[str, float]:
    """Return by what the deals won in a later span differ from those of an earlier one.

    A share that nobody knows in one of the spans, since there was nothing to have a share of, is
    taken for that of the other: it changed nothing.

    :return: ``{step: amount}``, see :data:`DEAL_STEPS`; they sum to the difference, but for the
        last digits of binary fractions
    """
    pairs = [
        (first if first is not None else second or 0.0, second if second is not None else first)
        for first, second in zip(before.factors, after.factors, strict=True)
    ]
    pairs = [(first, 0.0 if second is None else second) for first, second in pairs]
    count = len(pairs)
    effects = {}
    for place, step in enumerate(DEAL_STEPS):
        others = [number for number in range(count) if number != place]
        value = 0.0
        for size in range(count):
            weight = 1 / (count * math.comb(count - 1, size))
            for changed in combinations(others, size):
                rest = math.prod(pairs[other][other in changed] for other in others)
                value += weight * rest * (pairs[place][1] - pairs[place][0])
        effects[step] = value
    return effects


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def settle(parts: Mapping[Key, float], whole: Number, step: Number) -> dict[Key, Decimal]:
    """Return parts in multiples of a step that sum to their whole exactly.

    Each is rounded, halves away from zero; what then is missing is given, or taken, step by step,
    from the part that rounding moved furthest the other way on; the first one of equals.

    :param whole: a multiple of the step; what the parts sum to, but for binary fractions
    :raise ValueError: when the step is not positive, or a number not finite
    """
    step = check_step(step)
    rounded = {key: round_half_up(to_decimal(part), step) for key, part in parts.items()}
    missing = int((to_decimal(whole) - sum(rounded.values())) / step)
    if not missing or not rounded:
        return rounded
    sign = 1 if missing > 0 else -1
    moved = sorted(rounded, key=lambda key: sign * (rounded[key] - to_decimal(parts[key])))
    each, rest = divmod(abs(missing), len(moved))
    for place, key in enumerate(moved):
        rounded[key] += sign * step * (each + (place < rest))
    return rounded


def stack(start: Number, steps: Sequence[Number]) -> list[tuple[Decimal, Decimal]]:
    """Return the lower and the upper edge of each step's bar, which begins where the one before it
    ended; the first one at ``start``."""
    level, edges = to_decimal(start), []
    for amount in steps:
        after = level + to_decimal(amount)
        edges.append((min(level, after), max(level, after)))
        level = after
    return edges
