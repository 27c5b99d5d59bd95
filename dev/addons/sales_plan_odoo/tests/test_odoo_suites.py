"""Odoo's own tests of what the add-on extends, to be run with and without it: `make test-odoo`.

Most of them run while their module is being installed, before any other is there. Here each class
gets a twin that runs once everything is installed; the tests themselves are Odoo's.
"""

import inspect

from odoo.tests import tagged
from odoo.tests.loader import get_test_modules

MODULES = ("crm", "sale", "sale_crm", "sales_team", "account")


def _twins():
    """Yield a twin of each class of tests, named after its module, its file and itself."""
    for module in MODULES:
        for file in get_test_modules(module):
            for cls in vars(file).values():
                if inspect.isclass(cls) and cls.__module__ == file.__name__ and _is_usual(cls):
                    yield _twin(module, file.__name__.rpartition(".")[2], cls)


def _is_usual(cls):
    """Whether Odoo runs the class where nobody asks for it: not what needs other servers."""
    return "standard" in getattr(cls, "test_tags", ())


def _twin(module, file, cls):
    """Return a class that runs another one's tests, and only under `make test-odoo`."""
    values = {
        name: method
        for name, method in vars(cls).items()
        if name.startswith("test_") and callable(method)
    }
    values |= {"__module__": __name__, "__doc__": cls.__doc__}
    twin = type(cls)(f"{module}_{file}_{cls.__name__}", (cls,), values)
    return tagged("post_install", "-at_install", "-standard", f"sales_plan_odoo_{module}")(twin)


globals().update((twin.__name__, twin) for twin in _twins())
