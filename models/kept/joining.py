from odoo import api, models

from ..org.raised import raised


class SalesPlanJoining(models.AbstractModel):
    """Kept figures of rows that become one: together they are what they were."""

    _inherit = "sales.plan.joining"

    @api.model
    def _join_records(self, plan, rows):
        result = super()._join_records(plan, rows)
        stays = rows[0]
        kept = self.env["sales.plan.kept"].sudo().search([("allocation_id", "in", rows.ids)])
        for of_period in kept.grouped("period_id").values():
            first = of_period.filtered(lambda one: one.allocation_id == stays)[:1] or of_period[0]
            targets = [one.target for one in of_period if one.target is not False]
            raised(first).write(
                {
                    "allocation_id": stays.id,
                    "target": sum(targets) if targets else None,
                    "actual": sum(of_period.mapped("actual")),
                }
            )
            raised(of_period - first).unlink()
        self.env.flush_all()
        return result
