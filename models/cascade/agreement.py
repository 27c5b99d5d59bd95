from decimal import Decimal

from odoo import models
from odoo.tools import SQL, float_compare


class SalesPlan(models.Model):
    """Plans that ask owners for agreement: proposals become figures, figures answer proposals."""

    _inherit = "sales.plan"

    def _prepare_proposal(self, row_id, amount):
        """Write the total that an owner proposes as working figures, in one recorded step.

        The periods share it in proportion to what they have; the rows below stay.
        """
        tree = self._begin_publishing()
        table = self.env["sales.plan.table"]
        data = {**table._get_cell_names(row_id, None), "amount": amount}
        amounts = {(row_id, None): Decimal(repr(amount))}
        return table._write_amounts(tree, "take_over", amounts, data)

    def _record_publication(self, tree, publishing, reason=None):
        publication = super()._record_publication(tree, publishing, reason)
        if self._is_in_cascade():
            self._settle_answers(publishing)
        return publication

    def _settle_answers(self, publishing):
        """Let what is published or withdrawn answer the proposals that are open."""
        # sudo: rows that the user may publish; answers are written by these methods only
        answers = self.env["sales.plan.answer"].sudo()
        named = [("allocation_id", "in", list(publishing.owners)), ("state", "=", "open")]
        if self.revised_plan_id and publishing.kind == "confirm":
            answers.search(
                [("plan_id", "=", self.revised_plan_id.id), ("state", "=", "open")]
            ).write({"state": "lapsed"})
            self._keep_agreement(publishing)
        if publishing.kind == "withdraw":
            answers.search(named).write({"state": "lapsed"})
        else:
            taken = self._settle_proposals(answers.search(named), publishing)
            self._mark_agreed(publishing, taken)
        self._settle_answer_activities()

    def _settle_proposals(self, answers, publishing):
        """Close the proposals whose rows got other figures; return those that were taken over."""
        changed = answers.filtered(
            lambda answer: publishing.get_kind(answer.allocation_id.id) != "kept"
        )
        rounding = self._get_rounding()

        def is_as_proposed(answer):
            total = publishing.get_cells(answer.allocation_id.id)[0][2]
            return total is not None and not float_compare(
                total, answer.amount_proposed, precision_rounding=rounding
            )

        taken = changed.filtered(is_as_proposed)
        taken._decide("taken")
        (changed - taken)._decide("changed")
        return taken

    def _mark_agreed(self, publishing, taken):
        """Mark targets as accepted that their owners proposed, or published to themselves."""
        self.env["sales.plan.allocation"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_allocation SET agreement = 'accepted'
                    WHERE id = ANY(%s) AND agreement = 'open'
                      AND (responsible_id = %s OR id = ANY(%s))""",
                list(publishing.owners),
                self.env.uid,
                taken.allocation_id.ids,
            )
        )
        self.env["sales.plan.allocation"].invalidate_model(["agreement"])

    def _keep_agreement(self, publishing):
        """Do not ask anew about targets that a revision leaves as they were accepted."""
        kept = [row for row in publishing.owners if publishing.get_kind(row) == "kept"]
        self.env["sales.plan.allocation"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_allocation row
                      SET agreement = CASE origin.agreement WHEN 'accepted' THEN 'accepted'
                                                            ELSE 'open' END
                     FROM sales_plan_allocation origin
                    WHERE row.id = ANY(%s) AND origin.id = row.origin_id
                      AND origin.agreement IS NOT NULL AND %s""",
                kept,
                bool(self.sudo().asks_agreement),
            )
        )
        self.env["sales.plan.allocation"].invalidate_model(["agreement"])

    def _settle_answer_activities(self):
        """Give who decides about open proposals one activity; take it from who has none left."""
        # sudo: who is to decide is told, whoever closes or opens a proposal
        answers = self.env["sales.plan.answer"].sudo()
        answers = answers.search([("plan_id", "=", self.id), ("state", "=", "open")])
        open_answers = {}
        for answer, user in answers._get_deciders().items():
            open_answers[user] = open_answers.get(user, answers) | answer
        wanted = {}
        for user, answers in open_answers.items():
            lang = user.lang or self.env.lang
            wanted[user] = (
                self.with_context(lang=lang)._describe_open_answers(answers),
                min(answers.mapped("create_date")).date(),
            )
        self._settle_activities("sales_plan.mail_activity_type_answer", wanted)

    def _describe_open_answers(self, answers):
        row = answers[-1].allocation_id.with_context(lang=self.env.lang)
        if len(answers) == 1:
            return self.env._("Another target is proposed for %s", row.display_name)
        return self.env._(
            "Other targets are proposed for %(row)s and %(count)s more",
            row=row.display_name,
            count=len(answers) - 1,
        )
