from . import (
    test_cells,
    test_items_moved,
    test_joining,
    test_joining_plans,
    test_restored_rows,
)
