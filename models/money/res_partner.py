from odoo import api, fields, models


class ResPartner(models.Model):
    """Who collects from a customer, and how far what they promise is kept."""

    _inherit = "res.partner"

    sales_collector_id = fields.Many2one(
        "res.users",
        "Collector",
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Who collects what this customer has not paid in time; empty for the company's "
        "collector.",
    )
    promises_kept = fields.Integer(
        compute="_compute_promises",
        groups="sales_plan.group_sales_plan_user,sales_plan.group_sales_plan_auditor",
        help="Promises to pay that the customer has kept, of those that you may read.",
    )
    promises_broken = fields.Integer(
        compute="_compute_promises",
        groups="sales_plan.group_sales_plan_user,sales_plan.group_sales_plan_auditor",
        help="Promises to pay that the customer has broken, of those that you may read.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("commercial_partner_id")
    def _compute_promises(self):
        found = {}
        for customer, state, count in self.env["sales.collection.promise"]._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids)],
            ["partner_id", "state"],
            ["__count"],
        ):
            found[customer.id, state] = count
        for partner in self:
            customer = partner.commercial_partner_id.id
            partner.promises_kept = found.get((customer, "kept"), 0)
            partner.promises_broken = found.get((customer, "broken"), 0)

    @api.model
    def _commercial_fields(self):
        """Contacts follow their company: who collects from it collects from them."""
        return [*super()._commercial_fields(), "sales_collector_id"]
