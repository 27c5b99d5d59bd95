from . import sales_plan_demo, sales_plan_sample
