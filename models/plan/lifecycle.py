from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..org.arguments import check_one
from ..org.raised import by_code

#: The states that may follow each state: a confirmed plan never becomes a draft again.
NEXT_STATES = {
    "draft": ("confirmed",),
    "confirmed": ("closed", "superseded"),
    "closed": ("confirmed", "superseded"),
    "superseded": (),
}
#: States of plans whose targets count: somebody answers for them, and they land somewhere.
IN_FORCE = ("confirmed", "closed")


class SalesPlan(models.Model):
    """The states of a plan, the buttons that change them, and those that open its views."""

    _inherit = "sales.plan"

    @api.constrains("rolls_up")
    def _check_rolls_up(self):
        """Raise if a plan is to roll up while rows with rows below have targets of their own."""
        self.env["sales.plan.target"].search(
            [
                ("plan_id", "in", self.filtered("rolls_up").ids),
                ("allocation_id.child_ids", "!=", False),
            ]
        )._check_rolled_up()

    def _check_next_state(self, state):
        """Raise unless plans may change to a state; each may stay in its own."""
        for plan in self:
            if state != plan.state and state not in NEXT_STATES[plan.state]:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "“%(plan)s” is %(state)s and cannot become %(next)s.",
                        plan=plan.display_name,
                        state=states[plan.state].lower(),
                        next=states[state].lower(),
                    )
                )

    def _follow_state(self, drafts, closed):
        """Do what belongs to the state that plans have changed to.

        :param drafts: the plans among them that were drafts before
        :param closed: those that were closed before
        """
        confirmed = drafts.filtered(lambda plan: plan.state == "confirmed")
        if confirmed:
            confirmed._check_complete()
            confirmed._complete_figures()
            confirmed._put_into_force()
            by_code(confirmed.revised_plan_id).write({"state": "superseded"})
        ended = self.filtered(lambda plan: plan.state in ("closed", "superseded"))
        if ended:
            ended._take_out_of_force()
        reopened = closed.filtered(lambda plan: plan.state == "confirmed")
        if reopened:
            reopened._put_back_into_force()

    def _complete_figures(self):
        """Hook: complete the targets of drafts that are being confirmed, before they are
        published."""

    def _put_into_force(self):
        """Hook: do what follows when drafts are confirmed."""

    def _take_out_of_force(self):
        """Hook: do what follows when plans are closed or superseded."""

    def _put_back_into_force(self):
        """Hook: do what follows when closed plans are reopened."""

    def action_confirm(self):
        """Put drafts into force: their rows are published, the plans they revise superseded."""
        self._check_figures_editable()
        by_code(self).write({"state": "confirmed"})

    def _check_complete(self):
        """Raise unless there is something to confirm."""
        for plan in self:
            if not plan.period_ids:
                raise UserError(self.env._("“%s” has no periods.", plan.display_name))
            if not self._count_targets(plan):
                raise UserError(
                    self.env._(
                        "“%s” has no targets yet. Load actuals or type the first figures.",
                        plan.display_name,
                    )
                )
        self._check_periods()
        self._check_rates()

    def _check_draft(self):
        """Raise unless these plans are drafts, and the user may know of them and of what they
        count."""
        self.check_access("read")
        # sudo: whether a plan is settled is no secret of the rows hidden in it
        for plan in self.sudo():
            if plan.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(plan)s” is %(state)s and stays as it is. Make a revision to change it.",
                        plan=plan.display_name,
                        state=dict(plan._fields["state"]._description_selection(self.env))[
                            plan.state
                        ].lower(),
                    )
                )
        if self.ids:
            self.env.cr.execute(
                SQL("SELECT id FROM sales_plan WHERE id IN %s FOR SHARE", tuple(self.ids))
            )
        self._check_enters_companies()

    def action_close(self):
        """End confirmed plans: they stay as they are and keep following the actuals."""
        self._check_state("confirmed", self.env._("Only confirmed plans can be closed."))
        by_code(self).write({"state": "closed"})

    def action_reopen(self):
        """Put closed plans in force again."""
        self._check_state("closed", self.env._("Only closed plans can be reopened."))
        by_code(self).write({"state": "confirmed"})

    def action_revise(self):
        """Copy a plan in force into a draft that supersedes it once confirmed, and open it."""
        check_one(self)
        self._check_state(
            "confirmed", self.env._("Only a confirmed plan is revised; change a draft itself.")
        )
        drafts = self.revision_ids.filtered(lambda plan: plan.state == "draft")
        revision = drafts[:1] or by_code(self).copy(
            {
                "name": self.name,
                "revision": self.revision + 1,
                "revised_plan_id": self.id,
                "responsible_id": self.responsible_id.id,
            }
        )
        return revision.with_env(self.env)._get_records_action(name=revision.display_name)

    def _check_state(self, state, message):
        if any(plan.state != state for plan in self):
            raise UserError(message)

    def _count_targets(self, plan):
        return self.env["sales.plan.target"].search_count([("plan_id", "=", plan.id)], limit=1)

    def _get_wizard_action(self, res_model, name, wizard=None):
        """Return the action that opens a wizard for this plan, or a given record of it."""
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": res_model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
        if wizard:
            return {**action, "res_id": wizard.id}
        action["context"]["default_plan_id"] = self.id
        return action

    def action_open_table(self):
        """Open the planning table."""
        check_one(self)
        action = self.env["ir.actions.client"]._for_xml_id("sales_plan.sales_plan_table_action")
        return {
            **action,
            "name": self.display_name,
            "context": {"active_id": self.id, "active_model": "sales.plan"},
        }

    def action_open_allocations(self):
        """Open the plan's rows as a list."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_plan_allocation_action"
        )
        return {
            **action,
            "domain": [("plan_id", "=", self.id), ("parent_id", "!=", False)],
            "context": {"sales_plan_figure": True},
            "display_name": self.env._("Rows of %s", self.display_name),
        }

    def action_open_report(self):
        """Open plan versus actual for these plans."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_plan_report_action"
        )
        # sudo: which company a plan is of is no secret to who sees it
        has_begun = any(
            plan.date_from and plan.date_from <= plan.company_id._get_today()
            for plan in self.sudo()
        )
        return {
            **action,
            "domain": [("plan_id", "in", self.ids)],
            "context": {
                "group_by": [],
                "sales_plan_figure": True,
                # of what has not begun there is nothing to date
                "search_default_until_today": has_begun,
            },
            "display_name": self.env._("Plan versus Actual"),
        }

    def action_print(self):
        """Print plan versus actual."""
        return self.env.ref("sales_plan.report_sales_plan_action").report_action(self)

    def action_download_xlsx(self):
        """Download plan versus actual as a spreadsheet."""
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_plan/xlsx?ids={','.join(map(str, self.ids))}",
            "target": "download",
        }

    def _get_actuals_domain(self, period=None):
        """Domain on ``sales.actual`` of all facts that count in this plan."""
        self.ensure_one()
        first = period.date_from if period else self.date_from
        last = period.date_to if period else self.date_to
        day = "date" if self.basis != "invoiced" else self.invoice_date_basis
        domain = (
            Domain("basis", "=", self.basis)
            & self._get_companies_domain()
            & Domain(day, ">=", first)
            & Domain(day, "<=", last)
        )
        return domain
