"""Whether targets side by side ask the same of everybody.

Pure functions on exact fractions, without database. A row is compared with itself (what it sold in
the same periods before, what is open in its pipeline, how many people it has) and with its peers,
the rows below the same row. What stands out gets a code; the words are the caller's.

*Growth* of a row is target / history - 1; while its past runs, of the periods that are over there.
It *stands out* among its peers when

    |growth - median| > max(MOST_DEVIATIONS × DEVIATION_SCALE × MAD, SLIGHT)

where MAD is the median of the distances from the median. Both medians bear that almost half of
the values are odd, where mean and standard deviation would follow them. DEVIATION_SCALE = 1.4826 =
1 / Φ⁻¹(¾) makes MAD estimate the standard deviation of normal values (Hampel 1974; Rousseeuw and
Croux 1993), so MOST_DEVIATIONS = 3 is the usual "three sigma". SLIGHT keeps differences that
nobody would argue about from standing out where peers are as good as equal, and MAD zero. Fewer
than ``FEWEST_PEERS`` values tell nothing of each other: they are compared with their own past
only.

How much a full-time person of a row is to bring, target / capacity, is compared in the same way,
by its ratio to the median of the peers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .spreading import Ratio, to_decimal

#: Makes the median absolute deviation comparable to a standard deviation.
DEVIATION_SCALE = Fraction("1.4826")
#: How many of these deviations are too many.
MOST_DEVIATIONS = 3
#: Growth that differs by less never stands out: ten percentage points.
SLIGHT = Fraction(1, 10)
#: What a person is to bring may differ by so much from others, as a ratio: half as much again.
SLIGHT_LOAD = Fraction(1, 2)
#: A target is far from the own past when it differs by more than this, as a ratio.
FAR = Fraction(1, 4)
#: Fewer rows than this are not compared with each other.
FEWEST_PEERS = 3

#: What there may be to say, in the order in which it is said.
FLAGS = (
    "not_planned",  # nothing is planned though something was sold
    "zero_target",  # zero is planned though something was sold
    "no_history",  # a target, and nothing was sold before
    "growth_high",  # grows far more than the peers
    "growth_low",  # grows far less than the peers
    "above_past",  # far above the best of the own past, and open deals would not fill the gap
    "below_past",  # far below the own past; only said where there are no peers to compare with
    "no_capacity",  # a target, and nobody there to reach it
    "load_high",  # a person is to bring far more than one of the peers
)


@dataclass(frozen=True, slots=True)
class Over:
    """What a row plans and sold in the periods whose past is over: only these can be compared.

    Twelve months against the ten that there are would be growth that nobody plans.

    :ivar target: see :class:`Sibling`
    :ivar history: see :class:`Sibling`
    :ivar best: see :class:`Sibling`
    """

    target: Ratio | None = None
    history: Ratio = 0
    best: Ratio | None = None


@dataclass(frozen=True, slots=True)
class Sibling:
    """One of the rows that are compared.

    :ivar key: what the caller knows it by
    :ivar target: what is planned; ``None`` for nothing
    :ivar history: what it is compared with: what it sold in the periods that its target was
        computed from, else in the same periods a year before
    :ivar best: the best it sold in these periods of earlier years; ``None`` where no more is
        known than ``history``
    :ivar pipeline: what is expected to be won in time; ``None`` where that is not known
    :ivar capacity: its people in full-time equivalents; ``None`` where that is not known
    :ivar over: what growth is told of; ``None`` where all of its past is over
    """

    key: Hashable
    target: Ratio | None = None
    history: Ratio = 0
    best: Ratio | None = None
    pipeline: Ratio | None = None
    capacity: Ratio | None = None
    over: Over | None = None

    @property
    def compared(self) -> Over | Sibling:
        """Return the target and the past that are compared with each other."""
        return self.over or self


@dataclass(frozen=True, slots=True)
class Finding:
    """How a row compares. Ratios are ``None`` where there is nothing to divide by.

    :ivar key: the row's
    :ivar ratio: target / history, of what is compared
    :ivar coverage: pipeline / target
    :ivar peers: median growth of the row and its peers; ``None`` when they are too few
    :ivar load: target / capacity
    :ivar peers_load: median load; ``None`` when they are too few
    :ivar flags: codes out of :data:`FLAGS`, in that order
    """

    key: Hashable
    ratio: Fraction | None
    coverage: Fraction | None
    peers: Fraction | None
    load: Fraction | None
    peers_load: Fraction | None
    flags: tuple[str, ...]


def check(rows: Iterable[Sibling]) -> list[Finding]:
    """Compare rows with themselves and with each other; return one finding each, in order.

    :raise ValueError: when a figure is not a finite number
    """
    rows = [_Figures(row) for row in rows]
    growths = [row.ratio - 1 for row in rows if row.ratio is not None]
    loads = [row.load for row in rows if row.load is not None]
    growth, load = _Peers(growths, SLIGHT), _Peers(loads, SLIGHT_LOAD, relative=True)
    return [
        Finding(
            row.key,
            row.ratio,
            row.coverage,
            growth.middle,
            row.load,
            load.middle,
            tuple(flag for flag in FLAGS if flag in _find_flags(row, growth, load)),
        )
        for row in rows
    ]


def get_median(values: Sequence[Fraction]) -> Fraction:
    """Return the middle of some values, of which there is at least one."""
    ordered, half = sorted(values), len(values) // 2
    if len(values) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def get_deviation(values: Sequence[Fraction]) -> Fraction:
    """Return the median distance of some values from their median."""
    middle = get_median(values)
    return get_median([abs(value - middle) for value in values])


class _Peers:
    """What is usual among some values.

    :ivar middle: their median; ``None`` when they are too few
    :ivar allowed: how far from it a value does not yet stand out
    """

    def __init__(self, values: Sequence[Fraction], slight: Fraction, relative: bool = False):
        self.middle, self.allowed = None, Fraction(0)
        if len(values) >= FEWEST_PEERS:
            self.middle = get_median(values)
            least = slight * self.middle if relative else slight
            self.allowed = max(MOST_DEVIATIONS * DEVIATION_SCALE * get_deviation(values), least)

    def get_side(self, value: Fraction | None) -> int:
        """Return 1 for a value that stands out as large, -1 for a small one, 0 for neither."""
        if value is None or self.middle is None or abs(value - self.middle) <= self.allowed:
            return 0
        return 1 if value > self.middle else -1


class _Figures:
    """The figures of a row, exact, with the ratios that there are."""

    def __init__(self, row: Sibling):
        self.key = row.key
        self.target = _to_fraction(row.target)
        self.history = _to_fraction(row.history) or Fraction(0)
        self.compared = _to_fraction(row.compared.target)
        past = _to_fraction(row.compared.history) or Fraction(0)
        best = _to_fraction(row.compared.best)
        self.best = past if best is None else max(best, past)
        self.pipeline = _to_fraction(row.pipeline)
        self.capacity = _to_fraction(row.capacity)
        self.has_target = self.target is not None and self.target > 0
        self.ratio = self.coverage = self.load = None
        if self.compared is not None and past > 0:
            self.ratio = self.compared / past
        if self.has_target and self.pipeline is not None:
            self.coverage = self.pipeline / self.target
        if self.has_target and self.capacity:
            self.load = self.target / self.capacity


def _find_flags(row: _Figures, growth: _Peers, load: _Peers) -> set[str]:
    """Return what there is to say of a row, in no order."""
    found = set()
    if not row.target and row.history > 0:
        return {"not_planned" if row.target is None else "zero_target"}
    if not row.has_target:
        return found
    if row.history <= 0:
        found.add("no_history")
    side = growth.get_side(row.ratio - 1 if row.ratio is not None else None)
    if side:
        found.add("growth_high" if side > 0 else "growth_low")
    missing = (row.compared or 0) - row.best
    if row.best > 0 and missing > FAR * row.best and (row.pipeline or 0) < missing:
        found.add("above_past")
    if growth.middle is None and row.ratio is not None and row.ratio < 1 - FAR:
        found.add("below_past")
    if row.capacity is not None and row.capacity <= 0:
        found.add("no_capacity")
    if load.get_side(row.load) > 0:
        found.add("load_high")
    return found


def _to_fraction(value: Ratio | None) -> Fraction | None:
    if value is None or isinstance(value, Fraction):
        return value
    return Fraction(to_decimal(value))
