from . import (
    test_access,
    test_access_chatter,
    test_access_rpc,
    test_demo,
    test_hoot,
    test_merges,
    test_rules,
    test_tour,
    test_tours_odd_days,
)
