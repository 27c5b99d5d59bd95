from odoo import api, fields, models
from odoo.fields import Domain

from ...queries.dimensions import BY_CODE
from ...tools.arguments import is_id


class SalesActual(models.Model):
    """Finds the facts of a row that none of the rows below it plans, however many these are."""

    _inherit = "sales.actual"

    unplanned_row_id = fields.Many2one(
        "sales.plan.allocation",
        "Unplanned In",
        store=False,
        search="_search_unplanned_row_id",
        exportable=False,
        help="Lists what falls under none of the rows below a row of a plan.",
    )

    @api.model
    def _search_unplanned_row_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = self.env["sales.plan.allocation"].search([("id", "in", [*filter(is_id, value)])])
        return Domain.OR(row._get_unplanned_domain() for row in rows._filter_whole())


class SalesPlanAllocation(models.Model):
    _inherit = "sales.plan.allocation"

    def _get_unplanned_domain(self):
        """Return the condition on facts that no row below this one matches; none without levels."""
        self.ensure_one()
        # sudo: the rows below a row of which none is hidden from the user
        row = self.sudo()
        level = row._get_child_level()
        return ~row._get_planned_domain(BY_CODE[level.dimension].field) if level else Domain.FALSE
