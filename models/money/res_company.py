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
    collection_day = fields.Date(
        "Collecting On",
        readonly=True,
        help="The day of which overdue installments were looked at last.",
    )
    collection_reached = fields.Integer(
        "Collecting Reached",
        readonly=True,
        help="The last installment that was looked at on that day, while others are left: the "
        "scheduled action goes on after it.",
    )
