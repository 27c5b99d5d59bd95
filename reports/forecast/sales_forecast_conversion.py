from odoo import api, fields, models
from odoo.tools import SQL

from ...models.org.nullable import Ratio


class SalesForecastConversion(models.Model):
    """How deals go through the stages: one row for each deal and stage that it has been in.

    Read from the history of deals, so it holds for deals that are closed or deleted, too. Leads
    count from the moment they became opportunities. Salesperson, team and source are those that
    the deal has, or had last: a deal counts with one of each.

    Deals are counted once in every group, however many of its stages the group has. Ratios are
    ratios of sums: the win rate is won / (won + lost) deals; days are the days spent by all deals
    of a group, by the number of deals; moved on is the share of stays that a deal has ended by
    entering a later stage or being won, of those that have ended at all.
    """

    _name = "sales.forecast.conversion"
    _inherit = ["sales.deal.report.mixin"]
    _description = "Conversion"
    _auto = False
    _rec_name = "name"
    _order = "entered_on desc, id desc"

    deal_number = fields.Integer("Deals", aggregator="count_distinct")
    won_number = fields.Integer("Won", readonly=True, aggregator="count_distinct")
    lost_number = fields.Integer("Lost", readonly=True, aggregator="count_distinct")
    lead_id = fields.Many2one(string="Opportunity")
    name = fields.Char("Deal")
    began_on = fields.Datetime(
        readonly=True, help="When the deal was made, or became an opportunity."
    )
    entered_on = fields.Datetime(readonly=True, help="When the deal was in the stage first.")
    left_on = fields.Datetime(
        readonly=True, help="When the deal was in the stage last; empty while it is in it."
    )
    days = fields.Float(
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Days that the open deal was in the stage, all its stays together. Of several deals: "
        "days by deal.",
    )
    amount = fields.Monetary(
        "Amount at Entry",
        readonly=True,
        help="Expected revenue when the deal was in the stage first. To be read by stage: a deal "
        "has one for each stage.",
    )
    last_amount = fields.Monetary(
        "Latest Amount",
        readonly=True,
        help="Expected revenue as it is, or was last; once for each deal, in its latest stage.",
    )
    outcome = fields.Selection(
        [("open", "Open"), ("won", "Won"), ("lost", "Lost"), ("removed", "Removed")],
        readonly=True,
        help="What has become of the deal. Removed: deleted, archived or made a lead again.",
    )
    progress = fields.Selection(
        [("moved_on", "Moved On"), ("ended", "Ended Here"), ("pending", "Pending")],
        readonly=True,
        help="Moved on: was in a later stage afterwards, or was won. Pending: the deal is open.",
    )
    win_rate = Ratio(readonly=True, aggregator="avg", help="Won deals by deals won or lost.")
    moved_on_rate = Ratio(
        "Moved On",
        readonly=True,
        aggregator="avg",
        help="Deals that moved on to a later stage by those that did or ended here.",
    )

    _depends = {
        "crm.lead.history": [
            "deal_number",
            "valid_from",
            "valid_to",
            "status",
            "amount",
            "stage_id",
        ],
        "crm.stage": ["sequence", "is_won"],
    }

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """WITH version AS (%(versions)s), visit AS (%(visits)s), deal AS (%(deals)s)
               SELECT visit.id, deal.deal_number,
                      CASE WHEN deal.outcome = 'won' THEN deal.deal_number END AS won_number,
                      CASE WHEN deal.outcome = 'lost' THEN deal.deal_number END AS lost_number,
                      deal.lead_id, deal.name, visit.stage_id, visit.began_on, visit.entered_on,
                      visit.left_on, visit.days, visit.amount, visit.last_amount, deal.outcome,
                      %(progress)s AS progress,
                      CASE deal.outcome WHEN 'won' THEN 1 WHEN 'lost' THEN 0 END AS win_rate,
                      CASE %(progress)s WHEN 'moved_on' THEN 1 WHEN 'ended' THEN 0 END
                          AS moved_on_rate,
                      deal.user_id, deal.team_id, deal.source_id, deal.partner_id,
                      deal.company_id, company.currency_id
                 FROM visit
                 JOIN deal ON deal.deal_number = visit.deal_number
                 LEFT JOIN res_company company ON company.id = deal.company_id""",
            versions=self._versions(),
            visits=self._visits(),
            deals=self._deals(),
            progress=self._progress(),
        )

    @api.model
    def _versions(self) -> SQL:
        """Versions of opportunities with the rank of their stage and the furthest from then on.

        A stage's rank is its place in the order of stages; no stage comes before all of them.
        """
        return SQL(
            """SELECT history.id, history.deal_number, history.stage_id, history.valid_from,
                      history.valid_to, history.amount, history.status = 'open' AS is_open,
                      step.is_won, COALESCE(step.rank, 0) AS rank,
                      MAX(COALESCE(step.rank, 0)) OVER later AS furthest,
                      LEAD(history.id) OVER deal IS NULL AS is_last,
                      FIRST_VALUE(history.valid_from) OVER deal AS began_on
                 FROM crm_lead_history history
                 LEFT JOIN (SELECT id, is_won, ROW_NUMBER() OVER (ORDER BY sequence, id) AS rank
                              FROM crm_stage) step ON step.id = history.stage_id
                WHERE history.status <> 'lead'
               WINDOW deal AS (PARTITION BY history.deal_number ORDER BY history.valid_from),
                      later AS (PARTITION BY history.deal_number ORDER BY history.valid_from
                                ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)"""
        )

    @api.model
    def _visits(self) -> SQL:
        """What a deal did in a stage, all its stays together."""
        return SQL(
            """SELECT MIN(id) AS id, deal_number, stage_id, MIN(began_on) AS began_on,
                      MIN(valid_from) AS entered_on,
                      CASE WHEN BOOL_OR(is_open AND valid_to IS NULL) IS NOT TRUE
                           THEN MAX(valid_to) FILTER (WHERE is_open) END AS left_on,
                      (SUM(EXTRACT(EPOCH FROM COALESCE(valid_to, %(now)s) - valid_from))
                          FILTER (WHERE is_open) / 86400.0)::float8 AS days,
                      (ARRAY_AGG(amount ORDER BY valid_from))[1] AS amount,
                      MAX(amount) FILTER (WHERE is_last) AS last_amount,
                      BOOL_OR(is_won) AS is_won, MAX(rank) AS rank, MAX(furthest) AS furthest
                 FROM version
                GROUP BY deal_number, stage_id""",
            now=fields.Datetime.now(),
        )

    @api.model
    def _deals(self) -> SQL:
        """Each deal as it is, or was last."""
        return SQL(
            """SELECT DISTINCT ON (deal_number)
                      deal_number, lead_id, name, user_id, team_id, source_id, partner_id,
                      company_id,
                      CASE WHEN status IN ('won', 'lost') THEN status
                           WHEN status = 'open' AND valid_to IS NULL THEN 'open'
                           ELSE 'removed' END AS outcome
                 FROM crm_lead_history
                ORDER BY deal_number, valid_from DESC"""
        )

    @api.model
    def _progress(self) -> SQL:
        """Whether a deal moved on from a stage; nothing for stages that are the end: won ones."""
        return SQL(
            """CASE WHEN visit.is_won THEN NULL
                    WHEN visit.furthest > visit.rank OR deal.outcome = 'won' THEN 'moved_on'
                    WHEN deal.outcome = 'open' THEN 'pending'
                    ELSE 'ended' END"""
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Ratios are sum over sum; a deal counts once."""
        if aggregate_spec == "win_rate:avg":
            won, lost, one = self._columns(query, "won_number", "lost_number", "deal_number")
            return SQL(
                """COUNT(DISTINCT %(won)s)::float8 / NULLIF(COUNT(DISTINCT %(one)s)
                       FILTER (WHERE %(won)s IS NOT NULL OR %(lost)s IS NOT NULL), 0)""",
                won=won,
                lost=lost,
                one=one,
            )
        if aggregate_spec == "days:avg":
            days, one = self._columns(query, "days", "deal_number")
            return SQL(
                """SUM(%(days)s) / NULLIF(COUNT(DISTINCT %(one)s)
                       FILTER (WHERE %(days)s IS NOT NULL), 0)""",
                days=days,
                one=one,
            )
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _columns(self, query, *names) -> list[SQL]:
        return [self._field_to_sql(self._table, name, query) for name in names]
