from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...tools import periods
from ..org.names import search_names

#: Kinds of periods.
PERIOD_KINDS = [("month", "Month"), ("quarter", "Quarter")]
#: How far back periods are made, in years: so far back one can look.
YEARS_BACK = 2


class SalesForecastPeriod(models.Model):
    """A month or quarter that a company and its branches forecast for."""

    _name = "sales.forecast.period"
    _inherit = ["sales.company.day.mixin", "sales.guarded.mixin"]
    _description = "Forecast Period"
    _order = "date_from desc, id"
    _client_fields = frozenset()  # all of it is written by code

    name = fields.Char(compute="_compute_name", search="_search_name")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(PERIOD_KINDS, required=True)
    number = fields.Integer(
        "No.",
        aggregator=None,
        help="Which month of the calendar or quarter of the fiscal year it is.",
    )
    date_from = fields.Date("Start", required=True)
    date_to = fields.Date("End", required=True)

    _start_uniq = models.Constraint(
        "UNIQUE (company_id, kind, date_from)",
        "Two forecast periods of a company cannot start on the same day.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "A period ends on the day it starts or later."
    )

    @api.depends_context("lang")
    @api.depends("kind", "number", "date_from", "date_to")
    def _compute_name(self):
        for period in self:
            if not period.date_from or not period.date_to:
                period.name = False
            elif period.kind == "month":
                period.name = format_date(self.env, period.date_from, date_format="MMM yyyy")
            else:
                period.name = self.env._(
                    "Q%(number)s %(year)s",
                    number=period.number,
                    year=periods.describe_year_of_quarter(period.date_from, period.number),
                )

    @api.model
    def _search_name(self, operator, value):
        return search_names(self.search(Domain.TRUE), operator, value)

    @api.depends_context("lang")
    @api.depends("name")
    def _compute_display_name(self):
        for period in self:
            period.display_name = period.name

    @api.model
    def _cron_make(self):
        """Make the periods to come of all companies, and the forecasts of all who forecast."""
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        self.env["sales.failure"]._work_off(
            "sales_plan.ir_cron_forecast_periods",
            companies,
            lambda company: self.with_env(company.env)._make(company),
        )

    @api.model
    def _make(self, company):
        """Make the periods to come of one company, and the forecasts of all who forecast there."""
        current = self._ensure(company).filtered(lambda period: not period._is_over())
        self.env["sales.forecast"]._ensure_all(company, current)

    @api.model
    def _ensure(self, company, kind=None):
        """Return the periods of a company, after making those that are missing.

        There are those of the last years, the current one and as many more as the company wants;
        of the kind that it does not forecast by as many as reach as far.

        :param company: one that is no branch
        :param kind: month or quarter; None for what the company forecasts by
        """
        kind = kind or company.forecast_period_type
        # sudo: who opens a forecast may find that a period is missing
        known = self.sudo().search([("company_id", "=", company.id), ("kind", "=", kind)])
        wanted = self._generate_periods(company, kind)
        starts = {period.date_from for period in known}
        missing = [
            period
            for period in wanted
            # periods of a fiscal year that began on another day stay as they are
            if period.date_from not in starts
            and not any(
                old.date_from <= period.date_to and old.date_to >= period.date_from for old in known
            )
        ]
        if not missing:
            return known.with_env(self.env)
        self._insert_periods(company, missing)
        return self._ensure(company, kind)

    @api.model
    def _generate_periods(self, company, kind):
        """Return the periods of a kind that there should be, as ``tools.periods`` has them."""
        today = company._get_today()
        # sudo: how a company counts its years is part of every period's name
        start = fields.Date.to_date(company.sudo().compute_fiscalyear_dates(today)["date_from"])
        ahead = company.forecast_periods_ahead
        generated = periods.generate(
            kind,
            # a year more on either side: what is cut there is left out
            fields.Date.subtract(today.replace(day=1), years=YEARS_BACK + 1),
            fields.Date.add(today, months=3 * (ahead + 2)),
            fiscal_start=start,
        )
        first = fields.Date.subtract(today, years=YEARS_BACK)
        past = [period for period in generated if first <= period.date_to < today]
        coming = [period for period in generated if period.date_to >= today]
        if kind == company.forecast_period_type:
            return past + coming[: ahead + 1]
        usual = self._generate_periods(company, company.forecast_period_type)
        return past + [period for period in coming if period.date_from <= usual[-1].date_to]

    @api.model
    def _insert_periods(self, company, missing):
        """Make periods, whoever else makes them at the same time."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_forecast_period (
                    company_id, kind, number, date_from, date_to,
                    create_uid, write_uid, create_date, write_date)
                VALUES %s ON CONFLICT DO NOTHING
                """,
                SQL(", ").join(
                    SQL(
                        "%s",
                        (
                            company.id,
                            period.kind,
                            period.number,
                            period.date_from,
                            period.date_to,
                            self.env.uid,
                            self.env.uid,
                            now,
                            now,
                        ),
                    )
                    for period in missing
                ),
            )
        )

    def _get_alike(self, kind):
        """Return the period of a kind at this one: that with it in it; of several in it the
        current one, else the first. It is made where it is missing; this one where there is none.
        """
        self.ensure_one()
        if self.kind == kind:
            return self
        others = self._ensure(self.company_id, kind).filtered(
            lambda other: other.date_from <= self.date_to and other.date_to >= self.date_from
        )
        current = others.filtered(lambda other: other._is_current())
        return (current or others.sorted("date_from"))[:1] or self

    def _is_over(self):
        self.ensure_one()
        return self.date_to < self.company_id._get_today()

    def _is_current(self):
        self.ensure_one()
        return self.date_from <= self.company_id._get_today() <= self.date_to

    def _get_company_ids(self):
        """Return the ids of the companies whose deals count: the company and its branches."""
        self.ensure_one()
        # branches that are archived have had deals
        return self.company_id.with_context(active_test=False)._get_branch_ids()
