"""How right landings were: chances against what happened, ranges and points against outcomes.

Pure functions, without database. Nothing here is forgiving: a case that nothing was said about is
left out, and how many are left is told with every figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

#: Into how many classes chances are put.
TENTHS = 10


class Tenth(NamedTuple):
    """Chances of one class, and what became of them.

    :ivar tenth: 0 for chances below 10 %, 9 for those from 90 % on
    :ivar cases: how many there were
    :ivar said: the mean of the chances
    :ivar happened: the share that came true
    """

    tenth: int
    cases: int
    said: float
    happened: float


def brier(cases: Iterable[tuple[float, bool]]) -> float | None:
    """Return the mean squared difference of chances and what happened (Brier, 1950).

    0 is perfect; always saying one half gives 0.25. None without cases.
    """
    squares = [(chance - bool(happened)) ** 2 for chance, happened in cases]
    return math.fsum(squares) / len(squares) if squares else None


def tenths(cases: Iterable[tuple[float, bool]]) -> list[Tenth]:
    """Return the classes of chances that have cases, in rising order."""
    classes: dict[int, list[tuple[float, bool]]] = {}
    for chance, happened in cases:
        place = min(TENTHS - 1, max(0, int(chance * TENTHS + 1e-9)))
        classes.setdefault(place, []).append((chance, bool(happened)))
    return [
        Tenth(
            place,
            len(known),
            math.fsum(chance for chance, _happened in known) / len(known),
            sum(happened for _chance, happened in known) / len(known),
        )
        for place, known in sorted(classes.items())
    ]


def reliability(cases: Iterable[tuple[float, bool]]) -> float | None:
    """Return how far chances were from what happened: the reliability part of the Brier score.

    It is the mean over all cases of the squared difference of what was said and what happened in
    their tenth (Murphy, 1973): 0 where seven of ten came true whenever 70 % was said. None without
    cases.
    """
    classes = tenths(cases)
    count = sum(one.cases for one in classes)
    if not count:
        return None
    return math.fsum(one.cases * (one.said - one.happened) ** 2 for one in classes) / count


def coverage(cases: Iterable[tuple[float, float, float]]) -> float | None:
    """Return how often an outcome lay within its range, the ends included; None without cases.

    :param cases: the low end, the high end, and the outcome of each
    """
    held = [low <= outcome <= high for low, high, outcome in cases]
    return sum(held) / len(held) if held else None


class Errors(NamedTuple):
    """How far points were from outcomes.

    :ivar cases: how many there were
    :ivar error: the sum of their distances, as a share of the sum of outcomes, signs left away;
        None where that is nothing
    :ivar bias: the same of their differences: above 0 where more was said than came
    """

    cases: int
    error: float | None
    bias: float | None


def errors(cases: Iterable[tuple[float | None, float]]) -> Errors:
    """Return how far points were from outcomes, all together: large ones weigh more.

    :param cases: what was said, and the outcome; where nothing was said the case is left out
    """
    known = [(said, outcome) for said, outcome in cases if said is not None]
    size = math.fsum(abs(outcome) for _said, outcome in known)
    if not size:
        return Errors(len(known), None, None)
    return Errors(
        len(known),
        math.fsum(abs(said - outcome) for said, outcome in known) / size,
        math.fsum(said - outcome for said, outcome in known) / size,
    )


def compare(
    said: Mapping[str, Sequence[float | None]], outcomes: Sequence[float]
) -> dict[str, Errors]:
    """Return the errors of ways to foresee the same outcomes, over the cases that all answer.

    :param said: by way what it said of each outcome, None for nothing; a way that never answers
        has no cases, and does not take those of the others away
    """
    answering = [points for points in said.values() if any(point is not None for point in points)]
    common = [
        index
        for index in range(len(outcomes))
        if all(points[index] is not None for points in answering)
    ]
    return {
        way: errors((points[index], outcomes[index]) for index in common)
        for way, points in said.items()
    }


def run_rate(to_date: float, elapsed: float) -> float | None:
    """Return what a period comes to if it goes on as it began.

    :param to_date: what it came to so far
    :param elapsed: which share of it is over; None is returned where none is
    """
    return to_date / elapsed if elapsed > 0 else None


def weighted_pipeline(to_date: float, deals: Iterable[tuple[float, float]]) -> float:
    """Return what is there, and each open deal's amount times its probability.

    :param deals: amounts and probabilities from 0 to 1
    """
    return math.fsum([to_date, *(amount * share for amount, share in deals)])
