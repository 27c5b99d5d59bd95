"""Editing a whole plan: what the table, the wizards, the import and programs all go through.

Pure Python, without database. A :class:`Grid` is made of the rows, periods and cells of a plan,
takes edits, and says which cells they changed. Every edit is all or nothing: one that cannot be
done raises an error and leaves the grid as it was.

* What a person names is written as it is, held or not. What follows from it (spreading over the
  rows below, over the periods) leaves alone what is held, with everything below it, and what is
  planned as zero.
* Rows are dealt with from the top down, so that a row named itself wins over what was spread onto
  it from above. What then is more or less than the row above says is that row's unallocated
  amount.
* Not planned is not zero. Spreading proportionally leaves what is not planned as it is beside
  something planned; where nothing is planned below, all of it is filled evenly. What is worked
  out as nothing is not planned: only a zero that somebody typed is one, there and below.

Rows are spread by :func:`~tools.spreading.breakback`, periods by
:func:`~tools.spreading.spread_cells`; their rules hold here.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from .grid_cells import EMPTY, CannotEdit, GridCells, Key, Period, Row, Span, add_planned
from .spreading import (
    WEIGHTED_MODES,
    ZERO,
    CannotSpread,
    Cell,
    Node,
    Number,
    Ratio,
    breakback,
    round_half_up,
    spread_cells,
    to_decimal,
)

__all__ = ["CannotEdit", "CannotSpreadHere", "Grid"]


class CannotSpreadHere(CannotSpread):
    """The amount of one cell cannot be spread; nothing was changed.

    :ivar row: the row whose amount it is
    :ivar period: its period; None when it was to be spread over the periods
    """

    def __init__(self, row: Row, period: Period | None, cause: CannotSpread):
        super().__init__(cause.reason, cause.total, cause.held, cause.free)
        self.row = row
        self.period = period


def _whole(edit):
    """Make an edit all or nothing."""

    @functools.wraps(edit)
    def run(self, *args, **kwargs):
        before = dict(self._changed)
        try:
            return edit(self, *args, **kwargs)
        except Exception:
            self._changed = before
            self._below.clear()
            raise

    return run


class Grid(GridCells):
    """A plan that can be edited; see :class:`~tools.grid_cells.GridCells` for what it is made of.

    Edits take rows and periods in any order. Where they take cells, a period of None names the
    whole row: its total, or each of its periods. All of them raise:

    :raise CannotEdit: when an amount would be written into a row that is always a sum
    :raise CannotSpreadHere: when an amount cannot be spread
    :raise KeyError: for a row or period that is not in the grid
    """

    @_whole
    def type(
        self, cells: Iterable[tuple[Row, Period | Span | None, Ratio | None]], spread: bool
    ) -> None:
        """Write amounts that were typed, rounded half up to the step.

        :param cells: ``(row, period, amount)`` each; without a period the amount is the row's
            total, shared by its periods in proportion to what they are now; so it is with several
            of its periods, a tuple, by these. Without an amount the cell, or each of these cells,
            becomes not planned; the rows below stay.
        :param spread: whether the rows directly below make the new amounts exactly. Otherwise
            they stay, and what differs is unallocated.
        """
        cells = list(cells)
        for row, period, _amount in cells:
            for each in period if isinstance(period, tuple) else (period,):
                self._check(row, each)
            self._check_own(row)
        # The total of a row before its periods, so that a period named itself wins here too.
        cells.sort(key=lambda cell: (self.depth(cell[0]), *self._get_size(cell[1])))
        for row, period, amount in cells:
            self._type(row, period, amount, spread)

    @_whole
    def spread_periods(
        self,
        rows: Iterable[Row],
        periods: Iterable[Period],
        mode: str,
        total: Ratio | None = None,
        weights: Mapping[Period, Ratio] | None = None,
        down: bool = True,
    ) -> None:
        """Spread what each row has in some periods over these periods.

        Cells that are held or planned as zero stay, and so do those below which nothing may
        change if the rows below are to follow. A row with nothing planned stays as it is unless a
        total is given.

        :param mode: what the shares are proportional to, see
            :func:`~tools.spreading.spread_cells`; by ``history``, a row without any of its own
            has that of the rows below
        :param total: what each row is to have in these periods together, instead of what it has
        :param weights: for the modes that take them; a period without one weighs nothing
        :param down: whether the rows below make the new amounts
        """
        rows, periods = self._sort(rows), self._get_periods(periods)
        for row in rows if down else self._get_own_rows(rows):
            if total is None:
                whole = add_planned(self.effective(row, period) for period in periods)
            else:
                whole = round_half_up(total, self.step)
            if whole is not None:
                self._spread_row(row, periods, whole, mode, weights, down, total is not None)

    @_whole
    def spread_below(
        self,
        rows: Iterable[Row],
        periods: Iterable[Period],
        mode: str,
        weights: Mapping[Row, Ratio] | None = None,
        totals: Mapping[Period, Ratio] | None = None,
    ) -> None:
        """Spread what each row has in each period over the rows below it, down to the last.

        The rows directly below share it by the mode, the others follow in proportion. Nothing is
        left unallocated. The rows themselves stay as they are; those without rows below, and
        periods with nothing planned, are passed over.

        :param mode: see :meth:`spread_periods`
        :param weights: of the rows directly below; a row without one weighs nothing
        :param totals: what the rows below get in all, where that is not what the row has
        :raise CannotSpreadHere: ``empty`` also when none of the rows has rows below
        """
        rows, periods = self._sort(rows), self._get_periods(periods)
        above = [row for row in rows if self.children(row)]
        if rows and not above:
            cause = CannotSpread("empty", self.total(rows[0]) or ZERO)
            raise CannotSpreadHere(rows[0], None, cause)
        for row in above:
            for period in periods:
                amount = (totals or {}).get(period, self.effective(row, period))
                if amount is not None:
                    self._spread_cell(row, period, amount, mode, weights)

    @_whole
    def round_to(self, cells: Iterable[Key], to: Number, spread: bool = False) -> int:
        """Round amounts half up to multiples of a number, as if the results were typed.

        What rounds to nothing is not planned.
        Sums of rows below that are round already stay sums. A cell below another one of them is
        rounded from what the one above spreads onto it. In a plan that rolls up, rows that are
        sums are passed over if there are others.

        :param to: positive; a multiple of the step, else results are rounded to the step again
        :return: how many cells were left as they are because they are held or not planned
        """
        skipped = 0
        cells = self._get_own_cells(cells)
        cells.sort(key=lambda cell: (self.depth(cell[0]), cell[1] is not None))
        for row, period in cells:
            amount = self.total(row) if period is None else self.effective(row, period)
            if amount is None or (period is not None and self.is_held(row, period)):
                skipped += 1
            elif (rounded := round_half_up(amount, to)) != amount:
                self._type(row, period, rounded, spread, is_typed=False)
        return skipped

    @_whole
    def copy_into(
        self,
        rows: Iterable[Row],
        source: Period | None,
        periods: Iterable[Period],
        factor: Ratio = 1,
        spread: bool = False,
    ) -> int:
        """Write what each row has in one period into others, as if it were typed there.

        A zero that was typed is copied as one; what else comes to nothing is not planned.
        In a plan that rolls up, rows that are sums are passed over if there are others.

        :param source: the period; None to write into each period what it was in the past
        :param factor: what amounts are multiplied with
        :return: how many cells were left as they are because they are held, or because there is
            nothing to copy
        """
        periods = self._get_periods(periods)
        factor = factor if isinstance(factor, Fraction) else Fraction(to_decimal(factor))
        typed, skipped = [], 0
        for row in self._get_own_rows(self._sort(rows)):
            for period in periods:
                if source is None:
                    amount = self.history(row, period)
                else:
                    self._check(row, source)
                    amount = self.effective(row, source)
                if amount is None or self.is_held(row, period):
                    skipped += 1
                else:
                    is_zero = source is not None and self.own(row, source) == 0
                    typed.append((row, period, Fraction(amount) * factor, is_zero))
        for row, period, amount, is_zero in typed:
            self._type(row, period, amount, spread, is_typed=is_zero)
        return skipped

    @_whole
    def hold(self, cells: Iterable[Key]) -> int:
        """Hold cells at what they count for, so that spreading leaves them and all below alone.

        A row that is the sum of the rows below is planned at that sum; in a plan that rolls up,
        all planned cells below are held instead.

        :return: how many of the cells are not planned and were not held
        """
        skipped = 0
        for row, period in self._get_cells(cells):
            amount = self.effective(row, period)
            if amount is None:
                skipped += 1
                continue
            for key in self._get_own_keys(row, period):
                own = amount if key == (row, period) else self.own(*key)
                if own is not None:
                    cell = self._get(key) or EMPTY
                    self._set(key, Cell(own, cell.history, True))
        return skipped

    @_whole
    def release(self, cells: Iterable[Key]) -> None:
        """Let spreading change cells again, whose amounts stay as they are.

        In a plan that rolls up, rows that are sums release all cells below.
        """
        for row, period in self._get_cells(cells):
            for key in self._get_own_keys(row, period):
                cell = self._get(key)
                if cell is not None and cell.is_held:
                    self._set(key, Cell(self.own(*key), cell.history, False))

    @_whole
    def clear(self, cells: Iterable[Key], below: bool = False) -> None:
        """Make cells not planned, also those that are held or planned as zero.

        In a plan that rolls up, rows that are sums are passed over if there are others.

        :param below: whether to clear everything below as well, except what is held there, with
            everything below that
        """
        cells = list(cells)
        for row, period in self._get_cells(cells) if below else self._get_own_cells(cells):
            for each in self.periods if period is None else (period,):
                self._write((row, each), None)
                if below:
                    self._clear_below(row, each)

    def _type(
        self,
        row: Row,
        period: Period | Span | None,
        amount: Ratio | None,
        spread: bool,
        is_typed: bool = True,
    ) -> None:
        """Write one amount, see :meth:`type`; one that was worked out as nothing plans nothing."""
        span = self.get_span(period)
        if amount is None:
            for each in span:
                self._write((row, each), None)
            return
        amount = round_half_up(amount, self.step)
        if period is None or isinstance(period, tuple):
            self._spread_row(row, span, amount, "current", None, spread, is_typed)
        elif spread:
            self._push(row, period, amount, is_typed)
        else:
            self._write((row, period), amount if amount or is_typed else None)

    def _push(
        self, row: Row, period: Period, amount: Decimal | None, is_typed: bool = False
    ) -> None:
        """Write an amount into a cell and spread it over the rows below."""
        if row in self._children:
            node = self._build_node(row, period)
            self._break_back(row, period, node, amount or ZERO, is_typed and amount is not None)
        else:
            self._write((row, period), amount if amount or is_typed else None)

    def _break_back(
        self, row: Row, period: Period | None, node: Node, amount: Decimal, is_typed: bool
    ) -> None:
        """Spread an amount over a tree of cells and write what changes.

        :param row: whose amount it is, for the error
        :param period: its period; None for the total of the row
        :param node: its key is that of the cell, or None for what is not written itself
        """
        try:
            changes = breakback(node, amount, self.step, is_typed)
        except CannotSpread as error:
            raise CannotSpreadHere(row, period, error) from None
        changes.pop(None, None)
        for key, new in changes.items():
            if not (self.rolls_up and key[0] in self._children):
                self._write(key, new)

    def _spread_row(self, row, periods, total, mode, weights, down, is_typed) -> None:
        """Make the cells of a row in some periods sum to a total."""
        if mode == "current":
            if down:
                nodes = [self._build_node(row, period) for period in periods]
            else:
                nodes = [self._build_leaf(row, period) for period in periods]
            self._break_back(row, None, Node(None, children=nodes), total, is_typed)
            for period in periods if down else ():
                if self.unallocated(row, period) and self.may_change(row, period):
                    self._push(row, period, self.own(row, period))
            return
        keys = [(row, period) for period in periods]
        weights = _pick(weights, periods, mode)
        is_zero = is_typed and not total
        for key, part in self._share(row, None, total, keys, mode, weights, down, is_typed):
            if down:
                self._push(*key, part, is_zero)
            else:
                # not planned it would come to what stays below it
                is_empty = part is None and self._sum_below(*key)
                self._write(key, ZERO if is_empty else part)

    def _spread_cell(self, row, period, amount, mode, weights) -> None:
        """Make the rows below a cell sum to an amount."""
        children = self.children(row)
        if mode == "current":
            below = [self._build_node(child, period) for child in children]
            self._break_back(row, period, Node(None, children=below), amount, False)
            return
        keys = [(child, period) for child in children]
        weights = _pick(weights, children, mode)
        for key, part in self._share(row, period, amount, keys, mode, weights, True, False):
            self._push(*key, part)

    def _share(self, row, period, total, keys, mode, weights, down, is_typed):
        """Spread an amount over cells and return ``(key, amount)`` of those that change."""
        cells = [self._get_share(*key, mode, down) for key in keys]
        try:
            parts = spread_cells(total, cells, mode, self.step, weights, is_typed)
        except CannotSpread as error:
            raise CannotSpreadHere(row, period, error) from None
        return [
            (key, part)
            for key, cell, part in zip(keys, cells, parts, strict=True)
            if part != cell.amount
        ]

    def _get_share(self, row: Row, period: Period, mode: str, down: bool) -> Cell:
        """Return what an amount is spread over: a cell with what it counts for.

        :param down: whether it stays when nothing below may change
        """
        is_held = self.is_held(row, period)
        if down and self.own(row, period) != 0:
            is_held = not self.may_change(row, period)
        history = self.history(row, period) if mode == "history" else None
        return Cell(self._get_amount(row, period), history, is_held)

    def _get_amount(self, row: Row, period: Period) -> Decimal | None:
        """Return what a cell counts for; None also for a sum of zero, which nobody planned."""
        own = self.own(row, period)
        return self._sum_below(row, period) or None if own is None else own

    def may_change(self, row: Row, period: Period) -> bool:
        """Return whether spreading may change a cell and, if there are any, some below it."""
        if self.is_held(row, period) or self.own(row, period) == 0:
            return False
        children = self.children(row)
        return not children or any(self.may_change(child, period) for child in children)

    def _build_leaf(self, row: Row, period: Period) -> Node:
        """Return a cell without what is below it, for spreading that does not go down."""
        return Node((row, period), self._get_amount(row, period), self.is_held(row, period))

    def _clear_below(self, row: Row, period: Period) -> None:
        for child in self.children(row):
            if not self.is_held(child, period):
                self._write((child, period), None)
                self._clear_below(child, period)


def _pick(weights: Mapping | None, keys: Iterable, mode: str) -> list[Ratio] | None:
    """Return the weights of some rows or periods for a mode that takes them."""
    if mode not in WEIGHTED_MODES or weights is None:
        return None
    return [weights.get(key, 0) for key in keys]
