from odoo import api, fields, models

#: What comes next in a plan, see :meth:`SalesPlan._find_next_step`.
COMING_STEPS = [
    ("load", "Load Actuals"),
    ("confirm", "Confirm"),
    ("suggest", "Suggest a Split"),
    ("publish", "Publish"),
]


class SalesPlan(models.Model):
    """Says what comes next in a plan: the one primary button of its form and of its table."""

    _inherit = "sales.plan"

    next_step = fields.Selection(
        COMING_STEPS, compute="_compute_next_step", help="What the user would do next in the plan."
    )

    @api.depends_context("uid")
    @api.depends("state", "is_cascaded", "allocation_ids.target_ids")
    def _compute_next_step(self):
        for plan in self:
            plan.next_step = plan._origin and plan._origin._find_next_step()

    def _find_next_step(self):
        """Hook: return what the user would do next in the plan, one of ``COMING_STEPS``.

        In a draft without targets, load actuals; in one with targets, confirm it. False where
        nothing comes next, or nothing that the user may do.
        """
        self.ensure_one()
        # sudo: the state of a plan is no secret to who sees one of its rows
        if self.sudo().state != "draft" or not self._can_edit_rows():
            return False
        return "confirm" if self._count_targets(self) else "load"
