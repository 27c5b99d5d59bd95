from odoo import fields, models


class SalesPlanTableChoice(models.Model):
    """How somebody looks at the planning table of one plan and types in it, remembered until they
    choose anew."""

    _name = "sales.plan.table.choice"
    _description = "Choice in the Planning Table"
    _inherit = ["sales.guarded.mixin"]
    _order = "plan_id, user_id"
    _rec_name = "plan_id"
    _client_fields = frozenset()  # all of it is written by code

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    above = fields.Selection(
        [("follow", "Follow"), ("stay", "Stay as They Are"), ("ask", "Ask")],
        "Rows Above",
        help="What becomes of the rows above those that the user types in.",
    )
    look = fields.Json(
        "View",
        help="How the user looks at the plan: columns beside the targets, units of the amounts, "
        "subtotals, colors; and whether what is typed into a parent is spread.",
    )

    _user_uniq = models.Constraint("UNIQUE (plan_id, user_id)", "Everybody chooses once in a plan.")
