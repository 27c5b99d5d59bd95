"""What opens the explanation from a document or a customer."""

from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_open_sales_plans(self):
        """Tell in which plans the deal counts, and why not in others."""
        return self.env["sales.plan.explain"]._open(self)


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_open_sales_plans(self):
        """Tell in which plans the invoice counts, and why not in others."""
        return self.env["sales.plan.explain"]._open(self)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_open_sales_plans(self):
        """Show the plans' rows for this customer, or those that count its sales."""
        return self.env["sales.plan.explain"]._open(self)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_open_sales_plans(self):
        """Tell in which plans the order counts, and why not in others."""
        return self.env["sales.plan.explain"]._open(self)
