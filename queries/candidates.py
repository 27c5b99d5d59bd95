"""What the values of a dimension had, for choosing among them."""

from odoo.tools import SQL

from .dimensions import BY_CODE
from .facts.read import fact_query


def value_facts(frame, code, table):
    """The sum of a plan's facts for each value of a dimension; in a hierarchy with all that is
    below the value.

    Columns: ``value_id``, ``amount``.

    :param frame: whose facts, as ``PlanFrame``
    :param code: of the dimension
    :param table: of the dimension's values
    """
    dimension = BY_CODE[code]
    value = SQL.identifier("fact", dimension.field)
    facts = fact_query(frame.facts([code]))
    if not dimension.hierarchical:
        return SQL(
            "SELECT %s AS value_id, SUM(fact.value) AS amount FROM (%s) fact GROUP BY %s",
            value,
            facts,
            value,
        )
    return SQL(
        """SELECT above.id AS value_id, SUM(fact.value) AS amount
             FROM (%s) fact
             JOIN %s itself ON itself.id = %s
             JOIN %s above ON itself.parent_path LIKE above.parent_path || '%%'
            GROUP BY above.id""",
        facts,
        SQL.identifier(table),
        value,
        SQL.identifier(table),
    )
