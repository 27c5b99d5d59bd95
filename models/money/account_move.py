from odoo import fields, models


class AccountMove(models.Model):
    """What is asked for follows an invoice that is posted, reset, cancelled or changes hands."""

    _inherit = "account.move"

    sales_promise_ids = fields.One2many("sales.collection.promise", "move_id", "Promises to Pay")
    sales_dispute_ids = fields.One2many("sales.collection.dispute", "move_id", "Disputes")

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(
            ("state", "invoice_user_id", "team_id", "matched_payment_ids")
        ):
            self.env["sales.collection.notice"]._mark(moves=self)
        return result
