from odoo import api, models


class SalesPlan(models.Model):
    """What the planning table asks before rows are added."""

    _inherit = "sales.plan"

    @api.readonly
    def grid_addable(self, parent_id):
        """Describe the records that rows can be added for below one.

        :return: ``{"res_model": …, "domain": […], "label": …}``
        """
        self._check_arguments(parent_id=parent_id)
        self._check_grid_rows(self._open_tree(), [parent_id])
        return self.env["sales.plan.allocation"].browse(parent_id)._get_addable()
