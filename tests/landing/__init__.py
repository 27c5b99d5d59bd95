from . import test_learned, test_lives, test_plan_landing, test_row_landing
