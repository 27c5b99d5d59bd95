from odoo import fields, models


class SalesPlan(models.Model):
    """Publishes plans when they are confirmed: all rows, or only the total of a plan that is split
    level by level."""

    _inherit = "sales.plan"

    def _put_into_force(self):
        for plan in self:
            self.env["sales.plan.publishing"]._confirm(plan)
        return super()._put_into_force()


class SalesPlanAllocation(models.Model):
    """The publications of a row."""

    _inherit = "sales.plan.allocation"

    publication_line_ids = fields.One2many(
        "sales.plan.publication.line", "allocation_id", "Publications", readonly=True
    )
