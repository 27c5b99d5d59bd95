from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...queries.deals import company_joins, company_of, owned
from ...queries.stages import entries
from ..org.nullable import NullableFloat

#: Deals closed longer ago say little about how one sells now.
DAYS_BACK = 730
#: With fewer closed deals of a company there is nothing to learn from: one deal more or less would
#: move the share by 20 points.
LEAST_CLOSED = 5
#: With fewer closed deals of a team the company's are taken: a share known to about 10 points.
LEAST_OF_TEAM = 20
#: How many deals of the overall share are mixed in, see ``_get_win_rates``.
SMOOTHING = 5


class CrmLead(models.Model):
    """How many deals like this one were won, to be compared with the probability."""

    _inherit = "crm.lead"

    win_rate = NullableFloat(
        compute="_compute_win_rate",
        digits=(16, 1),
        aggregator=None,
        help="Of the closed deals that have been in this stage, the share that was won, in "
        "percent: of the team's where there are enough of them, else of the company's.",
    )
    is_win_rate_known = fields.Boolean(compute="_compute_win_rate")

    @api.depends("stage_id", "team_id", "user_id", "company_id", "won_status", "active", "type")
    def _compute_win_rate(self):
        rates = self._origin._get_win_rates()
        for lead in self:
            rate = rates.get(lead._origin.id)
            lead.win_rate = rate
            lead.is_win_rate_known = rate is not None

    def _get_win_rates(self):
        """Return how many deals were won that have been in the stage where these are.

        Counted are deals closed in the last ``DAYS_BACK`` days, the team's where there are
        ``LEAST_OF_TEAM``, else the company's, as far as it is known which stages they entered. Few
        deals say little, so the share is drawn towards that of all deals of the company as if
        ``SMOOTHING`` more had closed at that rate::

            (won + SMOOTHING * overall) / (closed + SMOOTHING)

        This is additive (Lidstone) smoothing with the overall share instead of an even one; see
        Manning, Raghavan and Schütze, Introduction to Information Retrieval, 11.3.2.

        As with Odoo's own probabilities everybody's deals count, whoever looks: what is told is
        one share.

        :return: ``{deal id: percent from 0 to 100, to one digit}``; None for deals that are not
            open, and where the company closed fewer than ``LEAST_CLOSED`` deals that had been in
            the stage
        """
        rates = dict.fromkeys(self.ids)
        if not rates:
            return rates
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """WITH ended AS (%(ended)s),
                        entry AS (%(entries)s),
                        closed AS (
                            SELECT * FROM ended WHERE deal_number IN (
                                SELECT deal_number FROM entry WHERE is_entered)
                        ),
                        overall AS (
                            SELECT company_id, AVG(is_won) AS share FROM closed GROUP BY company_id
                        ),
                        counted AS (%(counted)s)
                   SELECT lead.id, counted.won, counted.closed, overall.share
                     FROM crm_lead lead %(joins)s
                     JOIN counted
                       ON counted.company_id = %(company)s
                      AND counted.stage_id = lead.stage_id
                      AND (counted.is_company AND counted.closed >= %(least)s
                           OR counted.team_id = lead.team_id AND counted.closed >= %(of_team)s)
                     JOIN overall ON overall.company_id = counted.company_id
                    WHERE lead.id IN %(ids)s
                      AND lead.type = 'opportunity' AND lead.active
                      AND lead.won_status = 'pending'
                    ORDER BY lead.id, counted.is_company DESC""",
                ended=self._closed_deals(),
                entries=entries(
                    SQL("history.deal_number IN (SELECT deal_number FROM ended)"),
                ),
                counted=self._counted_deals(tuple(rates)),
                joins=company_joins("lead"),
                company=company_of("lead"),
                least=LEAST_CLOSED,
                of_team=LEAST_OF_TEAM,
                ids=tuple(rates),
            )
        )
        for lead_id, won, closed, share in rows:  # that of the team, if any, comes last
            rate = (won + SMOOTHING * float(share)) / (closed + SMOOTHING)
            rates[lead_id] = round(100 * rate, 1)
        return rates

    @api.model
    def _closed_deals(self) -> SQL:
        """Deals that are won or lost, with the team and company that they had then."""
        return SQL(
            """SELECT deal_number, %s AS team_id, %s AS company_id,
                      (status = 'won')::integer AS is_won
                 FROM crm_lead_history history
                WHERE valid_to IS NULL AND status IN ('won', 'lost')
                  AND COALESCE(closed_at, valid_from) >= %s""",
            owned("history", "team_id"),
            owned("history", "company_id"),
            fields.Datetime.now() - timedelta(days=DAYS_BACK),
        )

    @api.model
    def _counted_deals(self, lead_ids) -> SQL:
        """Closed deals of each team and of each company by those stages that they have entered
        and where some deals are."""
        return SQL(
            """SELECT company_id, stage_id, team_id, GROUPING(team_id) = 1 AS is_company,
                      COUNT(*) AS closed, SUM(is_won) AS won
                 FROM (SELECT DISTINCT closed.*, entry.stage_id
                         FROM closed
                         JOIN entry
                           ON entry.deal_number = closed.deal_number AND entry.is_entered
                          AND entry.stage_id IN (
                              SELECT stage_id FROM crm_lead WHERE id IN %s)) visit
                GROUP BY GROUPING SETS ((company_id, stage_id), (company_id, stage_id, team_id))""",
            lead_ids,
        )
