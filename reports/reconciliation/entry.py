from odoo import api, models

from ...models.org.arguments import check_one


class SalesReconciliation(models.AbstractModel):
    """Opens a plan held against the ledger."""

    _inherit = "sales.reconciliation"

    @api.model
    def _open_plan(self, plan):
        """Return the action that opens by what a plan differs from the general ledger; the button
        of its form calls it."""
        check_one(plan)
        self._check_reader()
        plan.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id("sales_plan.sales_reconciliation_action")
        return {**action, "context": {"active_id": plan.id, "active_model": plan._name}}
