"""A sales organisation that is made up, so that what decides its future is known.

Forty seats, three years of twelve quarters of 91 days (months of 30, 30 and 31). Half of the seats
sell by deals alone, a quarter to customers who order again and again, a quarter do both. Deals move
through three stages, are pushed when they come past their expected closing, close before the ends
of quarters, and are left lying when they are old. Good and bad quarters move all deals. Some seats
get more or fewer deals, or orders, from some day on.

With ``has_shape`` unset nothing is to be learned: all deals are alike at any age and in any stage,
there are no seasons, no good quarters and no breaks.
"""

import math
import random
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from tools.hazards import Exposure, age_band, due_band, pushed_level, quarter_third, stage_age_band

DAYS, QUARTERS, SEATS = 91, 12, 40
MONTHS = (0, 30, 60, 91)
WEEKS = QUARTERS * 13


@dataclass
class Deal:
    """A deal with its whole life, in weeks since the beginning."""

    seat: int
    created: float
    amount: float
    size: int
    closed: float = math.inf
    is_won: bool = False
    known: list = field(default_factory=list)  # by week: stage, weeks in it, pushed, due

    def at(self, time):
        """Return stage, week it came to the stage, times pushed and expected closing then."""
        return self.known[min(int(time - self.created), len(self.known) - 1)]

    def is_open(self, time):
        return self.created <= time < self.closed


class Organisation:
    """The organisation's deals and orders."""

    def __init__(self, seed, has_shape=True, spread=0.15):
        self.shuffler = random.Random(seed)
        self.has_shape = has_shape
        self.moods = [spread * self.shuffler.gauss(0, 1) for _quarter in range(QUARTERS)]
        self.deals, self.cells = [], []
        self.orders = {}  # by seat what had come by each day
        for seat in range(SEATS):
            if seat % 4 != 3:
                self._make_deals(seat)
            if seat % 4 >= 2:
                self.orders[seat] = self._make_orders()
        self.cells.sort(key=lambda cell: cell[0])

    def _break(self):
        """Return from which week on there is more or less, and how much."""
        if self.has_shape and self.shuffler.random() < 0.3:
            return self.shuffler.uniform(40, 140), self.shuffler.uniform(0.5, 1.7)
        return WEEKS, 1.0

    def _make_deals(self, seat):
        shuffler = self.shuffler
        rate, usual = shuffler.uniform(0.8, 2.5), shuffler.lognormvariate(9, 0.4)
        breaks, ratio = self._break()
        time = 0.0
        while True:
            time += shuffler.expovariate(rate * (ratio if time > breaks else 1))
            if time >= WEEKS:
                return
            size = shuffler.lognormvariate(0, 0.7)
            deal = Deal(seat, time, round(usual * size, 2), (size > 0.74) + (size > 1.35))
            self._live(deal)
            self.deals.append(deal)

    def _live(self, deal):
        shuffler = self.shuffler
        stage, since, pushed, due = 0, deal.created, 0, deal.created + shuffler.uniform(3, 18)
        time = deal.created
        while time < WEEKS:
            deal.known.append((stage, since, pushed, due))
            won, lost = self.hazards(deal, time, stage, pushed, due)
            gone = shuffler.expovariate(won + lost)
            features = (
                stage,
                stage_age_band(time - since + 0.5),
                pushed_level(pushed),
                due_band(due - time - 0.5),
                deal.size,
                quarter_third(time % 13),
            )
            is_won = gone < 1 and shuffler.random() * (won + lost) < won
            cell = (age_band(time - deal.created + 0.5), features, min(gone, 1))
            end = time + min(gone, 1)
            self.cells.append((end, Exposure(*cell, int(is_won), int(gone < 1 and not is_won))))
            if gone < 1:
                deal.closed, deal.is_won = end, is_won
                return
            time += 1
            if stage < 2 and shuffler.random() < 0.15:
                stage, since = stage + 1, time
            if due < time and shuffler.random() < 0.4:
                pushed, due = pushed + 1, time + shuffler.uniform(2, 8)

    def hazards(self, deal, time, stage, pushed, due):
        """Return the true weekly hazards of winning and of losing."""
        if not self.has_shape:
            return 0.03, 0.04
        age, due_in = time - deal.created, due - time
        won = (0.006, 0.025, 0.08)[stage] * 0.8 ** min(pushed, 3) * (1.2, 1, 0.8)[deal.size]
        won *= 2 if 0 <= due_in < 2 else 0.7 if due_in < 0 else 1
        won *= (0.6, 0.8, 1.7)[int(time % 13 / 13 * 3)]
        won *= math.exp(self.moods[int(time / 13)])
        lost = (0.04, 0.03, 0.025)[stage] * (1 + 0.3 * min(pushed, 3))
        old = 1 if age < 26 else 0.4 if age < 52 else 0.05
        return won * old, lost * old

    def _make_orders(self):
        shuffler = self.shuffler
        level, growth = shuffler.lognormvariate(7, 0.5), shuffler.gauss(0, 0.08)
        swing, place = shuffler.uniform(0.1, 0.5), shuffler.gauss(0, 0.1)
        breaks, ratio = self._break()
        amounts = []
        for quarter in range(QUARTERS):
            for month, (start, end) in enumerate(pairwise(MONTHS)):
                noise = shuffler.lognormvariate(0, 0.12)  # good and bad months
                for day in range(start, end):
                    time = quarter * 13 + day / 7
                    amount = level * noise * shuffler.lognormvariate(0, 1)
                    if self.has_shape:
                        year = 2 * math.pi * (time / 52 + place)
                        amount *= (1 + growth) ** (time / 52) * (1 + swing * math.sin(year))
                        amount *= (1.4 if month == 2 else 1) * (ratio if time > breaks else 1)
                    amounts.append(amount)
        return [*accumulate(amounts, initial=0.0)]

    def exposures(self, time):
        """Return what deals went through until then."""
        return [row for _end, row in self.cells[: bisect_left(self.cells, time, key=_end_of)]]

    def ordered(self, seat, start, end):
        """Return what customers ordered between two days."""
        known = self.orders.get(seat)
        return known[end] - known[start] if known else 0.0


def _end_of(cell):
    return cell[0]
