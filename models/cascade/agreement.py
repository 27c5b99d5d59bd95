from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ...queries.time import day_where
from ..cells.step_label import describes


class SalesPlanAnswer(models.Model):
    """Takes proposals over as working amounts, and closes them when their rows are published."""

    _inherit = "sales.plan.answer"

    def _prepare_proposed(self):
        """Write the total that the owner proposes as working amounts of the row, in one step.

        It is spread over the periods in proportion to their amounts; the rows below stay as they
        are.
        """
        plan, row_id, amount = self.plan_id, self.allocation_id.id, self.amount_proposed
        tree = self.env["sales.plan.publishing"]._begin(plan)
        table = self.env["sales.plan.table"]
        data = {**table._get_cell_names(row_id, None), "amount": amount}
        amounts = {(row_id, None): Decimal(repr(amount))}
        return table._write_amounts(tree, "take_over", amounts, data)

    @api.model
    def _settle_published(self, publishing):
        """Close the open proposals that publishing or withdrawing rows answers.

        :param publishing: as :class:`~.publishing.Publishing`
        """
        # sudo: rows that the user may publish; answers are written by these methods only
        answers = self.sudo().search(
            [("allocation_id", "in", list(publishing.owners)), ("state", "=", "open")]
        )
        publishing.settle_answers(answers)
        self._settle_decider_activities(publishing.plan)

    def _close_published(self, publishing):
        """Close the proposals whose rows got other amounts; return those that were taken over."""
        changed = self.filtered(
            lambda answer: publishing.get_kind(answer.allocation_id.id) != "kept"
        )
        rounding = publishing.plan._get_rounding()

        def is_as_proposed(answer):
            total = publishing.get_cells(answer.allocation_id.id)[0][2]
            return total is not None and not float_compare(
                total, answer.amount_proposed, precision_rounding=rounding
            )

        taken = changed.filtered(is_as_proposed)
        taken._close("taken")
        (changed - taken)._close("changed")
        return taken

    @api.model
    def _lapse_in(self, plan):
        """Let all open proposals for rows of a plan lapse."""
        self.search([("plan_id", "=", plan.id), ("state", "=", "open")]).write({"state": "lapsed"})

    @api.model
    def _settle_decider_activities(self, plan):
        """Give everybody who is to decide about open proposals one activity, and nobody else."""
        # sudo: whoever opens or closes a proposal, those who decide get their activities
        answers = self.sudo().search([("plan_id", "=", plan.id), ("state", "=", "open")])
        by_user = {}
        for answer, user in answers._get_deciders().items():
            by_user[user] = by_user.get(user, answers.browse()) | answer
        wanted = {}
        for user, its_answers in by_user.items():
            lang = user.lang or self.env.lang
            wanted[user] = (
                its_answers.with_context(lang=lang)._describe_open(),
                day_where(user, plan.company_id.sudo(), min(its_answers.mapped("create_date"))),
                plan,
            )
        plan._settle_activities("sales_plan.mail_activity_type_answer", wanted)

    def _describe_open(self):
        row = self[-1].allocation_id
        if len(self) == 1:
            return self.env._("Another target is proposed for %s", row.display_name)
        return self.env._(
            "Other targets are proposed for %(row)s and %(count)s more",
            row=row.display_name,
            count=len(self) - 1,
        )


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
            self.env["sales.plan.answer"]._record_answers(new, "accepted")
        self.plan_id._finish_answered()
        return True

    def _propose(self, amount, comment):
        """Record that the owner proposes another total, and tell who decides about it."""
        self.ensure_one()
        self._check_answerable()
        answers = self.env["sales.plan.answer"]
        answer = answers._record_answers(self, "proposed", amount_proposed=amount, comment=comment)
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
        """Return the totals in force of rows: ``{row: amount}``, None where nothing is planned."""
        amounts = dict.fromkeys(self)
        for plan, rows in self.grouped("plan_id").items():
            totals = defaultdict(float)
            cells = self.env["sales.plan.cells"]._read_in_force(plan, rows.ids)
            for (row_id, __), cell in cells.items():
                totals[row_id] += float(cell.amount)
            amounts |= {row: round(totals[row.id], 6) for row in rows if row.id in totals}
        return amounts


class SalesPlanStep(models.Model):
    """Adds the kind of step that takes over a proposal."""

    _inherit = "sales.plan.step"

    kind = fields.Selection(
        selection_add=[("take_over", "Proposal Taken Over")],
        ondelete={"take_over": "cascade"},
    )


@describes("take_over")
def _describe_take_over(step, data):
    return step.env._(
        "Took over the proposal of %(amount)s for %(row)s",
        amount=step.plan_id._format_figure(data["amount"]),
        row=data["row"],
    )
