from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.fact.sales_actual import BASIS_SELECTION
from ...models.org.arguments import takes
from ...tools.arguments import a_day, an_id, one_of, optional
from .news import STEPS_TOLD
from .request import A_COCKPIT

#: Lists that open as a whole.
LISTS = ("answers", "customers", "deals", "late_deals", "idle_deals", "invoices", "tasks")


class SalesCockpit(models.AbstractModel):
    """What figures of the cockpit open: exactly what they are made of."""

    _inherit = "sales.cockpit"

    @api.readonly
    @api.model
    @takes(
        request=A_COCKPIT,
        basis=one_of(*dict(BASIS_SELECTION)),
        since=optional(a_day),
        partner_id=optional(an_id),
    )
    def cockpit_open_documents(self, request, basis, since=False, partner_id=False):
        """Return the action that opens the facts of a basis in the span.

        :param since: those from a day until today only
        :param partner_id: those of a customer only
        """
        standing = self._stand_somewhere(request)
        domain = self._get_facts_domain(standing, basis, since)
        if partner_id:
            domain &= Domain("partner_id", "=", partner_id)
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_plan.sales_actual_action")
        name = f"{self._name_basis(basis)} · {self._get_title(standing)}"
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": list(domain),
            "context": {
                "sales_plan_measure": standing.plan.measure,
                "sales_plan_figure": True,
            },
        }

    @api.readonly
    @api.model
    @takes(request=A_COCKPIT)
    def cockpit_open_target(self, request):
        """Return the action that opens the rows whose target it is."""
        standing = self._stand_somewhere(request)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_plan_my_targets_action"
        )
        return self._open_some(action, self.env._("Target"), standing.rows)

    @api.readonly
    @api.model
    @takes(request=A_COCKPIT)
    def cockpit_open_landing(self, request):
        """Return the action that opens the landings of the rows and of those below them."""
        standing = self._stand_somewhere(request)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_plan_allocation_landing_action"
        )
        return {
            **action,
            "display_name": self.env._("Landing of %s", self._get_title(standing)),
            "domain": [("id", "child_of", standing.rows.ids)],
            "context": {"sales_plan_figure": True},
        }

    @api.readonly
    @api.model
    @takes(request=A_COCKPIT, what=one_of(*LISTS))
    def cockpit_open_list(self, request, what):
        """Return the action that opens one of the lists as a whole."""
        standing = self._stand_somewhere(request)
        return getattr(self, f"_open_{what}")(standing)

    @api.readonly
    @api.model
    @takes(request=A_COCKPIT, step=one_of(*STEPS_TOLD), since=optional(a_day))
    def cockpit_open_step(self, request, step, since=False):
        """Return the action that opens the deals that took a step since a day, else since a week
        ago."""
        standing = self._stand_somewhere(request)
        day = fields.Date.to_date(since) or self._get_week(standing)
        domain = self._get_domain_of(standing, "partner_id.commercial_partner_id")
        return self._get_flow(standing, day).action_open_step(step, list(domain))

    @api.model
    def _stand_somewhere(self, request):
        """Return what a request comes to; raise where there is no plan to look at."""
        standing = self._stand(request)
        if standing is None:
            raise UserError(self.env._("No plan is in force any more; reload the page."))
        return standing

    # Facts --------------------------------------------------------------------

    @api.model
    def _get_facts_domain(self, standing, basis, since=False):
        """Return the condition on ``sales.actual`` of what a figure counts."""
        plan = standing.plan
        first, last = standing.first, standing.last
        if since:
            first = max(first, fields.Date.to_date(since))
            last = min(last, standing.today)
        day = plan.invoice_date_basis if basis == "invoiced" else "date"
        # sudo: the values of rows that the user sees
        rows = standing.rows.sudo()
        return (
            Domain("basis", "=", basis)
            & plan._get_companies_domain()
            & Domain(day, ">=", first)
            & Domain(day, "<=", last)
            & Domain.OR(
                Domain.AND(row._get_own_domain(name) for name in row._get_dimension_values())
                for row in rows
            )
        )

    # Lists --------------------------------------------------------------------

    @api.model
    def _open_some(self, action, name, records):
        """Return an action for some records: their list, or the form of the only one."""
        action = {**action, "display_name": name, "context": {"sales_plan_figure": True}}
        if len(records) == 1:
            forms = [view for view in action["views"] if view[1] == "form"]
            return {**action, "views": forms, "view_mode": "form", "res_id": records.id}
        return {**action, "domain": [("id", "in", records.ids)]}

    @api.model
    def _open_whole(self, action_id, name, domain, **context):
        action = self.env["ir.actions.act_window"]._for_xml_id(action_id)
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": list(domain),
            "context": {"sales_plan_figure": True, **context},
        }

    @api.model
    def _open_answers(self, standing):
        return standing.plan.with_env(self.env).action_open_own()

    @api.model
    def _open_customers(self, standing):
        partners = [
            *self._find_customer_rows(standing).sudo().partner_id.ids,
            *self._read_customers(standing),
        ]
        return self._open_whole(
            "sales_plan.sales_customer_effort_action",
            self.env._("Customers of %s", self._get_title(standing)),
            Domain("partner_id", "in", sorted(set(partners))),
        )

    @api.model
    def _open_deals(self, standing):
        return self._open_leads(self.env._("Open Deals"), self._get_deals_domain(standing))

    @api.model
    def _open_late_deals(self, standing):
        name = self.env._("Past Their Expected Closing")
        return self._open_leads(name, self._get_late_domain(standing))

    @api.model
    def _open_idle_deals(self, standing):
        return self._open_leads(self.env._("No Activity Planned"), self._get_idle_domain(standing))

    @api.model
    def _open_leads(self, name, domain):
        return self._open_whole(
            "crm.crm_lead_opportunities", name, domain, default_type="opportunity"
        )

    @api.model
    def _open_invoices(self, standing):
        return self._open_whole(
            "sales_plan.sales_receivable_action",
            self.env._("Overdue"),
            self._get_invoices_domain(standing),
        )

    @api.model
    def _open_tasks(self, standing):
        return self._open_whole(
            "sales_plan.sales_open_task_action",
            self.env._("Activities"),
            self._get_tasks_domain(standing),
        )
