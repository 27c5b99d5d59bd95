"""The SQL of facts: what counts as won, ordered, invoiced, collected, what is in the pipeline, and
what is still to be invoiced and collected.

This module builds queries; it reads nothing and applies no record rules. ``sales.actual``, the plan
report, the figures of rows and the wizards all take their facts from here, so that they agree to
the cent.

Facts that are only summed are grouped once, by exactly the columns asked for, before anything is
joined to them: that makes a year with a million invoice lines quick to read. If no product is asked
for, invoices are summed from their headers and deals as a whole, see ``documents.py``.

Every fact has one row id that is stable and fits 53 bits: the id of its line times eight plus the
number of its basis; a collected fact combines reconciliation and invoice line, deals and their
products take turns, see ``deals.py``.
"""

from dataclasses import replace

from odoo.tools import SQL

from ..dimensions import BY_CODE, DETAILS
from .address import address_join
from .documents import get_sources
from .question import AT_DOCUMENT_RATES, RAW_COLUMNS, RES_MODELS, UNKNOWN_MEASURES, FactQuery
from .source import Source, scope_conditions, value_of, where

#: The column of a source that a measure sums; margins are told apart in :func:`_measure`.
MEASURED_COLUMNS = {
    "revenue": "amount",
    "quantity": "quantity",
    "count": "count",
    "recurring": "recurring_amount",
}


def fact_query(query: FactQuery) -> SQL:
    """Return the SELECT of the facts asked for.

    Columns: raw queries return :data:`RAW_COLUMNS`, ``value`` and all dimensions; others
    return the wanted dimensions and details, ``date`` if there is a grain, ``value`` (the sum of
    the measure), the sums of measures beside it, and ``rows`` (how many facts were summed); of
    facts that are not summed ``value`` and measures are their own.
    """
    return SQL(" UNION ALL ").join(_select(query, source) for source in get_sources(query))


def _select(query: FactQuery, source: Source) -> SQL:
    """The facts of one source, raw or grouped by the columns asked for."""
    native, source = source, _convert(query, source)
    columns = [
        SQL("%s AS %s", value_of(dimension, query.basis), SQL.identifier(dimension.field))
        for dimension in query.wanted
    ]
    grouping = SQL()
    if query.raw:
        named = {"res_model": SQL("%s", RES_MODELS[query.basis]), **source.columns}
        columns += [SQL("%s AS %s", named[name], SQL.identifier(name)) for name in RAW_COLUMNS]
        columns += [
            SQL("%s AS %s", value, SQL.identifier(name))
            for name, value in _name_measures(query, source, native).items()
        ]
    else:
        columns += [*_details(query, source), *_day(query, source)]
        if query.is_summed:
            grouping = _group_by(len(columns))
        columns += _measures(query, source, native)
    return SQL(
        "SELECT %s FROM %s %s %s %s",
        SQL(", ").join(columns),
        source.tables,
        _lookups(query),
        where([*source.conditions, *scope_conditions(query)]),
        grouping,
    )


def _convert(query: FactQuery, source: Source, by_day: bool = False) -> Source:
    """The same facts in the currency that is asked for."""
    if not query.exchange:
        return source
    return replace(source, columns=query.exchange.convert(source.columns, by_day))


def _details(query: FactQuery, source: Source) -> list[SQL]:
    """The columns of what documents say besides dimensions; from the registry, as these."""
    columns = []
    for name in query.details:
        value = SQL(DETAILS[name][query.basis])  # pylint: disable=sql-injection
        if name == "currency_rate" and query.exchange:
            value = query.exchange.unconverted(value, source.columns)
        columns.append(SQL("%s AS %s", value, SQL.identifier(name)))
    return columns


def _day(query: FactQuery, source: Source) -> list[SQL]:
    """The column of the day or month that facts are grouped by, if a grain is asked for."""
    if query.grain == "month":
        return [SQL("date_trunc('month', %s::timestamp)::date AS date", source.columns["date"])]
    return [SQL("%s AS date", source.columns["date"])] if query.grain else []


def _group_by(count: int) -> SQL:
    """Group by the first ``count`` columns; without any, leave out the row of an empty sum."""
    if not count:
        return SQL("HAVING COUNT(*) > 0")
    return SQL("GROUP BY %s", SQL(", ").join(SQL(str(n)) for n in range(1, count + 1)))


def _lookups(query: FactQuery) -> SQL:
    """The joins that dimensions need: the commercial partner, the address, the template."""
    joins = []
    if "address" in query.aliases:
        joins.append(address_join(query.basis))
    if "partner" in query.aliases:
        customer = value_of(BY_CODE["customer"], query.basis)
        joins.append(SQL("LEFT JOIN res_partner partner ON partner.id = %s", customer))
    if "template" in query.aliases:
        product = value_of(BY_CODE["product"], query.basis)
        joins.append(SQL("LEFT JOIN product_product product ON product.id = %s", product))
        joins.append(
            SQL("LEFT JOIN product_template template ON template.id = product.product_tmpl_id")
        )
    return SQL(" ").join(joins)


def _name_measures(query: FactQuery, source: Source, native: Source) -> dict[str, SQL]:
    """What is measured of each fact, by the names of the columns.

    :param native: the facts in the currencies of their companies
    """
    named = {"value": _measure(query, source)}
    for name in query.beside:
        if name == AT_DOCUMENT_RATES:
            named[name] = _measure(query, _convert(query, native, by_day=True))
        else:
            named[name] = _measure(query, source, name)
    return named


def _measures(query: FactQuery, source: Source, native: Source) -> list[SQL]:
    """The columns of what is measured: sums with the number of facts, or each fact's own."""
    named = _name_measures(query, source, native)
    template = "SUM(%s) AS %s" if query.is_summed else "%s AS %s"
    columns = [SQL(template, value, SQL.identifier(name)) for name, value in named.items()]
    return [*columns, _rows(source)] if query.is_summed else columns


def _rows(source: Source) -> SQL:
    return SQL("%s AS rows", source.columns.get("rows", SQL("COUNT(*)")))


def _measure(query: FactQuery, source: Source, name: str | None = None) -> SQL:
    """The SQL of a measure; that of the question unless another one is named."""
    name = name or query.measure
    if name in UNKNOWN_MEASURES.get(query.basis, ()):
        return SQL("NULL::numeric")
    if name == "margin":
        return SQL("(%s) - (%s)", source.columns["amount"], source.columns["cost"])
    return source.columns[MEASURED_COLUMNS[name]]
