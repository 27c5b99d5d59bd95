"""Lets several runs of Odoo share one suite of tests: dev/sharing.py says how and why.

`make test` loads this before any test, and names the folder where is noted who has taken what.
"""

import json
import os
from pathlib import Path


def share_classes():
    """Have Odoo run those classes only that no other run has taken."""
    if folder := os.environ.get("SALES_PLAN_SHARED"):
        # Odoo warns of whoever loads its tests while none are to be run
        from odoo.tests import loader
        from odoo.tests.suite import OdooSuite

        make_suite = loader.make_suite
        loader.make_suite = lambda *args, **kwargs: _of_tests(
            OdooSuite, Path(folder), make_suite(*args, **kwargs)
        )


def _of_tests(suite_class, folder, tests):
    class SharedSuite(suite_class):
        def run(self, result, debug=False):
            classes = {}
            for test in self:
                classes.setdefault(f"/{test.test_module}:{type(test).__name__}", []).append(test)
            for name in _take(folder, classes):
                suite_class(classes[name]).run(result, debug)
                result._previousTestClass = None  # it is torn down
            return result

    return SharedSuite(tests)


def _take(folder, names):
    """Yield what nobody has taken, one by one in the order that is set; whatever it is, once."""
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    for number, name in enumerate(order):
        if name not in names:
            continue
        try:
            (folder / str(number)).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield name
