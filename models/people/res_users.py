from odoo import models


class ResUsers(models.Model):
    """Somebody who leaves may have open targets: those who answer for these targets are told."""

    _inherit = "res.users"

    def action_archive(self):
        # archiving users ends their memberships, too: people are told once of both
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
