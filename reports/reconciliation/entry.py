from odoo import models

from ...models.org.arguments import check_one


class SalesPlan(models.Model):
    """Opens a plan held against the ledger."""

    _inherit = "sales.plan"

    def action_open_reconciliation(self):
        """Open by what the plan differs from the income accounts of the general ledger."""
        check_one(self)
        self.env["sales.reconciliation"]._check_reader()
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id("sales_plan.sales_reconciliation_action")
        return {**action, "context": {"active_id": self.id, "active_model": self._name}}
