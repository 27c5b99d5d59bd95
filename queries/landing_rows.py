"""Facts of the rows of a plan, by day or by deal: what landings of rows are made of."""

from odoo.tools import SQL

from .facts.question import FactQuery
from .facts.read import fact_query
from .plans import PlanFrame, deepest_row, row_joins


def rows_state(plan_id: int) -> SQL:
    """Return what changes whenever rows of a plan do: how many there are, and the last change."""
    return SQL(
        """SELECT COUNT(*), MAX(write_date)::text
             FROM sales_plan_allocation WHERE plan_id = %s""",
        plan_id,
    )


def row_sums(frame: PlanFrame, query: FactQuery, *names: str) -> SQL:
    """Return sums of facts by the deepest row that they fall under, each fact once.

    Columns: ``row_id``, the named columns of the facts, ``value``.

    :param query: a question by the plan's levels, see ``PlanFrame.facts``
    :param names: columns of the facts to group by: ``date``, ``res_id``
    """
    columns = [deepest_row(frame), *(SQL.identifier("fact", name) for name in names)]
    return SQL(
        "SELECT %s, SUM(fact.value)::float8 FROM (%s) fact %s GROUP BY %s",
        SQL(", ").join(columns),
        fact_query(query),
        row_joins(frame),
        SQL(", ").join(SQL(str(place)) for place in range(1, len(columns) + 1)),
    )


def row_sums_of_each(frame: PlanFrame, queries) -> SQL:
    """Return the sums of several questions at once: ``number`` of the question from 0 on,
    ``row_id``, ``value``, see :func:`row_sums`."""
    return SQL(" UNION ALL ").join(
        SQL("(SELECT %s AS number, sums.* FROM (%s) sums)", number, row_sums(frame, query))
        for number, query in enumerate(queries)
    )
