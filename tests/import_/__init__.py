from . import (
    test_import,
    test_import_first,
    test_import_fuzz,
    test_import_hostile,
    test_import_long,
    test_import_malformed,
    test_import_malformed_files,
    test_import_size,
)
