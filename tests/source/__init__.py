from . import (
    test_source_access,
    test_source_bills,
    test_source_costs,
    test_source_parents,
    test_source_return,
    test_source_touches,
)
