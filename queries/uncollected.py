"""What was invoiced and is not collected yet, of rows of a plan."""

from collections.abc import Mapping

from odoo.tools import SQL

from .dimensions import BY_CODE
from .facts.question import FactQuery
from .facts.read import fact_query


def uncollected(query: FactQuery, rows: Mapping[int, list]) -> SQL:
    """Return what is open of invoiced facts, one column for each row, in the order of ``rows``.

    Of a line as much is open as of its document: the untaxed amount times the residual by the
    total. A credit note that is not matched yet takes away.

    :param query: the question for the facts of a plan, by invoices
    :param rows: of each row the values that its facts have: ``[(dimension code, ids), …]``
    """
    sums = [
        SQL(
            """SUM(fact.amount * move.amount_residual / NULLIF(move.amount_total, 0))
                   FILTER (WHERE %s)""",
            SQL(" AND ").join(
                [
                    SQL("TRUE"),
                    *(
                        SQL(
                            "%s IN %s",
                            SQL.identifier("fact", BY_CODE[code].field),
                            tuple(ids) or (None,),
                        )
                        for code, ids in values
                    ),
                ]
            ),
        )
        for values in rows.values()
    ]
    return SQL(
        """SELECT %s
             FROM (%s) fact
             JOIN account_move move ON move.id = fact.res_id AND move.amount_residual <> 0""",
        SQL(", ").join(sums),
        fact_query(query.as_raw()),
    )
