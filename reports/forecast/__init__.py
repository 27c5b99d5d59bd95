from . import (
    sales_forecast_analysis,
    sales_forecast_flow,
    sales_forecast_report_xlsx,
    waterfall,
    sales_forecast_conversion,
    sales_forecast_accuracy,
    sales_forecast_calibration,
)
