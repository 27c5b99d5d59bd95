"""The dialog that tells in which rows of which plans a document counts, and why not in others.

May use models, reports and what is below them; nothing below knows of it.
Entry points: ``sales.plan.explain``; ``documents.py`` has the buttons on documents.
Nouns: document (a deal, an order, an invoice, a customer), reason.
"""

from . import (
    sales_plan_explain,
    sales_plan_explain_reasons,
    documents,
)
