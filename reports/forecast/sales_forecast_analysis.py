from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...queries.deals import counting_day, owned
from ...queries.origin import is_usable
from ...tools.rollup import ROLES


class SalesForecastAnalysis(models.Model):
    """Open and won deals with their values in a column for each role of forecast categories.

    One row for each deal as of a day: filter by ``valid_on``, else it is today. A won deal is of
    the day it was closed, an open one of its expected closing. Of days before deals were recorded
    neither that nor categories are known: there are none.
    """

    _name = "sales.forecast.analysis"
    _inherit = ["sales.deal.report.mixin", "sales.deal.as.of.mixin"]
    _description = "Forecast Analysis"
    _auto = False
    _rec_name = "name"
    _order = "amount desc, id"

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
    category_id = fields.Many2one("sales.forecast.category", "Forecast Category", readonly=True)

    _depends = {
        "res.company": ["resource_calendar_id"],
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
                      version.stage_id, version.category_id, version.partner_id,
                      version.source_id, %(user)s AS user_id, %(team)s AS team_id,
                      %(company)s AS company_id,
                      version.valid_from, version.valid_to, company.currency_id,
                      %(day)s AS day,
                      CASE WHEN version.is_included THEN version.amount ELSE 0 END
                          AS included_amount,
                      %(by_role)s
                 FROM crm_lead_history version
                 LEFT JOIN res_company company ON company.id = %(company)s
                WHERE version.status IN ('open', 'won') AND %(is_usable)s""",
            user=owned("version", "user_id"),
            team=owned("version", "team_id"),
            company=owned("version", "company_id"),
            is_usable=is_usable("version", needs_forecast=True),
            day=counting_day("version"),
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
