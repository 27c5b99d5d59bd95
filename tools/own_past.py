"""What landings of ended periods tell of the next one: how far all deals move together, and which
way to foresee a period was nearer.

Pure Python, without database. Two ways can foresee what will be won: the *pipeline* (open deals
with their chances, and what usually comes besides) and the *rhythm* (what usually comes, going by
the past months). Of each seat both are compared with what came, over the ended periods that both
were worked out for, at the same distance from the end. How far off one was is the sum of its
errors, signs left away, as a share of the sum of what came: large periods weigh more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

from .common_factor import DEFAULT_SPREAD, estimate_spread
from .landing_record import errors
from .rollup import COMPANY, PERSON, TEAM

#: With fewer ended periods a seat's own past says nothing, nor does that of a company.
LEAST_PERIODS = 4
#: Distances from the end are alike up to this factor.
_ALIKE = 1.5
PIPELINE, RHYTHM = "pipeline", "rhythm"
#: The seat of a whole company.
WHOLE_COMPANY = TEAM, COMPANY


class Foreseen(NamedTuple):
    """What was foreseen of a seat for a period that is over now, and what came.

    :ivar period: which period it is
    :ivar seat: kind and number
    :ivar pipeline: what the pipeline foresaw
    :ivar rhythm: what the rhythm foresaw; None where it knew nothing
    :ivar came: what the period came to
    :ivar expected: the expected sum of the deals that were open
    :ivar variance: the variance of that sum with independent deals
    :ivar won: what was won of those deals in the period
    :ivar sensitivity: how far the common factor moves that sum, see ``tools.landing.Landing``
    :ivar is_learned: whether chances of deals were learned, see ``tools.hazards.LEAST_DEALS``; else
        they were what somebody had stated
    """

    period: Hashable
    seat: tuple[str, Hashable]
    pipeline: float
    rhythm: float | None
    came: float
    expected: float
    variance: float
    won: float
    sensitivity: float
    is_learned: bool = True


class Compared(NamedTuple):
    """How far off the two ways were.

    :ivar pipeline: as a share of what came
    :ivar rhythm: the same
    :ivar is_own: whether it is of the seat's own periods; else of all of its kind in the company
    """

    pipeline: float
    rhythm: float
    is_own: bool

    @property
    def nearer(self) -> str:
        """Which of the two was nearer; the pipeline where both were as near."""
        return RHYTHM if self.rhythm < self.pipeline else PIPELINE


@dataclass(frozen=True)
class OwnPast:
    """What is known by the ended periods of a company; nothing unless given.

    :ivar spread: of the common factor of all deals
    :ivar seats: how far off both ways were, by seat
    :ivar kinds: the same of all people together, and of all teams together
    :ivar whole: the same of the company itself; None where nobody knows
    """

    spread: float = DEFAULT_SPREAD
    seats: Mapping[tuple[str, Hashable], Compared] = field(default_factory=dict)
    kinds: Mapping[str, Compared] = field(default_factory=dict)
    whole: Compared | None = None

    def compare(self, seat: tuple[str, Hashable]) -> Compared | None:
        """Return how far off both ways were for a seat; None where the past says nothing."""
        return self.seats.get(seat) or self.kinds.get(seat[0])

    def is_by_rhythm(self, seat: tuple[str, Hashable]) -> bool:
        """Tell whether the rhythm was nearer for a seat."""
        compared = self.compare(seat)
        return compared is not None and compared.nearer == RHYTHM


def get_nearest(days_left: int, distances: Mapping[Hashable, int]) -> Hashable | None:
    """Return the distance from the end that is most like that of today, by its name.

    :param days_left: until the end, from 0 on; less than the least distance is like that one
    :param distances: days before the end, by name
    :return: None where the end is farther away than any of them
    """
    days = max(days_left, min(distances.values()))
    if days > max(distances.values()) * _ALIKE:
        return None
    return min(distances, key=lambda name: abs(log(distances[name] / days)))


def learn_own_past(rows: Iterable[Foreseen]) -> OwnPast:
    """Return what ended periods tell, all of them at the same distance from the end.

    How far deals move together is learned from people, whose deals are those of teams, too. Once
    chances are learned, what stated ones were off by says nothing any more.
    """
    rows = list(rows)
    rows = [row for row in rows if row.is_learned] or rows
    sums, by_seat, by_kind = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in rows:
        if row.seat[0] == PERSON:
            sums[row.period].append((row.expected, row.variance, row.won, row.sensitivity))
        if row.rhythm is not None:
            by_seat[row.seat].append(row)
            if row.seat != WHOLE_COMPANY:
                by_kind[row.seat[0]].append(row)
    spread = estimate_spread(sums.values())
    seats = _compare_each(by_seat, is_own=True)
    whole = seats.get(WHOLE_COMPANY)
    return OwnPast(
        DEFAULT_SPREAD if spread is None else spread,
        seats,
        _compare_each(by_kind, is_own=False),
        whole and whole._replace(is_own=False),
    )


def _compare_each(groups: Mapping, is_own: bool) -> dict:
    found = {}
    for key, rows in groups.items():
        if len({row.period for row in rows}) < LEAST_PERIODS:
            continue
        pipeline = errors((row.pipeline, row.came) for row in rows).error
        rhythm = errors((row.rhythm, row.came) for row in rows).error
        if pipeline is not None and rhythm is not None:
            found[key] = Compared(pipeline, rhythm, is_own)
    return found
