from odoo import api, fields, models


class SalesPlan(models.Model):
    """Says in one line what a plan is broken down by."""

    _inherit = "sales.plan"

    breakdown = fields.Char("Broken Down By", compute="_compute_breakdown")

    @api.depends_context("lang")
    @api.depends("level_ids.name", "level_ids.dimension", "level_ids.sequence")
    def _compute_breakdown(self):
        for plan in self:
            plan.breakdown = " › ".join(plan.level_ids.mapped("display_name"))
