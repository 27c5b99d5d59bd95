from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_round

from ...models.org.arguments import check_one
from ...models.org.nullable import NullableMonetary, Ratio
from ...models.org.raised import by_code
from ...tools.entries import LARGEST_AMOUNT


class SalesPlanPropose(models.TransientModel):
    """The owner of a published target proposes another one, and says why."""

    _name = "sales.plan.propose"
    _description = "Propose Another Target"
    _inherit = ["sales.guarded.mixin"]

    _fixed_links = {"allocation_id": "read"}

    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Row", required=True, ondelete="cascade"
    )
    plan_id = fields.Many2one(related="allocation_id.plan_id", related_sudo=False)
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    is_planned = fields.Boolean(
        compute="_compute_amount_in_force", store=True, help="Whether there is a target at all."
    )
    amount_in_force = fields.Monetary(
        "Your Target",
        compute="_compute_amount_in_force",
        store=True,
        currency_field="unit_currency_id",
    )
    amount_proposed = fields.Monetary(
        "Your Proposal",
        compute="_compute_amount_proposed",
        store=True,
        readonly=False,
        currency_field="unit_currency_id",
        help="For all periods together; they share it in proportion to what they have.",
    )
    difference = fields.Monetary(compute="_compute_difference", currency_field="unit_currency_id")
    year_before_amount = NullableMonetary(
        related="allocation_id.year_before_amount",
        currency_field="unit_currency_id",
        related_sudo=False,
    )
    year_before_name = fields.Char(related="allocation_id.year_before_name", related_sudo=False)
    growth = Ratio(related="allocation_id.growth", related_sudo=False)
    pipeline_amount = NullableMonetary(
        related="allocation_id.pipeline_amount",
        currency_field="unit_currency_id",
        related_sudo=False,
    )
    has_year_before = fields.Boolean(related="allocation_id.has_year_before", related_sudo=False)
    has_pipeline = fields.Boolean(related="allocation_id.has_pipeline", related_sudo=False)
    comment = fields.Text("Why", help="Who gave you the target reads it.")

    @api.depends("allocation_id")
    def _compute_amount_in_force(self):
        # stored fields are computed with all rights; nobody learns of a row that is not theirs
        rows = self.sudo(False).allocation_id._filtered_access("read").filtered("can_answer")
        amounts = rows._read_amounts_in_force()
        for wizard in self:
            amount = amounts.get(wizard.allocation_id)
            wizard.is_planned = amount is not None
            wizard.amount_in_force = amount or 0.0

    @api.depends("amount_in_force")
    def _compute_amount_proposed(self):
        for wizard in self:
            wizard.amount_proposed = wizard.amount_in_force

    @api.depends("amount_in_force", "amount_proposed")
    def _compute_difference(self):
        for wizard in self:
            wizard.difference = wizard.amount_proposed - wizard.amount_in_force

    @api.constrains("allocation_id")
    def _check_allocation(self):
        """Nobody learns of a row here that is hidden from them."""
        self.sudo(False).allocation_id._check_answerable()

    def action_propose(self):
        """Record the proposal and tell who decides about it."""
        check_one(self)
        row = self.allocation_id
        row._check_answerable()
        amount = self._get_proposed_amount()
        if not (self.comment or "").strip():
            raise UserError(self.env._("Say why: who gave you the target reads it."))
        row._propose(amount, self.comment.strip())
        return {"type": "ir.actions.act_window_close"}

    def _get_proposed_amount(self):
        """Return what is proposed, rounded to what can be planned.

        :raise UserError: when it is no other target than the one that the owner saw
        """
        row = self.allocation_id
        # sudo: the unit of the plan of a row that the user owns
        plan = self.sudo().plan_id.with_context(lang=self.env.lang)
        rounding = plan._get_rounding()
        if not abs(self.amount_proposed) < LARGEST_AMOUNT:
            raise UserError(self.env._("This is too large for a target."))
        amount = float_round(self.amount_proposed, precision_rounding=rounding)
        [in_force] = row._read_amounts_in_force().values()
        seen = self.amount_in_force if self.is_planned else None
        if (in_force is None) != (seen is None) or float_compare(
            in_force or 0.0, seen or 0.0, precision_rounding=rounding
        ):
            raise UserError(
                self.env._(
                    "The target for %(row)s has become %(amount)s meanwhile. Look at it again.",
                    row=row.display_name,
                    amount=plan._format_figure(in_force),
                )
            )
        if in_force is not None and not float_compare(
            in_force, amount, precision_rounding=rounding
        ):
            raise UserError(
                self.env._("%s is your target already: accept it.", plan._format_figure(amount))
            )
        return amount


class SalesPlanAllocation(models.Model):
    """The button on a target that opens the dialog."""

    _inherit = "sales.plan.allocation"

    def action_propose(self):
        """Open the dialog in which the owner proposes another target."""
        check_one(self)
        self._check_answerable()
        wizard = by_code(self.env["sales.plan.propose"]).create({"allocation_id": self.id})
        # sudo: the plan only names the dialog's action
        plan = self.sudo().plan_id
        return {
            **plan._get_wizard_action(wizard._name, self.env._("Propose Another Target"), wizard),
            "context": {"dialog_size": "medium"},
        }


class SalesPlan(models.Model):
    """The same button on a plan, for whoever has one target there that waits for an answer."""

    _inherit = "sales.plan"

    def action_propose_own(self):
        """Open the dialog in which the user proposes another target than theirs in this plan."""
        check_one(self)
        rows = self._get_asked_rows()
        if len(rows) != 1:
            return self.action_open_own()
        return rows.action_propose()
