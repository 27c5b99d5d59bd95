from . import (
    test_access,
    test_access_chatter,
    test_access_rpc,
    test_company_day,
    test_company_day_filters,
    test_counters,
    test_demo,
    test_figures_tour,
    test_hoot,
    test_rules,
    test_tour,
    test_tours_odd_days,
)
