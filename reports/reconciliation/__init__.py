"""Plans held against the general ledger: the same total, or every difference by reason.

May use models and what is below them.
Entry points: ``sales.reconciliation`` (``reconciliation_open``), the same as a workbook
(``sales.reconciliation.xlsx``) and on paper (``report.sales_plan.report_sales_reconciliation``).
Nouns: item (a journal item, or what a till sold), reason (why an item is in the plan, in the
ledger, or in both), beside (what is told and in neither: drafts, other companies).
"""

from . import (
    sales_reconciliation,
    sentences,
    locks,
    answer,
    opening,
    entry,
    sales_reconciliation_xlsx,
    report_sales_reconciliation,
)
