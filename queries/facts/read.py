"""The SQL of facts: what counts as won, ordered, invoiced, collected, and what is in the pipeline.

This module builds queries; it reads nothing and knows no rules. ``sales.actual``, the plan
report, the figures of allocations and the wizards all take their facts from here, so that they
agree to the cent.

Where facts are only summed they are grouped once, by exactly what is asked, before anybody joins
or regroups them: that is what makes a year of a million invoice lines quick to read. Where no
product is asked, invoices are summed from their headers and deals as a whole, see ``fact_arms.py``.

Every fact has one row id that is stable and fits 53 bits: the id of its line times eight plus the
number of its basis; a collected fact combines reconciliation and invoice line, deals and their
products take turns, see ``fact_deal_arms.py``.
"""

from dataclasses import dataclass, replace
from datetime import date

from odoo.tools import SQL

from ..dimensions import (
    BY_CODE,
    COLLECTED,
    DIMENSIONS,
    INVOICED,
    ORDERED,
    PIPELINE,
    WON,
    Dimension,
)
from .documents import get_arms
from .source import Arm, where

#: What is counted, as an expression over the columns of an arm.
MEASURES = {
    "revenue": "amount",
    "margin": "amount - cost",
    "quantity": "quantity",
    "count": "count",
}
#: Columns of a raw fact besides its dimensions, in the order of every arm.
RAW_COLUMNS = (
    "id",
    "date",
    "invoice_date",
    "company_id",
    "currency_id",
    "amount",
    "weighted_amount",
    "recurring_amount",
    "cost",
    "quantity",
    "count",
    "res_id",
    "line_id",
    "reference",
)
RES_MODELS = {
    INVOICED: "account.move",
    COLLECTED: "account.move",
    ORDERED: "sale.order",
    WON: "crm.lead",
    PIPELINE: "crm.lead",
}
#: Measures that a basis cannot answer: deals have no costs.
UNKNOWN_MEASURES = {WON: ("margin",), PIPELINE: ("margin",)}


@dataclass(frozen=True)
class FactQuery:
    """What is asked of the facts of one basis.

    :param basis: one of ``tools.dimensions.BASES``
    :param dimensions: codes of the dimensions to return; None for all
    :param measure: key of :data:`MEASURES`, summed into the column ``value``
    :param company_ids: companies whose facts count; None for all
    :param date_from: first day, or None
    :param date_to: last day, or None
    :param date_column: ``date`` (accounting date) or ``invoice_date``, for invoices
    :param grain: ``day`` or ``month`` to return the column ``date`` at that grain, None to leave
        time out of the grouping
    :param scope: ``((dimension code, ids), …)`` that facts must match; for a hierarchical
        dimension ids of all descendants too
    :param has_cogs: whether invoices may carry cost-of-sales entries (``cogs_origin_id`` exists)
    :param raw: return facts one by one, with :data:`RAW_COLUMNS`
    """

    basis: str
    dimensions: frozenset | None = None
    measure: str = "revenue"
    company_ids: tuple[int, ...] | None = None
    date_from: date | None = None
    date_to: date | None = None
    date_column: str = "date"
    grain: str | None = None
    scope: tuple[tuple[str, tuple[int, ...]], ...] = ()
    has_cogs: bool = False
    raw: bool = False

    def as_raw(self) -> "FactQuery":
        """The same facts one by one, each with the plan's measure as ``value``."""
        return replace(self, dimensions=None, grain=None, raw=True)

    @property
    def wanted(self) -> tuple[Dimension, ...]:
        """The declared dimensions to return, in the registry's order."""
        return tuple(
            dimension
            for dimension in DIMENSIONS
            if self.dimensions is None or dimension.code in self.dimensions
        )

    @property
    def aliases(self) -> set[str]:
        """Aliases that the wanted and the scoped dimensions read, see ``tools/dimensions.py``."""
        codes = {dimension.code for dimension in self.wanted} | {code for code, __ in self.scope}
        return {BY_CODE[code].sources[self.basis].partition(".")[0] for code in codes}

    @property
    def by_product(self) -> bool:
        """Whether the answer depends on the lines of documents, not on their headers alone."""
        return (
            self.raw
            or not self.aliases.isdisjoint(("line", "template"))
            or self.measure not in ("revenue", "count")
        )


def fact_query(query: FactQuery) -> SQL:
    """Return the SELECT of the facts asked for.

    Columns: raw queries return :data:`RAW_COLUMNS`, ``value`` and all dimensions; others
    return the wanted dimensions, ``date`` if there is a grain, ``value`` (the sum of the measure)
    and ``rows`` (how many facts were summed).
    """
    return SQL(" UNION ALL ").join(_select(query, arm) for arm in get_arms(query))


def _source(dimension: Dimension, basis: str) -> SQL:
    """The SQL of a dimension's value; from the registry, never from a user."""
    return SQL(dimension.sources[basis])  # pylint: disable=sql-injection


def _select(query: FactQuery, arm: Arm) -> SQL:
    """The facts of one arm: raw, or grouped by what is asked."""
    columns = [
        SQL("%s AS %s", _source(dimension, query.basis), SQL.identifier(dimension.field))
        for dimension in query.wanted
    ]
    grouping = SQL()
    if query.raw:
        columns += [
            SQL("%s AS %s", arm.columns[name], SQL.identifier(name)) for name in RAW_COLUMNS
        ]
        columns.append(SQL("%s AS value", _measure(query, arm)))
    else:
        columns += _day(query, arm)
        grouping = _group_by(len(columns))
        columns += [SQL("SUM(%s) AS value", _measure(query, arm)), _rows(arm)]
    return SQL(
        "SELECT %s FROM %s %s %s %s",
        SQL(", ").join(columns),
        arm.source,
        _lookups(query),
        where([*arm.where, *_scope_conditions(query)]),
        grouping,
    )


def _day(query: FactQuery, arm: Arm) -> list[SQL]:
    """The column of the day or month that facts are grouped by, if time is asked."""
    if query.grain == "month":
        return [SQL("date_trunc('month', %s::timestamp)::date AS date", arm.columns["date"])]
    return [SQL("%s AS date", arm.columns["date"])] if query.grain else []


def _group_by(count: int) -> SQL:
    """Group by the first ``count`` columns; without any, an empty sum is no row."""
    if not count:
        return SQL("HAVING COUNT(*) > 0")
    return SQL("GROUP BY %s", SQL(", ").join(SQL(str(n)) for n in range(1, count + 1)))


def _lookups(query: FactQuery) -> SQL:
    """Joins of what dimensions follow from: the commercial partner, the product's template."""
    joins = []
    if "partner" in query.aliases:
        customer = _source(BY_CODE["customer"], query.basis)
        joins.append(SQL("LEFT JOIN res_partner partner ON partner.id = %s", customer))
    if "template" in query.aliases:
        product = _source(BY_CODE["product"], query.basis)
        joins.append(SQL("LEFT JOIN product_product product ON product.id = %s", product))
        joins.append(
            SQL("LEFT JOIN product_template template ON template.id = product.product_tmpl_id")
        )
    return SQL(" ").join(joins)


def _scope_conditions(query: FactQuery) -> list[SQL]:
    return [
        SQL("%s IN %s", _source(BY_CODE[code], query.basis), tuple(ids) or (None,))
        for code, ids in query.scope
    ]


def _rows(arm: Arm) -> SQL:
    return SQL("%s AS rows", arm.columns.get("rows", SQL("COUNT(*)")))


def _measure(query: FactQuery, arm: Arm) -> SQL:
    if query.measure in UNKNOWN_MEASURES.get(query.basis, ()):
        return SQL("NULL::numeric")
    if query.measure == "margin":
        return SQL("(%s) - (%s)", arm.columns["amount"], arm.columns["cost"])
    return arm.columns[MEASURES[query.measure]]
