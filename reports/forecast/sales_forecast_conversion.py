from odoo import api, fields, models
from odoo.tools import SQL

from ...models.org.nullable import Ratio
from ...queries.deals import owned
from ...queries.stages import entries

#: Amounts that every row of a deal has, and by which of its numbers a group counts them once.
_ONCE = {"won_amount": "won_number", "lost_amount": "lost_number"}


class SalesForecastConversion(models.Model):
    """How deals go through the stages: one row for each deal and stage that it has been in.

    Read from the history of deals, so it holds for deals that are closed or deleted, too. Leads
    count from the moment they became opportunities. What was there when the history begins entered
    no stage then, see ``queries.stages``: only stages that a deal entered count. Salesperson and
    team are those who won or lost the deal, else those that it has, or had last, as source is: a
    deal counts with one of each.

    Deals are counted once in every group, however many of its stages the group has. Ratios are
    ratios of sums: the win rate is won / (won + lost) deals, and by value the same of their
    revenue; days are the days spent by all deals of a group, by the number of deals; moved on is
    the share of stays that a deal has ended by entering a later stage or being won, of those that
    have ended at all.
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
        readonly=True,
        help="When the deal was made, or became an opportunity. Empty where it was there before "
        "its history begins.",
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
    won_amount = fields.Monetary(
        "Won Revenue",
        readonly=True,
        help="Expected revenue of won deals as it is; each deal once, whatever its stages.",
    )
    lost_amount = fields.Monetary(
        "Lost Revenue",
        readonly=True,
        help="Expected revenue of lost deals as it is; each deal once, whatever its stages.",
    )
    value_win_rate = Ratio(
        "Win Rate by Value",
        readonly=True,
        aggregator="avg",
        help="Revenue of won deals by revenue of deals won or lost.",
    )
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
            "origin",
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
                      CASE WHEN deal.outcome = 'won' THEN deal.amount END AS won_amount,
                      CASE WHEN deal.outcome = 'lost' THEN deal.amount END AS lost_amount,
                      CASE WHEN deal.amount = 0 THEN NULL WHEN deal.outcome = 'won' THEN 1
                           WHEN deal.outcome = 'lost' THEN 0 END AS value_win_rate,
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
        Counted are versions of stays that the deal entered.
        """
        return SQL(
            """SELECT history.id, history.deal_number, history.stage_id, history.valid_from,
                      history.valid_to, history.amount, history.status = 'open' AS is_open,
                      BOOL_OR(history.is_entered) OVER stay AS is_counted,
                      step.is_won, COALESCE(step.rank, 0) AS rank,
                      MAX(COALESCE(step.rank, 0)) OVER later AS furthest,
                      LEAD(history.id) OVER deal IS NULL AS is_last,
                      CASE WHEN FIRST_VALUE(history.is_begun) OVER deal
                           THEN FIRST_VALUE(history.valid_from) OVER deal END AS began_on
                 FROM (%s) history
                 LEFT JOIN (SELECT id, is_won, ROW_NUMBER() OVER (ORDER BY sequence, id) AS rank
                              FROM crm_stage) step ON step.id = history.stage_id
               WINDOW deal AS (PARTITION BY history.deal_number ORDER BY history.valid_from),
                      stay AS (PARTITION BY history.deal_number, history.stay),
                      later AS (PARTITION BY history.deal_number ORDER BY history.valid_from
                                ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)""",
            entries(SQL("TRUE"), "valid_to", "amount", "status"),
        )

    @api.model
    def _visits(self) -> SQL:
        """What a deal did in a stage that it entered, all its stays together."""
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
                WHERE is_counted
                GROUP BY deal_number, stage_id""",
            now=fields.Datetime.now(),
        )

    @api.model
    def _deals(self) -> SQL:
        """Each deal as it is, or was last; won and lost ones are of who closed them."""
        return SQL(
            """SELECT DISTINCT ON (deal_number)
                      deal_number, lead_id, name, amount, source_id, partner_id,
                      %(user)s AS user_id, %(team)s AS team_id, %(company)s AS company_id,
                      CASE WHEN status IN ('won', 'lost') THEN status
                           WHEN status = 'open' AND valid_to IS NULL THEN 'open'
                           ELSE 'removed' END AS outcome
                 FROM crm_lead_history history
                ORDER BY deal_number, valid_from DESC""",
            user=owned("history", "user_id"),
            team=owned("history", "team_id"),
            company=owned("history", "company_id"),
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
        """Ratios are sum over sum, in one currency; a deal counts once."""
        if aggregate_spec == "win_rate:avg":
            won, lost, one = self._columns(query, "won_number", "lost_number", "deal_number")
            return SQL(
                """COUNT(DISTINCT %(won)s)::float8 / NULLIF(COUNT(DISTINCT %(one)s)
                       FILTER (WHERE %(won)s IS NOT NULL OR %(lost)s IS NOT NULL), 0)""",
                won=won,
                lost=lost,
                one=one,
            )
        name, __, function = aggregate_spec.partition(":")
        is_by_value = aggregate_spec == "value_win_rate:avg"
        if is_by_value or (name in _ONCE and function == "sum_currency"):
            # joins the rates
            super()._read_group_select("won_amount:sum_currency", query)
        if name in _ONCE and function in ("sum", "sum_currency"):
            total = self._sum_of_deals(query, name, function == "sum_currency")
            return self._keep_apart(total, name, function, query)
        if is_by_value:
            won, lost = (self._sum_of_deals(query, amount, True) for amount in _ONCE)
            return SQL(
                "(COALESCE(%s, 0) / NULLIF(COALESCE(%s, 0) + COALESCE(%s, 0), 0))::float8",
                won,
                won,
                lost,
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
    def _sum_of_deals(self, query, name, is_converted=False) -> SQL:
        """Sum the revenue of a group's won or lost deals, each once: they are the same ones that
        are counted.

        :param name: one of ``_ONCE``
        :param is_converted: whether amounts are converted to one currency, at Odoo's rates, which
            the query has joined
        """
        amount, number = self._columns(query, name, _ONCE[name])
        if is_converted:
            rates = query.make_alias(self._table, "currency_id__rates")
            amount = SQL("%s / COALESCE(%s, 1.0)", amount, SQL.identifier(rates, "rate"))
        return SQL(
            """(SELECT SUM(deal.amount)
                  FROM UNNEST(ARRAY_AGG(DISTINCT ROW(%(number)s, %(amount)s))
                              FILTER (WHERE %(number)s IS NOT NULL))
                       AS deal (number integer, amount numeric))""",
            number=number,
            amount=amount,
        )

    @api.model
    def _columns(self, query, *names) -> list[SQL]:
        return [self._field_to_sql(self._table, name, query) for name in names]
