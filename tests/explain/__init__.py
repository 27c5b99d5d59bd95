from . import test_explain
