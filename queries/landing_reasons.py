"""What the own past tells of a landing in words: how late deals are won, and won deals by day."""

from datetime import datetime

from odoo.tools import SQL

from .origin import is_usable
from .time import is_valid_at, local_day


def read_lateness(env, company_ids, since: datetime, moment: datetime) -> dict:
    """Read how many days later than planned deals are won, for all stages at once.

    Planned is the expected closing that stood when a deal came into a stage, or the first one that
    is known of its time there. Deals that were rebuilt do not say what was planned.

    :param since: deals that were won before do not count
    :param moment: what is known at this moment, in UTC
    :return: ``{stage id: (median of the days, number of deals)}``; earlier ones are negative
    """
    env["crm.lead"].flush_model()
    rows = env.execute_query(
        SQL(
            """
WITH won AS (
    SELECT version.deal_number, version.closed_at, %(closed)s AS closed_day
      FROM crm_lead_history version
      JOIN res_company company ON company.id = version.closed_company_id
     WHERE version.status = 'won' AND %(is_valid)s
       AND version.closed_at >= %(since)s AND version.closed_company_id IN %(companies)s
),
planned AS (
    SELECT DISTINCT ON (version.deal_number, version.stage_id)
           version.stage_id, won.closed_day - version.date_deadline AS days
      FROM won
      JOIN crm_lead_history version
        ON version.deal_number = won.deal_number AND version.valid_from < won.closed_at
     WHERE version.status = 'open' AND version.stage_id IS NOT NULL
       AND version.date_deadline IS NOT NULL AND %(is_usable)s
     ORDER BY version.deal_number, version.stage_id, version.valid_from
)
SELECT stage_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY days), COUNT(*)
  FROM planned
 GROUP BY stage_id""",
            closed=local_day(SQL("version.closed_at")),
            is_valid=is_valid_at(moment, "version"),
            is_usable=is_usable("version", True),
            since=since,
            companies=tuple(company_ids) or (None,),
        )
    )
    return {stage_id: (days, cases) for stage_id, days, cases in rows}


def read_won_sums(env, company_ids, spans, moment: datetime) -> list[tuple]:
    """Read what was won in spans, by who closed it.

    :param spans: ``[(first day, last day), …]``
    :param moment: what is known at this moment, in UTC
    :return: ``[(number of the span from 0 on, user id, team id, amount as float), …]``
    """
    env["crm.lead"].flush_model()
    return env.execute_query(
        SQL(
            """SELECT span.number, won.closed_user_id, won.closed_team_id, SUM(won.amount)::float8
                 FROM (SELECT version.closed_user_id, version.closed_team_id, version.amount,
                              %(closed)s AS day
                         FROM crm_lead_history version
                         JOIN res_company company ON company.id = version.closed_company_id
                        WHERE version.status = 'won' AND %(is_valid)s
                          AND version.closed_company_id IN %(companies)s) won
                 JOIN (VALUES %(spans)s) span (number, first, last)
                   ON won.day BETWEEN span.first AND span.last
                GROUP BY 1, 2, 3""",
            closed=local_day(SQL("version.closed_at")),
            is_valid=is_valid_at(moment, "version"),
            companies=tuple(company_ids) or (None,),
            spans=_number(spans),
        )
    )


def _number(spans) -> SQL:
    return SQL(", ").join(
        SQL("(%s, %s::date, %s::date)", number, first, last)
        for number, (first, last) in enumerate(spans)
    )


def read_won_lines(env, relation: SQL, spans) -> list[tuple]:
    """Read the deals that were won in spans, one by one.

    :param relation: deals, see ``forecast.get_relation``
    :param spans: ``[(first day, last day), …]``
    :return: ``[(number of the span from 0 on, number of the deal, user id, team id, amount as
        float), …]``
    """
    return env.execute_query(
        SQL(
            """SELECT span.number, deal.id, deal.user_id, deal.team_id, deal.amount::float8
                 FROM (%s) deal
                 JOIN (VALUES %s) span (number, first, last)
                   ON deal.day BETWEEN span.first AND span.last
                WHERE deal.status = 'won'
                ORDER BY 1, 2""",
            relation,
            _number(spans),
        )
    )
