from odoo import api, models
from odoo.exceptions import AccessError

from ...models.org.arguments import check_one
from ...models.table.arguments import table_takes


class SalesPlanTable(models.AbstractModel):
    """The dialog that suggests how to split a row of the planning table."""

    _inherit = "sales.plan.table"

    @api.model
    @table_takes("plan_id", "row_id")
    def table_suggest(self, plan_id, row_id):
        """Return the action of the dialog that suggests how to split a row.

        :raise UserError: when the user may not split it, or nothing is below it
        """
        plan = self.env["sales.plan"].browse(plan_id)
        self._begin_split(plan, row_id)
        action = plan._get_wizard_action("sales.plan.suggest", self.env._("Suggest a Split"))
        action["context"]["default_allocation_id"] = row_id
        return action


class SalesPlan(models.Model):
    """The button on a plan that opens the dialog."""

    _inherit = "sales.plan"

    def action_open_suggest(self):
        """Open the dialog that suggests how to split the user's own target in the plan: the total
        for those who see whole plans."""
        check_one(self)
        table = self.env["sales.plan.table"]
        own = table._get_own_rows(self) if self._is_in_cascade() else self.root_id
        row = self.root_id if self._can_edit_all_rows() else own[:1]
        if not row:
            raise AccessError(self.env._("Nothing in this plan is yours to split."))
        return table.table_suggest(self.id, row.id)
