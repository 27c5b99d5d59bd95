"""People who leave or move on: their targets change hands, move up or are kept.

May use the cascade and what is below it.
Entry points: ``sales.plan.people`` (hand over, move up, keep, name another owner, tell who
decides), ``sales.plan.people.change`` (the list of what is open).
Nouns: change (an open target of somebody who left or moved, or of a customer who has another
salesperson), decision (what became of it), layer
(cells that change hands, either in force or working), hand-over (what that does to cells in force).
"""

from . import (
    sales_plan_people,
    sales_plan_people_answer,
    sales_plan_people_change,
)
from . import (
    crm_team_member,
    customer_changes,
    customers,
    hand_over,
    joining,
    notices,
    publication,
    res_partner,
    res_users,
    step_label,
)
