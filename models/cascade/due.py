from collections import defaultdict
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..org.arguments import check_one


class SalesPlan(models.Model):
    """The planning round of a plan: when splits are due, and how many are published."""

    _inherit = "sales.plan"

    due_level_ids = fields.One2many(
        "sales.plan.level",
        "plan_id",
        "Due Dates",
        help="The levels of a plan that is confirmed: only their due dates can be changed.",
    )
    round_count = fields.Integer("Splits", compute="_compute_round")
    round_published_count = fields.Integer("Published Splits", compute="_compute_round")
    round_overdue_count = fields.Integer("Overdue Splits", compute="_compute_round")

    @api.depends_context("uid", "tz")
    @api.depends("state", "is_cascaded", "level_ids.due_date", "allocation_ids.is_published")
    def _compute_round(self):
        rounds = self.env["sales.plan.round"]
        counts = defaultdict(lambda: [0, 0, 0])
        if rounds.has_access("read"):
            groups = rounds._read_group(
                [("plan_id", "in", self._origin.ids)],
                ["plan_id", "state", "is_overdue"],
                ["__count"],
            )
            for plan, state, is_overdue, count in groups:
                counts[plan.id][0] += count
                counts[plan.id][1] += count * (state == "published")
                counts[plan.id][2] += count * is_overdue
        for plan in self:
            every, published, overdue = counts[plan._origin.id]
            plan.round_count = every
            plan.round_published_count = published
            plan.round_overdue_count = overdue

    def action_open_round(self):
        """Open the list of the splits of this plan."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_plan.sales_plan_round_action")
        return {
            **action,
            "domain": [("plan_id", "=", self.id)],
            "context": {"search_default_group_by_level": 1, "sales_plan_figure": True},
            "display_name": self.env._("Planning Round of %s", self.display_name),
        }


class SalesPlanLevel(models.Model):
    """The day by which the rows of a level are to be published."""

    _inherit = "sales.plan.level"

    due_date = fields.Date(
        "Split Due",
        copy=False,
        help="The rows of this level are to be published by then. Whoever splits the rows above "
        "is reminded.",
    )

    @api.constrains("due_date", "sequence", "plan_id")
    def _check_due_dates(self):
        """Raise if a level is due before the level above it, from which it is split."""
        for plan in self.plan_id:
            dated = plan.level_ids.filtered("due_date")
            dated = dated.sorted(lambda level: (level.sequence, level.id))
            for above, below in pairwise(dated):
                if below.due_date < above.due_date:
                    raise ValidationError(
                        self.env._(
                            "%(below)s cannot be due on %(date)s, before %(above)s on %(earlier)s: "
                            "they are split out of those.",
                            below=below.display_name,
                            above=above.display_name,
                            date=format_date(self.env, below.due_date),
                            earlier=format_date(self.env, above.due_date),
                        )
                    )
