from odoo import api, fields, models

from ...models.org.arguments import check_one


class SalesPlanWithdraw(models.TransientModel):
    """Take targets back that were published, and say why."""

    _name = "sales.plan.withdraw"
    _description = "Withdraw Targets"
    _inherit = ["sales.guarded.mixin"]

    _fixed_links = {"plan_id": "read"}

    plan_id = fields.Many2one("sales.plan", required=True, ondelete="cascade")
    allocation_ids = fields.Many2many("sales.plan.allocation", string="Rows")
    below_count = fields.Integer("Rows Below", compute="_compute_below_count")
    reason = fields.Text(help="Their owners read it.")

    @api.depends("allocation_ids")
    def _compute_below_count(self):
        for wizard in self:
            below = [
                ("id", "child_of", wizard.allocation_ids.ids),
                ("id", "not in", wizard.allocation_ids.ids),
                ("is_published", "=", True),
            ]
            wizard.below_count = self.env["sales.plan.allocation"].search_count(below)

    def action_withdraw(self):
        """Withdraw the rows and everything below them."""
        check_one(self)
        publishing = self.env["sales.plan.publishing"]
        publishing._withdraw(self.plan_id, self.allocation_ids.ids, self.reason)
        return {"type": "ir.actions.act_window_close"}
