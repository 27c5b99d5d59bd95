from . import (
    test_first_hour_tour,
    test_sample,
    test_sample_used,
    test_start,
    test_start_queries,
)
