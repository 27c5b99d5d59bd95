from odoo import fields, models

from ...queries.deals import DESCRIPTIVE, VERSIONED


class SalesDealReportMixin(models.AbstractModel):
    """A report on the history of deals; it has no table but a query."""

    _name = "sales.deal.report.mixin"
    _description = "Report on the History of Deals"
    _inherit = ["sales.ordered.groups.mixin", "sales.deal.reference.mixin"]

    source_id = fields.Many2one("utm.source", readonly=True)

    _depends = {
        # triggers write the history when deals are written
        "crm.lead": [*VERSIONED, *DESCRIPTIVE],
        "res.company": ["currency_id"],
    }
