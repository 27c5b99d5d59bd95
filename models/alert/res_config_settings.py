from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    alert_from_hour = fields.Float(related="company_id.alert_from_hour", readonly=False)
    sends_weekly_mail = fields.Boolean(related="company_id.sends_weekly_mail", readonly=False)
    alert_until_hour = fields.Float(related="company_id.alert_until_hour", readonly=False)
