"""The cells of a whole plan and their sums: the part of the grid that reads.

Pure Python, without database. Rows and periods are known by whatever hashable the caller uses, and
a cell is a row in a period. It has an amount, or nothing is planned in it.

``own`` is the amount typed or spread into a cell itself. ``effective`` is what the cell counts
for: its own amount, or if it has none, the sum of the rows below. What a row has beyond the rows
below it is ``unallocated``; negative when more was given out than there is. In a plan that rolls
up, a row with rows below never has an own amount.

Amounts come as the database gives them and are turned into decimals when they are read; sums are
kept until a cell below changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from .spreading import EXACT, ZERO, Cell, Node, Number, to_decimal

Row = Hashable
Period = Hashable
Key = tuple[Row, Period]
#: Several periods of a row, as one amount.
Span = tuple[Period, ...]

EMPTY = Cell()


class CannotEdit(ValueError):
    """A cell cannot be edited; nothing was changed.

    :ivar reason: ``rolls_up`` (the plan rolls up, the row is the sum of the rows below)
    :ivar row: the first row that cannot
    """

    def __init__(self, reason: str, row: Row):
        super().__init__(f"Row {row} cannot be edited: {reason}.")
        self.reason = reason
        self.row = row


class GridCells:
    """All cells of a plan, with their sums. :class:`~tools.grid.Grid` adds the edits.

    :param parents: the row above each row, None for one without; rows above come before those
        below them, and siblings in the order in which ties are broken
    :param periods: the periods there are, in order. Cells of other periods are unknown; sums
        over periods are over these.
    :param cells: what is planned, by row and period; a cell that is not planned is missing, or
        has no amount. It is read when needed and must not change meanwhile.
    :param step: the smallest amount of a cell, positive
    :param rolls_up: whether rows with rows below are always their sum
    """

    def __init__(
        self,
        parents: Mapping[Row, Row | None],
        periods: Sequence[Period],
        cells: Mapping[Key, Cell],
        step: Number,
        rolls_up: bool = False,
    ):
        self.periods = tuple(periods)
        self._known_periods = frozenset(self.periods)
        self.step = to_decimal(step)
        self.rolls_up = rolls_up
        self._parents = parents
        self._given = cells
        self._changed: dict[Key, Cell | None] = {}
        self._children: dict[Row, list[Row]] = {}
        for row, parent in parents.items():
            if parent is not None:
                self._children.setdefault(parent, []).append(row)
        # By period and row: the sum of the rows below. Where one is kept, those of all rows below
        # that it was summed from are kept as well; see _set().
        self._below: dict[Period, dict[Row, Decimal | None]] = {}

    def children(self, row: Row) -> Sequence[Row]:
        """Return the rows directly below, in order."""
        return self._children.get(row, ())

    def depth(self, row: Row) -> int:
        """Return how many rows are above one.

        :raise KeyError: when there is no such row
        """
        depth = 0
        while (row := self._parents[row]) is not None:
            depth += 1
        return depth

    def cell(self, row: Row, period: Period) -> Cell | None:
        """Return what a cell has itself, None for nothing at all; amounts as they were given."""
        if self.rolls_up and row in self._children:
            return None
        return self._get((row, period))

    def own(self, row: Row, period: Period) -> Decimal | None:
        """Return what is planned in a cell itself; None for not planned."""
        cell = self.cell(row, period)
        return None if cell is None or cell.amount is None else to_decimal(cell.amount)

    def is_held(self, row: Row, period: Period) -> bool:
        """Return whether a cell itself is held."""
        cell = self.cell(row, period)
        return cell is not None and cell.is_held

    def effective(self, row: Row, period: Period) -> Decimal | None:
        """Return what a cell counts for: its own amount, else the sum of the rows below.

        None when nothing is planned in either.
        """
        own = self.own(row, period)
        return self._sum_below(row, period) if own is None else own

    def unallocated(self, row: Row, period: Period) -> Decimal | None:
        """Return what a cell has beyond the rows below; None on a row without any.

        Zero where nothing was typed in the cell, because then it is their sum.
        """
        if row not in self._children:
            return None
        own = self.own(row, period)
        if own is None:
            return ZERO
        return EXACT.subtract(own, self._sum_below(row, period) or ZERO)

    def total(self, row: Row) -> Decimal | None:
        """Return what a row counts for in all periods; None when nothing is planned."""
        return add_planned(self.effective(row, period) for period in self.periods)

    def history(self, row: Row, period: Period) -> Decimal | None:
        """Return what a cell was in the past: what it says itself, else the sum of rows below."""
        cell = self._get((row, period))
        if cell is not None and cell.history is not None:
            return to_decimal(cell.history)
        return add_planned(self.history(child, period) for child in self.children(row))

    def changes(self) -> dict[Key, tuple[Cell | None, Cell | None]]:
        """Return every cell that is not as it was given: ``{(row, period): (before, after)}``.

        None stands for not planned. What is before is the cell that was given, amounts in its
        type; amounts that were written since are decimals. Cells that are as they were, perhaps
        after having been something else, are left out.
        """
        result = {}
        for key, cell in self._changed.items():
            before, after = _get_planned(self._given.get(key)), _get_planned(cell)
            if not _is_same(before, after):
                result[key] = (before, after)
        return result

    def _get(self, key: Key) -> Cell | None:
        cell = self._changed.get(key, EMPTY)  # which no changed cell is
        return self._given.get(key) if cell is EMPTY else cell

    def _sum_below(self, row: Row, period: Period) -> Decimal | None:
        """Return what the rows directly below count for; None when nothing is planned there."""
        if row not in self._children:
            return None
        known = self._below.setdefault(period, {})
        if row not in known:
            known[row] = add_planned(self.effective(child, period) for child in self._children[row])
        return known[row]

    def _set(self, key: Key, cell: Cell | None) -> None:
        """Make a cell another one and forget the sums it was part of."""
        self._changed[key] = cell
        row, period = key
        known = self._below.get(period)
        while known and (row := self._parents[row]) is not None and row in known:
            del known[row]
            if self.own(row, period) is not None:
                break  # what is above sums this row's own amount

    def _write(self, key: Key, amount: Decimal | None) -> None:
        """Give a cell another amount; its history stays, and its hold if it has an amount."""
        cell = self._get(key) or EMPTY
        if amount is not None:
            self._set(key, Cell(amount, cell.history, cell.is_held))
        else:
            self._set(key, None if cell.history is None else Cell(None, cell.history))

    def _build_node(self, row: Row, period: Period) -> Node:
        """Return a cell with everything below it, as breakback takes it."""
        if row not in self._children:
            cell, nodes = self._get((row, period)), ()
        else:
            cell = None if self.rolls_up else self._get((row, period))
            nodes = [self._build_node(child, period) for child in self._children[row]]
        if cell is None:
            return Node((row, period), None, False, nodes)
        return Node((row, period), cell.amount, cell.is_held, nodes)

    def _walk(self, row: Row) -> Iterator[Row]:
        """Yield all rows below a row, each before those below it."""
        for child in self.children(row):
            yield child
            yield from self._walk(child)

    def get_span(self, period: Period | Span | None) -> Sequence[Period]:
        """Return the periods that a typed cell is about, in their order: all of them for None, the
        total of a row."""
        if isinstance(period, tuple):
            return self._get_periods(period)
        return self.periods if period is None else [period]

    def _get_size(self, period: Period | Span | None) -> tuple[int, bool]:
        """Sort what is about more periods first, a total before them all."""
        return -len(self.get_span(period)), period is not None

    def get_sum(self, row: Row, period: Period | Span | None) -> Decimal | None:
        """Return what a typed cell counts for: the sum of its periods; None for nothing planned."""
        return add_planned(self.effective(row, each) for each in self.get_span(period))

    def _check(self, row: Row, period: Period | None) -> None:
        """Refuse a row or period that is not in the grid."""
        if row not in self._parents:
            raise KeyError(row)
        if period is not None and period not in self._known_periods:
            raise KeyError(period)

    def _check_own(self, row: Row) -> None:
        """Refuse a row that is always the sum of the rows below."""
        if self.rolls_up and row in self._children:
            raise CannotEdit("rolls_up", row)

    def _sort(self, rows: Iterable[Row]) -> list[Row]:
        """Return rows from the top down, each once."""
        return sorted(dict.fromkeys(rows), key=self.depth)

    def _get_periods(self, periods: Iterable[Period]) -> list[Period]:
        """Return periods in their order, each once."""
        named = set(periods)
        for period in named.difference(self.periods):
            raise KeyError(period)
        return [period for period in self.periods if period in named]

    def _get_cells(self, cells: Iterable[tuple[Row, Period | None]]) -> list[Key]:
        """Return cells, those of all periods for one that names a whole row."""
        result = []
        for row, period in cells:
            self._check(row, period)
            result += [(row, each) for each in (self.periods if period is None else (period,))]
        return result

    def _get_own_cells(self, cells: Iterable[tuple[Row, Period | None]]) -> list:
        """Return the cells that can have an amount of their own; refuse if there are none."""
        cells = list(cells)
        for row, period in cells:
            self._check(row, period)
        rows = set(self._get_own_rows([row for row, _period in cells]))
        return [cell for cell in cells if cell[0] in rows]

    def _get_own_rows(self, rows: list[Row]) -> list[Row]:
        """Return the rows that can have amounts of their own; refuse if there are none."""
        if not self.rolls_up:
            return rows
        own = [row for row in rows if row not in self._children]
        if rows and not own:
            raise CannotEdit("rolls_up", rows[0])
        return own

    def _get_own_keys(self, row: Row, period: Period) -> list[Key]:
        """Return the cell itself, or those below if it is always their sum."""
        if not self.rolls_up or row not in self._children:
            return [(row, period)]
        return [(each, period) for each in self._walk(row) if each not in self._children]


def add_planned(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return a sum of amounts of which some are not planned; None when none is."""
    whole = None
    for amount in amounts:
        if amount is not None:
            whole = amount if whole is None else EXACT.add(whole, amount)
    return whole


def _get_planned(cell: Cell | None) -> Cell | None:
    return None if cell is None or cell.amount is None else cell


def _is_same(a: Cell | None, b: Cell | None) -> bool:
    if a is None or b is None:
        return a is b
    return (
        a.is_held == b.is_held
        and to_decimal(a.amount) == to_decimal(b.amount)
        and _is_equal(a.history, b.history)
    )


def _is_equal(a: Number | None, b: Number | None) -> bool:
    if a is None or b is None:
        return a is b
    return a is b or to_decimal(a) == to_decimal(b)
