from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.rollup import COMPANY, PERSON, TEAM

#: Kinds of forecasts, whose they are.
FORECAST_KINDS = [("person", "Person"), ("team", "Team"), ("company", "Company")]


class SalesForecast(models.Model):
    """What a salesperson, a team or the company as a whole expects of one period.

    The figures are live: they are read from the deals, see ``figures.py``. What is
    kept are adjustments and submissions. Nobody makes or changes forecasts by hand.
    """

    _name = "sales.forecast"
    _description = "Sales Forecast"
    _inherit = ["sales.forecast.visible.mixin", "sales.guarded.mixin"]
    _order = "period_id, kind desc, id"
    _client_fields = frozenset()  # all of it is written by code

    period_id = fields.Many2one(
        "sales.forecast.period", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="period_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(FORECAST_KINDS, required=True)
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        index="btree_not_null",
        ondelete="cascade",
        help="Whose own forecast it is; empty on those of teams.",
    )
    team_id = fields.Many2one("crm.team", index="btree_not_null", ondelete="cascade")
    owner_id = fields.Many2one(
        "res.users",
        compute="_compute_owner_id",
        compute_sudo=True,
        help="Who submits it: the salesperson, or the team's leader.",
    )
    version = fields.Integer(
        default=0,
        aggregator=None,
        help="Counts what was adjusted and submitted, so that nobody does it twice.",
    )
    adjustment_ids = fields.One2many("sales.forecast.adjustment", "forecast_id", "Adjustments")
    submission_ids = fields.One2many("sales.forecast.submission", "forecast_id", "Submissions")

    _owner_check = models.Constraint(
        "CHECK ((kind = 'person' AND user_id IS NOT NULL AND team_id IS NULL)"
        " OR (kind = 'team' AND team_id IS NOT NULL AND user_id IS NULL)"
        " OR (kind = 'company' AND team_id IS NULL AND user_id IS NULL))",
        "A forecast is that of a person, of a team or of the company.",
    )
    _user_uniq = models.UniqueIndex(
        "(period_id, user_id) WHERE user_id IS NOT NULL",
        "A person has one forecast for a period.",
    )
    _team_uniq = models.UniqueIndex(
        "(period_id, team_id) WHERE team_id IS NOT NULL",
        "A team has one forecast for a period.",
    )
    _company_uniq = models.UniqueIndex(
        "(period_id) WHERE kind = 'company'",
        "A company has one forecast for a period.",
    )

    @api.depends("user_id", "team_id.user_id")
    def _compute_owner_id(self):
        for forecast in self:
            forecast.owner_id = forecast.user_id or forecast.team_id.user_id

    @api.depends_context("lang")
    @api.depends("user_id", "team_id", "period_id")
    def _compute_display_name(self):
        for forecast in self:
            # sudo: who sees a forecast may know whose it is
            known = forecast.sudo()
            owner = known.user_id or known.team_id or known.company_id
            forecast.display_name = self.env._(
                "%(who)s, %(period)s", who=owner.display_name, period=forecast.period_id.name
            )

    @api.model
    def _search_display_name(self, operator, value):
        """Find forecasts by their name: whose they are and the period, or one of both."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        parts = value.split(",") if operator.endswith("like") and value else [value]
        return Domain.AND(self._search_part_of_name(operator, part) for part in parts)

    @api.model
    def _search_part_of_name(self, operator, value):
        value = value.strip() if isinstance(value, str) else value
        company = Domain("company_id.display_name", operator, value)
        return Domain.OR(
            Domain(f"{name}.display_name", operator, value)
            for name in ("user_id", "team_id", "period_id")
        ) | (Domain("kind", "=", "company") & company)

    @api.model
    def _get_visible_domain(self):
        """Return the domain of what is the user's own, or of teams and people below them.

        For forecasts, and for all that has their ``company_id``, ``user_id`` and ``team_id``.
        """
        # rules are evaluated as superuser; what counts is who asks
        reader = self.with_user(self.env.uid)
        own = Domain("user_id", "=", self.env.uid)
        return own | Domain.OR(
            Domain("company_id", "=", company.id)
            & (Domain("user_id", "in", people) | Domain("team_id", "in", teams))
            for company in reader._get_companies()
            for people, teams in [reader._get_visible(reader._read_tree(company))]
        )

    @api.model
    def _get_companies(self):
        """Return the companies that the user may work in, without branches."""
        # sudo: a branch stands for the company that it is part of
        return self.env.companies.sudo().root_id.sudo(False)

    def _get_seat(self):
        """Return the forecast's place in the roll-up, see ``tools.rollup``."""
        self.ensure_one()
        if self.kind == PERSON:
            return PERSON, self.user_id.id
        return TEAM, self.team_id.id or COMPANY

    @api.model
    def _get_kind(self, seat):
        """Return which kind of forecast a seat has."""
        return "company" if seat == (TEAM, COMPANY) else seat[0]

    @api.model
    def _ensure_all(self, company, periods):
        """Make sure that there are forecasts of the company, of all teams and of all people who
        report to one."""
        tree = self._read_tree(company)
        seats = [(PERSON, person) for person in tree.homes]
        self._ensure(periods, seats + [(TEAM, team) for team in tree.parents])

    @api.model
    def _ensure(self, periods, seats):
        """Make the forecasts of seats that are not there yet, whoever else does so just now."""
        now = fields.Datetime.now()
        values = [
            SQL(
                "%s",
                (
                    period.id,
                    period.company_id.id,
                    self._get_kind((kind, key)),
                    key if kind == PERSON else None,
                    key or None if kind == TEAM else None,
                    0,
                    self.env.uid,
                    self.env.uid,
                    now,
                    now,
                ),
            )
            for period in periods
            for kind, key in seats
        ]
        if values:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO sales_forecast (
                        period_id, company_id, kind, user_id, team_id, version,
                        create_uid, write_uid, create_date, write_date)
                    SELECT value.period_id, value.company_id, value.kind, value.user_id::integer,
                           value.team_id::integer, value.version, value.create_uid,
                           value.write_uid, value.create_date::timestamp,
                           value.write_date::timestamp
                      FROM (VALUES %s) AS value (
                           period_id, company_id, kind, user_id, team_id, version,
                           create_uid, write_uid, create_date, write_date)
                     WHERE NOT EXISTS (
                           SELECT FROM sales_forecast known
                            WHERE known.period_id = value.period_id
                              AND known.kind = value.kind
                              AND COALESCE(known.user_id, known.team_id, 0)
                                = COALESCE(value.user_id::integer, value.team_id::integer, 0))
                        ON CONFLICT DO NOTHING
                    """,
                    SQL(", ").join(values),
                )
            )

    @api.model
    def _find_or_make(self, period, seat):
        """Return the forecast of a seat, as superuser; it is made where there is none yet."""
        kind, key = seat
        domain = [
            ("period_id", "=", period.id),
            ("kind", "=", self._get_kind(seat)),
            ("user_id" if kind == PERSON else "team_id", "=", key or False),
        ]
        # sudo: callers have checked that the user may see the seat
        forecasts = self.sudo()
        found = forecasts.search(domain)
        if not found:
            self._ensure(period, [seat])
            found = forecasts.search(domain)
        return found

    def _lock(self):
        """Let nobody else adjust or submit the forecast until the end of the transaction.

        Who comes second is tried again and finds what the first one did. What was read before the
        lock needs no second look: a transaction reads the database as it was when it began, and
        PostgreSQL refuses to update a row that has changed since, whereupon Odoo begins anew.
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL("UPDATE sales_forecast SET version = version + 1 WHERE id = %s", self.id),
            log_exceptions=False,
        )
        self.invalidate_recordset(["version"])
