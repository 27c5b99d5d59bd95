from babel.dates import get_month_names
from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse


class SalesPlanProfileLine(models.Model):
    """The weight of one month in a seasonal profile."""

    _name = "sales.plan.profile.line"
    _description = "Seasonal Profile Month"
    _inherit = ["sales.guarded.mixin"]
    _order = "profile_id, sequence, id"
    _rec_name = "month"

    _fixed_links = {"profile_id": "write"}

    profile_id = fields.Many2one(
        "sales.plan.profile", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="profile_id.company_id")
    month = fields.Selection(selection="_get_months", required=True)
    sequence = fields.Integer(compute="_compute_sequence", store=True, precompute=True)
    weight = fields.Float(default=1, digits=(16, 4), aggregator=None)
    share = fields.Float(
        compute="_compute_share", digits=(16, 4), help="Part of the year that falls on this month"
    )

    _month_uniq = models.Constraint(
        "UNIQUE (profile_id, month)", "A seasonal profile has each month once."
    )
    _weight_check = models.Constraint("CHECK (weight >= 0)", "A month's weight is zero or more.")

    @api.model
    def _get_months(self):
        names = get_month_names("wide", context="stand-alone", locale=self._get_locale())
        return [(str(number), names[number].capitalize()) for number in range(1, 13)]

    @api.model
    def _get_locale(self):
        return babel_locale_parse(self.env.lang or "en_US")

    @api.depends("month")
    def _compute_sequence(self):
        for line in self:
            line.sequence = int(line.month or 0)

    @api.depends("weight", "profile_id.line_ids.weight")
    def _compute_share(self):
        for line in self:
            total = sum(line.profile_id.line_ids.mapped("weight"))
            line.share = line.weight / total if total else 1 / 12
