from odoo import api, fields, models
from odoo.tools import SQL

from ...queries.facts.read import fact_query
from ...tools.apportion import to_decimal
from ...tools.pacing import elapsed_share
from ...tools.periods import shift_spans
from ...tools.seasonal_pace import YEARS_OF_CURVES, get_curve, get_seasonal_share
from ..org.numbers import format_number

PACES = [
    ("working_days", "Working Days"),
    ("seasonal", "Own Seasonal Curve"),
]


class SalesPlan(models.Model):
    """How much of a period that runs is expected by now."""

    _inherit = "sales.plan"

    pace_by = fields.Selection(
        PACES,
        "Expected by",
        default="working_days",
        required=True,
        help="How much of a period that runs is expected by now: the share of its working days "
        "that are over, or what had come by the same point in up to three past years.",
    )
    pace_note = fields.Char(compute="_compute_pace_note")

    @api.depends("pace_by", "period_ids.date_from", "period_ids.date_to", "level_ids.dimension")
    def _compute_pace_note(self):
        self.pace_note = False
        seasonal = self._origin.filtered(lambda plan: plan.pace_by == "seasonal")
        figures = self.env["sales.plan.figures"]
        found = figures._read_curves(seasonal)
        for plan in self:
            if plan.pace_by == "seasonal":
                plan.pace_note = figures._say_pace(*found.get(plan._origin.id, (None, {})))


class SalesPlanFigures(models.AbstractModel):
    """Reads which share of periods has usually come by now."""

    _inherit = "sales.plan.figures"

    @api.model
    def _say_pace(self, period, curves):
        """Say in one sentence how much is expected by now, and by which years.

        :param period: the period that runs, None without one
        :param curves: ``{year: curve}`` of earlier years
        """
        if not period:
            return self.env._("No period of the plan runs today.")
        if not curves:
            return self.env._(
                "Nothing came in the same days of the past years: working days count."
            )
        [days] = self._get_days_of_companies([period]).values()
        linear = self._get_share_of_days(period, *days)
        share = get_seasonal_share(list(curves.values()), linear)
        return self.env._(
            "%(share)s%% of %(period)s is expected by now, by the curve of %(years)s; by working "
            "days it would be %(linear)s%%.",
            share=format_number(self.env, round(share * 100)),
            period=period.name,
            years=", ".join(str(year) for year in sorted(curves)),
            linear=format_number(self.env, round(linear * 100)),
        )

    @api.model
    def _read_seasonal_shares(self, plans):
        """Return the share that is expected by now of periods that run, by the own curve of plans.

        One query serves all plans. Periods without past sales are left out: working days count.

        :return: ``{period id: 0 to 1}``, of plans that are paced so
        """
        seasonal = plans.filtered(lambda plan: plan.pace_by == "seasonal")
        found = self._read_curves(seasonal)
        days = self._get_days_of_companies([period for period, __ in found.values()])
        shares = {}
        for period, curves in found.values():
            over = self._get_share_of_days(period, *days[period.plan_id.company_id])
            share = get_seasonal_share(list(curves.values()), over)
            if share is not None:
                shares[period.id] = to_decimal(share)
        return shares

    @api.model
    def _get_share_of_days(self, period, weekdays, holidays):
        """Return the share of a period's working days that is over."""
        today = period.plan_id.company_id._get_today()
        return float(elapsed_share(period.date_from, period.date_to, today, weekdays, holidays))

    @api.model
    def _read_curves(self, plans):
        """Return the period of each plan that runs today, with its curves of earlier years.

        :return: ``{plan id: (period, {year: curve})}``, see ``tools.seasonal_pace.get_curve``
        """
        # sudo: as in _get_frames
        plans = plans.sudo()
        running = {plan.id: self._get_running_period(plan) for plan in plans}
        running = {key: period for key, period in running.items() if period}
        amounts = self._read_days(plans.browse(running), running)
        days = self._get_days_of_companies(running.values())
        found = {}
        for plan_id, period in running.items():
            known = days[period.plan_id.company_id]
            curves = {
                last.year: get_curve(amounts.get(plan_id, {}), first, last, *known)
                for first, last in self._get_earlier_spans(period)
            }
            found[plan_id] = period, {year: curve for year, curve in curves.items() if curve}
        return found

    @api.model
    def _get_days_of_companies(self, periods):
        """Return the working days of companies over periods and all their earlier spans:
        ``{company: (weekdays, holidays)}``."""
        spans = {}
        for period in periods:
            company = period.plan_id.company_id
            first = min([period.date_from, *(span[0] for span in self._get_earlier_spans(period))])
            known = spans.get(company, (first, period.date_to))
            spans[company] = min(known[0], first), max(known[1], period.date_to)
        return {company: company._get_working_days(*span) for company, span in spans.items()}

    @api.model
    def _get_running_period(self, plan):
        today = plan.company_id._get_today()
        return plan.period_ids.filtered(lambda period: period.date_from <= today <= period.date_to)[
            :1
        ]

    @api.model
    def _get_earlier_spans(self, period):
        """Return the same days of earlier years, the latest first; a leap day alone has none."""
        span = period.date_from, period.date_to
        spans = [shift_spans([span], -years)[0] for years in range(1, YEARS_OF_CURVES + 1)]
        return [(first, last) for first, last in spans if first <= last]

    @api.model
    def _read_days(self, plans, running):
        """Return what came for plans on the days of earlier years: ``{plan id: {day: amount}}``."""
        queries = []
        for plan_id, frame in self._get_frames(plans).items():
            spans = self._get_earlier_spans(running[plan_id])
            if spans:
                facts = frame.facts(
                    (), grain="day", date_from=spans[-1][0], date_to=max(last for __, last in spans)
                )
                queries.append(
                    SQL("SELECT %s, date, value::float8 FROM (%s) fact", plan_id, fact_query(facts))
                )
        found = {}
        if queries:
            self.env["sales.actual"]._flush_sources()
            for plan_id, day, amount in self.env.execute_query(SQL(" UNION ALL ").join(queries)):
                days = found.setdefault(plan_id, {})
                days[day] = days.get(day, 0.0) + (amount or 0.0)
        return found
