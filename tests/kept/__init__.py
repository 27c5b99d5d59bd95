from . import test_kept
