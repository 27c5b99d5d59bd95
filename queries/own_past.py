"""What ended periods tell: what was foreseen of them and came, since when any deal was closed, and
the rhythm of what is won."""

from datetime import date, datetime

from odoo.tools import SQL

from ..tools.own_past import Foreseen
from ..tools.rollup import COMPANY, PERSON, TEAM
from .time import is_valid_at, local_day


def read_foreseen(env, company_id: int, horizon: str, way: int, day: date) -> list[Foreseen]:
    """Read what was foreseen at a distance from the end of the periods that were over on a day.

    :param way: rows that were worked out in another way say nothing
    """
    return [
        Foreseen(period_id, (kind, number), *amounts)
        for period_id, kind, number, *amounts in env.execute_query(
            SQL(
                """SELECT period.id,
                          CASE record.kind WHEN %(person)s THEN %(person)s ELSE %(team)s END,
                          CASE record.kind WHEN 'company' THEN %(whole)s
                               ELSE COALESCE(record.user_id, record.team_id) END,
                          record.pipeline::float8, record.rhythm::float8,
                          COALESCE(record.came, 0)::float8,
                          COALESCE(record.deals_expected, 0)::float8,
                          COALESCE(record.deals_variance, 0)::float8,
                          COALESCE(record.deals_won, 0)::float8,
                          COALESCE(record.deals_sensitivity, 0)::float8,
                          COALESCE(record.is_learned, FALSE)
                     FROM sales_landing_record record
                     JOIN sales_forecast_period period ON period.id = record.period_id
                    WHERE record.company_id = %(company)s AND record.horizon = %(horizon)s
                      AND record.way = %(way)s AND period.date_to <= %(day)s
                    ORDER BY record.id""",
                person=PERSON,
                team=TEAM,
                whole=COMPANY,
                company=company_id,
                horizon=horizon,
                way=way,
                day=day,
            )
        )
    ]


def read_won_months(env, relation: SQL, first: date, last: date) -> list[tuple]:
    """Read what was won in each month between two days, by who has the deals.

    :param relation: deals, see ``forecast.get_relation``
    :return: ``[(user id, team id, first day of the month, amount as float), …]``
    """
    return _execute(
        env,
        SQL(
            """SELECT user_id, team_id, date_trunc('month', day)::date, SUM(amount)::float8
                 FROM (%s) deal
                WHERE status = 'won' AND day BETWEEN %s AND %s
                GROUP BY 1, 2, 3""",
            relation,
            first,
            last,
        ),
    )


def read_won_days(env, relation: SQL, first: date, last: date) -> dict[date, float]:
    """Read what was won on each day between two days, by all together."""
    return dict(
        _execute(
            env,
            SQL(
                """SELECT day, SUM(amount)::float8
                     FROM (%s) deal
                    WHERE status = 'won' AND day BETWEEN %s AND %s
                    GROUP BY 1""",
                relation,
                first,
                last,
            ),
        )
    )


def read_won_of(env, numbers, moment: datetime, first: date, last: date) -> dict[int, float]:
    """Read which of some deals were won between two days, as known at a moment in UTC.

    :return: amounts by numbers of deals
    """
    return dict(
        _execute(
            env,
            SQL(
                """SELECT version.deal_number, version.amount::float8
                     FROM crm_lead_history version
                     JOIN res_company company ON company.id = version.closed_company_id
                    WHERE version.status = 'won' AND version.deal_number IN %s AND %s
                      AND %s BETWEEN %s AND %s""",
                tuple(numbers) or (None,),
                is_valid_at(moment, "version"),
                local_day(SQL("version.closed_at")),
                first,
                last,
            ),
        )
    )


def read_first_closing(env, company_ids) -> datetime | None:
    """Read when the first deal of companies was won or lost, in UTC; None where none is."""
    [(moment,)] = _execute(
        env,
        SQL(
            """SELECT MIN(closed_at) FROM crm_lead_history
                WHERE status IN ('won', 'lost') AND company_id IN %s""",
            tuple(company_ids) or (None,),
        ),
    )
    return moment


def _execute(env, query: SQL) -> list[tuple]:
    env["crm.lead"].flush_model()
    return env.execute_query(query)
