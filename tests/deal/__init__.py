from . import (
    test_deal,
    test_deal_lines,
    test_deal_views,
    test_forecast_category,
    test_lead_history,
    test_lead_history_as_of,
    test_native_pipeline,
    test_past,
    test_past_imports,
    test_past_random,
    test_win_rate,
)
