from odoo import fields, models


class UtmCampaign(models.Model):
    """Campaigns form a hierarchy: a campaign stands for those that are part of it."""

    _name = "utm.campaign"
    _inherit = ["utm.campaign", "sales.guarded.mixin"]
    _parent_store = True

    parent_id = fields.Many2one(
        "utm.campaign",
        "Part of",
        index="btree_not_null",
        ondelete="restrict",
        domain="['!', ('id', 'child_of', id)]",
        help="The campaign that this one is part of, such as that of a year. "
        "Reports can be read by either.",
    )
    parent_path = fields.Char(index=True)

    def write(self, vals):
        if "parent_id" in vals and len(self) > 1:
            # one by one: the paths of campaigns below each other would be mixed up
            return all(campaign.write(vals) for campaign in self)
        return super().write(vals)
