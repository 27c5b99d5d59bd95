from odoo import fields, models

#: Kinds of steps. ``direct`` is for writes that did not come through the planning table.
KINDS = [
    ("type", "Typed"),
    ("spread", "Spread Out"),
    ("copy", "Copied"),
    ("round", "Rounded"),
    ("hold", "Held"),
    ("release", "Released"),
    ("clear", "Cleared"),
    ("sum", "Summed Up"),
    ("note", "Noted"),
    ("items", "Made of Items"),
    ("add_rows", "Rows Added"),
    ("remove_rows", "Rows Removed"),
    ("load", "Loaded"),
    ("import", "Imported"),
    ("keep_ended", "Ended Periods Kept"),
    ("hand_over", "Handed Over"),
    ("move_up", "Moved Up"),
    ("discard", "Taken Back"),
    ("publish", "Published"),
    ("join", "Joined"),
    ("direct", "Written"),
    ("undo", "Undone"),
    ("redo", "Redone"),
]


class SalesPlanStep(models.Model):
    """One change of a plan's figures or rows: who did what, when, from what to what.

    Steps are written by ``sales.plan.journal`` only and never change, except that they are
    marked as undone.
    """

    _name = "sales.plan.step"
    _description = "Sales Plan Step"
    _inherit = ["sales.guarded.mixin"]
    _order = "plan_id, number desc"
    _rec_name = "number"
    _client_fields = frozenset()  # all of it is written by code

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    number = fields.Integer("No.", required=True, aggregator=None)
    kind = fields.Selection(KINDS, required=True)
    data = fields.Json(help="What the step's sentence says: names, figures, choices.")
    token = fields.Char(help="What the client calls this step, so that it never does it twice.")
    undoes_id = fields.Many2one("sales.plan.step", index="btree_not_null", ondelete="cascade")
    is_undone = fields.Boolean()
    cell_count = fields.Integer("Cells", aggregator=None)
    row_ids = fields.One2many("sales.plan.step.row", "step_id")
    added_rows = fields.Json(help="IDs of the rows that the step added.")
    removed_rows = fields.Json(help="All that is to know of the rows that the step removed.")
    notes = fields.Json(
        help="Notes that changed: [[row id, period id, before, after], …]; the answers of those "
        "that were removed follow."
    )

    items = fields.Json(
        help="Cells whose items changed: [[row id, period id, items before, after], …]; null for "
        "a cell that is not made of items."
    )

    _number_uniq = models.Constraint(
        "UNIQUE (plan_id, number)", "The steps of a plan are numbered."
    )
    _token_uniq = models.UniqueIndex(
        "(plan_id, create_uid, token) WHERE token IS NOT NULL", "This step was taken already."
    )
