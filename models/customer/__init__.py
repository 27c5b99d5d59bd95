"""What salespeople know of their customers: what they ordered, what is open, what they owe.

May use the organisation, deals, facts, plans and all that is made of them up to the cascade.
Entry points: ``sales.plan.allocation`` (the row of a customer).
Nouns: customer (the company, with its contacts), overdue (what is due and not paid).
Everything obeys the rules of Odoo's own documents: who may not read them sees nothing of them.
"""

from . import row_customer
