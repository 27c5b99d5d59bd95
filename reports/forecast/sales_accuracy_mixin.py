from odoo import fields, models

from ...models.forecast.sales_forecast import FORECAST_KINDS
from ...models.forecast.sales_forecast_period import PERIOD_KINDS


class SalesAccuracyMixin(models.AbstractModel):
    """A report on what was said of periods that are over, and what was closed in the end.

    One row for each period, each person or team or the company, and each moment before the end.
    """

    _name = "sales.accuracy.mixin"
    _description = "Report on What Was Said of Periods"
    _inherit = ["sales.forecast.visible.mixin", "sales.company.day.mixin"]

    period_id = fields.Many2one("sales.forecast.period", readonly=True)
    date = fields.Date("Period Start", readonly=True)
    period_kind = fields.Selection(PERIOD_KINDS, "Kind of Period", readonly=True)
    kind = fields.Selection(FORECAST_KINDS, "Forecast Of", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    actual_amount = fields.Monetary("Closed", readonly=True)
