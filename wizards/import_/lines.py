from odoo import fields, models


class SalesPlanImportLine(models.TransientModel):
    """A cell that the file has otherwise than the plan."""

    _name = "sales.plan.import.line"
    _description = "Difference of an Imported Planning Table"
    _inherit = ["sales.guarded.mixin"]
    _order = "changed_since desc, sequence, id"
    _client_fields = frozenset({"take"})

    import_id = fields.Many2one("sales.plan.import", required=True, index=True, ondelete="cascade")
    unit_currency_id = fields.Many2one(related="import_id.unit_currency_id")
    sequence = fields.Integer(aggregator=None)
    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Plan Row", index=True, ondelete="cascade"
    )
    period_id = fields.Many2one("sales.plan.period", index=True, ondelete="cascade")
    name = fields.Char("Row")
    above = fields.Char("Below")
    has_was = fields.Boolean("Planned Now", help="Whether anything is planned; 0 is, too.")
    was_amount = fields.Monetary("In Odoo", currency_field="unit_currency_id")
    has_new = fields.Boolean("Planned in the File")
    new_amount = fields.Monetary("In the File", currency_field="unit_currency_id")
    difference = fields.Monetary(currency_field="unit_currency_id")
    is_held = fields.Boolean("Held")
    origin = fields.Selection(
        [
            ("file", "in the file"),
            ("both", "in the file and in Odoo"),
            ("odoo", "in Odoo only"),
        ],
        "Changed",
        help="Where the cell was changed after the export.",
    )
    changed_by = fields.Char(help="Who changed the cell in Odoo last.")
    changed_since = fields.Boolean("Changed in Odoo")
    take = fields.Boolean()


class SalesPlanImportTotal(models.TransientModel):
    """Sum of one level of the plan before and after an import."""

    _name = "sales.plan.import.total"
    _description = "Total of an Imported Planning Table"
    _inherit = ["sales.guarded.mixin"]
    _order = "import_id, sequence, id"
    _client_fields = frozenset()  # all of it is written by code

    import_id = fields.Many2one("sales.plan.import", required=True, index=True, ondelete="cascade")
    unit_currency_id = fields.Many2one(related="import_id.unit_currency_id")
    sequence = fields.Integer(aggregator=None)
    name = fields.Char("Level")
    before_amount = fields.Monetary("Before", currency_field="unit_currency_id", aggregator=None)
    after_amount = fields.Monetary(
        "After",
        currency_field="unit_currency_id",
        aggregator=None,
        help="With what was taken when the totals were updated.",
    )
    difference = fields.Monetary(currency_field="unit_currency_id", aggregator=None)
