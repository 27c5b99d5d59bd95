from odoo import fields, models
from odoo.tools import SQL


class SalesPlanDraft(models.Model):
    """A working amount of a plan in force that differs from what is in force.

    An unpublished row has all its amounts here and none in force. A published row has those here
    that are being changed; an empty amount means that nothing will be planned.
    """

    _name = "sales.plan.draft"
    _description = "Sales Plan Draft Target"
    _inherit = ["sales.guarded.mixin"]
    _order = "allocation_id, period_id"
    _rec_name = "allocation_id"
    _client_fields = frozenset()  # all of it is written by code

    allocation_id = fields.Many2one(
        "sales.plan.allocation", required=True, index=True, ondelete="cascade"
    )
    period_id = fields.Many2one("sales.plan.period", required=True, index=True, ondelete="cascade")
    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    amount = fields.Monetary(
        "Draft Target",
        currency_field="unit_currency_id",
        help="Empty where nothing will be planned.",
    )
    history_amount = fields.Monetary("History", currency_field="unit_currency_id")
    is_held = fields.Boolean("Held")

    _cell_uniq = models.Constraint(
        "UNIQUE (allocation_id, period_id)", "An allocation has one draft target per period."
    )

    def init(self):
        """Leave room in the table's pages, as for targets."""
        self.env.cr.execute(SQL("ALTER TABLE sales_plan_draft SET (fillfactor = 50)"))
