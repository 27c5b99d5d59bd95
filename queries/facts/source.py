"""What all sources of facts have in common: their shape, conditions, days, quantities, ids."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from odoo.tools import SQL

from ..dimensions import BY_CODE, EVERY_BASIS, Dimension
from .question import FactQuery


@dataclass(frozen=True)
class Source:
    """One source of facts: its FROM clause, its filters, its columns by name."""

    tables: SQL
    conditions: list[SQL]
    columns: dict[str, SQL] = field(default_factory=dict)


def where(conditions: Iterable[SQL]) -> SQL:
    """Return the WHERE clause of several conditions, empty if there are none."""
    conditions = list(conditions)
    return SQL("WHERE %s", SQL(" AND ").join(conditions)) if conditions else SQL()


def company_condition(query: FactQuery, expression: SQL) -> list[SQL]:
    """Return the condition that a company is among those asked for; none where all are."""
    if query.company_ids is None:
        return []
    return [SQL("%s IN %s", expression, tuple(query.company_ids) or (None,))]


def value_of(dimension: Dimension, basis: str) -> SQL:
    """Return the SQL of a dimension's value; from the registry, never from a user."""
    return SQL(dimension.sources[basis])  # pylint: disable=sql-injection


def scope_conditions(query: FactQuery, table: str = "") -> list[SQL]:
    """Return the conditions that facts match the scope, and are of no customer left out.

    :param table: an alias; only the conditions that read nothing but this, for what is summed up
        before all of them are known
    """
    conditions = [
        SQL("%s IN %s", value_of(BY_CODE[code], query.basis), tuple(ids) or (None,))
        for code, ids in query.scope
        if _reads_only(code, query, table)
    ]
    if query.excluded and _reads_only("customer", query, table):
        customer = value_of(BY_CODE["customer"], query.basis)
        conditions.append(SQL("COALESCE(%s NOT IN %s, TRUE)", customer, query.excluded))
    return conditions


def _reads_only(code: str, query: FactQuery, table: str) -> bool:
    """Whether the value of a dimension is read from a table; from any, if none is named."""
    return BY_CODE[code].sources[query.basis].startswith(table and f"{table}.")


def date_conditions(query: FactQuery, expression: SQL) -> list[SQL]:
    """Return the conditions that a day is within the span asked for."""
    conditions = []
    if query.date_from:
        conditions.append(SQL("%s >= %s", expression, query.date_from))
    if query.date_to:
        conditions.append(SQL("%s <= %s", expression, query.date_to))
    return conditions


def rounded(expression: SQL, currency: str = "currency") -> SQL:
    """Round to the smallest coin of a currency, half away from zero, as the ORM does."""
    rounding = SQL.identifier(currency, "rounding")
    return SQL("ROUND((%s) / %s) * %s", expression, rounding, rounding)


def share_out(exact: SQL, whole: SQL, document: SQL, line: SQL) -> SQL:
    """Return a line's share of a document's amount in whole coins, by the largest remainder.

    Shares add up to the document's amount, rounded half away from zero; ties go to the earlier
    line. Lines without an amount have none.

    :param exact: the line's amount in coins, with its fraction
    :param whole: the sum of all lines' amounts in coins: not of ``exact``, whose last digits are
        not exact
    :param document: the columns that tell documents apart
    :param line: the column that orders the lines of a document
    """
    return SQL(
        """(FLOOR(%(exact)s) + CASE WHEN
            ROW_NUMBER() OVER (
                PARTITION BY %(document)s
                ORDER BY %(exact)s - FLOOR(%(exact)s) DESC NULLS LAST, %(line)s)
            <= ROUND(%(whole)s) - SUM(FLOOR(%(exact)s)) OVER (PARTITION BY %(document)s)
            THEN 1 ELSE 0 END)""",
        exact=exact,
        whole=whole,
        document=document,
        line=line,
    )


def fact_id(expression: SQL, basis: str) -> SQL:
    """Return the id of a fact from that of its line, see ``read.py``."""
    return SQL("%s * 8 + %s", expression, EVERY_BASIS.index(basis))


def pieces(quantity: SQL, sign: SQL, condition: SQL | None = None) -> SQL:
    """Return how many pieces of a quantity were sold: all of them, or none.

    None where amount and quantity have different signs: what a discount or a reward takes off is
    money, whatever the quantity of its line.

    :param sign: the line's quantity, in any unit, times its amount
    :param condition: what else has to hold for the line to sell pieces
    """
    return SQL(
        "CASE WHEN %s >= 0 AND %s THEN %s ELSE 0 END", sign, condition or SQL("TRUE"), quantity
    )


def unit_joins(line: str, unit: str) -> SQL:
    """The joins that :func:`reference_quantity` needs: ``line_unit``, and the product's unit.

    Joins, not a subquery for each line, which a million lines take ten times as long with. Nobody
    pays for them where no quantity is read: PostgreSQL leaves out what nothing is read of.
    """
    return SQL(
        """LEFT JOIN uom_uom line_unit ON line_unit.id = %s
           LEFT JOIN product_product unit_product ON unit_product.id = %s
           LEFT JOIN product_template unit_template
             ON unit_template.id = unit_product.product_tmpl_id
           LEFT JOIN uom_uom product_unit ON product_unit.id = unit_template.uom_id""",
        SQL.identifier(line, unit),
        SQL.identifier(line, "product_id"),
    )


def reference_quantity(line: str, quantity: str) -> SQL:
    """A line's quantity in the product's reference unit, beside :func:`unit_joins`; lines without a
    product as they are."""
    return SQL(
        "%s * COALESCE(line_unit.factor / NULLIF(product_unit.factor, 0), 1)",
        SQL.identifier(line, quantity),
    )
