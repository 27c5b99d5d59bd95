"""What salespeople know of their customers: what they expect of them, what they ordered, what is
open, what they owe.

May use the organisation, deals, facts, plans and all that is made of them up to the cascade.
Entry points: ``sales.plan.allocation`` (the row of a customer), ``sales.customer.plan`` and
``sales.customer.plan.line``, which lists these beside the customers' rows of plans in force.
Nouns: customer (the company, with its contacts), overdue (what is due and not paid), customer plan
(money expected of one customer in one span), remainder (what is missing to it), beyond (what came
beyond it), group (a customer with the customers that belong to it).
Everything obeys the rules of Odoo's own documents: who may not read them sees nothing of them; who
may read a customer plan may read its figures.
"""

from . import (
    row_customer,
    sales_customer_plan,
    customer_plan_figures,
    customer_plan_status,
    sales_customer_plan_line,
    crm_lead,
    res_partner,
)
