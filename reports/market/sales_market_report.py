from odoo import api, fields, models
from odoo.tools import SQL

from ...models.org.arguments import check_one
from ...models.org.nullable import NullableFloat, NullableMonetary, Ratio
from ...queries.segments import segments


class SalesMarketReport(models.Model):
    """Segments of the market, those with the largest unused potential first.

    One row for each segment whose figures are known, with the latest of them, and one for each
    industry and country in which something is sold and no figures are known. Sales are those that
    the reader may see, of this fiscal year up to today, at the place that documents count for;
    targets those of the rows that they see in plans in force.
    """

    _name = "sales.market.report"
    _description = "Segments"
    _inherit = ["sales.market.share.mixin", "sales.guarded.mixin"]
    _auto = False
    _rec_name = "industry_id"
    _order = "unused desc nulls last, revenue desc, id"
    _share_of = ("known_revenue", "size")

    segment_id = fields.Many2one("sales.market.segment", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", readonly=True)
    year = NullableFloat(readonly=True, digits=(16, 0), aggregator=None)
    source = fields.Char(readonly=True)
    size = NullableMonetary(
        "Market Size", readonly=True, help="What the segment buys in a year, of everybody."
    )
    market_growth = Ratio(
        readonly=True,
        aggregator="avg",
        help="By how much the segment grows in a year; of several segments by their size.",
    )
    known_revenue = NullableMonetary(
        "This Year Where Size Is Known", readonly=True, aggregator=None
    )
    growth = Ratio("Our Growth")
    share = Ratio(
        help="Revenue of this year up to today by market size.",
    )
    customers = fields.Integer(readonly=True, help="Customers who bought something this year.")
    unused = NullableMonetary(
        "Unused Potential", readonly=True, help="Market size less our revenue, not below zero."
    )
    target = NullableMonetary(
        readonly=True,
        help="Of plans in force: rows of customers of the segment, or of its industry and place.",
    )
    gap = NullableMonetary(readonly=True, help="Revenue of this year less target.")

    _depends = {
        "sales.actual": ["reference"],
        "sales.market.segment": [
            "company_id",
            "industry_id",
            "country_id",
            "state_id",
            "year",
            "size",
            "growth",
            "source",
        ],
        "sales.plan": ["company_id", "date_from", "date_to", "measure", "state"],
        "sales.plan.level": ["plan_id", "dimension", "sequence"],
        "sales.plan.period": ["plan_id", "date_from", "date_to"],
        "sales.plan.allocation": ["plan_id", "parent_id", "responsible_id", "is_published"],
        "sales.plan.target": ["allocation_id", "period_id", "plan_id", "amount"],
        "res.partner": ["industry_id", "country_id", "state_id"],
    }

    @property
    def _table_query(self) -> SQL:
        return self.env["sales.market.figures"]._unite(segments)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """The growth of several segments weighs by their size."""
        if aggregate_spec == "market_growth:avg":
            growth, size = (
                self._field_to_sql(self._table, name, query) for name in ("market_growth", "size")
            )
            return SQL("(SUM(%s * %s) / NULLIF(SUM(%s), 0))::float8", growth, size, size)
        return super()._read_group_select(aggregate_spec, query)

    @api.depends("industry_id", "country_id", "state_id")
    def _compute_display_name(self):
        for segment in self:
            place = segment.state_id.name or segment.country_id.name
            segment.display_name = self.env._(
                "%(industry)s, %(place)s",
                industry=segment.industry_id.name or self.env._("No industry"),
                place=place or self.env._("no country"),
            )

    def action_open_customers(self):
        """Open the customers of the segment, as far as the user sees them."""
        check_one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_customer_effort_action"
        )
        domain = [
            ("company_id", "=", self.company_id.id),
            ("industry_id", "=", self.industry_id.id),
            ("country_id", "=", self.country_id.id),
        ]
        if self.state_id:
            domain.append(("state_id", "=", self.state_id.id))
        return {**action, "name": self.display_name, "domain": domain, "context": {}}
