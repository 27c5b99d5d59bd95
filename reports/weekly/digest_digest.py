from dataclasses import replace
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError

from ...queries.time import day_of
from ...tools.periods import Period


class DigestDigest(models.Model):
    """How somebody's plan does, in Odoo's digest: what counted in its span of days, beside what
    was planned for these days."""

    _inherit = "digest.digest"

    kpi_sales_plan_counted = fields.Boolean("Counted for Targets")
    kpi_sales_plan_counted_value = fields.Monetary(
        "Counted for Targets KPI Value", compute="_compute_kpi_sales_plan_counted_value"
    )
    kpi_sales_plan_attainment = fields.Boolean("Targets Reached (%)")
    kpi_sales_plan_attainment_value = fields.Float(
        "Attainment KPI Value", compute="_compute_kpi_sales_plan_attainment_value"
    )
    kpi_sales_plan_gap = fields.Boolean("Over or Under Target")
    kpi_sales_plan_gap_value = fields.Monetary(
        "Gap KPI Value", compute="_compute_kpi_sales_plan_gap_value"
    )

    # each by itself: the days stand in the context, and Odoo forgets one figure after the other

    def _compute_kpi_sales_plan_counted_value(self):
        for digest in self:
            digest.kpi_sales_plan_counted_value = digest._read_kpi_sales_plan()["actual"]

    def _compute_kpi_sales_plan_attainment_value(self):
        for digest in self:
            share = digest._read_kpi_sales_plan()["attainment"]
            digest.kpi_sales_plan_attainment_value = 100 * (share or 0.0)

    def _compute_kpi_sales_plan_gap_value(self):
        for digest in self:
            digest.kpi_sales_plan_gap_value = digest._read_kpi_sales_plan()["gap"] or 0.0

    def _read_kpi_sales_plan(self):
        """Return the figures of the days that are over in the digest's span, for whom reads it.

        :raise AccessError: for whom no plan of money has a row: Odoo leaves the figure out then
        """
        if not self.env.user.has_group("sales_plan.group_sales_plan_user"):
            self._skip_kpi_sales_plan()
        company = self.company_id or self.env.company
        # sudo: figures are read with the rights of the reader, whoever computes the digest
        cockpit = self.env["sales.cockpit"].sudo(False)
        cockpit = cockpit.with_context(allowed_company_ids=company.ids)
        standing = cockpit._stand(None)
        if not standing or not standing.plan.unit_currency_id:
            self._skip_kpi_sales_plan()
        start, end, __ = self._get_kpi_compute_parameters()
        first = day_of(company.sudo(), fields.Datetime.to_datetime(start))
        last = day_of(company.sudo(), fields.Datetime.to_datetime(end)) - timedelta(days=1)
        standing = replace(standing, span=Period(first, max(first, last), "plan", 0, ""))
        read = cockpit._read_standing(standing)
        return cockpit._prepare_figures(standing, read)

    def _skip_kpi_sales_plan(self):
        raise AccessError(self.env._("No plan of money has a target for you."))

    def _compute_kpis_actions(self, company, user):
        """Open the overview from each of these figures."""
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("sales_plan.sales_plan_menu_root").id
        for name in ("counted", "attainment", "gap"):
            actions[f"kpi_sales_plan_{name}"] = f"sales_plan.sales_cockpit_action?menu_id={menu}"
        return actions
