from . import (
    test_forecast_access,
    test_forecast_company,
    test_forecast_measured,
    test_forecast_missed,
    test_forecast_periods,
    test_forecast_rollup,
    test_forecast_standing,
    test_forecast_submissions,
    test_forecast_targets,
    test_forecast_totals,
    test_forecast_tour,
    test_forecast_worksheet,
)
