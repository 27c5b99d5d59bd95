from odoo import api, fields, models

from ...tools import pacing
from ..org.arguments import check_one


class SalesPlanAllocation(models.Model):
    """A row as its owner sees it under *My Targets*: the target published to them, the actuals
    beside it period by period, and its publications."""

    _inherit = "sales.plan.allocation"

    date_from = fields.Date("From", related="plan_id.date_from")
    date_to = fields.Date("Until", related="plan_id.date_to")
    asks_agreement = fields.Boolean(related="plan_id.asks_agreement")
    can_split = fields.Boolean(
        compute="_compute_can_split",
        help="There is a level below, and the user prepares and publishes its figures.",
    )
    period_figures = fields.Json(
        "By Period",
        compute="_compute_period_figures",
        help="[{id, name, is_current, target, actual, gap, attainment}, …] of all periods; None "
        "where nothing is planned, and for actuals of periods that have not begun.",
    )

    @api.depends_context("uid")
    @api.depends("is_published", "responsible_id", "plan_id.state", "plan_id.is_cascaded")
    def _compute_can_split(self):
        splittable = self._filter_splittable()
        for allocation in self:
            # sudo: the shape and the state of the plan around a row that the user can read
            row = allocation.sudo()
            allocation.can_split = (
                allocation in splittable
                and row.plan_id.is_cascaded
                and row.plan_id.state == "confirmed"
                and bool(row._get_child_level())
            )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("target_ids.amount")
    def _compute_period_figures(self):
        self.period_figures = []
        for plan, allocations in self._origin.grouped("plan_id").items():
            targets = allocations._read_period_targets(plan)
            row = allocations if len(allocations) == 1 else None
            actuals = self.env["sales.plan.figures"]._read_period_actuals(plan, 0, row)
            # sudo: the periods of the plan of rows that the user can read
            periods = plan.sudo().period_ids
            today = plan.sudo().company_id._get_today()
            for allocation in allocations:
                allocation.period_figures = [
                    {
                        "id": period.id,
                        "name": period.name,
                        "is_current": period.date_from <= today <= period.date_to,
                        "is_over": period.date_to < today,
                        **self._compare_period(
                            targets[allocation.id].get(period.id),
                            actuals.get(
                                (allocation.id, period.id),
                                0.0 if period.date_from <= today else None,
                            ),
                        ),
                    }
                    for period in periods
                ]

    def _read_period_targets(self, plan):
        """Return the amounts in force: ``{row id: {period id: amount}}``.

        In a plan that is not split level by level, a row without targets of its own has the sum
        of the rows below; rows that are published in a cascade have their own.
        """
        if not plan._is_in_cascade():
            table = self.env["sales.plan.table"].with_context(sales_plan_in_force=True)
            result = {row_id: {} for row_id in self.ids}
            cells = table._read_shown_cells(table._read_tree(plan), self.ids)
            for (row_id, period_id), cell in cells.items():
                if cell.amount is not None:
                    result[row_id][period_id] = cell.amount
            return result
        return {
            row.id: {target.period_id.id: target.amount for target in row.target_ids}
            for row in self
        }

    @staticmethod
    def _compare_period(target, actual):
        if actual is None:
            return {"target": target, "actual": None, "gap": None, "attainment": None}
        gap, attainment = pacing.gap(target, actual), pacing.attainment(target, actual)
        return {
            "target": target,
            "actual": actual,
            "gap": None if gap is None else float(gap),
            "attainment": None if attainment is None else float(attainment),
        }

    def action_open_split(self):
        """Open the planning table at this row, to split it among the rows below."""
        check_one(self)
        action = self.plan_id.action_open_table()
        return {**action, "context": {**action["context"], "row_id": self.id}}

    def action_open_report(self):
        """Open plan versus actual of this row and what is below it."""
        check_one(self)
        action = self.plan_id.action_open_report()
        return {
            **action,
            "domain": [("plan_id", "=", self.plan_id.id), ("allocation_id", "child_of", self.id)],
            "display_name": self.env._("Plan versus Actual of %s", self.display_name),
        }
