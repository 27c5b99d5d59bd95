from . import (
    test_actuals_collected,
    test_actuals_deals,
    test_actuals_invoiced,
    test_actuals_measures,
    test_actuals_ordered,
    test_addresses,
    test_dimensions,
    test_exact_lines,
    test_open_documents,
    test_pieces,
)
