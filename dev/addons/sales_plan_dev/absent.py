"""Skips the tests that need a program which this machine does not have.

`make test` loads this before any test when something is absent, and names it.
"""

import os
import unittest

from odoo.addons.base.models import ir_actions_report


def skip_what_is_absent():
    """Turn the first use of an absent program into a skipped test."""
    absent = os.environ.get("SALES_PLAN_ABSENT", "").split(",")
    if "chromium" in absent:
        # Odoo warns of whoever loads its tests while none are to be run
        from odoo.tests import common

        common.ChromeBrowser.__init__ = _skipping("chromium is not installed")
    if "wkhtmltopdf" in absent:
        ir_actions_report.IrActionsReport._run_wkhtmltopdf = _skipping(
            "wkhtmltopdf is not installed"
        )


def _skipping(reason):
    def skip(*_args, **_kwargs):
        raise unittest.SkipTest(reason)

    return skip
