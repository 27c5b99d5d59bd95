from . import (
    test_flow,
    test_flow_identity,
    test_forecast_accuracy,
    test_forecast_analysis_views,
    test_forecast_conversion,
    test_forecast_report,
    test_grid_xlsx,
    test_pipeline_dashboard,
    test_print,
    test_report,
    test_report_units,
    test_report_views,
)
