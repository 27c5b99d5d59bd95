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

Stages are not for ever. By how much a deal's factor lies above or below that of the stages which
deals of its age are in fades in the time that deals usually stay in a stage: the farther ahead a
week is, the more the deal is like any of its age then.

A risk that never happened is taken to have happened half a time: nothing is impossible because it
has not been seen.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import mul, truediv

from .hazard_bands import AGE_EDGES, FEATURES, STAGE_AGE_EDGES, Exposure, Level

#: How far beyond chance a feature must depart, in standard deviations: one in a thousand.
BEYOND_CHANCE = 3.09
_NEIGHBOURS = {1: 1.0, 2: 0.5}  # what they weigh
_LEAST_PRIOR, _MOST_PRIOR = 2.0, 1e6  # in events
#: How many weeks deals stay in a stage where that is not known.
USUAL_STAY = 6.0
STAGE_AGE = FEATURES.index("stage_age")
#: How long deals of each band have been in their stage: its middle, and of the last its begin.
_BEEN = [(first + last) / 2 for first, last in pairwise((0, *STAGE_AGE_EDGES, STAGE_AGE_EDGES[-1]))]
_ROUGHLY, _MOST_ROUNDS = 2, 30  # while features are looked for, and in the end
_STILL = 1e-3
_UNSEEN = 0.5
_LEAST_EXPECTED = 1.0  # levels with less are compared together


@dataclass(frozen=True)
class Risk:
    """The weekly hazard of being won, or of being lost.

    :ivar ages: by band of age
    :ivar overall: of all ages together
    :ivar factors: for each feature that matters, what its levels multiply the hazard with; a
        level that is not there does not change it
    :ivar stages: by band of age, the mean factor of the stages that deals of that age are in;
        empty where the stage does not matter
    """

    ages: Sequence[float]
    overall: float
    factors: Mapping[str, Mapping[Level, float]]
    stages: Sequence[float] = ()

    def factor(self, feature: str, level: Level) -> float:
        """Return what a feature's level multiplies the hazard with."""
        return self.factors.get(feature, {}).get(level, 1.0)

    def lead(self, band: int, stage: Level) -> float:
        """Return how far a stage's factor lies above that of all stages at an age."""
        return self.factor("stage", stage) - self.stages[band] if self.stages else 0.0


def fit_risks(rows: Iterable[Exposure]) -> tuple[Risk, Risk, int, int, float]:
    """Return the risks of being won and of being lost, how many deals were, and how long they stay.

    The last is how many weeks a deal will usually stay in its stage. In the mean that is as long
    as it has been there already (which is so of whatever is looked at in a random week).

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
    return to_win, to_lose, sum(won), sum(lost), _usual_stay(kinds, weeks)


def _usual_stay(kinds, weeks: Sequence[float]) -> float:
    known = [
        (_BEEN[features[STAGE_AGE]], exposed)
        for (_age, features), exposed in zip(kinds, weeks, strict=True)
        if features[STAGE_AGE] is not None and exposed > 0
    ]
    if not known:
        return USUAL_STAY
    return sum(been * exposed for been, exposed in known) / sum(exposed for _, exposed in known)


class _Column:
    """What all kinds are in one respect: their band of age, or their level of one feature.

    :ivar levels: of each kind
    :ivar observed: the events at each level
    :ivar places: which kinds are of each level
    """

    def __init__(self, levels: Sequence[Level], events: Sequence[float]):
        self.levels = levels
        self.observed: dict[Level, float] = defaultdict(float)
        self.places: dict[Level, list[int]] = defaultdict(list)
        for place, (level, seen) in enumerate(zip(levels, events, strict=True)):
            self.observed[level] += seen
            self.places[level].append(place)

    def expect(self, expected: list[float]) -> dict[Level, float]:
        """Return what is expected at each level, by what is expected of each kind."""
        return {
            level: sum(map(expected.__getitem__, places)) for level, places in self.places.items()
        }

    def multiply(self, expected: list[float], ratios: Mapping[Level, float]) -> list[float]:
        """Return what is expected of each kind once its level's factor has changed."""
        return list(map(mul, expected, map(ratios.__getitem__, self.levels)))


class _Fit:
    """The fit of one risk."""

    def __init__(self, kinds, weeks: Sequence[float], events: Sequence[float]):
        self.bands = _Column([age for age, _features in kinds], events)
        self.columns = {
            feature: _Column([features[index] for _age, features in kinds], events)
            for index, feature in enumerate(FEATURES)
        }
        self.factors: dict[str, dict[Level, float]] = {}
        self.seen = sum(events)
        whole = sum(weeks)
        self.overall = (self.seen or _UNSEEN) / whole if whole else 0.0
        self.ages = [self.overall] * (len(AGE_EDGES) + 1)
        self.changes_with_age = True
        # What is expected of each kind: its weeks, the hazard of its age, and all its factors.
        self.expected = [one * self.overall for one in weeks]

    def risk(self) -> Risk:
        """Return the risk with the features that say more than chance."""
        if not self.overall:
            return Risk(self.ages, 0.0, {})
        self.changes_with_age = self._departure(self.bands) >= BEYOND_CHANCE
        self._settle(_ROUGHLY)
        waiting = {
            feature
            for feature, column in self.columns.items()
            if len({*column.places} - {None}) > 1
        }
        while waiting:
            departs = {feature: self._departure(self.columns[feature]) for feature in waiting}
            feature = max(sorted(departs), key=departs.__getitem__)
            if departs[feature] < BEYOND_CHANCE:
                break
            waiting.remove(feature)
            self.factors[feature] = dict.fromkeys(self.columns[feature].places, 1.0)
            self._settle(_ROUGHLY)
        self._settle(_MOST_ROUNDS)
        return Risk(self.ages, self.overall, self.factors, self._mean_stages())

    def _mean_stages(self) -> list[float]:
        """Return what stages multiply the hazard with, in the mean of each band of age."""
        if "stage" not in self.factors:
            return []
        factors, column = self.factors["stage"], self.columns["stage"]
        without = list(map(truediv, self.expected, map(factors.__getitem__, column.levels)))
        with_stage, without = self.bands.expect(self.expected), self.bands.expect(without)
        return [
            with_stage[band] / without[band] if without.get(band) else 1.0
            for band in range(len(self.ages))
        ]

    def _settle(self, rounds: int):
        """Fit ages and factors in turn until nothing moves, or so many times."""
        for _round in range(rounds):
            moved = self._fit_ages()
            for feature in self.factors:
                moved = max(moved, self._fit_levels(feature))
            if moved < _STILL or not self.factors:
                break

    def _departure(self, column: _Column) -> float:
        return _beyond_chance(column.observed, column.expect(self.expected))

    def _fit_ages(self) -> float:
        """Fit the hazards of all bands; return how far the largest of them moved."""
        count = len(self.ages)
        expected = self.bands.expect(self.expected)
        observed = [self.bands.observed.get(band, 0) for band in range(count)]
        exposed = [expected.get(band, 0.0) / self.ages[band] for band in range(count)]
        if self.changes_with_age:
            around = [_around(band, observed, exposed, self.overall) for band in range(count)]
            by_neighbours = list(map(mul, around, exposed))
            prior = _prior(observed, by_neighbours)
            ages = [
                rate * (seen + prior) / (one + prior)
                for rate, seen, one in zip(around, observed, by_neighbours, strict=True)
            ]
        else:
            ages = [(self.seen or _UNSEEN) / sum(exposed)] * count
        ratios = [new / old for new, old in zip(ages, self.ages, strict=True)]
        self.expected = self.bands.multiply(self.expected, ratios)
        self.ages = ages
        return max(abs(math.log(ratio)) for ratio in ratios)

    def _fit_levels(self, feature: str) -> float:
        """Fit the factors of a feature; return how far the largest of them moved."""
        column, known = self.columns[feature], self.factors[feature]
        expected = column.expect(self.expected)
        without = {level: expected[level] / known[level] for level in known}
        prior = _prior([column.observed[level] for level in known], list(without.values()))
        fitted = {
            level: (column.observed[level] + prior) / (without[level] + prior) for level in known
        }
        ratios = {level: fitted[level] / known[level] for level in known}
        self.expected = column.multiply(self.expected, ratios)
        self.factors[feature] = fitted
        return max(abs(math.log(ratio)) for ratio in ratios.values())


def _beyond_chance(observed: Mapping[Level, float], expected: Mapping[Level, float]) -> float:
    """Return how far levels depart from what is expected of them, in standard deviations.

    It is the chi-square of observed against expected, made a standard normal (Wilson and
    Hilferty). That something is known at all says something of records, not of deals: so only
    known levels are compared, among each other.
    """
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
