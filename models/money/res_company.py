from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sales_collector_id = fields.Many2one(
        "res.users",
        "Collector",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Who collects what customers have not paid in time, unless a customer has somebody "
        "of their own.",
    )
    collection_from = fields.Date(
        "Due From",
        default=lambda self: self._get_today(),
        help="Nobody is asked for what fell due before this day: usually the day when collecting "
        "was begun here. Empty for everything that is open.",
    )
