"""Which sources have the facts of a basis.

All sources of a basis name the same columns, see ``question.RAW_COLUMNS``; dimensions are not
among them, ``dimensions.py`` declares those.
"""

from ..dimensions import COLLECTED, INVOICED, ORDERED, TO_COLLECT, TO_INVOICE
from .collected import collected_sources
from .deals import deal_sources
from .invoices import invoice_sources
from .orders import order_sources
from .question import FactQuery
from .source import Source
from .till import till_sources
from .to_collect import to_collect_sources
from .to_invoice import to_invoice_sources

_SOURCES = {
    INVOICED: invoice_sources,
    ORDERED: order_sources,
    COLLECTED: collected_sources,
    TO_INVOICE: to_invoice_sources,
    TO_COLLECT: to_collect_sources,
}


def get_sources(query: FactQuery) -> list[Source]:
    """Return the sources that together have the facts asked for, each fact once."""
    return [*_SOURCES.get(query.basis, deal_sources)(query), *till_sources(query)]
