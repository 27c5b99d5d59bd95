"""The dialog that makes the next customer plans from those that there are.

May use models, reports and what is below them; nothing below knows of it.
Entry points: ``sales.customer.plan.action_renew``, the same of ``sales.customer.plan.line``.
Nouns: renewal (the plan of the next span).
"""

from . import sales_customer_plan_renew
