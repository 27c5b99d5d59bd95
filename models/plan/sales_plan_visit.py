from odoo import api, fields, models
from odoo.exceptions import UserError

from ...queries.choices import keep_place
from ...tools.arguments import an_id
from ..org.arguments import takes
from ..org.raised import raised


class SalesPlanVisit(models.Model):
    """On which days somebody last looked at where they stand in a plan.

    Whoever looks is told what changed since the last day before today on which they looked: looking
    again on the same day changes nothing.
    """

    _name = "sales.plan.visit"
    _description = "Visit of a Plan"
    _inherit = ["sales.guarded.mixin", "sales.company.day.mixin"]
    _order = "plan_id, user_id"
    _rec_name = "plan_id"
    _client_fields = frozenset()  # all of it is written by code

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    day = fields.Date("Looked On", help="The last day on which the user looked.")
    day_before = fields.Date("Looked Before", help="The last day before that one.")

    _user_uniq = models.Constraint("UNIQUE (plan_id, user_id)", "Everybody visits a plan once.")

    @api.model
    @takes(plan_id=an_id)
    def visit_plan(self, plan_id):
        """Remember that the user looks at a plan today, where their company is.

        :raise UserError: for a plan that is not there for the user
        """
        plan = self.env["sales.plan"].search([("id", "=", plan_id)])
        if not plan:
            raise UserError(self.env._("This plan is not there any more, or not yours to see."))
        visit, today = self._find_visit(plan), self._get_day_at(plan)
        if not visit.day or visit.day < today:
            self.flush_model()
            keep_place(self.env, self._table, plan.id)
            visit = self._find_visit(plan)
            raised(visit).write({"day": today, "day_before": visit.day})
        return True

    @api.model
    def _get_last_day(self, plan):
        """Return the last day before today on which the user looked at a plan; False without."""
        visit = self._find_visit(plan)
        if visit.day and visit.day < self._get_day_at(plan):
            return visit.day
        return visit.day_before

    @api.model
    def _find_visit(self, plan):
        # sudo: the user's own visits
        return self.sudo().search([("plan_id", "=", plan.id), ("user_id", "=", self.env.uid)])

    @api.model
    def _get_day_at(self, plan):
        # sudo: the day that it is where a company works
        return plan.sudo().company_id._get_today()
