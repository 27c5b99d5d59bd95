from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.arguments import POSSIBLE_YEARS


class SalesMarketSegment(models.Model):
    """What a segment of the market buys in a year of everybody: an industry in a country, or in one
    of its states.

    In one year an industry is told by country or by state in each country, so that what is sold
    falls into one segment.
    """

    _name = "sales.market.segment"
    _description = "Market Segment"
    _inherit = ["sales.market.year.mixin", "sales.guarded.mixin"]
    _order = "year desc, size desc, id"
    _fixed_links = {"company_id": "read"}

    industry_id = fields.Many2one(
        "res.partner.industry", required=True, index=True, ondelete="restrict"
    )
    country_id = fields.Many2one("res.country", required=True, ondelete="restrict")
    state_id = fields.Many2one(
        "res.country.state",
        ondelete="restrict",
        domain="[('country_id', '=', country_id)]",
        help="Empty for all of the country.",
    )
    year = fields.Integer(
        help="The year that the fiscal year ends in. Figures hold until there are some of a later "
        "year.",
    )
    size = fields.Monetary(required=True, help="What the segment buys in a year, of everybody.")
    growth = fields.Float(
        "Growth (%)",
        digits=(16, 1),
        aggregator=None,
        help="By how much the segment grows in a year.",
    )
    source = fields.Char(help="Where the figures come from: a study, an office of statistics.")

    _unique_segment = models.UniqueIndex(
        "(company_id, year, industry_id, country_id, COALESCE(state_id, 0))",
        "There are figures of this segment and year already.",
    )
    _size_check = models.Constraint("CHECK (size >= 0)", "The size of a market cannot be negative.")
    _growth_check = models.Constraint("CHECK (growth >= -100)", "A market shrinks by 100% at most.")
    _year_check = models.Constraint(
        f"CHECK (year BETWEEN {POSSIBLE_YEARS.start} AND {POSSIBLE_YEARS.stop - 1})",
        "There is no such year.",
    )

    @api.depends("industry_id", "country_id", "state_id", "year")
    def _compute_display_name(self):
        for segment in self:
            place = segment.state_id.name or segment.country_id.name
            names = (segment.industry_id.name, place, str(segment.year or ""))
            segment.display_name = ", ".join(filter(None, names))

    @api.constrains("company_id", "year", "industry_id", "country_id", "state_id")
    def _check_place(self):
        for segment in self:
            if segment.state_id and segment.state_id.country_id != segment.country_id:
                raise ValidationError(
                    self.env._(
                        "%(state)s is no state of %(country)s.",
                        state=segment.state_id.name,
                        country=segment.country_id.name,
                    )
                )
        self._check_apart()

    def _check_apart(self):
        """Raise where an industry is told by country and by state at once."""
        groups = self._read_group(
            [
                ("company_id", "in", self.company_id.ids),
                ("industry_id", "in", self.industry_id.ids),
                ("country_id", "in", self.country_id.ids),
            ],
            ["industry_id", "country_id", "year", "company_id"],
            ["state_id:count", "__count"],
        )
        for industry, country, year, __, states, count in groups:
            if 0 < states < count:
                raise ValidationError(
                    self.env._(
                        "%(industry)s in %(country)s, %(year)s: give figures of the whole country, "
                        "or of its states, not of both.",
                        industry=industry.name,
                        country=country.name,
                        year=year,
                    )
                )
