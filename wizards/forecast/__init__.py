from . import sales_forecast_compare
