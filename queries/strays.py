"""Open deals of a forecast that are in no period, because of their expected closing."""

from odoo.tools import SQL

#: What is wrong with their expected closing.
OVERDUE, UNDATED = "overdue", "undated"


def read_strays(env, relation, condition, kind, date_from, today):
    """Read the numbers of the deals that are counted as overdue or without a date.

    :param relation: deals, see ``forecast_query.get_relation``
    :param condition: of which forecast, see ``forecast_query.owned_by``
    :param kind: overdue (expected before the period and before today) or undated
    """
    if kind == UNDATED:
        is_stray = SQL("day IS NULL")
    else:
        is_stray = SQL("day < LEAST(%s, %s)", date_from, today)
    rows = env.execute_query(
        SQL(
            """
            SELECT id FROM (%(relation)s) deal
             WHERE status = 'open' AND %(is_stray)s AND %(condition)s
             ORDER BY id
            """,
            relation=relation,
            is_stray=is_stray,
            condition=condition,
        )
    )
    return [number for (number,) in rows]
