import itertools

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.entries import LARGEST_AMOUNT
from ...tools.raising import RaisingGrid
from ...tools.spreading import Cell
from .changes import Change
from .rows import KnownCells

#: An edit of some periods reads all periods of its rows, unless there are more rows than this.
MOST_WHOLE_ROWS = 1000


class TableGrid(RaisingGrid):
    """The arithmetic of the rows that an edit is about, which knows its cells as they are stored.

    :ivar stored: the cells as they were read, ``{(row id, period id): Cell}``, cells of other
        rows and periods possibly among them
    :ivar known: the cells that the rest of the call need not read again, as :class:`KnownCells`
    """

    def __init__(self, parents, periods, stored, step, rolls_up, history=None, known=None):
        """
        :param parents: the rows, ``{row id: id of the row above, or None}``
        :param history: what to spread by instead of the history that is stored, ``{(row id,
            period id): amount}``
        """
        self.stored = stored
        self.known = known
        self._spread_by = history
        super().__init__(parents, periods, self._get_known(parents), step, rolls_up)

    def _get_known(self, parents):
        if not self._spread_by:
            return self.stored
        known = {
            key: Cell(cell.amount, self._spread_by.get(key), cell.is_held)
            for key, cell in self.stored.items()
        }
        for key, amount in self._spread_by.items():
            if key not in known and key[0] in parents:
                known[key] = Cell(None, amount)
        return known

    def get_changes(self):
        """Return the cells that differ from the stored ones: ``{(row id, period id): (Cell or None
        before, Cell or None after)}``.

        A changed cell keeps its stored history, unless the edit spread by another history: then
        it gets that one.
        """
        changes = {}
        for key, (__, after) in self.changes().items():
            before = self.stored.get(key)
            changes[key] = (before, self._keep_history(key, before, after))
        return changes

    def _keep_history(self, key, before, after):
        if not self._spread_by or after is None:
            return after
        history = self._spread_by.get(key, before.history if before else None)
        return Cell(after.amount, history, after.is_held)

    def expand_totals(self, keys):
        """Return the keys of cells; the key of a total, or of several periods, stands for the cells
        of all of them."""
        return {(row_id, each) for row_id, period in keys for each in self.get_span(period)}


class SalesPlanTable(models.AbstractModel):
    """Builds the grid of the rows that an edit is about, and the change that comes of it."""

    _inherit = "sales.plan.table"

    @api.model
    def _build_grid(self, tree, row_ids, period_ids=None, history=None):
        """Return some rows and all rows below them as a grid, see :class:`TableGrid`.

        :param period_ids: of these periods only, unless None
        :param history: what to spread by, ``{(row id, period id): amount}``
        """
        plan = tree.plan
        parents = tree.get_below(row_ids, tree.sealed)
        if tree.raises:
            parents = self._add_above(tree, parents, row_ids)
        periods = plan.period_ids.ids if period_ids is None else list(period_ids)
        known = tree.shared.get("cells") or KnownCells()
        if known.rows:
            self._read_missing(tree, known, set(parents))
            keys = itertools.product(parents, periods)
            stored = {key: known.cells[key] for key in keys if key in known.cells}
        elif period_ids is None or len(parents) <= MOST_WHOLE_ROWS:
            shown = tree.watch & tree.get_with_ancestors(row_ids)
            self._read_missing(tree, known, {*parents, *self._get_needed(tree, shown)})
            stored = known.cells
        else:
            rows = None if len(parents) == len(tree.parents) else parents
            stored = self.env["sales.plan.cells"]._read_cells(plan, rows, period_ids)
        if tree.pending:
            stored = {key: cell for key, cell in (stored | tree.pending).items() if cell}
        rounding = plan._get_rounding()
        return TableGrid(parents, periods, stored, rounding, plan.rolls_up, history, known)

    @api.model
    def _make_change(self, tree, grid, kind, data, typed=()):
        """Return the changes of a grid as one :class:`Change`; raise if an amount is too large for
        a target.

        :param typed: keys of the cells that the edit was about
        """
        typed = set(typed)
        raised, stopped = self._raise_above(tree, grid, typed)
        cells = grid.get_changes()
        for key, (__, cell) in cells.items():
            if cell is not None and not -LARGEST_AMOUNT < cell.amount < LARGEST_AMOUNT:
                raise UserError(
                    self.env._(
                        "%(amount)s is too large for a target, in %(row)s, %(period)s.",
                        amount=tree.plan._format_figure(cell.amount),
                        **self._name_cell(*key),
                    )
                )
        if raised:
            data["raised"] = len({row_id for row_id, __ in raised})
        change = Change(kind, data, cells, typed, known=grid.known)
        change.raised, change.stopped = raised, stopped
        return change
