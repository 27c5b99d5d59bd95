from . import test_lives, test_row_landing
