"""How a deal's risks go on with time, see :mod:`tools.hazards`: from what it is now until an end.

Pure Python, without database. Deals that are alike in what stays as it is, and in what their stage
says, share one :class:`Course`: thousands of them are followed one by one, so all that they have in
common is worked out once.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from .hazard_bands import AGE_EDGES, DUE_EDGES, QUARTER, STAGE_AGE_EDGES, Level
from .hazard_fit import Risk

#: Weeks ahead at which a stage has faded by another step, and the middle of each step.
_FADE_EDGES = (1, 2, 4, 6, 9, 13, 18, 26, 39, 52, 104)
_CELLS = [(first + last) / 2 for first, last in pairwise((0, *_FADE_EDGES, 4 * _FADE_EDGES[-1]))]
_THIRD = QUARTER / 3


class Factors(NamedTuple):
    """What time says of both risks: pairs of factors by the number of a level, the last one that
    of deals of which it is not known; nothing where it does not matter."""

    due: Sequence[tuple[float, float]]
    stage_age: Sequence[tuple[float, float]]
    quarter: Sequence[tuple[float, float]]


def get_factors(won: Risk, lost: Risk) -> Factors:
    """Return what time says of the risks of being won and of being lost."""
    levels = {"due": len(DUE_EDGES) + 1, "stage_age": len(STAGE_AGE_EDGES) + 1, "quarter": 3}
    return Factors(
        *[
            [
                (won.factor(feature, level), lost.factor(feature, level))
                for level in (*range(count), None)
            ]
            if feature in won.factors or feature in lost.factors
            else ()
            for feature, count in levels.items()
        ]
    )


class Course:
    """Both risks of deals that are alike: of being won, and of being lost.

    :param won: the risk of being won
    :param lost: the risk of being lost
    :param factors: what time says of them
    :param band: of the deals' age
    :param features: the levels of what stays as it is: ``stage``, ``pushed``, ``size``
    :param stay: how many weeks a deal usually stays in its stage
    """

    def __init__(
        self,
        won: Risk,
        lost: Risk,
        factors: Factors,
        band: int,
        features: Mapping[str, Level],
        stay: float,
    ):
        win, lose = (
            risk.factor("pushed", features.get("pushed"))
            * risk.factor("size", features.get("size"))
            for risk in (won, lost)
        )
        self._ages = [
            (winning * win, losing * lose)
            for winning, losing in zip(won.ages, lost.ages, strict=True)
        ]
        self._due, self._stage_age, self._quarter = factors
        self._has_stages = "stage" in won.factors or "stage" in lost.factors
        self._won_stage = _StageFade(won, band, features.get("stage"), stay)
        self._lost_stage = _StageFade(lost, band, features.get("stage"), stay)
        self._stages: dict[tuple[int, int], tuple[float, float]] = {}

    def follow(
        self,
        age: float,
        weeks: float,
        due_in: float | None,
        stage_weeks: float | None,
        quarter_weeks: float | None,
    ) -> tuple[float, float]:
        """Return how likely such a deal is to be won, and to be lost, within some weeks.

        The arguments are those of :meth:`tools.hazards.Hazards.chance`.
        """
        ages, stages, has_stages = self._ages, self._stages, self._has_stages
        clocks = []
        if self._due and due_in is not None:
            clocks.append((self._due, DUE_EDGES, due_in, -1))
        if self._stage_age and stage_weeks is not None:
            clocks.append((self._stage_age, STAGE_AGE_EDGES, stage_weeks, 1))
        thirds = self._quarter if quarter_weeks is not None else None
        winning_always, losing_always = self._get_unknown(due_in, stage_weeks, quarter_weeks)
        is_open, won, lost = 1.0, 0.0, 0.0
        start = 0.0
        for end in self._cuts(age, weeks, due_in, stage_weeks, quarter_weeks):
            middle = (start + end) / 2
            band = bisect_right(AGE_EDGES, age + middle)
            winning, losing = ages[band]
            winning *= winning_always
            losing *= losing_always
            for factors, edges, begin, direction in clocks:
                to_win, to_lose = factors[bisect_right(edges, begin + direction * middle)]
                winning *= to_win
                losing *= to_lose
            if thirds:
                to_win, to_lose = thirds[int((quarter_weeks + middle) / _THIRD) % 3]
                winning *= to_win
                losing *= to_lose
            if has_stages:
                place = band, bisect_right(_FADE_EDGES, middle)
                if place not in stages:
                    stages[place] = self._won_stage.get(*place), self._lost_stage.get(*place)
                to_win, to_lose = stages[place]
                winning *= to_win
                losing *= to_lose
            both = winning + losing
            if both > 0:
                closed = -is_open * math.expm1(-both * (end - start))
                won += closed * winning / both
                lost += closed * losing / both
                is_open -= closed
            start = end
        return won, lost

    def _get_unknown(self, *known):
        """Return what is made of both hazards by that some of the clocks are not known."""
        winning = losing = 1.0
        for factors, weeks in zip((self._due, self._stage_age, self._quarter), known, strict=True):
            if factors and weeks is None:
                winning, losing = winning * factors[-1][0], losing * factors[-1][1]
        return winning, losing

    def _cuts(self, age, weeks, due_in, stage_weeks, quarter_weeks):
        """Return where hazards change within the time, and its end."""
        if weeks <= 0:
            return ()
        cuts = [edge - age for edge in _between(AGE_EDGES, age, age + weeks)]
        if self._has_stages:
            cuts += _between(_FADE_EDGES, 0, weeks)
        if self._due and due_in is not None:
            cuts += [due_in - edge for edge in _between(DUE_EDGES, due_in - weeks, due_in)]
        if self._stage_age and stage_weeks is not None:
            edges = _between(STAGE_AGE_EDGES, stage_weeks, stage_weeks + weeks)
            cuts += [edge - stage_weeks for edge in edges]
        if self._quarter and quarter_weeks is not None:
            first = int(quarter_weeks / _THIRD) + 1
            last = int((quarter_weeks + weeks) / _THIRD)
            cuts += [third * _THIRD - quarter_weeks for third in range(first, last + 1)]
        return sorted({*cuts, weeks})


class _StageFade:
    """What a deal's stage makes of one risk, the less the farther ahead a week is.

    It stays between the least and the largest factor of stages.
    """

    def __init__(self, risk: Risk, band: int, stage: Level, stay: float):
        factors = risk.factors.get("stage", {}).values() if risk.stages else ()
        self._mean = risk.stages
        self._lead = risk.lead(band, stage)
        self._limits = (min(factors, default=1.0), max(factors, default=1.0))
        self._stay = stay

    def get(self, band: int, step: int) -> float:
        """Return the factor in a week.

        :param band: of the deal's age then
        :param step: which step of fading it is
        """
        if not self._mean:
            return 1.0
        least, most = self._limits
        kept = math.exp(-_CELLS[step] / self._stay)
        return min(most, max(least, self._mean[band] + self._lead * kept))


def _between(edges: Sequence[float], first: float, last: float) -> Sequence[float]:
    """Return the edges above one number and below another."""
    return edges[bisect_right(edges, first) : bisect_left(edges, last)]
