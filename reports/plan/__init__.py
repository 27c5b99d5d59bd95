from . import (
    sales_plan_grid_xlsx,
    sales_plan_sheet,
    sales_plan_report,
    report_request,
    revision,
    sales_plan_xlsx,
)
