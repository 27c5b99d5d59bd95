"""What hazards of deals are told apart by: bands of time, and levels of what is known of a deal.

Pure Python, without database; whoever counts in SQL uses the same edges.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

#: Weeks since creation at which another band begins; the last one does not end. As with
#: PostgreSQL's ``width_bucket``, a band's number is how many edges are reached.
AGE_EDGES = (1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 23, 26, 32, 39, 52, 78, 104, 156)
#: Weeks in the stage.
STAGE_AGE_EDGES = (1, 2, 4, 8, 13, 26)
#: Weeks until the expected closing: overdue by more than four weeks, overdue, due within two
#: weeks, six, thirteen, later. Without expected closing there is no band.
DUE_EDGES = (-4, 0, 2, 6, 13)
#: The weeks of a quarter, cut into thirds.
QUARTER = 365.25 / 7 / 4
#: What may be known of a deal in a week. ``pushed`` is how often its expected closing was moved
#: later, 3 for more; ``size`` its amount's third; ``quarter`` the third of the calendar quarter.
FEATURES = ("stage", "stage_age", "pushed", "due", "size", "quarter")
MOST_PUSHED = 3
Level = Hashable | None


class Exposure(NamedTuple):
    """What deals of one kind went through while they were of that kind.

    :ivar age: the band of their age, see :func:`age_band`
    :ivar features: a level for each of :data:`FEATURES`, None for unknown; missing ones at the
        end are unknown
    :ivar weeks: how long they were at risk, all together
    :ivar won: how many were won
    :ivar lost: how many were lost
    """

    age: int
    features: Sequence[Level]
    weeks: float
    won: int
    lost: int


def age_band(weeks: float) -> int:
    """Return the band of a deal's age in weeks since its creation."""
    return bisect_right(AGE_EDGES, weeks)


def stage_age_band(weeks: float | None) -> int | None:
    """Return the band of how many weeks a deal has been in its stage; None where unknown."""
    return None if weeks is None else bisect_right(STAGE_AGE_EDGES, weeks)


def due_band(weeks: float | None) -> int | None:
    """Return the band of the weeks until the expected closing; None where there is none."""
    return None if weeks is None else bisect_right(DUE_EDGES, weeks)


def quarter_third(weeks: float | None) -> int | None:
    """Return the third of the quarter, 0 to 2, by the weeks since it began; None where unknown."""
    return None if weeks is None else int(weeks / QUARTER * 3) % 3


def pushed_level(times: int | None) -> int | None:
    """Return the level of how often the expected closing was moved later; None where unknown."""
    return None if times is None else min(times, MOST_PUSHED)


def size_cuts(amounts: Iterable[float]) -> tuple[float, float]:
    """Return the amounts that cut deals into three equal parts; deals without amount are left out.

    Without any amount the cuts are zero.
    """
    known = sorted(amount for amount in amounts if amount > 0)
    if not known:
        return 0.0, 0.0
    return known[len(known) // 3], known[len(known) * 2 // 3]


def size_level(amount: float | None, cuts: tuple[float, float]) -> int | None:
    """Return 0 for a small, 1 for a usual, 2 for a large deal; None for one without amount."""
    return bisect_right(cuts, amount) if amount and amount > 0 else None
