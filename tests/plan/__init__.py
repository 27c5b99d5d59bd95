from . import (
    test_belonging,
    test_counting,
    test_figures,
    test_generate,
    test_period_names,
    test_plan,
    test_plan_figures,
    test_plan_queries,
    test_plan_states,
    test_repeated_levels,
    test_repeated_levels_xlsx,
    test_row_messages,
)
