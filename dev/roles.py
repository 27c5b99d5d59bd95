"""`make roles`: ROLES.md, who may do what, found out by calling everything as everybody."""

import os

from . import paths, test

PAGE = paths.ROOT / "ROLES.md"
OBSERVER = "sales_plan_long/sales_plan:TestRoles.test_table"
WRITE_TO = "SALES_PLAN_ROLES"  # tests/structure/test_roles.py reads it


def main(_arguments):
    """Write the page anew, by the test that compares it otherwise."""
    os.environ["TAGS"] = OBSERVER
    os.environ[WRITE_TO] = str(PAGE)
    test.main(["test"])
