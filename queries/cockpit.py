"""Figures of some rows of a plan in a span: their targets by period, their facts by day."""

from collections.abc import Collection, Iterable

from odoo.tools import SQL

from .facts.question import FactQuery
from .facts.read import fact_query


def row_targets(plan_id: int, row_ids: Collection[int]) -> SQL:
    """The effective targets of rows by period: where a row has none, what is planned below it.

    It goes down from the rows that are asked for, in each period no further than to the first
    target: mostly these rows have one.

    Columns: ``row_id``, ``period_id``, ``amount``.
    """
    return SQL(
        """SELECT cell.row_id, cell.period_id, SUM(cell.amount) AS amount
             FROM (WITH RECURSIVE cell (row_id, node_id, period_id, amount) AS (
                       SELECT node.id, node.id, period.id, target.amount
                         FROM sales_plan_allocation node
                         JOIN sales_plan_period period ON period.plan_id = node.plan_id
                         LEFT JOIN sales_plan_target target
                           ON target.allocation_id = node.id AND target.period_id = period.id
                        WHERE node.plan_id = %s AND node.id IN %s
                        UNION ALL
                       SELECT cell.row_id, node.id, cell.period_id, target.amount
                         FROM cell
                         JOIN sales_plan_allocation node ON node.parent_id = cell.node_id
                         LEFT JOIN sales_plan_target target
                           ON target.allocation_id = node.id AND target.period_id = cell.period_id
                        WHERE cell.amount IS NULL)
                   SELECT * FROM cell) cell
            WHERE cell.amount IS NOT NULL
            GROUP BY cell.row_id, cell.period_id""",
        plan_id,
        tuple(row_ids) or (None,),
    )


def labelled_sums(questions: Iterable[tuple[str, FactQuery]]) -> SQL:
    """Sums of facts of several questions at once.

    Columns: ``label``, ``date`` (NULL where the question has no grain), ``value``.

    :param questions: ``(label, question)``; several with one label are added up
    """
    return SQL(
        "SELECT label, date, SUM(value)::float8 FROM (%s) fact GROUP BY 1, 2",
        SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS label, %s AS date, found.value FROM (%s) found",
                label,
                SQL("found.date") if query.grain else SQL("NULL::date"),
                fact_query(query),
            )
            for label, query in questions
        ),
    )


def facts_by_customer(questions: Iterable[FactQuery]) -> SQL:
    """Sums of facts by customer; facts without one are left out.

    Columns: ``partner_id``, ``value``.

    :param questions: questions by the dimension of customers; what they find is added up
    """
    return SQL(
        """SELECT found.partner_id, SUM(found.value)::float8
             FROM (%s) found
            WHERE found.partner_id IS NOT NULL AND found.value IS NOT NULL
            GROUP BY found.partner_id""",
        SQL(" UNION ALL ").join(
            SQL("SELECT part.partner_id, part.value FROM (%s) part", fact_query(query))
            for query in questions
        ),
    )


def facts_by_value(questions: Iterable[tuple[str, FactQuery]], field: str) -> SQL:
    """Sums of facts of several questions by one of their dimensions.

    Columns: ``label``, ``value_id`` (NULL for facts without), ``value``.

    :param questions: ``(label, question)`` by that dimension; several with one label are added up
    :param field: the column of the dimension
    """
    return SQL(
        "SELECT label, value_id, SUM(value)::float8 FROM (%s) fact GROUP BY 1, 2",
        SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS label, %s AS value_id, found.value FROM (%s) found",
                label,
                SQL.identifier("found", field),
                fact_query(query),
            )
            for label, query in questions
        ),
    )


def largest_by_owner(amounts: SQL, most: int) -> SQL:
    """Amounts by whose they are, and the ids of the largest of all, which are all read once.

    Columns: ``user_id``, ``team_id``, ``count``, ``amount``, ``ids`` (the same in each row).

    :param amounts: a relation of ids, users, teams and amounts
    """
    return SQL(
        """WITH found (id, user_id, team_id, amount) AS MATERIALIZED (%s)
           SELECT user_id, team_id, COUNT(*) AS count, SUM(amount) AS amount,
                  ARRAY(SELECT id FROM found ORDER BY amount DESC, id LIMIT %s) AS ids
             FROM found GROUP BY user_id, team_id""",
        amounts,
        most,
    )
