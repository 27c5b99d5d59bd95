from odoo import fields, models


class SalesPlanStepRow(models.Model):
    """The changes that a step made in one row of its plan.

    The row is stored as a plain id, so that the record outlives the row.
    """

    _name = "sales.plan.step.row"
    _description = "Sales Plan Step Row"
    _inherit = ["sales.guarded.mixin"]
    _order = "step_id, id"
    _rec_name = "allocation_id"
    _client_fields = frozenset()  # all of it is written by code

    step_id = fields.Many2one("sales.plan.step", required=True, index=True, ondelete="cascade")
    allocation_id = fields.Integer("Row", required=True, aggregator=None, index=True)
    cells = fields.Json(
        help="For each cell: [period id, whether it was named by the user, state before, state "
        "after]; a state is [amount, history, held], or null where nothing is planned."
    )
