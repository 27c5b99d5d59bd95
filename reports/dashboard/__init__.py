"""Plan versus actual in Odoo's app of spreadsheet dashboards, where that is installed.

May use models and what is below them, and the report on plans.
Entry points: ``sales.plan.dashboard``.
Nouns: dashboard (a spreadsheet of Odoo's that reads live figures).
"""

from . import sales_plan_dashboard
