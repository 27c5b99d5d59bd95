from odoo import fields, models


class SalesPlanPublicationLine(models.Model):
    """What one publication did to one row."""

    _name = "sales.plan.publication.line"
    _description = "Sales Plan Publication Line"
    _order = "publication_id, id"  # the newest publication first
    _rec_name = "allocation_id"

    publication_id = fields.Many2one(
        "sales.plan.publication", required=True, index=True, ondelete="cascade"
    )
    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Row", required=True, index=True, ondelete="cascade"
    )
    owner_id = fields.Many2one("res.users", help="Who answered for the row then.")
    kind = fields.Selection(
        [
            ("new", "New"),
            ("changed", "Changed"),
            ("kept", "Unchanged"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
    )
    amount_before = fields.Monetary("Before", currency_field="unit_currency_id", aggregator=None)
    amount_after = fields.Monetary("After", currency_field="unit_currency_id", aggregator=None)
    cells = fields.Json(
        help="[[period id, before, after], …] of what changed; the first, without a period, is "
        "the row's total. Null where nothing was planned."
    )
    warning = fields.Text(
        "Fairness",
        groups="sales_plan.group_sales_plan_manager,sales_plan.group_sales_plan_auditor",
        help="Why the target stood out when fairness was looked at before publishing.",
    )
    date = fields.Datetime(related="publication_id.create_date", string="On")
    author_id = fields.Many2one(related="publication_id.create_uid", string="Published By")
    reason = fields.Text(related="publication_id.reason")

    def _get_amounts(self, period_id=None):
        """Return what was in force before and after, in a period or in all; None for nothing."""
        self.ensure_one()
        for cell_period, before, after in self.cells or ():
            if cell_period == period_id:
                return before, after
        return None, None
