from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesPlanAllocation(models.Model):
    """Owners accept their targets, or propose others."""

    _inherit = "sales.plan.allocation"

    can_answer = fields.Boolean(
        compute="_compute_can_answer",
        help="The target was published to you, in a plan that asks you whether you accept it.",
    )

    @api.depends_context("uid")
    @api.depends(
        "is_published",
        "responsible_id",
        "plan_id.state",
        "plan_id.is_cascaded",
        "plan_id.asks_agreement",
    )
    def _compute_can_answer(self):
        for row in self:
            # sudo: whether the plan asks is no secret of the rows hidden in it
            plan = row.sudo().plan_id
            asks = plan.is_cascaded and plan.asks_agreement and plan.state == "confirmed"
            row.can_answer = asks and row.is_published and row.responsible_id == self.env.user

    def action_accept(self):
        """Accept targets that were published to the user."""
        self._check_answerable()
        new = self.filtered(lambda row: row.agreement != "accepted")
        if new:
            self.env["sales.plan.answer"]._record(new, "accepted")
        self.plan_id._finish_answered()
        return True

    def action_propose(self):
        """Open the dialog in which the owner proposes another target."""
        self.ensure_one()
        self._check_answerable()
        wizard = self.env["sales.plan.propose"].create({"allocation_id": self.id})
        # sudo: the plan only names the dialog's action
        plan = self.sudo().plan_id
        return {
            **plan._get_wizard_action(wizard._name, self.env._("Propose Another Target"), wizard),
            "context": {"dialog_size": "medium"},
        }

    def _propose(self, amount, comment):
        """Record that the owner proposes another total, and tell who decides about it."""
        self.ensure_one()
        self._check_answerable()
        answers = self.env["sales.plan.answer"]
        answer = answers._record(self, "proposed", amount_proposed=amount, comment=comment)
        notices = [
            {
                "user_id": user.id,
                "allocation_id": self.id,
                "data": {"answer": answer.id},
            }
            for answer, user in answer._get_deciders().items()
            if user
        ]
        self.env["sales.plan.notice"]._queue(self.plan_id, "proposed", notices)
        self.plan_id._finish_answered()
        return answer

    def _check_answerable(self):
        """Raise unless the user is asked about all of these targets."""
        self.check_access("read")
        for row in self:
            if not row.can_answer:
                raise UserError(
                    self.env._(
                        "%s is not yours to accept: only the owner of a published target is "
                        "asked, in plans that ask for agreement.",
                        row.display_name,
                    )
                )

    def _read_amounts_in_force(self):
        """Return the published totals of rows: ``{row: amount}``, None where nothing is planned."""
        amounts = dict.fromkeys(self)
        for plan, rows in self.grouped("plan_id").items():
            totals = defaultdict(float)
            cells = self.env["sales.plan.cells"]._read_in_force(plan, rows.ids)
            for (row_id, __), cell in cells.items():
                totals[row_id] += float(cell.amount)
            amounts |= {row: round(totals[row.id], 6) for row in rows if row.id in totals}
        return amounts
