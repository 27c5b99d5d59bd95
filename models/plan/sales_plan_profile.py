from odoo import api, fields, models
from odoo.fields import Command

from ...tools.seasons import season_weights


class SalesPlanProfile(models.Model):
    """A seasonal profile: the weights by which a year's amount is spread over its months."""

    _name = "sales.plan.profile"
    _description = "Seasonal Profile"
    _inherit = ["sales.guarded.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Leave empty to share it between companies."
    )
    line_ids = fields.One2many(
        "sales.plan.profile.line",
        "profile_id",
        "Months",
        copy=True,
        default=lambda self: self._default_line_ids(),
    )
    weight_total = fields.Float(
        "Total", compute="_compute_weight_total", digits=(16, 4), help="Weights need not sum to 100"
    )

    @api.model
    def _default_line_ids(self):
        months = self.env["sales.plan.profile.line"]._get_months()
        return [Command.create({"month": month}) for month, __ in months]

    @api.depends("line_ids.weight")
    def _compute_weight_total(self):
        for profile in self:
            profile.weight_total = sum(profile.line_ids.mapped("weight"))

    def _get_period_weights(self, periods):
        """Return the weights of periods: those of their months, in proportion to the days in them.

        :param periods: ``sales.plan.period`` records
        :return: ``{period id: weight}``
        """
        self.ensure_one()
        months = dict.fromkeys(range(1, 13), 0)
        months |= {int(line.month): line.weight for line in self.line_ids}
        spans = [(period.date_from, period.date_to) for period in periods]
        return dict(zip(periods.ids, season_weights(spans, months), strict=True))
