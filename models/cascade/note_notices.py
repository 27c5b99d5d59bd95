from markupsafe import Markup
from odoo import api, models


class SalesPlanTable(models.AbstractModel):
    """Tells people that a note was answered: who wrote it, and who owns the row."""

    _inherit = "sales.plan.table"

    @api.model
    def _tell_answered(self, answer):
        # sudo: who wrote the note and who owns the row, whatever the one who answers sees
        note = answer.note_id.sudo()
        concerned = note.create_uid | note.allocation_id.responsible_id
        self.env["sales.plan.notice"]._queue_answered(note, answer, concerned - self.env.user)
        return super()._tell_answered(answer)


class SalesPlanNotice(models.Model):
    """Messages about answers to notes."""

    _inherit = "sales.plan.notice"

    @api.model
    def _get_writers(self):
        return {**super()._get_writers(), "answered": type(self)._get_answered_texts}

    @api.model
    def _queue_answered(self, note, answer, users):
        """Queue a message to each of some people, unless one about the same note waits already:
        that one will tell of this answer, too."""
        # sudo: the queue is nobody's to read
        waiting = self.sudo().search([("kind", "=", "answered"), ("user_id", "in", users.ids)])
        told = waiting.filtered(lambda notice: notice.data["note"] == note.id).user_id
        self._queue(
            note.plan_id,
            "answered",
            [
                {
                    "user_id": user.id,
                    "allocation_id": note.allocation_id.id,
                    "data": {"note": note.id, "answer": answer.id},
                }
                for user in users - told
            ],
        )

    def _get_answered_texts(self):
        """Sentences for who is told of answers to a note; None where they do not see it (any
        more)."""
        notes = self.env["sales.plan.note"].with_user(self.user_id)
        note = notes.search([("id", "=", self.data["note"])])
        # sudo: the search has checked that the reader may see the note
        answers = note.sudo().answer_ids.filtered(
            lambda answer: answer.id >= self.data["answer"] and answer.author_id != self.user_id
        )
        if not answers:
            return None
        cell = (
            self.env["sales.plan.table"]
            .sudo()
            ._name_cell(note.allocation_id.id, note.period_id.id or None)
        )
        lines = Markup().join(
            Markup("<p><b>%s</b></p><blockquote>%s</blockquote>")
            % (answer.author_id.name or self.env._("Deleted user"), answer.text)
            for answer in answers
        )
        return {
            "subject": self.env._("Answer to a note in %s", self.plan_id.display_name),
            "body": Markup("<p>%s</p><blockquote>%s</blockquote>%s")
            % (
                self.env._("The note at %(row)s, %(period)s was answered:", **cell),
                note.text,
                lines,
            ),
        }
