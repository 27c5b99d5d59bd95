from . import sales_actual, sales_plan_figures, sales_plan_report
