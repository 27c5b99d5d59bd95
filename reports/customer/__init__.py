"""Recurring customers side by side: this year beside last year and what is expected.

May use models, queries and what is below them; nothing below knows of it.
Entry points: ``sales.customer.recurring``.
Nouns: purchase (a day on which a customer bought), usual interval (the median of the days between
purchases), overdue (the usual interval is over).
"""

from . import sales_customer_recurring
