from . import (
    test_potential,
    test_effort,
    test_effort_access,
    test_segments,
    test_market_demo,
)
