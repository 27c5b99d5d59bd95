from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import customer_plans
from ..org.nullable import NullableMonetary, Ratio
from .sales_customer_plan import STATUS


class SalesCustomerPlan(models.Model):
    """The figures of customer plans, none of which is stored.

    Whoever may read a plan may read its figures. What is achieved is read in one query for many
    plans; the rest follows from it, with the same meaning as in the list
    (``sales.customer.plan.line``), and already while somebody types.
    """

    _inherit = "sales.customer.plan"

    probable_amount = NullableMonetary(
        "Probable", compute="_compute_figures", help="The amount times its probability."
    )
    achieved_amount = fields.Monetary("Achieved", compute="_compute_achieved_amount")
    remainder_amount = NullableMonetary(
        "Remainder",
        compute="_compute_figures",
        help="What is still missing; never below zero.",
    )
    beyond_amount = NullableMonetary(
        "Beyond", compute="_compute_figures", help="What was achieved beyond the expected amount."
    )
    achieved_share = Ratio("Achieved by Expected", compute="_compute_figures")
    status = fields.Selection(STATUS, compute="_compute_figures", search="_search_status")

    @api.depends(
        "achieved_by",
        "company_id",
        "date_from",
        "date_to",
        "partner_id",
        "deal_ids.expected_revenue",
        "deal_ids.won_status",
    )
    def _compute_achieved_amount(self):
        achieved = self._read_achieved()
        for plan in self:
            plan.achieved_amount = achieved.get(plan._origin.id, 0.0)

    def _read_achieved(self):
        """Return what each plan has achieved: ``{plan id: amount}``, in one query."""
        # sudo: who may read a plan may read its figures
        lines = self.env["sales.customer.plan.line"].sudo().with_context(active_test=False)
        groups = lines._read_group(
            Domain("customer_plan_id", "in", self._origin.ids),
            ["customer_plan_id"],
            ["achieved_amount:sum"],
        )
        return {plan.id: amount for plan, amount in groups}

    @api.depends("achieved_amount", "amount", "probability", "date_to", "company_id")
    def _compute_figures(self):
        today = {company: company._get_today() for company in self.company_id}
        for plan in self:
            rounding = Decimal(str(plan.currency_id.rounding or 0.01))
            achieved = _exact(plan.achieved_amount)
            amount = None if plan.amount is False else _exact(plan.amount)
            found = customer_plans.compare(amount, achieved)
            plan.remainder_amount = _plain(found.remainder)
            plan.beyond_amount = _plain(found.beyond)
            plan.achieved_share = _plain(found.share)
            percent = _exact(plan.probability)
            plan.probable_amount = _plain(customer_plans.probable(amount, percent, rounding))
            plan.status = plan.date_to and customer_plans.status(
                amount, achieved, plan.date_to, today.get(plan.company_id) or plan.date_to
            )

    @api.model
    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: the rules of the plans themselves are added to the search
        lines = self.env["sales.customer.plan.line"].sudo().with_context(active_test=False)
        found = lines._search([("kind", "=", "customer"), ("status", "in", list(value))])
        return Domain("id", "in", found.subselect("customer_plan_id"))


def _exact(number):
    return Decimal(str(number or 0))


def _plain(number):
    return None if number is None else float(number)
