from . import (
    test_cells,
    test_joining,
    test_joining_plans,
    test_restored_rows,
)
