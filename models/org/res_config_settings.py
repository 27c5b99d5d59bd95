from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    forecast_period_type = fields.Selection(
        related="company_id.forecast_period_type", readonly=False, required=True
    )
    forecast_periods_ahead = fields.Integer(
        related="company_id.forecast_periods_ahead", readonly=False
    )
    closing_days = fields.Integer(related="company_id.closing_days", readonly=False)
