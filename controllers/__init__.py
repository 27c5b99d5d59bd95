from . import (
    file_export,
    sales_cockpit_download,
    sales_forecast_download,
    sales_plan_download,
    sales_problem_report,
    sales_weekly_mail_switch,
)
