"""The rhythm of many small rows, by that of the row above them.

Pure functions, without database. A small row's own months say little about seasons, trend and how
quickly the level moves, those of all rows together say much: Dekker, van Donselaar and Ouwehand,
*How to use aggregation and combined forecasting to improve seasonal demand forecasts*, 2004; Chen
and Boylan, *Use of individual and group seasonal indices in subaggregate demand forecasting*, 2007.
So all of that comes from the row above, which is foretold with all care (``rhythm``), and the small
row has its share of what is foretold there (Gross and Sohl, *Disaggregation methods to expedite
product line forecasting*, 1990):

- its share of the last half year, of the last year, and of the last two years;
- and for rows with seasons of their own, what it came to itself in the same months a year before.

In the mean each weighs by 1 / (the squares of its past errors)², as in ``rhythm``. Past errors are
those at the moments at which the row above was foretold, each time by what was known then; what an
error is told by is weighed by all the others. Nothing is fitted, so that it takes a fiftieth of the
time.

Of a row that has ended (``rhythm_fits.find_ends``) the least of these counts.

What came of the running month so far is left to the row above: of a small row it says little.

Of many rows (:func:`foretell_rows`) the largest are foretold with all care, a bounded number, and
the others by the nearest of these above them. Which those are goes by all rows, not by the wanted
ones: so a row is foretold the same wherever it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from heapq import nlargest
from itertools import accumulate
from operator import itemgetter, mul, sub
from typing import NamedTuple

from .rhythm import Past, Rest, follow_period, widen
from .rhythm_fits import find_ends

#: Over how many months the shares are taken.
WINDOWS = (6, 12, 24)
#: With fewer months of its own a row says nothing.
LEAST_MONTHS = 3
#: A share is of a whole that is at least this part of its amounts, signs left away.
LEAST_WHOLE = 0.1
#: What squares of errors are more than nothing, where a row's largest amount is 1.
HARDLY = 1e-9
#: So many rows are foretold with all care.
MOST_CAREFUL = 24


class _Known(NamedTuple):
    """What errors are widened by, see ``rhythm.widen``."""

    kind: str
    is_positive: bool


_Pick = Callable[[Sequence[float]], Sequence[float]]


class _Looks(NamedTuple):
    """The moments at which rows are foretold. Thousands of rows are looked at in the same places,
    so that what picks these is made once.

    :ivar at: picks what there was at each moment
    :ivar end: picks what there was when the months end that are foretold
    :ivar done: which share of the first of them had come
    :ivar windows: for each of :data:`WINDOWS` what picks where the months begin that a share is
        taken of, and what their sum is multiplied with
    :ivar unknown: of how many moments, the first ones, the year before is not known
    :ivar year: picks where the same months of the year before begin, for the other moments
    :ivar year_end: picks where they end
    """

    at: _Pick
    end: _Pick
    done: list[float]
    windows: list[tuple[_Pick, list[float]]]
    unknown: int
    year: _Pick
    year_end: _Pick


def _pick(places: Sequence[int]) -> _Pick:
    """Return the function that picks some places of a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda amounts: [amounts[place] for place in places]


class Above:
    """What a row tells of those below it.

    :param series: its months that are over, oldest first; of the same months as theirs
    :param shares: which share of each month had come by the point that the running one is at; None
        where that is not known
    :param elapsed: the share of the running month's working days that is over
    :param rest: what is to come of it, by ``rhythm.follow_period``
    :param past: what was foretold of it at earlier moments, by the same
    :param season: how many months make a year
    """

    def __init__(
        self,
        series: Sequence[float],
        shares: Sequence[float | None],
        elapsed: float,
        rest: Rest,
        past: Past,
        season: int = 12,
    ):
        self.rest = rest
        self._past = past
        self._season = season
        self._sums = list(accumulate(series, initial=0.0))
        self._sizes = list(accumulate(map(abs, series), initial=0.0))
        self._done = [elapsed if share is None else share for share in shares]
        self._total = sum(rest.points)
        self._known: dict[int, tuple[_Looks, _Looks]] = {}

    def foretell(self, series: Sequence[float]) -> Rest:
        """Return what is still to come of a row below, as ``rhythm.rest_of_period`` does.

        The points are in the proportions of those of the row above.

        :param series: its months that are over
        """
        rest = self.rest
        if not any(series):
            return Rest((0.0,) * len(rest.points), (), "none", rest.share, 0.0)
        sums = list(accumulate(series, initial=0.0))
        start, has_ended = find_ends(series, self._season)
        past, now = self._look(start)
        at, months = past.at(sums), past.at(series)
        came = list(map(sub, map(sub, past.end(sums), at), map(mul, months, past.done)))
        errors = [list(map(sub, came, column)) for column in _foretell(series, sums, past)]
        # what is hardly more than nothing goes by the row's largest amount
        hardly = HARDLY * max(map(abs, series)) ** 2
        wholes = [hardly + sum(map(mul, column, column)) for column in errors]
        weights = [1 / (whole * whole) for whole in wholes]
        ways = [way for (way,) in _foretell(series, sums, now)]
        if has_ended:
            weights = [float(way == min(ways, key=abs)) for way in ways]
        total = sum(map(mul, ways, weights)) / sum(weights)
        stretch = len(rest.points) / max(self._past.reach, 1)
        spread = [stretch * error for error in _weigh(errors, wholes)]
        known = _Known(rest.kind, min(series) >= 0)
        if known.is_positive:
            total = max(total, 0.0)
        return Rest(
            self._lay_out(total),
            tuple(widen(spread, total, known)),
            rest.kind,
            rest.share,
            0.0,
        )

    def _lay_out(self, total: float) -> tuple[float, ...]:
        """Return a total over the months, in the proportions of the row above."""
        points = self.rest.points
        if not self._total:
            return (total / len(points),) * len(points)
        ratio = total / self._total
        return tuple([point * ratio for point in points])

    def _look(self, start: int) -> tuple[_Looks, _Looks]:
        """Return the moments at which a row is foretold that begins with a month, and now."""
        if start not in self._known:
            rest = self.rest
            cuts = [cut for cut in self._past.foretold if cut[0] - start >= LEAST_MONTHS]
            done = [self._done[at] for at, _foretold in cuts]
            now = [(len(self._done), self._total)]
            self._known[start] = (
                self._place(start, cuts, self._past.reach, done),
                self._place(start, now, len(rest.points), [rest.share]),
            )
        return self._known[start]

    def _place(
        self, start: int, cuts: Sequence[tuple[int, float]], reach: int, done: list[float]
    ) -> _Looks:
        ends = [at for at, _foretold in cuts]
        windows = []
        for window in WINDOWS:
            begins = [max(at - window, start) for at in ends]
            factors = [
                self._get_factor(begin, *cut, reach - share)
                for begin, cut, share in zip(begins, cuts, done, strict=True)
            ]
            windows.append((_pick(begins), factors))
        years = [at - self._season for at in ends if at - self._season >= start]
        if reach > self._season:
            years = []
        return _Looks(
            _pick(ends),
            _pick([at + reach for at in ends]),
            done,
            windows,
            len(ends) - len(years),
            _pick(years),
            _pick([year + reach for year in years]),
        )

    def _get_factor(self, begin: int, at: int, foretold: float, months: float) -> float:
        """Return what the months of a row from one to another are multiplied with."""
        whole = self._sums[at] - self._sums[begin]
        if whole > LEAST_WHOLE * (self._sizes[at] - self._sizes[begin]):
            return foretold / whole
        # where credit notes leave hardly anything above, nobody has a share: the mean goes on
        return months / max(at - begin, 1)


def foretell_rows(
    series: Mapping[Hashable, Sequence[float]],
    running: Mapping[Hashable, float],
    parents: Mapping[Hashable, Hashable | None],
    shares: Sequence[float | None],
    elapsed: float,
    horizon: int,
    wanted: Collection[Hashable] | None = None,
) -> dict[Hashable, Rest]:
    """Return what is still to come of rows, see ``rhythm.rest_of_period``: ``{row: rest}``.

    :param series: of each row, those above among them, the amounts of the months that are over
    :param running: what has come of the running month
    :param parents: the row above each, None for those at the top
    :param shares: which share of each month had come by the point that the running one is at
    :param elapsed: the share of the running month's working days that is over
    :param horizon: how many months, the running one included
    :param wanted: the rows that are wanted; None for all
    """
    careful = _choose_rows(series, parents)
    known: dict[Hashable, tuple[Rest, Past]] = {}
    above: dict[Hashable, Above] = {}

    def foretell(row: Hashable) -> tuple[Rest, Past]:
        if row not in known:
            so_far = [
                None if share is None else amount * share
                for amount, share in zip(series[row], shares, strict=True)
            ]
            known[row] = follow_period(series[row], so_far, running[row], elapsed, horizon)
        return known[row]

    found = {}
    for row in series if wanted is None else [row for row in wanted if row in series]:
        upper = row
        while upper not in careful:
            upper = parents[upper]
        if upper == row:
            found[row] = foretell(row)[0]
            continue
        if upper not in above:
            above[upper] = Above(series[upper], shares, elapsed, *foretell(upper))
        found[row] = above[upper].foretell(series[row])
    return found


def _choose_rows(series, parents) -> set[Hashable]:
    """Return the rows that are foretold with all care: those at the top, and the largest ones."""
    top = {row for row in series if parents.get(row) not in series}
    sizes = {row: sum(map(abs, amounts[-max(WINDOWS) :])) for row, amounts in series.items()}
    return top.union(nlargest(MOST_CAREFUL, series, key=sizes.__getitem__))


def _foretell(series: Sequence[float], sums: Sequence[float], looks: _Looks) -> list[list[float]]:
    """Return what a row is foretold in each way, by moment."""
    at = looks.at(sums)
    found = [
        list(map(mul, map(sub, at, begins(sums)), factors)) for begins, factors in looks.windows
    ]
    first = looks.unknown
    then = map(sub, looks.year_end(sums), looks.year(sums))
    over = map(mul, looks.year(series), looks.done[first:])
    found.append([*found[1][:first], *map(sub, then, over)])
    return found


def _weigh(errors: Sequence[Sequence[float]], wholes: Sequence[float]) -> list[float]:
    """Return the mean error of all ways, moment by moment, each way weighed by its errors at all
    other moments.

    :param errors: of each way by moment
    :param wholes: the sum of the squares of each way, and hardly more
    """
    one, two, three, year = wholes
    found = []
    # written out: thousands of rows take a third of the time
    for at_one, at_two, at_three, at_year in zip(*errors, strict=True):
        by_one, by_two = one - at_one * at_one, two - at_two * at_two
        by_three, by_year = three - at_three * at_three, year - at_year * at_year
        by_one, by_two = 1 / (by_one * by_one), 1 / (by_two * by_two)
        by_three, by_year = 1 / (by_three * by_three), 1 / (by_year * by_year)
        found.append(
            (at_one * by_one + at_two * by_two + at_three * by_three + at_year * by_year)
            / (by_one + by_two + by_three + by_year)
        )
    return found
