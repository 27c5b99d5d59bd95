from odoo import api, fields, models

from ...tools import pacing
from ..org.nullable import NullableMonetary, Ratio


class SalesPlanAllocation(models.Model):
    """Shows owners what who published their target saw beside it: last year, growth, open deals."""

    _inherit = "sales.plan.allocation"

    year_before_amount = NullableMonetary(
        "Last Year",
        compute="_compute_comparison",
        currency_field="unit_currency_id",
        help="What was reached in the same periods a year earlier.",
    )
    growth = Ratio(
        compute="_compute_comparison",
        digits=(16, 4),
        aggregator=None,
        help="The target against last year.",
    )
    pipeline_amount = NullableMonetary(
        "Open Pipeline",
        compute="_compute_comparison",
        currency_field="unit_currency_id",
        help="Open deals that are expected to close from today to the end of the plan.",
    )
    has_year_before = fields.Boolean(compute="_compute_comparison")
    has_pipeline = fields.Boolean(compute="_compute_comparison")

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("target_ids.amount", "plan_id.state")
    def _compute_comparison(self):
        found = {}
        for plan, rows in self._origin.grouped("plan_id").items():
            found |= rows._read_comparison(plan)
        for row in self:
            last, pipeline = found.get(row._origin.id, (None, None))
            row.year_before_amount, row.has_year_before = last, last is not None
            row.pipeline_amount, row.has_pipeline = pipeline, pipeline is not None
            is_known = row.has_target and last is not None
            row.growth = pacing.growth(row.target_amount, last) if is_known else None

    def _read_comparison(self, plan):
        """Return last year's actual and the open pipeline of these rows of a plan.

        :return: ``{row id: (actual or None, pipeline or None)}``, in the plan's unit
        """
        fairness = self.env["sales.plan.fairness"]
        single = self if len(self) == 1 else None
        years = self.env["sales.plan.figures"]._read_period_actuals(plan, 1, single)
        years, pipeline = fairness._sum_periods(years), fairness._read_pipeline(plan, self.ids)
        return {row_id: (years.get(row_id), pipeline.get(row_id)) for row_id in self.ids}
