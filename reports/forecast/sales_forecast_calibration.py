from odoo import api, fields, models
from odoo.tools import SQL

from ...models.org.nullable import NullableFloat
from ...queries.deals import owned
from ...queries.origin import is_step

#: How long before a deal was closed its probability is looked at: a month ahead, as far as most
#: forecasts look.
ASKED_DAYS_BEFORE = 30
#: Bands of probability, in steps of ten percent; the last one has 100%, too.
BANDS = [(f"{start:02}", f"{start}–{start + 10}%") for start in range(0, 100, 10)]


class SalesForecastCalibration(models.Model):
    """What probabilities were worth: one row for each deal that is won or lost.

    Each deal counts once, with the probability it had ``ASKED_DAYS_BEFORE`` days before it was
    closed, or at first where it was closed sooner after: just before the end probabilities say
    little, and a deal edited often must not count more than others. Probabilities are good where,
    of deals given 70%, 70% were won. Shares of a group are averages over its deals, in percent.
    """

    _name = "sales.forecast.calibration"
    _inherit = ["sales.deal.report.mixin"]
    _description = "Probability Check"
    _auto = False
    _rec_name = "name"
    _order = "closed_on desc, id desc"

    deal_number = fields.Integer("Deals", aggregator="count_distinct")
    lead_id = fields.Many2one(string="Opportunity")
    name = fields.Char("Deal")
    band = fields.Selection(BANDS, "Probability Band", readonly=True)
    probability = fields.Float(
        "Expected (%)",
        readonly=True,
        aggregator="avg",
        help="Probability a month before the deal was closed, or at first.",
    )
    won_share = fields.Float(
        "Won (%)", readonly=True, aggregator="avg", help="Won deals by deals won or lost."
    )
    difference = fields.Float(
        "Won less Expected (%)",
        readonly=True,
        aggregator="avg",
        help="Below zero where probabilities were too high.",
    )
    amount = fields.Monetary("Expected Revenue", readonly=True, help="At the same moment.")
    weighted = fields.Monetary("Weighted Revenue", readonly=True, help="At the same moment.")
    won_amount = fields.Monetary(
        "Won Revenue", readonly=True, help="Expected revenue of won deals, when they were closed."
    )
    lost_amount = fields.Monetary(
        "Lost Revenue", readonly=True, help="Expected revenue of lost deals, when they were closed."
    )
    won_value_share = NullableFloat(
        "Won by Value (%)",
        readonly=True,
        aggregator="avg",
        help="Revenue of won deals by revenue of deals won or lost.",
    )
    outcome = fields.Selection([("won", "Won"), ("lost", "Lost")], readonly=True)
    closed_on = fields.Datetime(readonly=True)
    stage_id = fields.Many2one(help="The stage that the deal was in at the same moment.")

    _depends = {
        "crm.lead.history": [
            "deal_number",
            "valid_from",
            "valid_to",
            "status",
            "origin",
            "closed_at",
            "amount",
            "probability",
        ],
    }

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """SELECT closed.id, closed.deal_number, closed.lead_id, closed.name,
                      LPAD((LEAST(FLOOR(past.probability / 10), 9) * 10)::integer::text, 2, '0')
                          AS band,
                      past.probability, closed.won_share,
                      closed.won_share - past.probability AS difference,
                      past.amount, past.weighted,
                      CASE WHEN closed.status = 'won' THEN closed.amount END AS won_amount,
                      CASE WHEN closed.status = 'lost' THEN closed.amount END AS lost_amount,
                      CASE WHEN closed.amount <> 0 THEN closed.won_share END AS won_value_share,
                      closed.status AS outcome, closed.closed_on, past.stage_id, closed.user_id,
                      closed.team_id, closed.source_id, closed.partner_id, closed.company_id,
                      company.currency_id
                 FROM (%(closed)s) closed
                 JOIN LATERAL (%(past)s) past ON past.is_known
                 LEFT JOIN res_company company ON company.id = closed.company_id""",
            closed=self._closed(),
            past=self._past(),
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """The share by value is sum over sum, both in one currency."""
        if aggregate_spec == "won_value_share:avg":
            return SQL(
                """(100 * COALESCE(%(won)s, 0)
                    / NULLIF(COALESCE(%(won)s, 0) + COALESCE(%(lost)s, 0), 0))::float8""",
                won=super()._read_group_select("won_amount:sum_currency", query),
                lost=super()._read_group_select("lost_amount:sum_currency", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _closed(self) -> SQL:
        """Deals that are won or lost now."""
        return SQL(
            """SELECT id, deal_number, lead_id, name, status, amount, source_id, partner_id,
                      %(user)s AS user_id, %(team)s AS team_id, %(company)s AS company_id,
                      COALESCE(closed_at, valid_from) AS closed_on,
                      CASE WHEN status = 'won' THEN 100 ELSE 0 END AS won_share
                 FROM crm_lead_history history
                WHERE valid_to IS NULL AND status IN ('won', 'lost')""",
            user=owned("history", "user_id"),
            team=owned("history", "team_id"),
            company=owned("history", "company_id"),
        )

    @api.model
    def _past(self) -> SQL:
        """The open version of a deal some time before its end: the last one, else the first if the
        deal began with it."""
        moment = SQL("closed.closed_on - %s * INTERVAL '1 day'", ASKED_DAYS_BEFORE)
        return SQL(
            """SELECT version.probability, version.amount, version.weighted, version.stage_id,
                      version.probability IS NOT NULL
                          AND (version.valid_from <= %(moment)s OR %(is_step)s) AS is_known
                 FROM crm_lead_history version
                WHERE version.deal_number = closed.deal_number AND version.status = 'open'
                ORDER BY version.valid_from <= %(moment)s DESC,
                         CASE WHEN version.valid_from <= %(moment)s THEN version.valid_from END
                             DESC,
                         version.valid_from
                LIMIT 1""",
            moment=moment,
            is_step=is_step("version"),
        )
