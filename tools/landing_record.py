"""How right landings were: ranges and points against outcomes.

Pure functions, without database. Nothing here is forgiving: a case that nothing was said about is
left out, and how many are left is told with every figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


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
