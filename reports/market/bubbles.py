from math import sqrt

from odoo import api, models
from odoo.fields import Domain

from ...models.org.arguments import read_domain, takes
from ...tools.arguments import a_domain, optional

#: Segments that the chart shows, at most: the largest ones.
MOST_BUBBLES = 200


class SalesMarketReport(models.Model):
    """Segments as bubbles: our share across, the growth of the market upwards, its size as area."""

    _inherit = "sales.market.report"

    @api.model
    @api.readonly
    @takes(domain=optional(a_domain))
    def read_bubbles(self, domain):
        """Return the segments whose figures are known, as bubbles and as rows of a table.

        :param domain: what the reader filters by
        :return: ``{"is_empty": whether there is no segment, "bubbles": [{"id", "name",
            "currency_id", "share", "growth", "size", "revenue", "unused", "radius"}, …]}``, the
            largest unused potential first; the radius is 1 for the largest market. Shares and
            growth are of one.
        """
        found = self.search(
            read_domain(self, domain) & Domain("size", ">", 0), order="size desc, id"
        )[:MOST_BUBBLES]
        rates = self._get_rates(found.currency_id)
        sizes = {row: row.size * rates[row.currency_id] for row in found}
        largest = max(sizes.values(), default=0)
        return {
            "is_empty": not found,
            "bubbles": [
                {
                    "id": row.id,
                    "name": row.display_name,
                    "currency_id": row.currency_id.id,
                    "share": row.share or 0,
                    "growth": row.market_growth or 0,
                    "size": row.size,
                    "revenue": row.revenue,
                    "unused": row.unused,
                    "radius": sqrt(sizes[row] / largest),
                }
                for row in found.sorted(lambda row: (-(row.unused or 0), row.id))
            ],
        }

    @api.model
    def _get_rates(self, currencies):
        """Return what one unit of currencies is worth in that of the company, at today's rate."""
        company, today = self.env.company, self.env.company._get_today()
        return {
            currency: currency._convert(1, company.currency_id, company, today, round=False)
            for currency in currencies
        }
