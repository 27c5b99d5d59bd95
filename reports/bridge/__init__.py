"""Why a row of a plan is where it is: by what it differs from its target, or from last year.

May use models and what is below them.
Entry points: ``sales.plan.bridge`` (``bridge_open``), ``sales.plan.bridge.xlsx`` (the same as a
workbook).
Nouns: bridge (a start, steps, and an end that is their sum), step (by what it differs), part (the
customer or product that a step is of).
"""

from . import sales_plan_bridge, sentences, answer, opening, entry, sales_plan_bridge_xlsx
