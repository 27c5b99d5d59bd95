from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_open_sales_plans(self):
        """Tell in which plans the deal counts, and why not in others."""
        return self.env["sales.plan.explain"]._open(self)
