"""The dialog that reads a plan's amounts from a spreadsheet.

May use models, reports and what is below them; nothing below knows of it.
Entry points: ``sales.plan.import``.
Nouns: package (the archive, of which nothing is unpacked unasked), part (a document of XML in it,
measured before it is parsed), book (its sheets, texts and formats), table (the rows), comparison
(what would change).
"""

from . import (
    sales_plan_import,
    begin,
    lines,
)
