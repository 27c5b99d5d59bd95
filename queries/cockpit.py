"""Figures of some rows of a plan in a span: their targets by period, their facts by day."""

from collections.abc import Collection, Iterable

from odoo.tools import SQL

from .facts.question import FactQuery
from .facts.read import fact_query
from .plans import net_targets


def row_targets(plan_id: int, depth: int, row_ids: Collection[int]) -> SQL:
    """The effective targets of rows by period: where a row has none, what is planned below it.

    Columns: ``row_id``, ``period_id``, ``amount``.

    :param depth: the highest number of rows above a target
    """
    return SQL(
        """SELECT place.asked_id AS row_id, net.period_id, SUM(net.amount) AS amount
             FROM (SELECT node.id, above.id::integer AS asked_id
                     FROM sales_plan_allocation node
                    CROSS JOIN LATERAL unnest(
                          string_to_array(rtrim(node.parent_path, '/'), '/')) above (id)
                    WHERE node.plan_id = %(plan)s AND above.id::integer IN %(rows)s) place
             JOIN (%(targets)s) net ON net.allocation_id = place.id
            GROUP BY place.asked_id, net.period_id""",
        plan=plan_id,
        rows=tuple(row_ids) or (None,),
        targets=net_targets((plan_id,), depth),
    )


def labelled_sums(questions: Iterable[tuple[str, FactQuery]]) -> SQL:
    """Sums of facts of several questions at once.

    Columns: ``label``, ``date`` (NULL where the question has no grain), ``value``, ``rows`` (how
    many facts there are).

    :param questions: ``(label, question)``; several with one label are added up
    """
    return SQL(
        "SELECT label, date, SUM(value)::float8, SUM(rows)::integer FROM (%s) fact GROUP BY 1, 2",
        SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS label, %s AS date, found.value, found.rows FROM (%s) found",
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
