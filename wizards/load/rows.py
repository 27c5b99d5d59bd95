from odoo import api, fields, models

from ...models.org.nullable import NullableFloat
from ...tools import pacing


class SalesPlanLoadRow(models.TransientModel):
    """One row of the preview: the targets that a value would get, or the reason why it gets no row.

    Rows are written and read in bulk. ``cells`` holds what will be written to the plan:
    ``[[period id, target, history], …]`` with amounts as decimal strings.
    """

    _name = "sales.plan.load.row"
    _description = "Preview Row of Load Actuals"
    _inherit = ["sales.guarded.mixin"]
    _order = "id"
    _client_fields = frozenset()  # all of it is written by code

    load_id = fields.Many2one("sales.plan.load", required=True, index=True, ondelete="cascade")
    # indexed: without it, deleting a row would search all others for rows below it
    parent_id = fields.Many2one("sales.plan.load.row", index=True, ondelete="cascade")
    unit_currency_id = fields.Many2one(related="load_id.unit_currency_id")
    kind = fields.Selection([("row", "Row"), ("left_out", "Left Out")], required=True)
    reason = fields.Selection(
        [
            ("unassigned", "No value for this level"),
            ("other", "No row in the plan"),
            ("negative", "Credit notes exceed sales"),
            ("nothing", "Comes to nothing"),
            ("small", "Smaller than the smallest target"),
            ("top", "Not among the largest"),
        ]
    )
    depth = fields.Integer(aggregator=None)
    level_id = fields.Many2one("sales.plan.level", "Plan Level", ondelete="cascade")
    dimension = fields.Selection(related="level_id.dimension")
    label = fields.Char("Level", related="level_id.display_name")
    value_id = fields.Integer(aggregator=None)
    is_itself = fields.Boolean(help="The team or category of a row above, without those below it.")
    name = fields.Char("Row")
    parent_name = fields.Char("Below")
    history_amount = fields.Monetary("History", currency_field="unit_currency_id")
    target_amount = fields.Monetary("New Target", currency_field="unit_currency_id")
    current_amount = fields.Monetary("Current Target", currency_field="unit_currency_id")
    change_amount = fields.Monetary("Change", currency_field="unit_currency_id")
    growth = NullableFloat(compute="_compute_growth", aggregator=None)
    cells = fields.Json()

    @api.depends("history_amount", "target_amount")
    def _compute_growth(self):
        for row in self:
            row.growth = pacing.growth(row.target_amount, row.history_amount)


class SalesPlanLoadTotal(models.TransientModel):
    """Totals of one level of the preview."""

    _name = "sales.plan.load.total"
    _description = "Preview Total of Load Actuals"
    _inherit = ["sales.guarded.mixin"]
    _order = "load_id, depth, id"
    _client_fields = frozenset()  # all of it is written by code

    load_id = fields.Many2one("sales.plan.load", required=True, index=True, ondelete="cascade")
    unit_currency_id = fields.Many2one(related="load_id.unit_currency_id")
    depth = fields.Integer(aggregator=None)
    name = fields.Char("Level")
    row_count = fields.Integer("Rows", aggregator=None)
    history_amount = fields.Monetary("History", currency_field="unit_currency_id", aggregator=None)
    target_amount = fields.Monetary(
        "New Target", currency_field="unit_currency_id", aggregator=None
    )
    uplift_amount = fields.Monetary("Rise", currency_field="unit_currency_id", aggregator=None)
    growth = NullableFloat(compute="_compute_growth", aggregator=None)
    current_amount = fields.Monetary(
        "Current Target", currency_field="unit_currency_id", aggregator=None
    )
    left_out_count = fields.Integer("Left Out", aggregator=None)
    left_out_amount = fields.Monetary(currency_field="unit_currency_id", aggregator=None)

    @api.depends("history_amount", "target_amount")
    def _compute_growth(self):
        for total in self:
            total.growth = pacing.growth(total.target_amount, total.history_amount)
