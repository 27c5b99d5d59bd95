from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.org.arguments import check_texts
from ...queries.request import AS_OF, ReportRequest, as_of_days
from ...queries.time import is_over, moment_at_end_of
from .sales_plan_report import KIND_OF_TARGETS


class SalesPlanReport(models.Model):
    """Plan versus actual at the end of a past day: the documents that counted then, and the targets
    that were in force.

    Rows, their names, who may see them, and what else a document says are those of today. A plan
    that came into force later has the targets of the plan that it revised, in its own rows.
    """

    _inherit = "sales.plan.report"

    as_of = fields.Date(
        "As of",
        store=False,
        search="_search_as_of",
        exportable=False,
        help="Filter by it to see plan and actual as they were at the end of a day.",
    )

    @api.model
    def _search_as_of(self, operator, value):
        """Find all rows: they were generated for the day, see :meth:`_get_day`."""
        return Domain.TRUE if operator == "in" else NotImplemented

    @api.model
    def _get_day(self, domain) -> date | None:
        """Return the past day as of which a filter asks, None for now.

        :raise UserError: where it asks as of several days, or not for all rows
        """
        days = as_of_days(domain)
        if days is None or len(days) > 1 or not all(isinstance(day, date) for day in days):
            raise UserError(
                self.env._(
                    "Plan versus Actual is as of one day, which holds for all of it: filter by "
                    "“As of” once, with “=”."
                )
            )
        return next((day for day in days if self._is_past(day)), None)

    @api.model
    def _get_opened_day(self) -> date | None:
        """Return the past day as of which rows that are opened were listed, None for now."""
        day = _read_day(self.env.context.get("as_of"))
        return day if day and self._is_past(day) else None

    @api.model
    def _is_past(self, day) -> bool:
        return is_over(self.env, self.env.company, day)

    @api.model
    def _settle_days(self, domain) -> Domain:
        """As of a past day, days that filters count from today are counted from that day."""
        domain = check_texts(self, domain)
        asked = [c.value for c in domain.iter_conditions() if c.field_expr == AS_OF]
        [day] = asked if len(asked) == 1 else [None]
        day = _read_day(day)
        report = self.with_context(sales_plan_today=day) if day and self._is_past(day) else self
        return super(SalesPlanReport, report)._settle_days(domain)

    @api.model
    def _to_days(self, value, zone):
        day = self.env.context.get("sales_plan_today")
        if isinstance(day, date) and isinstance(value, str) and value.startswith("today"):
            ago = (super()._to_days("today", zone) - day).days
            value = f"today -{ago}d{value.removeprefix('today')}"
        return super()._to_days(value, zone)

    @api.model
    def _get_target_sources(self, frames, request: ReportRequest) -> list[SQL]:
        """Return the queries of the targets that are in force, or were on the day asked for."""
        if not request.as_of:
            return [self._get_target_source(frame, request) for frame in frames]
        then = self._get_frames_in_force(frames, request.as_of)
        sources = []
        for frame in frames:
            other = then.get(frame.plan_id)
            if other and other.plan_id == frame.plan_id:
                sources.append(self._get_target_source(frame, request))
            elif other and self._is_comparable(frame, other):
                sources.append(self._get_source_of_revised(frame, other, request))
        return sources

    @api.model
    def _get_source_of_revised(self, frame, revised, request: ReportRequest) -> SQL:
        """Return the targets of the plan that was in force, in the rows of the one that revises
        it."""
        given = {
            "id": self._row_id(SQL("net.id::bigint"), KIND_OF_TARGETS, frame.plan_id),
            "kind": SQL("'target'"),
            "is_counted": SQL("TRUE"),
            **self._get_target_values(revised, request),
        }
        return self._map_targets(frame, revised, given, request)

    @api.model
    def _get_frames_in_force(self, frames, day):
        """Return the plans whose targets were in force at the end of a day, as queries take them.

        :return: ``{plan id: frame}``, without plans that had none, or whose user may not see them
        """
        plans = self.env["sales.plan"].browse([frame.plan_id for frame in frames])
        in_force = self._get_plans_in_force(plans, day)
        own = {frame.plan_id: frame for frame in frames}
        ids = [plan.id for plan in in_force.values() if plan.id not in own]
        # the user's rules decide which of the others there are
        others = plans.with_context(active_test=False).search([("id", "in", ids)])
        own |= self.env["sales.plan.figures"]._get_frames(others, day)
        return {plan.id: own[then.id] for plan, then in in_force.items() if then.id in own}

    @api.model
    def _get_plans_in_force(self, plans, day):
        """Return ``{plan: the plan whose targets were in force for it at the end of a day}``, with
        hidden plans; a plan that was not confirmed then has those of the plan that it revises."""
        in_force = {}
        for plan in plans:
            # sudo: when plans were confirmed, and which they revise, is no secret of their rows
            then = plan.sudo()
            until = moment_at_end_of(then.company_id, day)
            while then and not _is_confirmed(then, until):
                then = then.revised_plan_id
            if then:
                in_force[plan] = then.with_env(plan.env)
        return in_force


def _read_day(sent):
    """Return the day that a client names, None for anything else."""
    try:
        return date.fromisoformat(sent)
    except (TypeError, ValueError):
        return None


def _is_confirmed(plan, moment):
    """Whether a plan was confirmed before a moment; of old ones nobody knows but that they are."""
    if plan.state == "draft":
        return False
    return (plan.confirmed_date or plan.create_date) < moment
