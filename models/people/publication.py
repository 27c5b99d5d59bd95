from odoo import fields, models


class SalesPlanPublication(models.Model):
    """Adds the kinds of publications that targets make when they change hands."""

    _inherit = "sales.plan.publication"

    kind = fields.Selection(
        selection_add=[("hand_over", "Handed Over"), ("move_up", "Moved Up")],
        ondelete={"hand_over": "cascade", "move_up": "cascade"},
    )
