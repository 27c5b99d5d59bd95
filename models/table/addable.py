from odoo import api, models

from .arguments import table_takes


class SalesPlanTable(models.AbstractModel):
    """Tells the planning table which records rows can be added for."""

    _inherit = "sales.plan.table"

    @api.model
    @api.readonly
    @table_takes("plan_id", "parent_id")
    def table_addable(self, plan_id, parent_id):
        """Describe the records that rows can be added for below one.

        :return: ``{"res_model": …, "domain": […], "label": …}``
        """
        self._check_rows(self._open(self.env["sales.plan"].browse(plan_id)), [parent_id])
        return self.env["sales.plan.allocation"].browse(parent_id)._get_addable()
