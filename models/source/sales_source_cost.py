from odoo import fields, models


class SalesSourceCost(models.Model):
    """What was spent on a source, medium or campaign in a span of days.

    In reports the amount is spread evenly over the days of its span, to the smallest coin; what
    cannot be shared out evenly goes to the first days.
    """

    _name = "sales.source.cost"
    _description = "Cost of a Source"
    _inherit = ["sales.source.mixin", "sales.guarded.mixin", "sales.company.day.mixin"]
    _order = "date_from desc, id desc"

    name = fields.Char("Description", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, help="Untaxed, in the company's currency.")
    date_from = fields.Date("From", required=True, default=lambda self: self._default_day())
    date_to = fields.Date(
        "Until",
        required=True,
        default=lambda self: self._default_day(),
        help="Last day. The amount is spread evenly over the days.",
    )

    _amount_is_money = models.Constraint(
        "CHECK (amount > -1e15 AND amount < 1e15)",
        "A cost is smaller than 1,000,000,000,000,000.",
    )
    _has_days = models.Constraint(
        "CHECK (date_to >= date_from AND date_to < date_from + 3660)",
        "A cost has a first and a last day, in this order and ten years apart at most.",
    )

    def _default_day(self):
        return self.env.company._get_today()
