from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.org.arguments import check_one
from ...models.org.raised import by_code


class SalesPlanHandOver(models.TransientModel):
    """Hand the open targets of somebody who left or moved over to somebody else, from a day on."""

    _name = "sales.plan.hand.over"
    _description = "Hand Over Targets"
    _inherit = ["sales.guarded.mixin"]

    allocation_ids = fields.Many2many("sales.plan.allocation", string="Rows")
    is_about_responsible = fields.Boolean(
        help="Only who answers for the rows changes: their targets stay."
    )
    date = fields.Date(
        "From",
        required=True,
        default=lambda self: self.env.company._get_today(),
        help="What is planned before this day stays. The period that it falls into is split by "
        "working days.",
    )
    is_anybody = fields.Boolean(
        "Other Teams, Too", help="Choose among all users, not only the members of the rows' teams."
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    to_user_id = fields.Many2one(
        "res.users", "Hand Over To", domain="[('id', 'in', candidate_ids)]", ondelete="cascade"
    )
    reason = fields.Text(help="Those it concerns read it.")
    below_count = fields.Integer("Rows Below", compute="_compute_below_count")

    @api.depends("allocation_ids", "is_anybody")
    def _compute_candidate_ids(self):
        for wizard in self:
            users, near = wizard._get_candidates()
            wizard.candidate_ids = users if wizard.is_anybody or not near else near

    def _get_candidates(self):
        """Return who may get the targets, and those of them who are in the teams of the rows."""
        rows = self.env["sales.plan.allocation"].search([("id", "in", self.allocation_ids.ids)])
        # sudo: who has the rows, and who else is in their teams, is known to who sees the rows
        rows = rows.sudo()
        companies = rows.plan_id.company_id
        users = self.env["res.users"].search(
            [("share", "=", False), ("company_ids", "in", companies.ids)]
        )
        # sudo: reads only whether people work for the companies of the rows
        users = users.filtered(lambda user: companies <= user.sudo().company_ids)
        users -= rows.responsible_id if self.is_about_responsible else rows.user_id
        members = rows.team_id.member_ids | rows.team_id.user_id
        return users, users.filtered(lambda user: user in members)

    @api.depends("allocation_ids")
    def _compute_below_count(self):
        for wizard in self:
            below = [
                ("id", "child_of", wizard.allocation_ids.ids),
                ("id", "not in", wizard.allocation_ids.ids),
            ]
            wizard.below_count = self.env["sales.plan.allocation"].search_count(below)

    def action_hand_over(self):
        """Hand the targets over, all of them or none."""
        check_one(self)
        if not self.to_user_id:
            raise UserError(self.env._("Choose who gets the targets."))
        service = self.env["sales.plan.people"]
        for plan, rows in self.allocation_ids.grouped("plan_id").items():
            if self.is_about_responsible:
                service._set_owner(plan, rows, self.to_user_id)
            else:
                service._hand_over(plan, rows.ids, self.to_user_id, self.date, self.reason)
        return {"type": "ir.actions.act_window_close"}


class SalesPlanPeopleChange(models.Model):
    """The button on people changes that opens the dialog."""

    _inherit = "sales.plan.people.change"

    def action_hand_over(self):
        """Open the dialog that hands targets over, or that names who answers for them now."""
        self._check_leaver()
        kinds = {change.why == "responsible" for change in self}
        if len(kinds) > 1:
            raise UserError(
                self.env._("Rows whose owner left are not handed over: select them apart.")
            )
        wizard = by_code(self.env["sales.plan.hand.over"]).create(
            {
                "allocation_ids": [Command.set(self.allocation_id.ids)],
                "is_about_responsible": kinds == {True},
            }
        )
        return {
            **self.plan_id[0]._get_wizard_action(
                wizard._name, self.env._("Hand Over Targets"), wizard
            ),
            "context": {"dialog_size": "medium"},
        }
