from . import (
    test_cells,
    test_restored_rows,
)
