from . import (
    test_deal,
    test_deal_closing,
    test_deal_lines,
    test_deal_views,
    test_forecast_category,
    test_lead_history,
    test_lead_history_as_of,
    test_lost,
    test_native_pipeline,
    test_win_rate,
)
