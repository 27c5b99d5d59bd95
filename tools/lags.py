"""How long it takes until what is promised counts, and whether it ever does.

Pure functions on days, amounts and chances, without database. A *lag* is the number of days from
the day that something begins (an order is confirmed, an instalment is due, a deal is won) to the
day that it counts (it is invoiced, paid, ordered). Some of it never counts: the *leak*.

**Distribution.** The own history is a sum of amounts by lag. With few documents it says little, so
it is drawn towards a default distribution, which counts as much as :data:`PRIOR` documents:

    F(t) = (n * H(t) + PRIOR * D(t)) / (n + PRIOR)

H(t) is the share of the amounts with a lag of at most t days, D the default, and n the effective
number of documents (Kish, Survey Sampling, 1965): the square of the sum of amounts by the sum of
their squares, so that one large document among small ones counts as hardly more than one. D is
above 0 and below 1 wherever a lag is possible, hence so is F: few documents make nothing certain,
and nothing impossible. The leak is drawn towards its default in the same way.

The defaults are rules of thumb, no measurements; a screen that shows them says so:

================ ========== ============================= ======= ================================
kind             half in    eight of ten within           leak    shape
================ ========== ============================= ======= ================================
order to invoice 14 days    3 to 63 days                  5 %     log-logistic, from day 0 on
due to payment   7 days     7 before to 22 after the day  3 %     logistic in asinh, both sides
won to order     7 days     2 to 32 days                  10 %    log-logistic, from day 0 on
won to invoice   30 days    7 to 132 days                 10 %    log-logistic, from day 0 on
================ ========== ============================= ======= ================================

**Chance.** What has waited for w days and has not come yet either never comes or comes later (a
mixture cure model: Boag, 1949; Berkson and Gage, 1952). The chance that it comes within the next d
days, with S = 1 - F and the leak L, is

    (1 - L) * (S(w) - S(w + d)) / (L + (1 - L) * S(w))

which is (1 - L) * F(d) at the beginning. The longer something has waited, the likelier it is of
the kind that never comes: orders that were forgotten years ago add nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from math import asinh, exp

#: Money in the company's currency.
Amount = Decimal | float
#: One lag of a history, as it is read: the days, None for what never came; the sum of the amounts;
#: the sum of their squares; what of the amounts never came.
Row = tuple[int | None, Amount, Amount, Amount]

LAG_KINDS = (ORDER_TO_INVOICE, DUE_TO_PAYMENT, WON_TO_ORDER, WON_TO_INVOICE) = (
    "order_to_invoice",
    "due_to_payment",
    "won_to_order",
    "won_to_invoice",
)
#: How many documents of the own history the default counts as much as.
PRIOR = 5.0
#: Lags that are told apart, in days; longer and shorter ones count as these.
SHORTEST, LONGEST = -365, 730
#: The shares between which the usual lags are.
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
#: A share is reached where no more is missing than the last digits of a sum.
_HARDLY = 1e-12


@dataclass(frozen=True)
class Default:
    """What is assumed where there is no history.

    :ivar chance: the share that has come after so many days, D(t)
    :ivar leak: the share that never comes
    """

    chance: Callable[[int], float]
    leak: float


def _from_day_0(half: int) -> Callable[[int], float]:
    """A log-logistic distribution of whole days, half of it within ``half`` days."""

    def chance(days: int) -> float:
        if days < 0:
            return 0.0
        return 1 / (1 + ((days + 0.5) / (half + 0.5)) ** -1.5)

    return chance


def _around(half: int, scale: float) -> Callable[[int], float]:
    """A distribution of days with long tails on both sides, half of it within ``half`` days."""

    def chance(days: int) -> float:
        return 1 / (1 + exp(-2 * asinh((days - half) / scale)))

    return chance


LAG_DEFAULTS = {
    ORDER_TO_INVOICE: Default(_from_day_0(14), 0.05),
    DUE_TO_PAYMENT: Default(_around(7, 11.0), 0.03),
    WON_TO_ORDER: Default(_from_day_0(7), 0.10),
    WON_TO_INVOICE: Default(_from_day_0(30), 0.10),
}


class Lags:
    """The lags of one kind in a history, and what follows from them.

    :param kind: one of :data:`LAG_KINDS`
    :param rows: the history. Rows with days are lags of what came; rows without are of the older
        part of the history, all of it, with what of it has not come to this day: the leak.
        Amounts of nothing or less count for nothing.
    """

    def __init__(self, kind: str, rows: Iterable[Row] = ()):
        self._default = LAG_DEFAULTS[kind]
        amounts: dict[int, float] = defaultdict(float)
        squares = whole = whole_squares = lost = 0.0
        for days, amount, squared, lost_amount in rows:
            if amount <= 0:
                continue
            if days is None:
                whole, whole_squares = whole + float(amount), whole_squares + float(squared)
                lost += min(max(float(lost_amount), 0.0), float(amount))
            else:
                amounts[min(max(days, SHORTEST), LONGEST)] += float(amount)
                squares += float(squared)
        self._days = sorted(amounts)
        self._sums = list(accumulate((amounts[days] for days in self._days), initial=0.0))
        self.documents = _effective_number(self._sums[-1], squares)
        known = _effective_number(whole, whole_squares)
        share = lost / whole if whole else 0.0
        self.leak = _drawn(share, known, self._default.leak)

    def has_come(self, days: int) -> float:
        """Return F(days): of what ever comes, the share that has come after so many days."""
        position = bisect_right(self._days, days)
        own = self._sums[position] / self._sums[-1] if self._days else 0.0
        return _drawn(own, self.documents, self._default.chance(days))

    @property
    def median(self) -> int:
        """The days after which half of what ever comes has come."""
        return self._after(MIDDLE)

    @property
    def spread(self) -> tuple[int, int]:
        """The days after which a tenth, and nine tenths, of what ever comes have come."""
        return self._after(LOW), self._after(HIGH)

    def share(self, waited: int, left: int) -> float:
        """Return the chance that what has waited so many days comes within the next ones.

        :param waited: days since it began, less than nothing for what begins later; it has not come
            by the end of the last of them
        :param left: days that are left after that; nothing comes in none
        :return: from 0 to 1 less the leak, see the module's formula
        """
        if left <= 0:
            return 0.0
        before = self.has_come(waited)
        gained = (1 - self.leak) * (self.has_come(waited + left) - before)
        return gained / (self.leak + (1 - self.leak) * (1 - before))

    def _after(self, share: float) -> int:
        """The first day on which a share has come, :data:`LONGEST` if that is later."""
        days = range(SHORTEST, LONGEST)
        return SHORTEST + bisect_left(days, share - _HARDLY, key=self.has_come)


def _drawn(own: float, documents: float, default: float) -> float:
    """A share of the own history, drawn towards the default."""
    return (documents * own + PRIOR * default) / (documents + PRIOR)


def _effective_number(amount: float, squares: float) -> float:
    """How many equal documents an amount of unequal ones tells as much as."""
    return amount * amount / squares if squares > 0 else 0.0


def lags_by_company(kind: str, rows: Iterable[Sequence]) -> dict[int, Lags]:
    """Return the lags of each company that has a history.

    :param rows: as :data:`Row`, with the company before it
    """
    by_company = defaultdict(list)
    for company, *row in rows:
        by_company[company].append(tuple(row))
    return {company: Lags(kind, found) for company, found in by_company.items()}


def committed(
    amounts: Iterable[tuple[date, Amount]], lags: Lags, today: date, last_day: date
) -> list[tuple[Amount, float]]:
    """Return what is promised, each with its chance to count until the end of a period.

    :param amounts: what has not come yet, with the day that each began or is due
    :param today: the day at whose end it has not come
    :param last_day: of the period; nothing comes in one that is over
    :return: ``[(amount, chance), …]`` in the order of ``amounts``
    """
    left = (last_day - today).days
    chances: dict[date, float] = {}
    found = []
    for day, amount in amounts:
        if day not in chances:
            chances[day] = lags.share((today - day).days, left)
        found.append((amount, chances[day]))
    return found
