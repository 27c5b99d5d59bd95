from odoo import models

from .arguments import shorten
from .edit import Change


class SalesPlan(models.Model):
    """Steps that are not taken in the planning table."""

    _inherit = "sales.plan"

    def _apply_import(self, cells, file_name):
        """Write figures of a spreadsheet as one step; return it, empty where nothing changes.

        :param cells: ``{(row id, period id): Decimal, or None for not planned}``
        """
        tree = self._begin_step()
        self._check_grid_rows(tree, {row_id for row_id, __ in cells})
        self._check_grid_periods({period_id for __, period_id in cells})
        grid, stored = self._build_grid(tree, {row_id for row_id, __ in cells})
        with self._explaining(file_name):
            grid.type([(*key, amount) for key, amount in cells.items()], spread=False)
        data = {"file": shorten(file_name, 80), "count": len(cells)}
        change = Change("import", data, self._get_changes(grid, stored), set(cells))
        return self._carry_out(change)
