"""Where rows of plans stand, on one page each, and the cockpit as a spreadsheet.

May use models and what is below them, and the cockpit's figures.
Entry points: ``report.sales_plan.report_sales_standing`` (print), ``sales.cockpit.xlsx`` (export).
Nouns: standing (see the cockpit), page (a standing as it is printed).
"""

from . import (
    several,
    customers,
    pages,
    drawing,
    sales_cockpit_print,
    report_sales_standing,
    sales_cockpit_xlsx,
)
