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
    year_before_name = fields.Char(
        "Last Year's Name",
        compute="_compute_comparison",
        help="What the year before is called while it is not over: 2026 so far.",
    )
    growth = Ratio(
        compute="_compute_comparison",
        digits=(16, 4),
        aggregator=None,
        help="The target against last year; while that is not over, of the periods that are.",
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
            seen = found.get(row._origin.id, {})
            last, pipeline = seen.get("last"), seen.get("pipeline")
            row.year_before_amount, row.has_year_before = last, last is not None
            row.year_before_name = seen.get("name")
            row.pipeline_amount, row.has_pipeline = pipeline, pipeline is not None
            target, before = seen.get("compared", (row.target_amount, last))
            is_known = row.has_target and target is not None and before is not None
            row.growth = pacing.growth(target, before) if is_known else None

    def _read_comparison(self, plan):
        """Return last year's actual and the open pipeline of these rows of a plan.

        :return: ``{row id: {"last": actual or None, "pipeline": amount or None, "name": what last
            year is called or "", "compared": (target, actual) of the periods that are over}}``, in
            the plan's unit; the last one only while last year is not over
        """
        fairness = self.env["sales.plan.fairness"]
        single = self if len(self) == 1 else None
        years = self.env["sales.plan.figures"]._read_period_actuals(plan, 1, single)
        totals, pipeline = fairness._sum_periods(years), fairness._read_pipeline(plan, self.ids)
        found = {
            row_id: {"last": totals.get(row_id), "pipeline": pipeline.get(row_id), "name": ""}
            for row_id in self.ids
        }
        over = self.env["sales.plan.journal"]._find_over_before(plan)
        # sudo: the periods of a plan are no secret to who sees one of its rows
        if len(over) < len(plan.sudo().period_ids):
            compared = self._compare_known(plan, years, over)
            name = self.env["sales.plan.journal"]._name_year_before(plan)
            for row_id, values in found.items():
                values["name"] = self.env._("%s so far", name)
                values["compared"] = compared[row_id]
        return found

    def _compare_known(self, plan, years, period_ids):
        """Return ``{row id: (target, actual a year earlier)}`` of some periods; None where unknown.

        :param years: actuals a year earlier, ``{(row id, period id): amount}``
        """
        targets, compared = self._read_period_targets(plan), {}
        for row_id in self.ids:
            planned = [targets[row_id][key] for key in period_ids if key in targets[row_id]]
            before = [years[row_id, key] for key in period_ids if (row_id, key) in years]
            sums = [float(sum(amounts)) if amounts else None for amounts in (planned, before)]
            compared[row_id] = tuple(sums)
        return compared
