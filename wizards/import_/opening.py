from odoo import models


class SalesPlan(models.Model):
    _inherit = "sales.plan"

    def action_open_import(self):
        """Open the wizard that imports a spreadsheet into this plan."""
        self.ensure_one()
        self._check_draft()
        return self._get_wizard_action("sales.plan.import", self.env._("Import Spreadsheet"))
