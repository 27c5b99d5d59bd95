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

    def _get_changing_hands(self, values):
        """Return the customers who get another salesperson when these values are written."""
        if "user_id" not in values:
            return self.browse()
        return self.filtered(lambda partner: partner.user_id.id != (values["user_id"] or False))

    def _open_new_opportunity(self):
        """Open a new opportunity of the customer, of the user."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Opportunity"),
            "res_model": "crm.lead",
            "views": [(False, "form")],
            "view_mode": "form",
            "context": {
                "default_type": "opportunity",
                "default_partner_id": self.id,
                "default_user_id": self.env.uid,
            },
        }
