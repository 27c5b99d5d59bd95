from odoo import models


class ResUsers(models.Model):
    """Who leaves may have open targets: those who answer for them are told."""

    _inherit = "res.users"

    def action_archive(self):
        # they leave their teams as well: that is said once
        leaving = self.with_context(sales_plan_leaving=True)
        return super(ResUsers, leaving).action_archive()

    def write(self, vals):
        changed = self.browse()
        if "active" in vals:
            changed = self.filtered(lambda user: user.active != vals["active"])
        result = super().write(vals)
        if changed:
            # sudo: whoever archives users need not see their targets
            self.env["sales.plan.people"].sudo()._tell_of_changes(changed.ids)
        return result
