from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sales_collector_id = fields.Many2one(related="company_id.sales_collector_id", readonly=False)
    collection_from = fields.Date(related="company_id.collection_from", readonly=False)
