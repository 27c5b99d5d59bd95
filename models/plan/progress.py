from odoo import api, fields, models

from ...tools import pacing
from ..org.nullable import NullableMonetary, Ratio

STATUSES = [
    ("not_started", "Not Started"),
    ("on_track", "On Track"),
    ("at_risk", "At Risk"),
    ("achieved", "Achieved"),
    ("missed", "Missed"),
]


class SalesPlan(models.Model):
    """Compares plans with their actuals, read live."""

    _inherit = "sales.plan"

    target_amount = NullableMonetary(
        "Target",
        compute="_compute_figures",
        currency_field="unit_currency_id",
        help="The plan's total; for those who see only some rows, the total of these.",
    )
    actual_amount = fields.Monetary(
        "Actual", compute="_compute_figures", currency_field="unit_currency_id"
    )
    gap_amount = NullableMonetary(
        "Gap", compute="_compute_figures", currency_field="unit_currency_id"
    )
    expected_amount = fields.Monetary(
        "Expected by Now", compute="_compute_figures", currency_field="unit_currency_id"
    )
    attainment = Ratio(compute="_compute_figures", digits=(16, 4), aggregator=None)
    has_target = fields.Boolean(compute="_compute_figures")
    status = fields.Selection(STATUSES, "Progress", compute="_compute_figures")

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends(
        "allocation_ids.target_ids.amount",
        "date_from",
        "date_to",
        "state",
        "at_risk_below",
        "pace_by",
    )
    def _compute_figures(self):
        saved = self._origin
        visible = saved._get_top_allocations()
        figures = self.env["sales.plan.figures"]._read_figures(
            saved, totals_only=all(not node.parent_id for node in visible)
        )
        for plan in self:
            nodes = [figures[node.id] for node in visible if node.plan_id == plan._origin]
            targets = [node.target for node in nodes if node.target is not None]
            target = sum(targets) if targets else None
            plan.target_amount = target
            plan.has_target = bool(targets)
            plan.actual_amount = sum(node.actual for node in nodes)
            plan.expected_amount = sum(node.expected for node in nodes)
            plan.gap_amount = pacing.gap(target, plan.actual_amount)
            plan.attainment = pacing.attainment(target, plan.actual_amount)
            plan.status = plan._get_status(target, plan.actual_amount, plan.expected_amount)

    def _get_top_allocations(self):
        """Return the highest rows that the user may see: totals, or rows below hidden ones."""
        visible = self.env["sales.plan.allocation"].search(
            [("plan_id", "in", self.ids), ("parent_id", "=", False)]
        )
        hidden = self - visible.plan_id
        if hidden:
            rows = self.env["sales.plan.allocation"].search([("plan_id", "in", hidden.ids)])
            # sudo: reads only whether the row above is among the visible ones
            visible |= rows.filtered(lambda row: row.sudo().parent_id not in rows)
        return visible

    def _get_status(self, target, actual, expected, today=None):
        """Return the status that figures have on a day, today where the company is if none is said;
        False without a span."""
        self.ensure_one()
        if not self.date_from or not self.date_to:
            return False
        return (
            pacing.status(
                target,
                actual,
                expected,
                self.date_from,
                self.date_to,
                today or self.company_id._get_today(),
                self.at_risk_below,
            )
            or False
        )
