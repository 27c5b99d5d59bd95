"""The live figures of forecasts: grouped sums over deals, as they are or as they were."""

from collections import namedtuple

from odoo.tools import SQL

from .deals import deals_as_of, deals_now

#: Sums over deals of one owner, team and category role. ``bucket`` says which deals: ``period``
#: (won in it, or expected to close in it), ``overdue`` (open, should have closed before it) or
#: ``undated`` (open, without an expected closing).
DealSum = namedtuple("DealSum", "bucket user_id team_id role amount weighted included count")

#: Columns of a deal that a worksheet shows.
DEAL_COLUMNS = (
    "id",
    "name",
    "status",
    "amount",
    "weighted",
    "probability",
    "stage_id",
    "day",
    "user_id",
    "team_id",
    "category_id",
    "role",
    "is_included",
    "partner_id",
)

#: Conditions of open deals that belong to no period: expected too long ago, or without a date.
OVERDUE, UNDATED = "overdue", "undated"


def get_relation(env, company_ids, moment=None):
    """Return the relation of deals as of a moment, or as they are if none is given."""
    if moment is None:
        return deals_now(env, company_ids)
    return deals_as_of(env, company_ids, moment)


def read_sums(env, relation, date_from, date_to, today):
    """Read the sums of the deals of a period, of all people and teams at once.

    :param relation: see :func:`get_relation`
    :param today: open deals expected before it, and before the period, are overdue
    :return: :class:`DealSum` rows
    """
    return [
        DealSum(*row)
        for row in env.execute_query(
            SQL(
                """
                WITH placed AS (
                    SELECT *,
                           CASE WHEN day BETWEEN %(first)s AND %(last)s THEN 'period'
                                WHEN status = 'open' AND day IS NULL THEN 'undated'
                                WHEN status = 'open' AND day < LEAST(%(first)s, %(today)s)
                                THEN 'overdue' END AS bucket
                      FROM (%(relation)s) deal
                     WHERE status IN ('open', 'won')
                )
                SELECT bucket, user_id, team_id, role, SUM(amount), SUM(weighted),
                       COALESCE(SUM(amount) FILTER (WHERE is_included), 0), COUNT(*)
                  FROM placed
                 WHERE bucket IS NOT NULL
                 GROUP BY bucket, user_id, team_id, role
                """,
                first=date_from,
                last=date_to,
                today=today,
                relation=relation,
            )
        )
    ]


def owned_by(user_id):
    """Return the condition of the deals in a person's forecast."""
    return SQL("user_id = %s", user_id)


def of_nobody(team_ids, user_ids):
    """Return the condition of the deals that count for a team but in no person's forecast.

    :param team_ids: ids of the team and of the teams that it stands for
    :param user_ids: ids of the people whose deals count in their own forecasts
    """
    return SQL(
        "team_id IN %s AND (user_id IS NULL OR user_id NOT IN %s)",
        tuple(team_ids),
        tuple(user_ids) or (0,),
    )


def of_no_team(team_ids, user_ids):
    """Return the condition of the deals that count for the company but in no forecast below it.

    :param team_ids: ids of all teams that deals may count in
    :param user_ids: as for :func:`of_nobody`
    """
    return SQL(
        "(team_id IS NULL OR team_id NOT IN %s) AND (user_id IS NULL OR user_id NOT IN %s)",
        tuple(team_ids) or (0,),
        tuple(user_ids) or (0,),
    )


def read_deals(env, relation, date_from, date_to, condition):
    """Read the deals of a period of one forecast.

    :param condition: see :func:`owned_by` and :func:`of_nobody`
    :return: a list of ``{column: value}``, see ``DEAL_COLUMNS``, the largest first
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT %(columns)s FROM (%(relation)s) deal
             WHERE status IN ('open', 'won') AND day BETWEEN %(first)s AND %(last)s
               AND %(condition)s
             ORDER BY amount DESC, id
            """,
            columns=SQL(", ").join(map(SQL.identifier, DEAL_COLUMNS)),
            relation=relation,
            first=date_from,
            last=date_to,
            condition=condition,
        )
    )
    return [dict(zip(DEAL_COLUMNS, row, strict=True)) for row in rows]


def select_strays(relation, condition, kind, date_from, today):
    """Return the query for the numbers of the deals that are overdue or without a date.

    :param relation: deals, see :func:`get_relation`
    :param condition: the deals of one forecast, see :func:`owned_by`
    :param kind: overdue (expected before the period and before today) or undated
    """
    if kind == UNDATED:
        is_stray = SQL("day IS NULL")
    else:
        is_stray = SQL("day < LEAST(%s, %s)", date_from, today)
    return SQL(
        """
        SELECT id FROM (%(relation)s) deal
         WHERE status = 'open' AND %(is_stray)s AND %(condition)s
        """,
        relation=relation,
        is_stray=is_stray,
        condition=condition,
    )


def read_latest_submissions(env, forecast_ids, moment=None):
    """Return the id of the last submission of each forecast, before a moment if one is given.

    :return: ``{forecast id: submission id}``
    """
    env["sales.forecast.submission"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT ON (forecast_id) forecast_id, id
              FROM sales_forecast_submission
             WHERE forecast_id IN %s AND %s
             ORDER BY forecast_id, date DESC, id DESC
            """,
            tuple(forecast_ids) or (None,),
            SQL("TRUE") if moment is None else SQL("date <= %s", moment),
        )
    )
    return dict(rows)
