from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    sales_partner_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        help="The reseller or agent who serves this customer.",
    )
    sales_source_id = fields.Many2one(
        "utm.source",
        "Lead Source",
        index="btree_not_null",
        ondelete="set null",
        help="Where the customer comes from: proposed as the source of new opportunities.",
    )

    @api.model
    def _commercial_fields(self):
        """Contacts follow their company: facts know customers by the company."""
        return [*super()._commercial_fields(), "sales_partner_id", "sales_source_id"]
