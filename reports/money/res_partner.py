from odoo import api, models
from odoo.fields import Domain

from ...models.org.nullable import NullableFloat, NullableMonetary

READERS = "sales_plan.group_sales_plan_user,sales_plan.group_sales_plan_auditor"


class ResPartner(models.Model):
    """What a customer owes and how they pay, as far as the reader may see it."""

    _inherit = "res.partner"

    sales_open_amount = NullableMonetary(
        "Open Invoices",
        compute="_compute_sales_open",
        currency_field="currency_id",
        groups=READERS,
        help="What is open of the customer, less credits and payments that are not matched yet, "
        "as far as you may see it.",
    )
    sales_overdue_amount = NullableMonetary(
        "Overdue", compute="_compute_sales_open", currency_field="currency_id", groups=READERS
    )
    sales_days_to_pay = NullableFloat(
        "Days to Pay",
        compute="_compute_sales_days",
        digits=(16, 1),
        groups=READERS,
        help="From the invoice's date to the payment, weighted by amount, in the last two years.",
    )
    sales_days_late = NullableFloat(
        "Days Late", compute="_compute_sales_days", digits=(16, 1), groups=READERS
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("commercial_partner_id")
    def _compute_sales_open(self):
        rows = self.env["sales.receivable"]._read_group(
            self._get_money_domain(),
            ["partner_id"],
            ["amount:sum_currency", "overdue_amount:sum_currency"],
        )
        found = {customer.id: amounts for customer, *amounts in rows}
        for partner in self:
            amounts = found.get(partner.commercial_partner_id.id, (None, None))
            partner.sales_open_amount, partner.sales_overdue_amount = amounts

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("commercial_partner_id")
    def _compute_sales_days(self):
        rows = self.env["sales.days.to.pay"]._read_group(
            self._get_money_domain() & Domain("date", ">=", "today -24m"),
            ["partner_id"],
            ["days_to_pay:avg", "days_late:avg"],
        )
        found = {customer.id: days for customer, *days in rows}
        for partner in self:
            days = found.get(partner.commercial_partner_id.id, (None, None))
            partner.sales_days_to_pay, partner.sales_days_late = days

    def _get_money_domain(self):
        return Domain("partner_id", "in", self.commercial_partner_id.ids)

    def action_open_receivables(self):
        """Open what is open of a customer."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_plan.sales_receivable_action")
        customers = self.commercial_partner_id
        return {**action, "domain": [("partner_id", "in", customers.ids)], "context": {}}
