from odoo import fields, models


class SalesPlan(models.Model):
    """Plans are published when they are confirmed: all of them, or level by level from then on."""

    _inherit = "sales.plan"

    def _put_into_force(self):
        for plan in self:
            self.env["sales.plan.publishing"]._confirm(plan)
        return super()._put_into_force()


class SalesPlanAllocation(models.Model):
    """What was published of a row, and when."""

    _inherit = "sales.plan.allocation"

    publication_line_ids = fields.One2many(
        "sales.plan.publication.line", "allocation_id", "Publications"
    )
