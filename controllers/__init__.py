from . import sales_forecast_download, sales_plan_download
