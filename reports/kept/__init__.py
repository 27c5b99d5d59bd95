"""Kept figures as a spreadsheet.

May use models and what is below them.
Entry points: ``sales.plan.kept.xlsx``.
Nouns: kept (what was shown when a period was closed), live (what counts now).
"""

from . import sales_plan_kept_xlsx
