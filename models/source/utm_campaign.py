from odoo import api, fields, models
from odoo.exceptions import ValidationError


class UtmCampaign(models.Model):
    """Campaigns form a hierarchy: a campaign stands for those that are part of it."""

    _name = "utm.campaign"
    _inherit = ["utm.campaign", "sales.guarded.mixin"]

    parent_id = fields.Many2one(
        "utm.campaign",
        "Part of",
        index="btree_not_null",
        ondelete="restrict",
        domain="['!', ('id', 'child_of', id)]",
        help="The campaign that this one is part of, such as that of a year. "
        "Reports can be read by either.",
    )

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A campaign cannot be part of itself."))
