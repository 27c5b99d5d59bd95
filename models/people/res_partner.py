from odoo import models


class ResPartner(models.Model):
    """A customer who gets another salesperson may have targets: they follow once somebody who
    decides about them has seen it."""

    _inherit = "res.partner"

    def write(self, vals):
        changed = self._get_changing_hands(vals)
        result = super().write(vals)
        if changed:
            self.env["sales.plan.people"]._see_customers(changed)
        return result
