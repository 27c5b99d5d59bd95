from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesPlanRate(models.Model):
    """What a unit of another currency is worth in a plan's, fixed when the plan is confirmed.

    It holds from a day on, until the next one of its currency; the earliest holds before, too.
    """

    _name = "sales.plan.rate"
    _inherit = ["sales.company.day.mixin", "sales.guarded.mixin"]
    _description = "Sales Plan Rate"
    _order = "plan_id, currency_id, date_from nulls first, id"

    _fixed_links = {"plan_id": "write"}

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    date_from = fields.Date("From", help="Empty: from the plan's start. Earlier days have it, too.")
    rate = fields.Float(
        digits=0,
        required=True,
        aggregator=None,
        help="What one unit of the currency is worth in the currency of the plan.",
    )
    plan_currency_id = fields.Many2one(related="plan_id.currency_id", string="Plan's Currency")

    _rate_check = models.Constraint("CHECK (rate > 0)", "The rate of a currency is more than 0.")
    _day_uniq = models.UniqueIndex(
        "(plan_id, currency_id, COALESCE(date_from, '0001-01-01'::date))",
        "A plan has one rate of a currency for each day.",
    )

    @api.constrains("currency_id", "plan_id")
    def _check_currency(self):
        for rate in self:
            if rate.currency_id == rate.plan_id.currency_id:
                raise ValidationError(
                    self.env._(
                        "“%(plan)s” is in %(currency)s itself: that needs no rate.",
                        plan=rate.plan_id.name,
                        currency=rate.currency_id.name,
                    )
                )

    @api.depends("currency_id", "date_from", "rate")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = f"{rate.currency_id.name or ''} {rate.rate:g}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        rates.plan_id._check_structure_editable()
        return rates

    def write(self, vals):
        self.check_access("write")
        self.plan_id._check_structure_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self.plan_id._check_structure_editable()
