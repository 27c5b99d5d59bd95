from odoo import fields, models


class SalesPlanItem(models.Model):
    """One of the parts that a cell of a plan is made of: a text, an amount, perhaps files.

    A cell that has items is their sum, to the cent, and is held. It is changed through its items
    only; see ``made_of_items.py`` for who keeps that. Items that were removed are archived, so
    that they come back with their files when that is undone.

    Files are attachments of the item: who reads it reads them, and nobody writes them but code.
    """

    _name = "sales.plan.item"
    _description = "Sales Plan Item"
    _inherit = ["sales.guarded.mixin"]
    _order = "allocation_id, period_id, sequence, id"
    _client_fields = frozenset()  # all of it is written by code

    allocation_id = fields.Many2one(
        "sales.plan.allocation", required=True, index=True, ondelete="cascade"
    )
    period_id = fields.Many2one("sales.plan.period", required=True, index=True, ondelete="cascade")
    plan_id = fields.Many2one(
        related="allocation_id.plan_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    sequence = fields.Integer(aggregator=None)
    name = fields.Char("Text", required=True)
    amount = fields.Monetary(required=True, currency_field="unit_currency_id")
    active = fields.Boolean(default=True)
