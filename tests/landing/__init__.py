from . import test_learned, test_lives, test_row_landing
