from odoo import api, fields, models

from ..org.arguments import check_one


class SalesPlan(models.Model):
    """Asks whoever opens a plan about their own targets in it that wait for an answer."""

    _inherit = "sales.plan"

    asked_count = fields.Integer(
        "My Open Answers",
        compute="_compute_asked",
        help="How many targets of yours in the plan wait for your answer.",
    )
    asked_notice = fields.Char(compute="_compute_asked")

    @api.depends_context("uid", "lang")
    @api.depends("state", "asks_agreement", "is_cascaded", "allocation_ids.agreement")
    def _compute_asked(self):
        rows = self._get_asked_rows().grouped("plan_id")
        for plan in self:
            its_rows = rows.get(plan._origin, self.env["sales.plan.allocation"])
            plan.asked_count = len(its_rows)
            plan.asked_notice = its_rows._describe_asked() if its_rows else False

    def _get_asked_rows(self):
        """Return the targets of the user in these plans that they have not answered yet."""
        plans = self._origin.filtered(
            lambda plan: plan.state == "confirmed" and plan.is_cascaded and plan.asks_agreement
        )
        return self.env["sales.plan.allocation"].search(
            [
                ("plan_id", "in", plans.ids),
                ("responsible_id", "=", self.env.uid),
                ("is_published", "=", True),
                ("agreement", "=", "open"),
            ]
        )

    def action_accept_own(self):
        """Accept all targets of the user in this plan that wait for an answer."""
        check_one(self)
        self._get_asked_rows().action_accept()
        return True

    def action_open_own(self):
        """Open the user's targets in this plan that wait for an answer: a single one at once."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_plan_my_targets_action"
        )
        rows = self._get_asked_rows()
        if len(rows) == 1:
            return rows._get_form_of(action)
        domain = [("plan_id", "=", self.id), ("responsible_id", "=", self.env.uid)]
        return {
            **action,
            "domain": domain,
            "context": {"search_default_not_answered": 1},
            "display_name": self.env._("My Targets in %s", self.display_name),
        }


class SalesPlanAllocation(models.Model):
    """Says in a sentence what an owner is asked to accept."""

    _inherit = "sales.plan.allocation"

    def _get_form_of(self, action):
        """Return the action of *My Targets* so that it opens the form of this target."""
        forms = [view for view in action["views"] if view[1] == "form"]
        return {**action, "res_id": self.id, "views": forms, "view_mode": "form"}

    def _describe_asked(self):
        """Return the sentence that asks about these targets of the user, all of one plan."""
        if len(self) > 1:
            return self.env._("%s targets of yours in this plan wait for your answer.", len(self))
        plan = self.plan_id
        target = self.target_amount if self.has_target else None
        values = {"row": self.display_name, "target": plan._format_figure(target)}
        growth = self.env["sales.plan.fairness"]._format_percent(self.growth)
        if self.year_before_name and self.growth is not False:
            return self.env._(
                "Your target for %(row)s is %(target)s: %(growth)s on the periods of last year "
                "that are over.",
                growth=growth,
                **values,
            )
        if self.has_year_before and self.growth is not False:
            return self.env._(
                "Your target for %(row)s is %(target)s: %(growth)s against last year, %(last)s.",
                growth=growth,
                last=plan._format_figure(self.year_before_amount),
                **values,
            )
        return self.env._("Your target for %(row)s is %(target)s.", **values)
