from . import test_public_methods
