from . import (
    sales_plan_people,
    handing_over,
    sales_plan_people_answer,
    step_label,
    notices,
    crm_team_member,
    res_users,
    sales_plan_people_change,
)
