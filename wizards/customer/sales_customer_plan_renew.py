from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.org.arguments import check_one
from ...models.org.raised import by_code
from ...tools.customer_plans import grown, next_span


class SalesCustomerPlanRenew(models.TransientModel):
    """Make the customer plans of the next span, from what was achieved or from what was expected.

    A plan that is renewed already is left out. Who is responsible, the probability and what counts
    stay as they are.
    """

    _name = "sales.customer.plan.renew"
    _description = "Renew Customer Plans"
    _inherit = ["sales.guarded.mixin"]

    plan_ids = fields.Many2many("sales.customer.plan", string="Customer Plans")
    begin_with = fields.Selection(
        [("achieved", "What was achieved"), ("amount", "What was expected")],
        required=True,
        default="achieved",
    )
    percent = fields.Float(
        "Change",
        digits=(16, 2),
        help="How much more is expected, in percent. Below zero: how much less.",
    )
    new_ids = fields.Many2many("sales.customer.plan", string="To Renew", compute="_compute_new_ids")
    renewed_count = fields.Integer("Renewed Already", compute="_compute_new_ids")

    @api.depends("plan_ids.renewal_ids")
    def _compute_new_ids(self):
        for wizard in self:
            renewed = wizard.plan_ids.filtered("renewal_ids")
            wizard.new_ids = wizard.plan_ids - renewed
            wizard.renewed_count = len(renewed)

    def action_renew(self):
        """Make the plans of the next span and open them.

        :raise UserError: where all of them are renewed already
        """
        check_one(self)
        if not self.new_ids:
            raise UserError(self.env._("These customer plans are renewed already."))
        self.new_ids.check_access("write")
        # what counts stays, also where the user could not choose it anew
        plans = by_code(self.env["sales.customer.plan"])
        renewals = plans.create([self._prepare_renewal(plan) for plan in self.new_ids])
        return renewals.with_env(self.env)._get_records_action(
            name=self.env._("Renewed Customer Plans")
        )

    def _prepare_renewal(self, plan):
        """Return the values of the plan that follows one."""
        first, last = next_span(plan.date_from, plan.date_to)
        base = plan.achieved_amount if self.begin_with == "achieved" else plan.amount
        amount = None
        if base is not False:
            rounding = Decimal(str(plan.currency_id.rounding))
            exact, percent = Decimal(str(base)), Decimal(str(self.percent))
            amount = float(grown(exact, percent, rounding))
        return {
            "partner_id": plan.partner_id.id,
            "company_id": plan.company_id.id,
            "user_id": plan.user_id.id,
            "date_from": first,
            "date_to": last,
            "amount": amount,
            "probability": plan.probability,
            "achieved_by": plan.achieved_by,
            "renewed_from_id": plan.id,
        }


class SalesCustomerPlan(models.Model):
    _inherit = "sales.customer.plan"

    def action_renew(self):
        """Open the dialog that makes the plans of the next span from these."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Renew Customer Plans"),
            "res_model": "sales.customer.plan.renew",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_plan_ids": [Command.set(self.ids)]},
        }


class SalesCustomerPlanLine(models.Model):
    _inherit = "sales.customer.plan.line"

    def action_renew(self):
        """Open the dialog that renews the customer plans among these lines.

        :raise UserError: where there are only rows of plans, which are planned there
        """
        self.check_access("read")
        plans = self.customer_plan_id
        if not plans:
            raise UserError(
                self.env._("Select customer plans. Rows of a plan are planned in their plan.")
            )
        return plans.action_renew()
