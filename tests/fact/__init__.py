from . import (
    test_actuals_collected,
    test_actuals_deals,
    test_actuals_invoiced,
    test_actuals_measures,
    test_actuals_ordered,
    test_dimensions,
)
