from odoo import fields, models


class SalesMarketYearMixin(models.AbstractModel):
    """A figure of a company, not of a branch, that is known for a year and holds until there is one
    of a later year."""

    _name = "sales.market.year.mixin"
    _description = "Figure of a Year"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(
        required=True,
        default=lambda self: self.env.company.root_id._get_market_year().name,
        aggregator=None,
    )
