from odoo import api, fields, models
from odoo.tools import SQL

from ..org.nullable import Ratio


class SalesMarketShareMixin(models.AbstractModel):
    """What is sold this year, by how much it grew, and our share: of customers and of segments.

    Shares and growth of a group are sum over sum, in one currency.
    """

    _name = "sales.market.share.mixin"
    _description = "Growth and Share"

    #: What a share is of: the revenue where the whole is known, and the whole.
    _share_of = None

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    revenue = fields.Monetary("This Year", readonly=True, help="Revenue of this year up to today.")
    revenue_before = fields.Monetary(
        "Same Days Last Year", readonly=True, help="Revenue of last year up to the same day."
    )
    growth = Ratio(
        readonly=True,
        aggregator="avg",
        help="Revenue of this year up to today against the same days of last year.",
    )
    share = Ratio("Our Share", readonly=True, aggregator="avg")

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        inherited = super()._read_group_select

        def sum_up(name):
            return inherited(f"{name}:sum_currency", query)

        if aggregate_spec == "growth:avg":
            now, before = sum_up("revenue"), sum_up("revenue_before")
            return SQL("(%s / NULLIF(GREATEST(%s, 0), 0) - 1)::float8", now, before)
        if aggregate_spec == "share:avg":
            sold, whole = map(sum_up, self._share_of)
            return SQL("(%s / NULLIF(%s, 0))::float8", sold, whole)
        return super()._read_group_select(aggregate_spec, query)
