from . import (
    sales_actual,
    sales_plan_figures,
    sales_plan_grid_xlsx,
    sales_plan_people_change,
    sales_plan_print,
    sales_plan_report,
    sales_plan_report_revision,
    sales_plan_revision,
    sales_plan_round,
    sales_plan_xlsx,
)
