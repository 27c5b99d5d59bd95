"""The question for facts, and the columns in which they are returned."""

from dataclasses import dataclass, replace
from datetime import date

from ..dimensions import (
    BY_CODE,
    COLLECTED,
    DIMENSIONS,
    INVOICED,
    LOST,
    ORDERED,
    PIPELINE,
    TO_COLLECT,
    TO_INVOICE,
    WON,
    Dimension,
)
from .exchange import Exchange

#: Columns of a raw fact besides its dimensions, in the order of all sources.
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
    "res_model",
    "res_id",
    "line_id",
    "reference",
)
#: The model of the documents of each basis, unless a source says another.
RES_MODELS = {
    INVOICED: "account.move",
    COLLECTED: "account.move",
    ORDERED: "sale.order",
    WON: "crm.lead",
    PIPELINE: "crm.lead",
    TO_INVOICE: "sale.order",
    TO_COLLECT: "account.move",
    LOST: "crm.lead",
}
#: What a fact's measure would be at the rates of the documents' days: beside it, see ``Exchange``.
AT_DOCUMENT_RATES = "at_document_rates"
#: Measures that are money, in the plan's currency; others are pieces and documents.
MONEY_MEASURES = ("revenue", "margin", "recurring")
#: Measures that the documents of a basis do not have: deals have no costs, and only deals say what
#: recurs.
UNKNOWN_MEASURES = {
    **dict.fromkeys((WON, PIPELINE, LOST), ("margin",)),
    **dict.fromkeys((ORDERED, INVOICED, COLLECTED, TO_INVOICE, TO_COLLECT), ("recurring",)),
}


@dataclass(frozen=True)
class FactQuery:
    """A question for the facts of one basis.

    :param basis: one of ``dimensions.EVERY_BASIS``
    :param dimensions: codes of the dimensions to return; None for all
    :param measure: revenue, margin, quantity, count or recurring (revenue a month, of deals),
        summed into the column ``value``
    :param company_ids: companies whose facts count; None for all
    :param date_from: first day, or None
    :param date_to: last day, or None
    :param date_column: ``date`` (accounting date) or ``invoice_date``, for invoices
    :param grain: ``day`` or ``month`` to return the column ``date`` at that grain, None to leave
        time out of the grouping
    :param scope: ``((dimension code, ids), …)`` that facts must match; for a hierarchical
        dimension ids of all descendants too
    :param has_cogs: whether invoices may carry cost-of-sales entries (``cogs_origin_id`` exists)
    :param till: whether orders of tills count, see ``till.py``; empty where there are none
    :param raw: return facts one by one, with :data:`RAW_COLUMNS`
    :param details: names of ``dimensions.DETAILS`` to return, too, of facts that are summed
    :param beside: other measures to sum, into columns of their names
    :param is_summed: whether facts are summed by the columns asked for; else they are returned
        one by one, with these columns, for those who sum them by something else
    :param as_of: the day at whose end documents are looked at, as far as Odoo knows what they were
        (``known.py``; what is still to be invoiced or collected goes by the days of documents);
        None for all that is there now, whatever its day
    :param exchange: how amounts of companies of other currencies are converted; None where all are
        in the currency of their company
    :param excluded: ids of customers whose documents do not count
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
    details: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    is_summed: bool = True
    as_of: date | None = None
    exchange: Exchange | None = None
    excluded: tuple[int, ...] = ()
    till: str = ""

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
        """The aliases that dimensions of the answer and of the scope use, see ``dimensions.py``."""
        codes = {dimension.code for dimension in self.wanted} | {code for code, __ in self.scope}
        return {BY_CODE[code].sources[self.basis].partition(".")[0] for code in codes}

    @property
    def by_pieces(self) -> bool:
        """Whether quantities are read, of what is sold or for what it costs."""
        return self.raw or not {self.measure, *self.beside}.isdisjoint(("quantity", "margin"))

    @property
    def by_product(self) -> bool:
        """Whether the answer depends on the lines of documents, not on their headers alone: what is
        converted is rounded line by line."""
        if self.exchange:
            return True
        return self.raw or not self.aliases.isdisjoint(("line", "template")) or self.by_pieces
