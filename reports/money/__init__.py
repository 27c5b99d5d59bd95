"""Reports on what customers owe and how they pay; they have no tables, but queries.

May use models and what is below them; nothing in models needs them.
Entry points: ``sales.receivable`` and ``sales.days.to.pay``, as list, pivot and graph.
Nouns: item (an instalment that is open, an unmatched credit or payment).
"""

from . import (
    sales_receivable,
    receivable_scope,
    sales_days_to_pay,
    res_partner,
    row_uncollected,
)
