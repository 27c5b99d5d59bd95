"""Learning hazards from tables of what deals went through: occurrences over exposures.

The model is one of proportional hazards: a band of age has a hazard, and each feature's level a
factor. For winning and for losing alike, each apart:

1. *Ages.* A band's hazard is its events over its weeks, drawn towards what its neighbours say (up
   to two on each side): (events + a) / (expected + a) times theirs. How strongly, a, is estimated
   from how far bands lie from their neighbours beyond chance (gamma and Poisson, by moments).
   Where ages differ by no more than chance, all have one hazard.
2. *Features.* What was observed at each level is compared with what the model so far expects. The
   feature that departs most is taken in, if it does so by more than chance: the chi-square of
   observed against expected, over levels that are known, beyond one in a thousand. Then all
   factors and ages are fitted anew, in turn, until nothing moves, and the next one is looked for.
3. *Levels.* A factor is (observed + a) / (expected + a), with a estimated as above: drawn towards 1
   where there is little.

A risk that never happened is taken to have happened half a time: nothing is impossible because it
has not been seen.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .hazard_bands import AGE_EDGES, FEATURES, Exposure, Level

#: How far beyond chance a feature must depart, in standard deviations: one in a thousand.
BEYOND_CHANCE = 3.09
_NEIGHBOURS = {1: 1.0, 2: 0.5}  # what they weigh
_LEAST_PRIOR, _MOST_PRIOR = 2.0, 1e6  # in events
_MOST_ROUNDS, _STILL = 40, 1e-4
_UNSEEN = 0.5
_LEAST_EXPECTED = 1.0  # levels with less are compared together


@dataclass(frozen=True)
class Risk:
    """The weekly hazard of being won, or of being lost.

    :ivar ages: by band of age
    :ivar overall: of all ages together
    :ivar factors: for each feature that matters, what its levels multiply the hazard with; a
        level that is not there does not change it
    """

    ages: Sequence[float]
    overall: float
    factors: Mapping[str, Mapping[Level, float]]

    def factor(self, feature: str, level: Level) -> float:
        """Return what a feature's level multiplies the hazard with."""
        return self.factors.get(feature, {}).get(level, 1.0)


def fit_risks(rows: Iterable[Exposure]) -> tuple[Risk, Risk, int, int]:
    """Return the risks of being won and of being lost, and how many deals were.

    :param rows: in any order; several of one kind are added up
    """
    merged: dict[tuple[int, tuple[Level, ...]], list[float]] = defaultdict(lambda: [0.0, 0, 0])
    for age, features, weeks, won, lost in rows:
        known = merged[age, (*features, *[None] * (len(FEATURES) - len(features)))]
        known[0] += weeks
        known[1] += won
        known[2] += lost
    kinds = list(merged)
    weeks, won, lost = zip(*merged.values(), strict=True) if kinds else ((), (), ())
    to_win, to_lose = (_Fit(kinds, weeks, events).risk() for events in (won, lost))
    return to_win, to_lose, sum(won), sum(lost)


class _Fit:
    """The fit of one risk."""

    def __init__(self, kinds, weeks: Sequence[float], events: Sequence[float]):
        self.events = events
        self.weeks = weeks
        self.bands = [age for age, _features in kinds]
        self.levels = {
            feature: [features[index] for _age, features in kinds]
            for index, feature in enumerate(FEATURES)
        }
        self.factors: dict[str, dict[Level, float]] = {}
        whole = sum(weeks)
        self.overall = (sum(events) or _UNSEEN) / whole if whole else 0.0
        self.ages = [self.overall] * (len(AGE_EDGES) + 1)
        self.changes_with_age = True
        # What is expected of each kind: its weeks, the hazard of its age, and all its factors.
        self.expected = [one * self.overall for one in weeks]

    def risk(self) -> Risk:
        """Return the risk with the features that say more than chance."""
        if not self.overall:
            return Risk(self.ages, 0.0, {})
        self.changes_with_age = _beyond_chance(self._compare(self.bands)) >= BEYOND_CHANCE
        self._settle()
        waiting = {
            feature for feature, levels in self.levels.items() if len({*levels} - {None}) > 1
        }
        while waiting:
            departs = {
                feature: _beyond_chance(self._compare(self.levels[feature])) for feature in waiting
            }
            feature = max(sorted(departs), key=departs.__getitem__)
            if departs[feature] < BEYOND_CHANCE:
                break
            waiting.remove(feature)
            self.factors[feature] = dict.fromkeys(self.levels[feature], 1.0)
            self._settle()
        return Risk(self.ages, self.overall, self.factors)

    def _settle(self):
        """Fit ages and factors in turn until nothing moves."""
        for _round in range(_MOST_ROUNDS):
            moved = self._fit_ages()
            for feature in self.factors:
                moved = max(moved, self._fit_levels(feature))
            if moved < _STILL or not self.factors:
                break

    def _fit_ages(self) -> float:
        """Fit the hazards of all bands; return how far the largest of them moved."""
        count = len(self.ages)
        observed, exposed = [0.0] * count, [0.0] * count
        for band, events, expected in zip(self.bands, self.events, self.expected, strict=True):
            observed[band] += events
            exposed[band] += expected / self.ages[band]
        if not self.changes_with_age:
            flat = sum(self.events) / sum(exposed) if sum(self.events) else self.overall
            return self._take_ages([flat] * count)
        around = [_around(band, observed, exposed, self.overall) for band in range(count)]
        by_neighbours = [rate * one for rate, one in zip(around, exposed, strict=True)]
        prior = _prior(observed, by_neighbours)
        ages = [
            rate * (seen + prior) / (expected + prior)
            for rate, seen, expected in zip(around, observed, by_neighbours, strict=True)
        ]
        return self._take_ages(ages)

    def _take_ages(self, ages: list[float]) -> float:
        """Take new hazards over into what is expected; return how far the largest moved."""
        ratios = [new / old for new, old in zip(ages, self.ages, strict=True)]
        self.expected = [
            expected * ratios[band]
            for expected, band in zip(self.expected, self.bands, strict=True)
        ]
        self.ages = ages
        return max(abs(math.log(ratio)) for ratio in ratios)

    def _fit_levels(self, feature: str) -> float:
        """Fit the factors of a feature; return how far the largest of them moved."""
        known = self.factors[feature]
        observed, expected = self._compare(self.levels[feature])
        without = {level: expected[level] / known[level] for level in known}
        prior = _prior(list(observed.values()), [without[level] for level in observed])
        fitted = {level: (observed[level] + prior) / (without[level] + prior) for level in known}
        ratios = {level: fitted[level] / known[level] for level in known}
        self.expected = [
            one * ratios[level]
            for one, level in zip(self.expected, self.levels[feature], strict=True)
        ]
        self.factors[feature] = fitted
        return max(abs(math.log(ratio)) for ratio in ratios.values())

    def _compare(self, levels: Sequence[Level]):
        """Return what was observed and what is expected at each level."""
        observed: dict[Level, float] = defaultdict(float)
        expected: dict[Level, float] = defaultdict(float)
        for level, events, one in zip(levels, self.events, self.expected, strict=True):
            observed[level] += events
            expected[level] += one
        return observed, expected


def _beyond_chance(compared) -> float:
    """Return how far levels depart from what is expected of them, in standard deviations.

    It is the chi-square of observed against expected, made a standard normal (Wilson and
    Hilferty). That something is known at all says something of records, not of deals: so only
    known levels are compared, among each other.
    """
    observed, expected = compared
    cells = [(observed[level], expected[level]) for level in observed if level is not None]
    rare = [cell for cell in cells if cell[1] < _LEAST_EXPECTED]
    cells = [cell for cell in cells if cell[1] >= _LEAST_EXPECTED]
    if rare:
        cells.append(tuple(map(sum, zip(*rare, strict=True))))
    scale = sum(seen for seen, _ in cells) / max(sum(one for _, one in cells), 1e-300)
    cells = [(seen, one * scale) for seen, one in cells if one * scale > 0]
    freedom = len(cells) - 1
    if freedom < 1:
        return 0.0
    chi_square = sum((seen - one) ** 2 / one for seen, one in cells)
    part = 2 / (9 * freedom)
    return ((chi_square / freedom) ** (1 / 3) - (1 - part)) / math.sqrt(part)


def _around(band: int, observed: list[float], exposed: list[float], overall: float) -> float:
    """Return what the neighbours say of a band's hazard; the overall one counts as one event."""
    seen, weeks = 1.0, 1 / overall
    for distance, weight in _NEIGHBOURS.items():
        for other in (band - distance, band + distance):
            if 0 <= other < len(observed):
                seen += weight * observed[other]
                weeks += weight * exposed[other]
    return seen / weeks


def _prior(observed: Sequence[float], expected: Sequence[float]) -> float:
    """Return how many events the prior is worth: by how far cells depart beyond chance."""
    squares = sum(one * one for one in expected)
    beyond = sum((seen - one) ** 2 - one for seen, one in zip(observed, expected, strict=True))
    if beyond <= 0 or not squares:
        return _MOST_PRIOR
    return min(_MOST_PRIOR, max(_LEAST_PRIOR, squares / beyond))
