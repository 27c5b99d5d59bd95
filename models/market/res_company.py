from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: What counts for the score of a customer, and how much of it by default.
WEIGHTS = {"effort_potential_weight": 50, "effort_target_weight": 30, "effort_days_weight": 20}
#: A weight is at most.
MOST_WEIGHT = 1000


@dataclass(frozen=True)
class MarketYear:
    """The fiscal year that a day is in, and the one before.

    ``name`` is the calendar year that the fiscal year ends in, ``last_today`` the same day a year
    earlier.
    """

    name: int
    first: date
    last_first: date
    last_last: date
    last_today: date


class ResCompany(models.Model):
    """How a company tells its customers apart."""

    _inherit = "res.company"

    abc_measure = fields.Selection(
        [("revenue", "Revenue"), ("margin", "Margin")],
        "Classes of Customers By",
        default="revenue",
        required=True,
        help="What makes a customer A, B or C.",
    )
    abc_a_share = fields.Float(
        "A Customers Up To (%)",
        default=80,
        digits=(5, 1),
        help="The largest customers who together reach this share of a year's sales are A.",
    )
    abc_b_share = fields.Float(
        "B Customers Up To (%)",
        default=95,
        digits=(5, 1),
        help="Those after them, up to this share, are B; the rest are C.",
    )
    effort_potential_weight = fields.Integer(
        "Weight of Remaining Potential", default=WEIGHTS["effort_potential_weight"]
    )
    effort_target_weight = fields.Integer(
        "Weight of Remaining Target", default=WEIGHTS["effort_target_weight"]
    )
    effort_days_weight = fields.Integer(
        "Weight of Days Since the Last Purchase", default=WEIGHTS["effort_days_weight"]
    )

    @api.constrains("abc_a_share", "abc_b_share")
    def _check_abc_shares(self):
        for company in self:
            if not 0 < company.abc_a_share <= company.abc_b_share <= 100:
                raise ValidationError(
                    self.env._(
                        "A customers reach more than 0%, B customers no less than A customers, "
                        "and 100% at most."
                    )
                )

    @api.constrains(*WEIGHTS)
    def _check_effort_weights(self):
        for company in self:
            weights = [company[name] for name in WEIGHTS]
            if not all(0 <= weight <= MOST_WEIGHT for weight in weights) or not any(weights):
                raise ValidationError(
                    self.env._(
                        "What counts where effort pays: weights are whole numbers from 0 to %s, "
                        "and one of them is more than 0.",
                        MOST_WEIGHT,
                    )
                )

    def _get_market_year(self):
        """Return the fiscal year of today as a :class:`MarketYear`."""
        today = self._get_today()
        # sudo: every user of a company may know when its year begins
        year = self.sudo().compute_fiscalyear_dates(today)
        first, last = fields.Date.to_date(year["date_from"]), fields.Date.to_date(year["date_to"])
        return MarketYear(
            name=last.year,
            first=first,
            last_first=fields.Date.subtract(first, years=1),
            last_last=fields.Date.subtract(first, days=1),
            last_today=fields.Date.subtract(today, years=1),
        )
