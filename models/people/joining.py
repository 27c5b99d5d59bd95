from odoo import api, models
from odoo.exceptions import UserError


class SalesPlanJoining(models.AbstractModel):
    """Decisions about people who left, when the rows that they were about become one."""

    _inherit = "sales.plan.joining"

    @api.model
    def _check_join(self, plan, rows):
        super()._check_join(plan, rows)
        # the sum of what two people see would tell each of them what the other has
        published = rows.filtered("is_published")
        readers = {(row.responsible_id, row.customer_user_id) for row in published}
        if len(readers) < 2 or published <= published.filtered_domain(
            published._get_deciding_domain()
        ):
            return
        raise UserError(
            self.env._(
                "These have targets of different people in a plan, which would become one. Let a "
                "planning manager merge them."
            )
        )

    @api.model
    def _join_records(self, plan, rows):
        result = super()._join_records(plan, rows)
        decisions = self.env["sales.plan.people.answer"].search(
            [("allocation_id", "in", rows.ids)], order="id desc"
        )
        same = decisions.grouped(lambda one: (one.user_id, one._is_about_customer()))
        for of_person in same.values():
            of_person[1:].active = False  # the latest holds
        self.env.flush_all()
        return result
