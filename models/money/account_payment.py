from odoo import models


class AccountPayment(models.Model):
    """A payment that has no entry until the bank statement is matched pays an invoice all the
    same."""

    _inherit = "account.payment"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.env["sales.collection.notice"]._mark(moves=self.invoice_ids)
        return result
