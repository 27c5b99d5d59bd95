from odoo import models


class SalesPlan(models.Model):
    """A plan is copied with its rows, targets and notes."""

    _inherit = "sales.plan"

    def _copy_rows_to(self, copied):
        self.env["sales.plan.bulk"]._copy_rows(self, copied)
        return super()._copy_rows_to(copied)
