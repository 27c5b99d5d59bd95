from odoo import fields, models


class SalesPlanKeptDocument(models.Model):
    """What a document was worth in a row when the figures of a period were kept.

    The row is the deepest one that it fell under. Nobody reads this but code: it tells of a figure
    by which documents it differs now.
    """

    _name = "sales.plan.kept.document"
    _description = "Document of a Kept Figure"
    _inherit = ["sales.guarded.mixin"]
    _order = "period_id, res_id, id"
    _rec_name = "period_id"
    _client_fields = frozenset()  # all of it is written by code

    period_id = fields.Many2one("sales.plan.period", required=True, index=True, ondelete="cascade")
    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Row", required=True, index=True, ondelete="cascade"
    )
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True, aggregator=None
    )
    res_model = fields.Char("Document Model", required=True)
    amount = fields.Float(required=True, digits=0)
