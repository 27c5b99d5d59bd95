from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

#: Is in the context under ``ROWS_ALLOWED`` while code that has checked the rights itself adds rows
#: to a plan in force. No client can send an object.
ALLOWED = object()
ROWS_ALLOWED = "sales_plan_rows_allowed"


class SalesPlan(models.Model):
    """Plans that are split level by level: published targets stay in force while the owners of
    rows prepare the amounts below them."""

    _inherit = "sales.plan"

    is_cascaded = fields.Boolean(
        "Split Level by Level",
        tracking=True,
        help="Confirming publishes the total only. Whoever a target is published to splits it "
        "and publishes the split; until then the people below do not see it.",
    )
    over_assignment_limit = fields.Float(
        "Over-Assignment (%)",
        default=lambda self: self.env.company.plan_over_assignment,
        digits=(5, 1),
        help="How much more than a target may be given out below it, as a cushion.",
    )
    asks_agreement = fields.Boolean(
        "Ask for Agreement",
        tracking=True,
        help="Whoever a target is published to accepts it or proposes another one.",
    )

    _over_assignment_check = models.Constraint(
        "CHECK (over_assignment_limit BETWEEN 0 AND 1000000)",
        "The limit of over-assignment is between 0 and 1,000,000 percent.",
    )

    @api.constrains("is_cascaded", "rolls_up")
    def _check_cascade(self):
        for plan in self:
            if plan.is_cascaded and plan.rolls_up:
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be split level by level where rows are the sums of those "
                        "below them.",
                        plan.name,
                    )
                )

    def _is_in_cascade(self):
        """Whether the plan is split level by level and no draft any more.

        Then it has working amounts beside those in force.
        """
        self.ensure_one()
        # sudo: whether a plan is settled is no secret of the rows hidden in it
        plan = self.sudo()
        return plan.is_cascaded and plan.state != "draft"

    def _check_editable(self):
        """Raise unless rows and working amounts may change, and lock the plans.

        They may in drafts, and in confirmed plans that are split level by level.
        """
        if self.env.context.get(ROWS_ALLOWED) is ALLOWED:
            return
        self._lock_figures()
        # sudo: whether a plan is settled is no secret of the rows hidden in it
        split = self.sudo().filtered(lambda plan: plan.is_cascaded and plan.state == "confirmed")
        (self - split.sudo(False))._check_draft()
        if self._can_edit_all_rows():  # owners change what was given to them, and nothing else
            split.sudo(False)._check_enters_companies()

    def _can_edit_all_rows(self):
        """Whether the user may change the working amounts of all rows."""
        return self.env["sales.plan.target"].has_access("write")

    def _check_rows_editable(self, row_ids):
        """Raise unless the user may change the working amounts of some rows of the plan."""
        if self._can_edit_all_rows():
            return
        rows = self.env["sales.plan.allocation"].browse(row_ids)
        others = rows - rows._filter_editable()
        if others:
            raise UserError(
                self.env._(
                    "%s was given to you: only those who gave it can change it. Propose another "
                    "figure instead.",
                    others[0].display_name,
                )
            )

    def _get_most_given(self, total):
        """Return the most that may be given out below a target, with the plan's cushion."""
        # sudo: how the plan is split is no secret of the rows hidden in it
        return total * (1 + self.sudo().over_assignment_limit / 100)

    def _is_over_assigned(self, total, given):
        """Whether more is given out below a target than the plan allows.

        Publishing refuses that, and the planning table warns of it. Differences smaller than the
        plan's rounding do not count, and a negative target has no limit.
        """
        rounding = self._get_rounding()
        most = self._get_most_given(total)
        return total >= 0 and float_compare(given, most, precision_rounding=rounding) > 0
