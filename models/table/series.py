from fractions import Fraction

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.entries import BadEntry
from ...tools.series import WAYS, evaluate_series, go_on
from ...tools.spreading import to_decimal
from .arguments import check_parts
from .changes import MOST_CELLS
from .typed import get_named, get_period

#: Where the cells of a series follow each other.
DIRECTIONS = ("right", "down")


class SalesPlanTable(models.AbstractModel):
    """Fills cells that follow each other: lines and growth that are typed, and what goes on from
    the first cells. Each row, or each column, is a series of its own."""

    _inherit = "sales.plan.table"

    @api.model
    def _change_series(self, tree, edit):
        """``rows`` and ``over`` (periods, lists of these for what they have together, or None alone
        for the totals) in the order in which the series go, ``direction`` (one of ``DIRECTIONS``),
        ``spread``, and either ``entry``, as ``tools/series.py`` evaluates it, or ``way`` (one of
        its ``WAYS``) with ``given``: how many of the first cells go on and stay as they are."""
        rows, columns = edit["rows"], [get_period(column) for column in edit["over"]]
        check_parts(self.env, rows=rows, spread=edit.get("spread"), given=edit.get("given"))
        self._check_rows(tree, rows)
        named = get_named(columns)
        self._check_periods(tree, named - {None})
        if len(rows) * len(columns) > MOST_CELLS:
            count = tree.plan._format_count(len(rows) * len(columns))
            raise UserError(self.env._("%s cells at once are too many.", count))
        if not rows or not columns or (None in columns and len(columns) > 1):
            raise UserError(self.env._("Select the cells first."))
        periods = None if None in columns else self._order_periods(tree.plan, named)
        grid = self._build_grid(tree, rows, periods)
        cells = self._fill_series(grid, self._get_lines_of(rows, columns, edit), edit)
        grid.type(cells, bool(edit.get("spread")))
        data = {"source": "fill", "spread": bool(edit.get("spread"))}
        typed = grid.expand_totals((row_id, period_id) for row_id, period_id, __ in cells)
        return self._count_cells(self._make_change(tree, grid, "type", data, typed), len(cells))

    @staticmethod
    def _get_lines_of(rows, columns, edit):
        """Return the cells of an edit as series: lists of ``(row id, period)``, the period as
        ``get_period`` returns it."""
        if edit["direction"] not in DIRECTIONS:
            raise ValueError(edit["direction"])
        if edit["direction"] == "right":
            return [[(row_id, period_id) for period_id in columns] for row_id in rows]
        return [[(row_id, period_id) for row_id in rows] for period_id in columns]

    @api.model
    def _fill_series(self, grid, lines, edit):
        """Return ``[(row id, period, amount)]`` of all cells that are written."""
        entry, cells = edit.get("entry"), []
        if entry is None and edit["way"] not in WAYS:
            raise ValueError(edit["way"])
        given = 0 if entry is not None else max(edit["given"], 1)
        for line in lines:
            found = [grid.get_sum(*key) for key in line[: given or 1]]
            try:
                if entry is not None:
                    amounts = evaluate_series(str(entry), found[0], len(line))
                else:
                    amounts = go_on(found, max(len(line) - given, 0), edit["way"])
            except BadEntry as error:
                raise self._explain_entry(error, entry and str(entry), line[0]) from error
            cells += [(*key, amount) for key, amount in zip(line[given:], amounts, strict=True)]
        return cells

    @api.model
    def _get_row_weights(self, tree, edit, periods):
        """Return ``{period id: amount}`` of another row, to share amounts over periods like it.

        What is below zero weighs nothing, as in history.
        """
        row_id = edit.get("row_id")
        self._check_rows(tree, [row_id])
        cells = self._read_shown_cells(tree, [row_id])
        amounts = {period.id: cells[row_id, period.id].amount for period in periods}
        weights = {key: Fraction(to_decimal(amount)) for key, amount in amounts.items() if amount}
        if edit["direction"] == "below" or not any(weight > 0 for weight in weights.values()):
            raise UserError(
                self.env._(
                    "%s has nothing planned in these periods that amounts could be shared like.",
                    self._name_row(row_id),
                )
            )
        return {key: max(weight, Fraction(0)) for key, weight in weights.items()}
