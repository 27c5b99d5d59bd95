from odoo import fields, models


class SalesPlanPublication(models.Model):
    """Targets that change hands are published as well."""

    _inherit = "sales.plan.publication"

    kind = fields.Selection(
        selection_add=[("hand_over", "Handed Over"), ("move_up", "Moved Up")],
        ondelete={"hand_over": "cascade", "move_up": "cascade"},
    )
