from odoo import api, models


class SalesForecastPeriod(models.Model):
    """Where a rule tells of targets that were missed, no message tells of them once more."""

    _inherit = "sales.forecast.period"

    @api.model
    def _is_told_otherwise(self, company):
        rules = self.env["sales.alert.rule"]._get_rules(company, "missed")
        return bool(rules) or super()._is_told_otherwise(company)
