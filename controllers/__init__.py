from . import sales_plan_download
