from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools.flags import ANSWERED, NOTED, RESOLVED
from .arguments import table_takes

#: Characters of an answer, at most.
LONGEST_ANSWER = 5000


class SalesPlanTable(models.AbstractModel):
    """Notes on cells, and what is answered to them.

    Whoever may read a row may answer its notes, in plans of any state: answers change no figures
    and are no steps. Auditors change nothing, so they only read them.
    """

    _inherit = "sales.plan.table"

    @api.model
    @table_takes("plan_id", "row_id", "period_id", "answer")
    def table_answer_note(self, plan_id, row_id, period_id, answer):
        """Answer the note on a cell, which is open again; return it as :meth:`_show_thread`.

        :param period_id: None for the note on the whole row
        :raise UserError: when there is no note any more, or nothing is answered
        """
        tree, note = self._open_note(plan_id, row_id, period_id)
        if not self._may_answer():
            raise AccessError(self.env._("You may read this plan but not write in it."))
        text = answer.strip()
        if not text:
            raise UserError(self.env._("Write an answer first."))
        if len(text) > LONGEST_ANSWER:
            longest = tree.plan._format_count(LONGEST_ANSWER)
            raise UserError(self.env._("An answer has no more than %s characters.", longest))
        self._tell_answered(note._add_answer(text))
        return self._show_thread(tree, row_id, period_id)

    @api.model
    @table_takes("plan_id", "row_id", "period_id", "is_resolved")
    def table_resolve_note(self, plan_id, row_id, period_id, is_resolved):
        """Say that the note on a cell is resolved, or open again; return it as
        :meth:`_show_thread`.

        That is for who wrote it, who owns the row, and who may write notes there.
        """
        tree, note = self._open_note(plan_id, row_id, period_id)
        if not self._may_resolve(tree, note):
            raise AccessError(
                self.env._(
                    "Only who wrote this note, who owns the row or who may change it says whether "
                    "the note is resolved."
                )
            )
        note._set_resolved(is_resolved)
        return self._show_thread(tree, row_id, period_id)

    @api.model
    def _open_note(self, plan_id, row_id, period_id):
        """Return the rows of a plan that the user sees, and the note on a cell of one."""
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        self._check_rows(tree, [row_id])
        self._check_periods(tree, {period_id} - {None})
        key = row_id, period_id
        note = self.env["sales.plan.journal"]._get_notes([key]).get(key)
        if not note:
            raise UserError(
                self.env._("There is no note at %(row)s, %(period)s.", **self._name_cell(*key))
            )
        return tree, note

    @api.model
    def _may_answer(self):
        return self.env.user.has_group("sales_plan.group_sales_plan_user")

    @api.model
    def _may_resolve(self, tree, note):
        if not self._may_answer():
            return False
        # sudo: reads only who wrote the note, and who owns the row
        hidden = note.sudo()
        if self.env.user in (hidden.create_uid, hidden.allocation_id.responsible_id):
            return True
        return self._can_edit(tree) and tree.is_editable(note.allocation_id.id)

    @api.model
    def _show_thread(self, tree, row_id, period_id):
        """Return the note on a cell with its answers, as the client shows it; None without a note.

        :return: ``{"text", "author", "date", "is_resolved", "can_answer", "can_resolve",
            "answers": [{"id", "text", "author", "date"}]}``
        """
        key = row_id, period_id
        note = self.env["sales.plan.journal"]._get_notes([key]).get(key)
        if not note:
            return None
        # sudo: who wrote a note, or an answer, is no secret to who reads it
        hidden = note.sudo()
        gone = self.env._("Deleted user")
        return {
            "text": note.text,
            "author": hidden.create_uid.name or gone,
            "date": note.create_date,
            "is_resolved": note.is_resolved,
            "can_answer": self._may_answer(),
            "can_resolve": self._may_resolve(tree, note),
            "answers": [
                {
                    "id": answer.id,
                    "text": answer.text,
                    "author": answer.author_id.name or gone,
                    "date": answer.date,
                }
                for answer in hidden.answer_ids
            ],
        }

    @api.model
    def _read_noted(self, row_ids):
        """Return the flags of cells that have a note: ``{(row id, period id or None): flags}``."""
        notes = self.env["sales.plan.note"].search_fetch(
            [("allocation_id", "in", row_ids)], ["allocation_id", "period_id", "is_resolved"]
        )
        if not notes:
            return {}
        # as many queries for many notes as for one
        answers = self.env["sales.plan.note.answer"]
        answered = {
            note.id for (note,) in answers._read_group([("note_id", "in", notes.ids)], ["note_id"])
        }
        return {
            (note.allocation_id.id, note.period_id.id or None): NOTED
            | RESOLVED * note.is_resolved
            | ANSWERED * (note.id in answered)
            for note in notes
        }
