"""Deals as another system exports them: when they were made and closed, and what they were worth.

Two years, 8,800 deals of 30 sellers, seven products at fixed prices. Nothing is known of stages, of
expected closings, or of how often these were put off. Many deals are closed within days, others
after two to five months, some never. Of those that were over before the first months of the export
nothing is there: the deals that it begins with are those that were still open then.
"""

import math
import random
from collections import defaultdict
from typing import NamedTuple

from tools.hazards import QUARTER, Exposure, age_band, quarter_third, size_level

COUNT, SELLERS = 8800, 30
#: Weeks of the export, and the week in which the first deal of it is closed.
WEEKS, BEGIN = 104, 19
PRICES = {55: 15, 550: 18, 1096: 14, 3393: 16, 4821: 16, 5482: 20, 26768: 1}


class Deal(NamedTuple):
    """A deal, in weeks since the beginning; never closed at infinity."""

    seller: int
    price: float
    value: float
    created: float
    closed: float
    is_won: bool

    def is_open(self, time):
        return self.created < time <= self.closed

    def is_won_in(self, start, end):
        return self.is_won and start <= self.closed < end


def make_deals(seed):
    """Return the deals of an export."""
    shuffler = random.Random(seed)
    deals = []
    while len(deals) < COUNT:
        created = shuffler.uniform(0, WEEKS)
        [price] = shuffler.choices(list(PRICES), list(PRICES.values()))
        kind, is_won, days = shuffler.random(), False, math.inf
        if kind < 0.4:
            days, is_won = min(shuffler.expovariate(1 / 7) + 0.5, 40), shuffler.random() < 0.58
        elif kind < 0.88:
            days = min(max(shuffler.gauss(88, 26), 30), 138)
            is_won = shuffler.random() < 0.68
        value = price * shuffler.gauss(1, 0.08)
        closed = created + days / 7
        if closed >= BEGIN:
            deals.append(Deal(shuffler.randrange(SELLERS), price, value, created, closed, is_won))
    return deals


def exposures(deals, time, cuts):
    """Return what deals went through until then, from the first closing on, week by week.

    :param cuts: below and above which a third of all prices are
    """
    since = min(deal.closed for deal in deals)
    counts = defaultdict(lambda: [0.0, 0, 0])
    for deal in deals:
        end = min(deal.closed, time)
        number = max(0, int(since - deal.created))
        while (begin := deal.created + number) < end:
            size = size_level(deal.price, cuts)
            features = (None, None, None, None, size, quarter_third(begin % QUARTER))
            known = counts[age_band(number), features]
            known[0] += min(begin + 1, end) - max(begin, since)
            if begin + 1 >= end and deal.closed <= time:
                known[1 if deal.is_won else 2] += 1
            number += 1
    return [Exposure(age, features, *known) for (age, features), known in counts.items()]
