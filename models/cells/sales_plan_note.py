from odoo import fields, models


class SalesPlanNote(models.Model):
    """What somebody wrote beside a cell of a plan, or beside a whole row."""

    _name = "sales.plan.note"
    _description = "Sales Plan Note"
    _inherit = ["sales.guarded.mixin"]
    _order = "allocation_id, period_id, id"
    _rec_name = "text"
    _client_fields = frozenset()  # all of it is written by code

    allocation_id = fields.Many2one(
        "sales.plan.allocation", required=True, index=True, ondelete="cascade"
    )
    period_id = fields.Many2one(
        "sales.plan.period",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty where the note is about the whole row.",
    )
    plan_id = fields.Many2one(
        related="allocation_id.plan_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    text = fields.Text(required=True)

    _cell_uniq = models.UniqueIndex(
        "(allocation_id, COALESCE(period_id, 0))", "A cell has one note."
    )
