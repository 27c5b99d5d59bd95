from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.org.arguments import check_one
from ...models.org.raised import by_code


class SalesPlanKeep(models.TransientModel):
    """Keep a target though its owner proposed another one, and reply."""

    _name = "sales.plan.keep"
    _description = "Keep Target"
    _inherit = ["sales.guarded.mixin"]

    _fixed_links = {"answer_id": "read"}

    answer_id = fields.Many2one("sales.plan.answer", required=True, ondelete="cascade")
    unit_currency_id = fields.Many2one(related="answer_id.unit_currency_id")
    user_id = fields.Many2one(related="answer_id.user_id", string="Owner", related_sudo=False)
    allocation_id = fields.Many2one(related="answer_id.allocation_id", related_sudo=False)
    amount_in_force = fields.Monetary(
        related="answer_id.amount_in_force", currency_field="unit_currency_id", related_sudo=False
    )
    amount_proposed = fields.Monetary(
        related="answer_id.amount_proposed", currency_field="unit_currency_id", related_sudo=False
    )
    comment = fields.Text(related="answer_id.comment", related_sudo=False)
    reply = fields.Text(help="The owner reads it.")

    @api.constrains("answer_id")
    def _check_answer(self):
        """Nobody learns of an answer here that is hidden from them."""
        for wizard in self:
            wizard.sudo(False).answer_id._check_decidable()

    def action_keep(self):
        """Keep the target and tell its owner."""
        check_one(self)
        if not (self.reply or "").strip():
            raise UserError(self.env._("Say why: the owner of the target reads it."))
        self.answer_id._keep_target(self.reply.strip())
        return {"type": "ir.actions.act_window_close"}


class SalesPlanAnswer(models.Model):
    """The button on a proposal that opens the dialog."""

    _inherit = "sales.plan.answer"

    def action_keep(self):
        """Ask for a reply, then keep the target as it is."""
        self._check_decidable()
        wizard = by_code(self.env["sales.plan.keep"]).create({"answer_id": self.id})
        name = self.env._("Keep Target")
        return {
            **self.plan_id._get_wizard_action(wizard._name, name, wizard),
            "context": {"dialog_size": "medium"},
        }


class SalesPlanAgreement(models.Model):
    """The same button on what was answered, in the list of who was asked."""

    _inherit = "sales.plan.agreement"

    def action_keep(self):
        """Ask for a reply, then keep the target as it is."""
        return self._get_proposal().action_keep()
