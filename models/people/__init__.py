from . import (
    hand_over,
    handing_over,
    sales_plan_people_answer,
    step_label,
    notices,
    crm_team_member,
    res_users,
    sales_plan_people_change,
)
