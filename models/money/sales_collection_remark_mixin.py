from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: What decides whether an invoice is asked for meanwhile.
DECIDING = ("move_id", "line_id", "date", "amount", "until", "active")


class SalesCollectionRemarkMixin(models.AbstractModel):
    """What a customer said about an invoice, or about one instalment of it.

    Who may read the invoice may write it down; it is read by whom the invoice concerns.
    """

    _name = "sales.collection.remark.mixin"
    _description = "Remark about an Invoice"
    _inherit = ["sales.guarded.mixin"]
    _fixed_links = {"move_id": "read", "line_id": "read"}

    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')), ('state', '=', 'posted')]",
    )
    line_id = fields.Many2one(
        "account.move.line",
        "Installment",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('move_id', '=', move_id), ('display_type', '=', 'payment_term')]",
        help="Empty for all that is open of the invoice.",
    )
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", string="Customer", store=True, index=True
    )
    user_id = fields.Many2one(
        related="move_id.invoice_user_id", string="Salesperson", store=True, index=True
    )
    team_id = fields.Many2one(related="move_id.team_id", store=True, index="btree_not_null")
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="move_id.currency_id")

    @api.constrains("move_id", "line_id")
    def _check_line(self):
        for remark in self:
            # sudo: what an instalment belongs to is known to who may choose it
            move, line = remark.sudo().move_id, remark.sudo().line_id
            if move.move_type not in ("out_invoice", "out_receipt"):
                raise ValidationError(self.env._("%s is no customer invoice.", move.display_name))
            if line and (line.move_id != move or line.display_type != "payment_term"):
                raise ValidationError(self.env._("Choose an installment of %s.", move.display_name))

    @api.onchange("move_id")
    def _onchange_move_id(self):
        if self.line_id.move_id != self.move_id:
            self.line_id = False

    @api.model_create_multi
    def create(self, vals_list):
        remarks = super().create(vals_list)
        remarks._settle_invoices()
        return remarks

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(DECIDING):
            self._settle_invoices()
        return result

    def unlink(self):
        moves = self.move_id
        result = super().unlink()
        self.env["sales.collection.notice"]._mark(moves=moves)
        return result

    def _settle_invoices(self):
        """Let activities about the invoices follow, as soon as this is saved."""
        self.env["sales.collection.notice"]._mark(moves=self.move_id)
