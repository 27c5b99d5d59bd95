from . import file_export, sales_forecast_download, sales_plan_download
