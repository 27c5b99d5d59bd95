from odoo import models

from ...models.org.arguments import check_one


class SalesPlanAllocation(models.Model):
    """Opens why a row is where it is."""

    _inherit = "sales.plan.allocation"

    def action_open_bridge(self):
        """Open by what the row's actual differs from its target, or from last year."""
        check_one(self)
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id("sales_plan.sales_plan_bridge_action")
        return {**action, "context": {"active_id": self.id, "active_model": self._name}}
