from odoo import api, models
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _get_staff_domain(self, company_ids) -> Domain:
        """Return the domain of the people who work in one of some companies."""
        internal = Domain("share", "=", False) & Domain("active", "=", True)
        return internal & Domain("company_ids", "in", list(company_ids))

    def _is_staff(self, company_ids):
        """Whether a person works in one of some companies."""
        self.ensure_one()
        # sudo: reads only whether and where somebody works
        user = self.sudo()
        return user.active and not user.share and bool({*user.company_ids.ids} & {*company_ids})
