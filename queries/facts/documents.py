"""Which sources have the facts of a basis.

All sources of a basis name the same columns, see ``question.RAW_COLUMNS``; dimensions are not
among them, ``dimensions.py`` declares those.
"""

from ..dimensions import COLLECTED, INVOICED, ORDERED
from .collected import collected_sources
from .deals import deal_sources
from .invoices import invoice_sources
from .orders import order_sources
from .question import FactQuery
from .source import Source


def get_sources(query: FactQuery) -> list[Source]:
    """Return the sources that together have the facts asked for, each fact once."""
    if query.basis == INVOICED:
        return invoice_sources(query)
    if query.basis == ORDERED:
        return order_sources(query)
    if query.basis == COLLECTED:
        return collected_sources(query)
    return deal_sources(query)
