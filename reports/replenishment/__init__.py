"""What plans in pieces mean for purchasing.

May use models and what is below them, and the report on plans.
Entry points: ``sales.plan.replenishment``; ``sales.plan.replenishment.xlsx`` (the same as a
workbook).
Nouns: remaining (planned and not ordered yet), balance (what would be in stock), to order (what it
falls short).
"""

from . import (
    sales_plan_replenishment,
    sales_plan_replenishment_xlsx,
)
