"""Rows above follow the rows below them, as in a workbook.

Pure Python, without database. What a row has beyond the rows below it stays as it is when it is
raised by what these have more; a row without an amount of its own is their sum anyway.

A grid may have the rows above without their other rows below: differences are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .grid import Grid
from .grid_cells import GridCells, Key, Period, Row
from .spreading import EXACT, ZERO


class RaisingGrid(Grid):
    """A grid in which the rows above what was edited can follow."""

    def raise_above(
        self, named: Iterable[Key], may_change: Callable[[Row], bool] = lambda row: True
    ) -> tuple[set[Key], dict[Row, str]]:
        """Raise the rows above the cells that an edit was about by what these changed, or lower
        them.

        These cells and those that the edit itself wrote stay as they are, and so do those that are
        held and rows that may not be changed; what is above these has nothing to follow. Between
        what the edit was about and what it wrote farther below nothing follows: a row that is
        spread over the rows below stays what it was. A row that comes to nothing gets a zero;
        callers that know all rows below can tell whether it is one.

        :param named: cells that the edit was about, also where nothing was written; cells that are
            not in the grid are passed over
        :param may_change: whether a row may follow
        :return: the cells that followed; the rows that did not, by why: ``held`` or ``others``
        """
        named = {key for key in named if key[0] in self._parents and key[1] in self._known_periods}
        stays = named.union(self._changed)
        before = GridCells(self._parents, self.periods, self._given, self.step, self.rolls_up)
        raised, stopped = set(), {}
        for key in self._get_above(named):
            row, period = key
            own = self.own(row, period)
            if own is None or key in stays:
                continue
            was, now = (grid._sum_below(row, period) or ZERO for grid in (before, self))
            difference = EXACT.subtract(now, was)
            if not difference:
                continue
            if self.is_held(row, period):
                stopped.setdefault(row, "held")
            elif not may_change(row):
                stopped[row] = "others"
            else:
                self._write(key, EXACT.add(own, difference))
                raised.add(key)
        return raised, stopped

    def set_to_sums(self, rows: Iterable[Row], periods: Iterable[Period]) -> tuple[set[Key], int]:
        """Write into each row what the rows below it have in all, from the lowest up.

        Rows without rows below, rows that are always sums, cells below which nothing is planned
        and cells that are their sum already stay; so do held cells.

        :return: the cells that were set; how many were left because they are held
        """
        done, skipped = set(), 0
        periods = self._get_periods(periods)
        for row in reversed(self._sort(rows)):
            if row not in self._children or self.rolls_up:
                continue
            for period in periods:
                below, own = self._sum_below(row, period), self.own(row, period)
                if below is None or own is None or below == own:
                    continue
                if self.is_held(row, period):
                    skipped += 1
                else:
                    self._write((row, period), below)
                    done.add((row, period))
        return done, skipped

    def _get_above(self, keys: Iterable[Key]) -> list[Key]:
        """Return the cells above some cells, each once, the lowest first."""
        above = set()
        for row, period in keys:
            while (row := self._parents[row]) is not None and (row, period) not in above:
                above.add((row, period))
        return sorted(above, key=lambda key: self.depth(key[0]), reverse=True)
