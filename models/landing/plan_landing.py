from odoo import api, fields, models

from ...tools.landing_parts import add_parts, get_chance
from ..plan.lifecycle import IN_FORCE
from .answer import get_precision

#: What is told of a plan's landing.
_PLAN_LANDING = ("landing_amount", "landing_low", "landing_high", "landing_chance")


class SalesPlanLandingMixin(models.AbstractModel):
    """Works out where plans in force will end up, for their forms: one plan at a time."""

    _name = "sales.plan.landing.mixin"
    _description = "Landing of a Plan"
    _inherit = ["sales.landing.mixin"]

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

    lands = fields.Boolean(compute="_compute_landing")
    has_landing_chance = fields.Boolean(compute="_compute_landing")


class SalesLanding(models.AbstractModel):
    _inherit = "sales.landing"

    @api.model
    def _read_plan(self, plan):
        """Return the values of a plan's landing by field; none of plans that are not in force, and
        of those that are over: they have ended up somewhere."""
        if plan.state not in IN_FORCE:
            return {}
        asked = self._ask(plan.company_id, plan.date_from, plan.date_to)
        rows = plan._get_top_allocations()
        if asked.is_over or not rows:
            return {}
        # sudo: figures count all documents and deals; of rows that the user sees
        found, __ = self._gather_rows(plan.sudo(), asked, rows.ids)
        whole = add_parts(found[row.id] for row in rows if row.id in found)
        # as its rows are, so that the total is one figure
        rows_of_plan = self.env["sales.plan.figures"]._read_parents(plan.sudo())
        landed = whole.land(get_precision(len(rows_of_plan)))
        target = plan.target_amount if plan.has_target else None
        return {
            "landing_amount": landed.p50,
            "landing_low": landed.p10,
            "landing_high": landed.p90,
            "landing_chance": get_chance(landed, target),
        }
