"""The SQL of what is cleaned from a history: documents one by one, and when customers bought."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from odoo.tools import SQL

from .dimensions import BY_CODE
from .facts.question import FactQuery
from .facts.read import fact_query

#: ``(number, first day, last day)``
Spans = Sequence[tuple[int, date, date]]


def _span_join(spans: Spans) -> SQL:
    return SQL(
        """JOIN (VALUES %s) span (number, first_day, last_day)
             ON fact.date BETWEEN span.first_day AND span.last_day""",
        SQL(", ").join(SQL("(%s, %s::date, %s::date)", *span) for span in spans),
    )


def documents(query: FactQuery, spans: Spans) -> SQL:
    """Return the documents of customers in some spans: number, name, customer and amount, each
    once, whatever spans it is in. Amounts are decimals as text."""
    days = SQL(" OR ").join(
        SQL("fact.date BETWEEN %s AND %s", first, last) for __, first, last in spans
    )
    return SQL(
        """SELECT fact.res_id, MIN(fact.reference), fact.partner_id, SUM(fact.value)::text
             FROM (%s) fact
            WHERE fact.partner_id IS NOT NULL AND (%s)
            GROUP BY fact.res_id, fact.partner_id HAVING SUM(fact.value) IS NOT NULL""",
        fact_query(query.as_raw()),
        days,
    )


def sales_of_documents(
    query: FactQuery, spans: Spans, codes: Sequence[str], numbers: Collection[int]
) -> SQL:
    """Return the facts of some documents by span and by the values of dimensions, summed. Amounts
    are decimals as text."""
    values = [SQL.identifier("fact", BY_CODE[code].field) for code in codes]
    return SQL(
        """SELECT span.number, SUM(fact.value)::text %s
             FROM (%s) fact %s
            WHERE fact.res_id IN %s
            GROUP BY %s HAVING SUM(fact.value) IS NOT NULL""",
        SQL("").join(SQL(", %s", value) for value in values),
        fact_query(query.as_raw()),
        _span_join(spans),
        tuple(numbers) or (None,),
        SQL(", ").join([SQL("span.number"), *values]),
    )


def last_purchases(query: FactQuery, until: date) -> SQL:
    """Return the day on which each customer bought something last, up to a day."""
    day = replace(query, dimensions=frozenset({"customer"}), grain="day", date_from=None)
    return SQL(
        """SELECT fact.partner_id, MAX(fact.date) FROM (%s) fact
            WHERE fact.value > 0 AND fact.partner_id IS NOT NULL GROUP BY fact.partner_id""",
        fact_query(replace(day, date_to=until)),
    )
