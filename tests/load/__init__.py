from . import (
    test_faults_long,
    test_kills_long,
    test_load,
    test_load_cleaning,
    test_load_cleaning_demo,
    test_load_demo,
    test_load_existing,
    test_load_histories,
    test_load_preview,
    test_load_refusals,
)
