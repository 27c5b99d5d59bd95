"""The parts that a landing is the sum of, and the spans of the past that tell what is to come.

Pure functions: amounts are numbers in one unit, spans are closed (first and last day included).
Nothing is rounded here; round what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from . import landing
from .own_past import PIPELINE, RHYTHM, Compared
from .periods import add_months

ONE_DAY = timedelta(days=1)

#: How many earlier spans are looked at, at most: as people, products and markets change.
MOST_SPANS = 12
#: How far back they reach, in years.
YEARS_OF_SPANS = 3
#: How many deals are said to decide, at most.
MOST_DECIDING = 3


@dataclass
class Parts:
    """What a landing is made of.

    :ivar certain: what counts already
    :ivar committed: of documents that are there but do not count yet, amount and chance to count
        within the span
    :ivar deals: of open deals by their numbers, amount and chance to be won within the span
    :ivar to_come: of what is not there yet, equally likely amounts; none where nobody knows
    :ivar kind: what the amounts to come are made of, see ``rhythm.Rest``; empty for late wins
    :ivar spread: of the common factor of the deals, see ``tools.common_factor``
    :ivar other: the other way to foresee the same, see :func:`choose_way`; None where there is none
    """

    certain: float = 0.0
    committed: list[tuple[float, float]] = field(default_factory=list)
    deals: dict[int, tuple[float, float]] = field(default_factory=dict)
    to_come: Sequence[float] = ()
    kind: str = ""
    spread: float = landing.DEFAULT_SPREAD
    other: Other | None = None

    def add_deal(self, number: int, amount: float, chance: float) -> None:
        """Count a deal; what several rows of one deal come to is one amount."""
        before = self.deals.get(number, (0.0, chance))[0]
        self.deals[number] = before + amount, chance

    def get_means(self) -> dict[str, float]:
        """Return the mean of each part; their sum is the mean of the landing."""
        return {
            "certain": self.certain,
            "committed": _mean_of(self.committed),
            "deals": _mean_of(self.deals.values()),
            "to_come": sum(self.to_come) / len(self.to_come) if self.to_come else 0.0,
        }

    def land(self, precision: float = landing.PRECISION) -> landing.Landing:
        """Return the distribution of the sum, see ``landing.land``."""
        others = [self.to_come] if self.to_come else []
        chances = [*self.committed, *self.deals.values()]
        return landing.land(self.certain, chances, others, self.spread, precision)


class Other(NamedTuple):
    """The way to foresee a landing that is not shown.

    :ivar way: ``own_past.PIPELINE`` or ``own_past.RHYTHM``
    :ivar parts: what it makes of the same landing
    :ivar compared: how far off both ways were
    """

    way: str
    parts: Parts
    compared: Compared


def choose_way(pipeline: Parts, rhythm: Parts | None, compared: Compared | None) -> Parts:
    """Return the parts of the way that was nearer in the past, with the other one beside them.

    :param rhythm: None where it knows nothing; then it is the pipeline, and nothing beside it
    :param compared: how far off both were; None where nobody knows: then it is the pipeline, too
    """
    if rhythm is None or compared is None:
        return pipeline
    ways = {PIPELINE: pipeline, RHYTHM: rhythm}
    other = PIPELINE if compared.nearer == RHYTHM else RHYTHM
    return replace(ways[compared.nearer], other=Other(other, ways[other], compared))


def add_parts(parts: Iterable[Parts]) -> Parts:
    """Return the parts of several seats together, whose amounts to come are of the same spans.

    All are of one company, so that one common factor moves them. A deal may count in several rows,
    each of its lines in one: then it counts with what all of these come to.
    """
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    whole = Parts()
    for part in parts:
        for number, (amount, chance) in part.deals.items():
            whole.add_deal(number, amount, chance)
    to_come = [part.to_come for part in parts if part.to_come]
    longest = max(map(len, to_come), default=0)
    return Parts(
        sum(part.certain for part in parts),
        [pair for part in parts for pair in part.committed],
        whole.deals,
        tuple(
            sum(amounts[place] for amounts in to_come if place < len(amounts))
            for place in range(longest)
        ),
        # what has nothing to come does not say what is to come
        next((part.kind for part in [*filter(_has_rest, parts), *parts] if part.kind), ""),
        parts[0].spread if parts else landing.DEFAULT_SPREAD,
    )


def _has_rest(part: Parts) -> bool:
    return bool(part.to_come)


def get_chance(landed: landing.Landing, target: float | None) -> float | None:
    """Return how likely a target is reached, 0 to 1; None where that would say nothing.

    It says something of a target above nothing that the range is no wider than, and where there is
    anything at all: of nothing nobody knows whether it stays nothing.
    """
    if not target or target < 0 or not (landed.mean or landed.variance):
        return None
    return landed.chance(target) if landed.p90 - landed.p10 <= target else None


def find_deciding(deals: Mapping[int, tuple[float, float]], width: float) -> list[int]:
    """Return the numbers of the deals whose outcome moves the sum most, the first one first.

    A deal moves it by its standard deviation a·√(p·(1 − p)). Named are three at most, and only
    those that move it by a tenth of the range each: else none decides.

    :param deals: amount and chance by number
    :param width: how wide the range of the whole landing is
    """
    moved = {
        number: abs(amount) * sqrt(max(chance * (1 - chance), 0.0))
        for number, (amount, chance) in deals.items()
    }
    ordered = sorted(moved, key=lambda number: (-moved[number], number))
    return [number for number in ordered[:MOST_DECIDING] if moved[number] * 10 >= width > 0]


def take_off(rest: Sequence[float], *known: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Return what is to come of a rest besides what is known of it already.

    What usually comes in the rest of a span includes the orders and deals that are there now: their
    means are taken off, so that nothing counts twice. It is never below zero, unless the rest
    itself is: more may be there than usual.

    :param rest: equally likely amounts
    :param known: amounts and chances
    """
    there = sum(_mean_of(pairs) for pairs in known)
    if not there:
        return tuple(rest)
    return tuple(amount if amount < 0 else max(amount - there, 0.0) for amount in rest)


def _mean_of(pairs: Iterable[tuple[float, float]]) -> float:
    return sum(amount * chance for amount, chance in pairs)


def get_past_spans(
    first: date, last: date, day: date, begin: date | None = None
) -> list[tuple[int, date, date, date]]:
    """Return the rests of earlier spans, as far before their ends as a day is before the end of
    this one: ``[(number, made from, counted from, last day), …]``, the latest first, from 1 on.

    Spans of whole months are shifted by as many months, others by as many days. What is made in a
    rest is made after the day that corresponds to ``day``; of a span that has not begun it may be
    made before it begins.

    :param day: the last day that is known
    :param begin: the first day of which all is known; spans that begin earlier are left out
    """
    left = timedelta(days=(last - day).days)
    spans = []
    for number in range(1, MOST_SPANS + 1):
        start, end = _shift(first, last, -number)
        made_from = end - left + ONE_DAY
        if (last - end).days > YEARS_OF_SPANS * 366 or (begin and min(start, made_from) < begin):
            break
        if made_from <= end:
            spans.append((number, made_from, max(start, made_from), end))
    return spans


def _shift(first: date, last: date, number: int) -> tuple[date, date]:
    """Return a span some spans later, or earlier."""
    after = last + ONE_DAY
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        start = add_months(first, number * months)
        return start, add_months(start, months) - ONE_DAY
    days = timedelta(days=((last - first).days + 1) * number)
    return first + days, last + days


def get_range_bar(
    low: float, middle: float, high: float, certain: float, target: float | None
) -> dict[str, float | None]:
    """Return where a landing's range lies on a bar, in percent of its length, which is the larger
    of the range's end and the target; all of them 0 where nothing is above zero.

    :return: ``{low, middle, high, certain, target}``; no target is None
    """
    scale = max(high, certain, target or 0.0)
    places = {"low": low, "middle": middle, "high": high, "certain": certain}
    found = {
        name: min(max(amount / scale, 0.0), 1.0) * 100 if scale > 0 else 0.0
        for name, amount in places.items()
    }
    return {**found, "target": target / scale * 100 if target and target > 0 else None}
