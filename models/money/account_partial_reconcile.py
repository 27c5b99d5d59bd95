from odoo import api, models


class AccountPartialReconcile(models.Model):
    """What is asked for follows payments and credits, and comes back when they are undone."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._mark_settled()
        return partials

    def unlink(self):
        self._mark_settled()
        return super().unlink()

    def _mark_settled(self):
        self.env["sales.collection.notice"]._mark(lines=self.debit_move_id | self.credit_move_id)
