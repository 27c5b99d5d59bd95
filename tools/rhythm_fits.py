"""A series, and all that its forecast needs: pattern, level, and how much each member weighs.

Pure functions, without database. ``rhythm`` says what is done and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .rhythm_members import Member, fit_damped, fit_theta, fit_year
from .rhythm_outliers import draw_back
from .rhythm_seasons import Pattern, find_pattern

#: The members, in the order of their weights.
MEMBERS = {"theta": fit_theta, "damped": fit_damped, "last_year": fit_year}
#: Members are compared by their errors over so many parts of a year.
YEAR_PARTS = 4
#: A series has ended when it has so many times as many zeros at its end as ever in a row before.
SILENCE = 1.5
#: Squares of errors below this are rounding, where amounts are about 1.
ROUNDING_SQUARES = 1e-18


class Fit(NamedTuple):
    """What is known of a series at its end."""

    kind: str
    length: int
    #: the amounts that come again as they are, where nothing is fitted
    again: tuple[float, ...]
    pattern: Pattern
    members: tuple[Member, ...]
    weights: tuple[float, ...]
    #: expected in each month besides, for single amounts far off
    extra: float
    #: whether no amount was negative, so that none is expected to be
    is_positive: bool

    def foretell(self, horizon: int) -> list[float]:
        """Return the amounts of the next months."""
        if self.again:
            count = len(self.again)
            return [self.again[step % count] for step in range(horizon)]
        levels = [member(self.length, horizon) for member in self.members]
        mean = [
            sum(weight * level for weight, level in zip(self.weights, same, strict=True))
            for same in zip(*levels, strict=True)
        ]
        return self._restore(mean)

    def foretell_each(self, horizon: int) -> dict[str, list[float]]:
        """Return the same by each member alone; nothing where nothing is fitted."""
        return {
            name: self._restore(member(self.length, horizon))
            for name, member in zip(MEMBERS, self.members, strict=False)
        }

    def _restore(self, levels):
        points = [
            self.extra + self.pattern.restore(level, self.length + step)
            for step, level in enumerate(levels)
        ]
        return [max(point, 0.0) for point in points] if self.is_positive else points


def fit(series: Sequence[float], season: int, by_level: bool = False) -> Fit:
    """Return what is known of a series of amounts about 1.

    :param series: one or more amounts
    :param season: how many of them make a year
    :param by_level: whether less than two years are gone on with by their level, without pattern,
        instead of by last year's months or the mean
    """
    length = len(series)
    is_positive = min(series) >= 0
    nothing = Pattern((0.0,), is_factor=False)
    if length < 2 * season and not (by_level and length > 1):
        kind = "last_year" if length >= season else "mean"
        again = tuple(series[-season:]) if length >= season else (sum(series) / length,)
        return Fit(kind, length, again, nothing, (), (), 0.0, is_positive)
    pattern, extra = nothing, 0.0
    level = list(series)
    if length >= 2 * season and not is_silent(series, season):
        pattern = find_pattern(series, season)
        level = pattern.remove(series)
        if drawn := draw_back(level):
            kept = list(series)
            for at, amount in drawn.items():
                kept[at] = pattern.restore(amount, at)
            extra = (sum(series) - sum(kept)) / length
            pattern = find_pattern(kept, season)
            level = pattern.remove(kept)
    members = tuple(make(level, season) for make in MEMBERS.values())
    weights = _weigh(level, members, season)
    return Fit("rhythm", length, (), pattern, members, weights, extra, is_positive)


def find_start(series: Sequence[float]) -> int:
    """Return where a series begins: after its first zeros, unless as many in a row come later."""
    return _find_start(*_measure_gaps(series))


def is_silent(series: Sequence[float], season: int) -> bool:
    """Return whether a series has ended: with far more zeros than it ever had in a row."""
    return _is_silent(*_measure_gaps(series), season)


def find_ends(series: Sequence[float], season: int) -> tuple[int, bool]:
    """Return both, see :func:`find_start` and :func:`is_silent`, of one look at the series."""
    gaps = _measure_gaps(series)
    return _find_start(*gaps), _is_silent(*gaps, season)


def _find_start(first, longest, last):
    return first if first > max(longest, last) else 0


def _is_silent(_first, longest, last, season):
    return last > max(SILENCE * longest, season / YEAR_PARTS)


def _measure_gaps(series):
    """Return how many zeros come first, how many in a row between amounts, and how many last."""
    first = next((at for at, amount in enumerate(series) if amount), len(series))
    longest = run = 0
    for amount in series[first:]:
        if amount:
            longest, run = max(longest, run), 0
        else:
            run += 1
    return first, longest, run


def _weigh(level: Sequence[float], members: Sequence[Member], season: int) -> tuple[float, ...]:
    """Return the share of each member in the mean, by 1 / (the squares of its past errors)².

    Squared once more, since the one that is better in the past mostly stays so, and the other
    would still count nearly as much.
    """
    reach = max(season // YEAR_PARTS, 1)
    squares = [ROUNDING_SQUARES] * len(members)
    for at in range(season, len(level) - reach + 1):
        came = sum(level[at : at + reach])
        for place, member in enumerate(members):
            squares[place] += (came - sum(member(at, reach))) ** 2
    shares = [(min(squares) / square) ** 2 for square in squares]
    whole = sum(shares)
    return tuple(share / whole for share in shares)
