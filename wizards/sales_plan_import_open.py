from odoo import models


class SalesPlan(models.Model):
    _inherit = "sales.plan"

    def action_open_import(self):
        """Open the wizard that imports a spreadsheet into this plan."""
        self.ensure_one()
        self._check_draft()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Spreadsheet"),
            "res_model": "sales.plan.import",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_plan_id": self.id, "dialog_size": "extra-large"},
        }
