from odoo import api, models

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
