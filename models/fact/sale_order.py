from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        self.order_line._stamp_unit_costs()
        return result

    def action_open_sales_plans(self):
        """Tell in which plans the order counts, and why not in others."""
        return self.env["sales.plan.explain"]._open(self)
