from . import test_ledger_apps
