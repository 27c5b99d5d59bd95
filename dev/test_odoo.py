"""`make test-odoo`: Odoo's own tests of what the add-on extends, with and without it.

Both runs are on copies of one bare database, side by side. What fails only with the add-on has
failed; what fails without it as well is Odoo's, or this machine's, and is listed. ONLY=crm,sale
runs the tests of some modules.
"""

import time
from concurrent.futures import ThreadPoolExecutor

from . import console, environment, odoo_tests, paths, results, system_packages, test

ADDON = "sales_plan_odoo"  # in dev/addons: twins of Odoo's classes of tests
MODULES = ("crm", "sale", "sale_crm", "sales_team", "account")


def main(_arguments):
    """Run both, compare, and close with the counts."""
    start = time.monotonic()
    tags = ",".join(f"{ADDON}_{module}" for module in console.read_only(MODULES))
    absent = system_packages.ensure()
    with environment.ready() as env:
        env.databases.drop_abandoned(odoo_tests.PREFIX)
        work = odoo_tests.Work(absent)
        try:
            without, with_it = _run_both(env, work, tags)
        finally:
            work.remove()
    test.finish(compare(without, with_it), time.monotonic() - start)


def _run_both(env, work, tags):
    """Return the results of the run without the add-on, and of that with it."""
    template = env.databases.template(demo=False)
    runs = {"odoo without": ADDON, "odoo with": f"{paths.MODULE},{ADDON}"}
    with ThreadPoolExecutor(max_workers=len(runs)) as pool:
        try:
            futures = [
                pool.submit(
                    odoo_tests.DatabaseRun(env, work, "bare", label).test,
                    template,
                    tags,
                    install=modules,
                )
                for label, modules in runs.items()
            ]
            return [future.result() for future in futures]
        except BaseException:
            console.stop_children()
            raise


def compare(without, with_it):
    """Return the results with the add-on, where what fails without it as well counts as skipped."""
    found = results.Results(passed=with_it.passed, skipped=list(with_it.skipped))
    known = {_name(broken) for broken in without.broken}
    for broken in with_it.broken:
        if _name(broken) in known:
            found.skipped.append((broken, "fails without the add-on, too"))
        else:
            found.fail(broken)
    console.say(f"{without.passed} passed and {without.failed} failed without the add-on.")
    return found


def _name(broken):
    """Return what tells a failure from others: of warnings the test that they came in, as how many
    there are differs from run to run."""
    __, is_of_log, told = broken.partition(f": {results.LOG_HAS}")
    return f"warnings in {told.partition(',')[0]}" if is_of_log else broken
