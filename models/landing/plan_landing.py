from odoo import api, fields, models

from ...tools.landing_parts import add_parts, says_something
from ..org.nullable import NullableMonetary, Ratio
from .answer import PRECISION_OF_MANY
from .sales_landing_learned import LANDING_STATES

#: What is told of a plan's landing.
_PLAN_LANDING = ("landing_amount", "landing_low", "landing_high", "landing_chance")


class SalesPlanLandingMixin(models.AbstractModel):
    """Works out where plans in force will end up, for their forms: one plan at a time."""

    _name = "sales.plan.landing.mixin"
    _description = "Landing of a Plan"

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("allocation_ids.target_ids.amount", "date_from", "date_to", "state")
    def _compute_landing(self):
        for plan in self:
            values = self.env["sales.landing"]._read_plan(plan._origin)
            plan.lands = bool(values)
            plan.has_landing_chance = values.get("landing_chance") is not None
            plan.update({name: values.get(name) for name in _PLAN_LANDING})


class SalesPlan(models.Model):
    _name = "sales.plan"
    _inherit = ["sales.plan", "sales.plan.landing.mixin"]

    landing_amount = NullableMonetary(
        "Landing",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="Where the plan will end up: half of the outcomes lie above, half below. For whom "
        "sees only some rows, that of those.",
    )
    landing_low = NullableMonetary(
        "Landing, Low",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="Nine of ten outcomes lie above.",
    )
    landing_high = NullableMonetary(
        "Landing, High",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="Nine of ten outcomes lie below.",
    )
    landing_chance = Ratio(
        "Chance",
        compute="_compute_landing",
        digits=(16, 4),
        aggregator=None,
        help="How likely the target is reached. Empty where the range is wider than the target: "
        "a chance would say nothing.",
    )
    lands = fields.Boolean(compute="_compute_landing")
    has_landing_chance = fields.Boolean(compute="_compute_landing")


class SalesLanding(models.AbstractModel):
    _inherit = "sales.landing"

    @api.model
    def _read_plan(self, plan):
        """Return the values of a plan's landing by field; none of plans that are not in force, and
        of those that are over: they have ended up somewhere."""
        if plan.state not in LANDING_STATES:
            return {}
        asked = self._ask(plan.company_id, plan.date_from, plan.date_to)
        rows = plan._get_top_allocations()
        if asked.is_over or not rows:
            return {}
        # sudo: figures count all documents and deals; of rows that the user sees
        found, __ = self._gather_rows(plan.sudo(), asked, rows.ids)
        whole = add_parts(found[row.id] for row in rows if row.id in found)
        landed = whole.land(PRECISION_OF_MANY)
        low, high = landed.p10, landed.p90
        target = plan.target_amount if plan.has_target else None
        return {
            "landing_amount": landed.p50,
            "landing_low": low,
            "landing_high": high,
            "landing_chance": landed.chance(target) if says_something(low, high, target) else None,
        }
