from . import test_fuzz, test_fuzz_http, test_new_dialogs, test_public_methods, test_roles
