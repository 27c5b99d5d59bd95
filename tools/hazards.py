"""How likely a deal is to be won within a span: competing risks, learned from what became of deals.

Pure Python, without database. In each week that a deal is open it may be won, or lost, or stay
open. How likely each is, the hazard, depends on its age, and on what is known of it: a factor for
each feature that matters (:mod:`tools.hazard_fit` says how they are learned). A win rate is no
such chance: it does not know how long winning takes, nor that most old deals are never closed.

While both hazards h stay as they are, a deal that is open is won within t weeks with probability

    h_won / (h_won + h_lost) · (1 − exp(−(h_won + h_lost) · t))

Time is cut where any hazard changes: the deal grows older, stays longer in its stage, comes closer
to its expected closing or goes past it, and the quarter goes on. Its stage fades: the farther ahead
a week is, the more the stage is any of those that deals of that age are in. Whatever else is known
of the deal is taken to stay.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from .hazard_bands import (
    AGE_EDGES,
    DUE_EDGES,
    FEATURES,
    QUARTER,
    STAGE_AGE_EDGES,
    Exposure,
    Level,
    age_band,
    due_band,
    pushed_level,
    quarter_third,
    size_cuts,
    size_level,
    stage_age_band,
)
from .hazard_course import Course, get_factors
from .hazard_fit import Risk, fit_risks

__all__ = [
    "AGE_EDGES",
    "DUE_EDGES",
    "FEATURES",
    "LEAST_DEALS",
    "QUARTER",
    "STAGE_AGE_EDGES",
    "Exposure",
    "Hazards",
    "age_band",
    "due_band",
    "learn",
    "pushed_level",
    "quarter_third",
    "size_cuts",
    "size_level",
    "stage_age_band",
]

#: With fewer deals won, or lost, in the span that was learned from, there is not enough to say.
LEAST_DEALS = 40
Factors = Mapping[str, Mapping[Level, float]]


class Hazards:
    """What was learned: how likely deals are to be won or lost within any span.

    :ivar won: the risk of being won
    :ivar lost: the risk of being lost
    :ivar count_won: how many deals it was learned from that were won
    :ivar count_lost: how many that were lost
    :ivar stay: how many weeks a deal usually stays in its stage
    """

    def __init__(self, won: Risk, lost: Risk, count_won: int, count_lost: int, stay: float):
        self.stay = stay
        self.won = won
        self.lost = lost
        self.count_won = count_won
        self.count_lost = count_lost
        # most deals are like others
        self._factors = get_factors(won, lost)
        self._courses: dict[tuple, Course] = {}

    @property
    def enough(self) -> bool:
        """Whether there were enough deals to say anything, see :data:`LEAST_DEALS`."""
        return min(self.count_won, self.count_lost) >= LEAST_DEALS

    @property
    def used(self) -> dict[str, Factors]:
        """What matters for ``won`` and for ``lost``: ``{risk: {feature: {level: factor}}}``."""
        return {"won": self.won.factors, "lost": self.lost.factors}

    def get_values(self) -> dict:
        """Return all of it as plain values, which JSON keeps as they are."""
        return {
            "won": _get_risk_values(self.won),
            "lost": _get_risk_values(self.lost),
            "counts": [self.count_won, self.count_lost],
            "stay": self.stay,
        }

    @classmethod
    def of_values(cls, values: Mapping) -> Hazards:
        """Return what :meth:`get_values` was of: all chances are the same to the last digit."""
        return cls(
            _risk_of_values(values["won"]),
            _risk_of_values(values["lost"]),
            *values["counts"],
            values["stay"],
        )

    def chance(
        self,
        age_weeks: float,
        features: Mapping[str, Level],
        weeks: float,
        due_in: float | None = None,
        stage_weeks: float | None = None,
        quarter_weeks: float | None = None,
    ) -> float:
        """Return how likely an open deal is to be won within some weeks from now.

        :param age_weeks: weeks since its creation
        :param features: the levels of what stays as it is: ``stage``, ``pushed``, ``size``
        :param weeks: how long the span is; nothing happens in one that is not above 0
        :param due_in: weeks until its expected closing, negative when overdue; None without
        :param stage_weeks: weeks since it came to its stage; None where unknown
        :param quarter_weeks: weeks since the calendar quarter began; None where unknown
        """
        return self._follow(age_weeks, features, weeks, due_in, stage_weeks, quarter_weeks)[0]

    def lost_chance(
        self,
        age_weeks: float,
        features: Mapping[str, Level],
        weeks: float,
        due_in: float | None = None,
        stage_weeks: float | None = None,
        quarter_weeks: float | None = None,
    ) -> float:
        """Return how likely an open deal is to be lost within some weeks, see :meth:`chance`."""
        return self._follow(age_weeks, features, weeks, due_in, stage_weeks, quarter_weeks)[1]

    def explain(
        self,
        age_weeks: float,
        features: Mapping[str, Level],
        weeks: float,
        due_in: float | None = None,
        stage_weeks: float | None = None,
        quarter_weeks: float | None = None,
    ) -> list[tuple[str, Level, float]]:
        """Return what makes this deal's chance another than that of a usual one.

        For each feature that matters, and for ``age``: its level now, and what the chance is as a
        multiple of what it were if the feature said nothing (for the age: if hazards did not
        change with it). The largest come first; what changes nothing is left out.
        """
        place = (age_weeks, features, weeks, due_in, stage_weeks, quarter_weeks)
        chance = self._follow(*place)[0]
        levels = dict(features)
        levels.update(
            age=age_band(age_weeks),
            due=due_band(due_in),
            stage_age=stage_age_band(stage_weeks),
            quarter=quarter_third(quarter_weeks),
        )
        found = []
        for feature in ("age", *FEATURES):
            usual = self._without(feature)._follow(*place)[0]
            if usual > 0 and chance > 0 and not math.isclose(usual, chance, rel_tol=1e-9):
                found.append((feature, levels.get(feature), chance / usual))
        return sorted(found, key=lambda row: -abs(math.log(row[2])))

    def _without(self, feature: str) -> Hazards:
        """Return the hazards as if a feature, or the age, said nothing."""
        risks = []
        for risk in (self.won, self.lost):
            if feature == "age":
                risks.append(replace(risk, ages=[risk.overall] * len(risk.ages)))
            else:
                kept = {name: known for name, known in risk.factors.items() if name != feature}
                stages = risk.stages if "stage" in kept else ()
                risks.append(replace(risk, factors=kept, stages=stages))
        return Hazards(*risks, self.count_won, self.count_lost, self.stay)

    def _follow(self, age, features, weeks, due_in, stage_weeks, quarter_weeks):
        """Return how likely the deal is to be won, and to be lost, in that time."""
        band = age_band(age)
        place = band, features.get("stage"), features.get("pushed"), features.get("size")
        if place not in self._courses:
            self._courses[place] = Course(
                self.won, self.lost, self._factors, band, features, self.stay
            )
        return self._courses[place].follow(age, weeks, due_in, stage_weeks, quarter_weeks)


def learn(rows: Iterable[Exposure]) -> Hazards:
    """Return what is learned from what deals went through.

    :param rows: in any order; several of one kind are added up
    """
    return Hazards(*fit_risks(rows))


def _get_risk_values(risk: Risk) -> dict:
    """Return a risk as plain values; levels are no keys, which JSON would make texts."""
    return {
        "ages": list(risk.ages),
        "overall": risk.overall,
        "factors": {
            feature: [[level, factor] for level, factor in known.items()]
            for feature, known in risk.factors.items()
        },
        "stages": list(risk.stages),
    }


def _risk_of_values(values: Mapping) -> Risk:
    factors = {feature: dict(pairs) for feature, pairs in values["factors"].items()}
    return Risk(values["ages"], values["overall"], factors, values["stages"])
