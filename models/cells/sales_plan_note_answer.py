from odoo import fields, models


class SalesPlanNoteAnswer(models.Model):
    """What somebody answered to a note on a cell of a plan.

    Who wrote it and when are kept beside what Odoo keeps, so that an answer that comes back with
    its note, when the removal of that is undone, is still theirs.
    """

    _name = "sales.plan.note.answer"
    _description = "Answer to a Sales Plan Note"
    _inherit = ["sales.guarded.mixin"]
    _order = "note_id, date, id"
    _rec_name = "text"
    _client_fields = frozenset()  # all of it is written by code

    note_id = fields.Many2one("sales.plan.note", required=True, index=True, ondelete="cascade")
    allocation_id = fields.Many2one(
        related="note_id.allocation_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(related="note_id.company_id")
    text = fields.Text(required=True)
    author_id = fields.Many2one(
        "res.users", "Written By", index="btree_not_null", ondelete="set null"
    )
    date = fields.Datetime("Written On", required=True)
