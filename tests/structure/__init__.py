from . import test_fuzz, test_fuzz_http, test_public_methods, test_roles
