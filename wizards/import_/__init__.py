"""The dialog that reads a plan's amounts from a spreadsheet.

May use models, reports and what is below them; nothing below knows of it.
Entry points: ``sales.plan.import``.
Nouns: package (the file, looked at before it is opened), table (its cells), comparison (what
would change).
"""

from . import (
    sales_plan_import,
    lines,
)
