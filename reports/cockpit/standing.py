from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.plan.lifecycle import IN_FORCE
from ...queries.dimensions import ACTUAL_BASES
from ...queries.facts.question import UNKNOWN_MEASURES
from ...tools import periods
from ...tools.periods import Period
from .request import CALENDAR_KINDS, UNITS, Standing


class SalesCockpit(models.AbstractModel):
    """Which plan, which rows of it and which span somebody looks at."""

    _inherit = "sales.cockpit"

    @api.model
    def _stand(self, request):
        """Return what a request comes to, see :class:`~.request.Standing`; None without any plan
        in force of which the user sees a row.

        :raise UserError: for a plan or a row that is not there for the user
        """
        request = request or {}
        self.env["sales.plan"].check_access("read")
        row = self._find_row(request.get("row_id"))
        plans = self._get_plans()
        plan = row.plan_id or self._find_plan(plans, request.get("plan_id"))
        if not plan:
            return None
        plan = plan.sudo()
        today = plan.company_id._get_today()
        by_unit = self._get_spans(plan)
        unit = request.get("unit")
        unit = unit if unit in by_unit else next(iter(by_unit))
        day = fields.Date.to_date(request.get("day")) or today
        rows = row or self._get_own_rows(plan)
        return Standing(
            plans,
            plan,
            rows,
            row,
            unit,
            by_unit[unit],
            self._choose_span(by_unit[unit], day),
            today,
            self._choose_basis(plan, request.get("basis")),
        )

    @api.model
    def _choose_basis(self, plan, basis):
        """Return the basis that is asked for, empty where it cannot count for the plan."""
        return basis if basis in self._get_actual_bases(plan) else ""

    @api.model
    def _get_actual_bases(self, plan):
        """Return the bases that can count as a plan's actuals: deals know no margin,
        and only they what recurs."""
        return [
            basis for basis in ACTUAL_BASES if plan.measure not in UNKNOWN_MEASURES.get(basis, ())
        ]

    # Plans --------------------------------------------------------------------

    @api.model
    def _find_plan(self, plans, plan_id):
        """Return the one of some plans that is asked for, the first one without."""
        if not plan_id:
            return plans[:1]
        plan = plans.filtered(lambda plan: plan.id == plan_id)
        if not plan:
            raise UserError(self.env._("This plan is not in force any more, or not yours to see."))
        return plan

    @api.model
    def _get_plans(self):
        """Return the plans in force of which the user sees a row, the one that fits best first.

        Plans that run come before those to come and these before those that are over, plans with
        a row for the user before others, plans of money before others; of equals the one that
        begins later, and the newer one.
        """
        plans = self.env["sales.plan"].search([("state", "in", IN_FORCE)])
        rows = self.env["sales.plan.allocation"]
        within = Domain("plan_id", "in", plans.ids)
        seen, mine = (
            {plan.id for [plan] in rows._read_group(within & domain, ["plan_id"])}
            for domain in (Domain.TRUE, self._get_mine_domain())
        )
        return plans.filtered(lambda plan: plan.id in seen).sorted(
            lambda plan: (
                self._get_time_place(plan),
                plan.id not in mine,
                plan.measure != "revenue",
                -plan.date_from.toordinal(),
                -plan.id,
            )
        )

    @api.model
    def _get_time_place(self, plan):
        """Return 0 for a plan that runs, 1 before it begins, 2 when it is over."""
        # sudo: the day that it is where a company works
        today = plan.sudo().company_id._get_today()
        if plan.date_to < today:
            return 2
        return int(plan.date_from > today)

    # Rows ---------------------------------------------------------------------

    @api.model
    def _get_mine_domain(self):
        """Return the condition of rows that are the user's: theirs, or of teams that they lead."""
        rows = self.env["sales.plan.allocation"]
        is_mine = Domain("responsible_id", "=", self.env.uid) | Domain("user_id", "=", self.env.uid)
        return (Domain("is_published", "=", True) & is_mine) | rows._get_led_rows_domain()

    @api.model
    def _find_row(self, row_id):
        """Return a row that the user sees, of a plan in force; none where none is asked for."""
        rows = self.env["sales.plan.allocation"]
        if not row_id:
            return rows
        row = rows.search(Domain("id", "=", row_id))
        # sudo: the state of a plan is no secret to who sees one of its rows
        plan = row.sudo().plan_id
        if not plan.active or plan.state not in IN_FORCE:
            raise UserError(self.env._("This target is not there any more, or not yours to see."))
        return row

    @api.model
    def _get_own_rows(self, plan):
        """Return the rows of a plan that the user stands in: its total for who sees whole plans,
        else those that are theirs or of their teams, else all that they see; without those below
        another one of them."""
        if plan.with_env(self.env)._sees_whole_plans():
            return plan.root_id.with_env(self.env)
        rows = self.env["sales.plan.allocation"]
        within = Domain("plan_id", "=", plan.id)
        found = rows.search(within & self._get_mine_domain()) or rows.search(within)
        found = found.sorted("id")  # paths are texts: row 10 would come before row 9
        ids = set(found.ids)
        # sudo: reads only which rows are above which
        return found.filtered(lambda row: not ids.intersection(row.sudo()._get_ancestors().ids))

    # Spans --------------------------------------------------------------------

    @api.model
    def _get_spans(self, plan):
        """Return the spans that a plan can be looked at in: ``{unit: [Period, …]}``.

        Years, quarters and months are cut to the plan; units that it has not even one whole of
        are left out, and so are its own periods where they are of these kinds.
        """
        year = plan.company_id.compute_fiscalyear_dates(plan.date_from)
        start = fields.Date.to_date(year["date_from"])
        found = {
            unit: periods.generate(unit, plan.date_from, plan.date_to, fiscal_start=start)
            for unit in CALENDAR_KINDS
        }
        if plan.period_type not in CALENDAR_KINDS:
            found["own"] = [
                Period(period.date_from, period.date_to, "own", period.id, period.name)
                for period in plan.with_env(self.env).sudo().period_ids.sorted("date_from")
            ]
        return {
            unit: found[unit]
            for unit in UNITS
            if unit in found and (unit == "year" or len(found[unit]) > 1)
        }

    @api.model
    def _choose_span(self, spans, day):
        """Return the span that a day lies in, the nearest one where it lies in none."""
        for span in spans:
            if day <= span.date_to:
                return span
        return spans[-1]

    @api.model
    def _name_span(self, span):
        """Return the name of a span in the reader's language."""
        return span.year if span.kind == "own" else self.env["sales.plan"]._get_period_name(span)
