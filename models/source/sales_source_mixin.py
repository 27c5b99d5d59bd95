from odoo import fields, models


class SalesSourceMixin(models.AbstractModel):
    """What a cost is put down to: a source, a medium or a campaign, or several of them."""

    _name = "sales.source.mixin"
    _description = "Source, Medium, Campaign"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    source_id = fields.Many2one("utm.source", index="btree_not_null", ondelete="restrict")
    medium_id = fields.Many2one("utm.medium", index="btree_not_null", ondelete="restrict")
    campaign_id = fields.Many2one("utm.campaign", index="btree_not_null", ondelete="restrict")

    _names_something = models.Constraint(
        "CHECK (COALESCE(source_id, medium_id, campaign_id) IS NOT NULL)",
        "Say what it is a cost of: a source, a medium or a campaign.",
    )
