from odoo import api, models


class SalesPlanJoining(models.AbstractModel):
    """Decisions about people who left, when the rows that they were about become one."""

    _inherit = "sales.plan.joining"

    @api.model
    def _join_records(self, plan, rows):
        result = super()._join_records(plan, rows)
        decisions = self.env["sales.plan.people.answer"].search(
            [("allocation_id", "in", rows.ids)], order="id desc"
        )
        for of_person in decisions.grouped("user_id").values():
            of_person[1:].active = False  # the latest holds
        self.env.flush_all()
        return result
