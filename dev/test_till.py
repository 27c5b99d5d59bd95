"""`make test-till`: the add-on beside apps that sell and book by themselves: the point of sale,
expenses, stock; without them, `make test` tries all."""

import time

from . import environment, odoo_tests, paths, system_packages, test

ADDONS = ("sales_plan_till", "sales_plan_apps")  # in dev/addons


def main(arguments):
    """Install all on a throw-away database, run the tests, and close with the counts.

    As a part of `make test-long` it does nothing where TAGS names some of the tests.
    """
    if test.is_left_out(arguments):
        return
    start = time.monotonic()
    absent = system_packages.ensure()
    with environment.ready() as env:
        env.databases.drop_abandoned(odoo_tests.PREFIX)
        work = odoo_tests.Work(absent)
        try:
            run = odoo_tests.DatabaseRun(env, work, "bare", "till")
            template = env.databases.template(demo=False)
            found = run.test(template, ",".join(ADDONS), install=",".join((paths.MODULE, *ADDONS)))
        finally:
            work.remove()
    test.finish(found, time.monotonic() - start)
