"""Lives of deals with known hazards, week by week: what hazards are learned from in the tests."""

import math
from collections import defaultdict

from tools.hazards import (
    Exposure,
    age_band,
    due_band,
    pushed_level,
    quarter_third,
    stage_age_band,
)


class Lives:
    """Deals that live week by week; what they go through is counted as it is in the database.

    :param to_win: the weekly hazard of winning, by age in weeks and the deal's features
    :param to_lose: the same of losing
    """

    def __init__(self, to_win, to_lose, shuffler, longest=60):
        self.to_win = to_win
        self.to_lose = to_lose
        self.shuffler = shuffler
        self.longest = longest
        self.counts = defaultdict(lambda: [0.0, 0, 0])

    def live(self, count, choose):
        """Let deals live; `choose` returns the features of each."""
        for _deal in range(count):
            features = choose(self.shuffler)
            for week in range(self.longest):
                won, lost = self.to_win(week, features), self.to_lose(week, features)
                time = self.shuffler.expovariate(won + lost) if won + lost else math.inf
                known = self.counts[age_band(week), tuple(features)]
                known[0] += min(time, 1)
                if time < 1:
                    known[1 if self.shuffler.random() * (won + lost) < won else 2] += 1
                    break
        return self

    def rows(self):
        """Return what all of them went through."""
        return [Exposure(age, features, *known) for (age, features), known in self.counts.items()]


def levels(**known):
    """Return the features of a week, by what is known of it: weeks, times and levels."""
    return (
        known.get("stage"),
        stage_age_band(known.get("stage_weeks")),
        pushed_level(known.get("pushed")),
        due_band(known.get("due_in")),
        known.get("size"),
        quarter_third(known.get("quarter_weeks")),
    )
