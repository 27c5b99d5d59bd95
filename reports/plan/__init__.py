"""Plan versus actual as pivot and graph, on paper and in spreadsheets.

May use models and what is below them; nothing in models needs it.
Entry points: ``sales.plan.report``; ``sales.plan.sheet`` (print), ``sales.plan.xlsx`` (export),
``sales.plan.grid.xlsx`` (the planning table as a workbook that can be imported again).
Nouns: request (what a pivot asks for), sheet (a plan as it is printed), workbook.
"""

from . import (
    sales_plan_grid_xlsx,
    sales_plan_sheet,
    sales_plan_report,
    report_request,
    landing_columns,
    revision,
    as_of,
    as_of_sentences,
    as_of_sheet,
    breakdown,
    sales_plan_xlsx,
)
