from . import sales_plan_demo
