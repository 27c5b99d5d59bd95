from odoo import api, models

from ...models.org.nullable import NullableMonetary, Ratio


class SalesPlanReport(models.Model):
    """The landing of the rows that lines of Plan versus Actual fall under, for who asks for it."""

    _inherit = "sales.plan.report"

    asked_landing_amount = NullableMonetary(
        "Landing of the Row",
        compute="_compute_asked_landing",
        exportable=False,
        aggregator=None,
        help="Where the row will end up: half of the outcomes lie above, half below.",
    )
    asked_landing_chance = Ratio(
        "Chance of the Row",
        compute="_compute_asked_landing",
        digits=(16, 4),
        aggregator=None,
        exportable=False,
        help="How likely the row's target is reached.",
    )

    @api.depends_context("uid", "allowed_company_ids", "sales_plan_landings", "as_of")
    @api.depends("allocation_id")
    def _compute_asked_landing(self):
        """Fill in the columns that are on demand, see the rows' own ones; none of a past day."""
        found = {}
        if self.env.context.get("sales_plan_landings") and not self._get_opened_day():
            found = {row: (row.landing_amount, row.landing_chance) for row in self.allocation_id}
        for line in self:
            line.asked_landing_amount, line.asked_landing_chance = (
                found.get(line.allocation_id, (None, None)) if found else (None, None)
            )
