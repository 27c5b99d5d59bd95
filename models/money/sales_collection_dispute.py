from odoo import api, fields, models


class SalesCollectionDispute(models.Model):
    """A customer disputes an invoice: nobody is asked to collect it meanwhile.

    A dispute is over after its last day, or when it is archived.
    """

    _name = "sales.collection.dispute"
    _description = "Disputed Invoice"
    _inherit = ["sales.collection.remark.mixin", "sales.company.day.mixin"]
    _order = "until, id"

    reason = fields.Char(required=True)
    until = fields.Date(
        help="The last day that nobody is asked on. Empty until the dispute is archived."
    )
    active = fields.Boolean(default=True)

    @api.depends("move_id", "reason")
    def _compute_display_name(self):
        for dispute in self:
            # sudo: who may read the dispute may know which invoice it is about
            dispute.display_name = f"{dispute.sudo().move_id.name}: {dispute.reason}"

    def action_end(self):
        """Let disputes be over: who is to collect the invoices is asked again."""
        self.action_archive()
