from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.deal.sales_deal_as_of_mixin import valid_on
from ...models.deal.open_deal import open_deal
from ...queries.deals import DESCRIPTIVE, VERSIONED
from ...queries.time import local_day
from ...tools.rollup import ROLES


class SalesForecastAnalysis(models.Model):
    """Open and won deals with their values in a column for each role of forecast categories.

    One row for each deal as of a day: filter by ``valid_on``, else it is today. A won deal is of
    the day it was closed, an open one of its expected closing.
    """

    _name = "sales.forecast.analysis"
    _description = "Forecast Analysis"
    _auto = False
    _rec_name = "name"
    _order = "amount desc, id"

    deal_number = fields.Integer(readonly=True, aggregator=None)
    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True)
    name = fields.Char("Deal Name", readonly=True)
    valid_on = fields.Date("As of", store=False, search="_search_valid_on")
    day = fields.Date("Closing", readonly=True, help="Day it was won, else expected closing.")
    status = fields.Selection([("open", "Open"), ("won", "Won")], readonly=True)
    amount = fields.Monetary("Expected Revenue", readonly=True)
    weighted = fields.Monetary("Weighted Revenue", readonly=True)
    included_amount = fields.Monetary("Forecast", readonly=True, help="Deals that are included.")
    closed_amount = fields.Monetary("Closed", readonly=True)
    commit_amount = fields.Monetary("Commit", readonly=True)
    best_case_amount = fields.Monetary("Best Case", readonly=True)
    pipeline_amount = fields.Monetary("Pipeline", readonly=True)
    probability = fields.Float("Probability (%)", readonly=True, aggregator="avg")
    currency_id = fields.Many2one("res.currency", readonly=True)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    category_id = fields.Many2one("sales.forecast.category", "Forecast Category", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)

    _depends = {
        # triggers write the history when deals are written
        "crm.lead": [*VERSIONED, *DESCRIPTIVE],
        "res.company": ["currency_id", "resource_calendar_id"],
        "resource.calendar": ["tz"],
    }

    @property
    def _table_query(self) -> SQL:
        by_role = [
            SQL(
                "CASE WHEN version.role = %s THEN version.amount ELSE 0 END AS %s",
                role,
                SQL.identifier(f"{role}_amount"),
            )
            for role in ROLES
        ]
        return SQL(
            """SELECT version.id, version.deal_number, version.lead_id, version.name,
                      version.status, version.amount, version.weighted, version.probability,
                      version.stage_id, version.category_id, version.user_id, version.team_id,
                      version.company_id, version.partner_id, version.source_id,
                      version.valid_from, version.valid_to, company.currency_id,
                      CASE WHEN version.status = 'won' THEN %(closed_day)s
                           ELSE version.date_deadline END AS day,
                      CASE WHEN version.is_included THEN version.amount ELSE 0 END
                          AS included_amount,
                      %(by_role)s
                 FROM crm_lead_history version
                 LEFT JOIN res_company company ON company.id = version.company_id
                WHERE version.status IN ('open', 'won')""",
            closed_day=local_day(SQL("version.date_closed")),
            by_role=SQL(", ").join(by_role),
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Without a day the deals are those of today: a deal's versions never add up."""
        domain = Domain(domain)
        if not any(
            condition.field_expr in ("valid_on", "id") for condition in domain.iter_conditions()
        ):
            domain &= Domain("valid_on", "=", fields.Date.context_today(self))
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _search_valid_on(self, operator, value):
        """Find deals as of the end of any of some days, where their companies are."""
        if operator != "in":
            return NotImplemented
        return Domain.OR(Domain.custom(to_sql=partial(valid_on, day)) for day in value if day)

    def action_open_deal(self):
        """Open the deal as it is now, under its own access rules."""
        self.ensure_one()
        return open_deal(self.env, self.deal_number)
