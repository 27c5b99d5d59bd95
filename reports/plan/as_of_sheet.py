from dataclasses import replace

from odoo import api, models

from ...models.plan.sales_plan_figures import NodeFigures

#: What the report knows of a row of a plan on a past day, beyond the rows below it.
_SUMMED = ("target_amount", "actual_amount", "history_amount")


class SalesPlanSheet(models.AbstractModel):
    """The lines of a plan as they were at the end of a past day."""

    _inherit = "sales.plan.sheet"

    @api.model
    def _get_rows_then(self, plan, day):
        """Return the plan's rows from the top down, as :meth:`_get_rows`, at the end of a past day.

        What was expected by then, and what of unplanned sales had no value for the next level, is
        not worked out.
        """
        nodes = self.env["sales.plan.allocation"].search([("plan_id", "=", plan.id)])
        figures = self._read_figures_then(plan, nodes, day)
        for node in nodes - nodes._filter_whole():
            figures[node.id] = replace(figures[node.id], unallocated=None, unplanned=None)
        children = self._get_children(nodes, figures)
        rows = []
        for node in children[False]:
            self._add_rows(rows, node, 0, None, children, figures)
        return rows

    @api.model
    def _read_figures_then(self, plan, nodes, day):
        """Return the figures of rows at the end of a past day: ``{row id: NodeFigures}``.

        The report has of each row what the rows below do not have: a row is the sum of all.
        """
        found = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id), ("as_of", "=", day), ("is_counted", "=", True)],
            ["allocation_id"],
            [f"{name}:sum" for name in _SUMMED],
        )
        own = {row.id: sums for row, *sums in found}
        figures = {node.id: NodeFigures() for node in nodes}
        # rows below before those above
        for node in nodes.sorted(lambda node: node.parent_path.count("/"), reverse=True):
            row = figures[node.id]
            target, actual, history = own.get(node.id, (None, None, None))
            if row.unplanned is not None:
                row.unallocated, row.unplanned = target or 0.0, actual or 0.0
            self._add_up(row, target, actual, history)
            # sudo: the id of the row above, to see whether it is among the visible ones
            above = figures.get(node.sudo().parent_id.id)
            if above:
                above.unplanned = 0.0
                self._add_up(above, row.target, row.actual, row.history)
        return figures

    @api.model
    def _add_up(self, row, target, actual, history):
        """Add figures to those of a row; what is not planned stays so."""
        row.actual = round(row.actual + (actual or 0.0), 6)
        if target is not None and target is not False:
            row.target = round((row.target or 0.0) + target, 6)
        if history is not None and history is not False:
            row.history = round((row.history or 0.0) + history, 6)
