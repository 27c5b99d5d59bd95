"""Odoo's own tests of `crm` and `sale_crm`, run with the add-on installed: `make test-odoo`.

Most of them run while their module is being installed, before any other is there. Here each class
gets a twin that runs once everything is installed; the tests themselves are Odoo's.

Left out are only tests that fail in the same way without the add-on, for what the machine has or
has not; wherever it has, they run.
"""

import importlib.util
import inspect
import unittest

from odoo.tests import tagged
from odoo.tests.loader import get_test_modules
from odoo.tools import html_sanitize

MODULES = ("crm", "sale_crm")

PHONES = (
    "fails without the add-on, too: the Python package phonenumbers is not installed",
    not importlib.util.find_spec("phonenumbers"),
)
MERGED_TEXT = "<span>one</span><br><br><span>two</span>"
MERGED_TEXTS = (
    "fails without the add-on, too: this lxml puts merged descriptions into one <span> more",
    str(html_sanitize(MERGED_TEXT)) != MERGED_TEXT,
)
# (class, test) -> (why, whether it is so on this machine)
EXCLUDED = {
    ("TestCRMLead", "test_crm_lead_partner_sync_email_phone"): PHONES,
    ("TestCRMLead", "test_crm_lead_partner_sync_email_phone_corner_cases"): PHONES,
    ("TestCRMLead", "test_crm_lead_update_contact"): PHONES,
    ("TestCRMLead", "test_phone_mobile_update"): PHONES,
    ("TestCRMLead", "test_assert_initial_values"): PHONES,
    ("TestLeadMerge", "test_lead_merge_address_not_propagated"): MERGED_TEXTS,
    ("TestLeadMerge", "test_lead_merge_address_propagated"): MERGED_TEXTS,
    ("TestLeadMerge", "test_lead_merge_internals"): MERGED_TEXTS,
    ("TestLeadMerge", "test_merge_method"): MERGED_TEXTS,
    ("TestLeadSaleMerge", "test_merge_method_dependencies"): MERGED_TEXTS,
    ("TestLeadMerge", "test_merge_method_propagate_lost_reason"): MERGED_TEXTS,
}


def _twins():
    """Yield a twin of each class of tests, named after its module, its file and itself."""
    for module in MODULES:
        for file in get_test_modules(module):
            for cls in vars(file).values():
                if inspect.isclass(cls) and cls.__module__ == file.__name__:
                    yield _twin(module, file.__name__.rpartition(".")[2], cls)


def _twin(module, file, cls):
    """Return a class that runs another one's tests, and only under `make test-odoo`."""
    values = {"__module__": __name__, "__doc__": cls.__doc__}
    for test, method in vars(cls).items():
        if test.startswith("test_") and callable(method):
            reason, holds = EXCLUDED.get((cls.__name__, test), ("", False))
            values[test] = unittest.skipIf(holds, reason)(method)
    twin = type(cls)(f"{module}_{file}_{cls.__name__}", (cls,), values)
    return tagged("post_install", "-at_install", "-standard", "sales_plan_odoo")(twin)


globals().update((twin.__name__, twin) for twin in _twins())
