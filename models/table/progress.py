from odoo import api, models

from ...tools import pacing
from ...tools.amounts import to_float


class SalesPlanTable(models.AbstractModel):
    """Compares the rows of the planning table with their actuals, over all periods."""

    _inherit = "sales.plan.table"

    @api.model
    def _read_progress(self, tree, row_ids):
        """Compare the targets that are shown with the actuals to date, in a few queries.

        :return: ``{row id: {"actual", "gap", "attainment", "expected": target to date, "status",
            "unallocated", "unplanned", "unassigned"}}``; the last three are None without rows
            below, and where some of them are hidden
        """
        figures = self.env["sales.plan.figures"]
        cells = self._read_shown_cells(tree, row_ids)
        actuals = figures._read_actuals(tree.plan)
        shares = {
            period_id: float(share)
            for period_id, share in figures._get_elapsed_shares(tree.plan).items()
        }
        # sudo: which company a plan is of is no secret to who sees one of its rows
        today = tree.plan.sudo().company_id._get_today()
        return {
            row_id: {
                **self._compare_planned(
                    tree.plan,
                    {period_id: cells.get((row_id, period_id)) for period_id in shares},
                    actuals[row_id].actual,
                    shares,
                    today,
                ),
                **self._get_rests(tree, row_id, cells, actuals[row_id], shares),
            }
            for row_id in row_ids
        }

    @api.model
    def _compare_planned(self, plan, cells, actual, shares, today):
        amounts = {
            period_id: cell.amount
            for period_id, cell in cells.items()
            if cell and cell.amount is not None
        }
        target = round(sum(amounts.values()), 6) if amounts else None
        expected = round(sum(amount * shares[key] for key, amount in amounts.items()), 6)
        return {
            "actual": actual,
            "gap": to_float(pacing.gap(target, actual)),
            "attainment": to_float(pacing.attainment(target, actual)),
            "expected": None if target is None else expected,
            "status": plan._get_status(target, actual, expected, today),
        }

    @staticmethod
    def _get_rests(tree, row_id, cells, node, period_ids):
        if not tree.children.get(row_id) or not tree.is_whole(row_id):
            return dict.fromkeys(("unallocated", "unplanned", "unassigned"))
        own = [cells[row_id, period_id] for period_id in period_ids if (row_id, period_id) in cells]
        return {
            "unallocated": round(sum(cell.unallocated for cell in own), 6) + 0.0,
            "unplanned": node.unplanned,
            "unassigned": node.unassigned,
        }
