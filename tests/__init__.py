from . import (
    test_access,
    test_access_rpc,
    test_actuals_collected,
    test_actuals_deals,
    test_actuals_invoiced,
    test_actuals_measures,
    test_actuals_ordered,
    test_explain,
    test_figures,
    test_plan,
    test_print,
    test_report_views,
)
