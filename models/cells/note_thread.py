from odoo import api, fields, models
from odoo.fields import Datetime

from ..org.raised import raised


class SalesPlanNote(models.Model):
    """A note can be answered, and is open until somebody says that it is resolved."""

    _inherit = "sales.plan.note"

    answer_ids = fields.One2many("sales.plan.note.answer", "note_id", "Answers")
    is_resolved = fields.Boolean("Resolved")

    def _add_answer(self, text):
        """Write an answer of the user; the note is open again. Callers have checked the user."""
        self.ensure_one()
        answers = raised(self.env["sales.plan.note.answer"])
        answer = answers.create(
            {
                "note_id": self.id,
                "text": text,
                "author_id": self.env.uid,
                # as it is kept with a note that is removed: in whole seconds
                "date": self.env.cr.now().replace(microsecond=0),
            }
        )
        self._set_resolved(False)
        return answer.sudo(False)

    def _set_resolved(self, is_resolved):
        """Say that notes are resolved, or open again. Callers have checked the user."""
        raised(self).is_resolved = is_resolved

    def _dump_thread(self):
        """Return what a note has besides its text, None where it has nothing.

        :return: ``{"is_resolved", "answers": [[text, author id or None, moment], …]}``
        """
        self.ensure_one()
        if not self.answer_ids and not self.is_resolved:
            return None
        return {
            "is_resolved": self.is_resolved,
            "answers": [
                [answer.text, answer.author_id.id or None, Datetime.to_string(answer.date)]
                for answer in self.answer_ids
            ],
        }

    def _restore_thread(self, thread):
        """Give a note back what :meth:`_dump_thread` returned; deleted people wrote nothing."""
        self.ensure_one()
        people = self.env["res.users"].browse(author for __, author, __ in thread["answers"])
        known = set(people.exists().ids)
        self.env["sales.plan.note.answer"].create(
            [
                {
                    "note_id": self.id,
                    "text": text,
                    "author_id": author if author in known else False,
                    "date": date,
                }
                for text, author, date in thread["answers"]
            ]
        )
        self.is_resolved = thread["is_resolved"]

    @api.model
    def _join_threads(self, kept, others):
        """Let the answers of notes that become one be those of the one that stays."""
        notes = kept + others
        notes.answer_ids.note_id = kept
        kept.is_resolved = all(notes.mapped("is_resolved"))
