"""`make test`: the tests without a database, and Odoo's on two throw-away databases.

    bare   no demo data                       the add-on's tests, and those of dev/addons
    demo   Odoo's demo data and the add-on's  the tests that are tagged sales_plan_demo

Both run at the same time. `make test-long` runs what is tagged sales_plan_long on the first and
sales_plan_long_demo on the second. `make test-odoo` runs Odoo's own tests of crm and sale_crm, with
the add-on installed, on the first.
"""

import os
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from . import (
    console,
    environment,
    odoo_process,
    paths,
    pot,
    remembered,
    results,
    selection,
    system_packages,
    venv,
)

PREFIX = f"{paths.MODULE}_test_"


def main(arguments):
    """Run all, or what TAGS names, and close with the counts."""
    start = time.monotonic()
    chosen = choose(arguments)
    total = remembered.recall() if chosen.is_complete else None
    if total:
        finish(total, time.monotonic() - start)
    total = results.Results()
    if chosen.without_database:
        total.add(run_pytest(chosen))
    if chosen.tags:
        absent = system_packages.ensure()
        with environment.ready() as env:
            total.add(run_databases(env, chosen, absent))
    if chosen.is_complete:
        remembered.remember(total)
    finish(total, time.monotonic() - start)


def choose(arguments):
    """Return the tests that the command and TAGS ask for."""
    if arguments[0] == "test-odoo":
        return selection.Selection("", selection.ODOO)
    kind = selection.LONG if "--long" in arguments else selection.USUAL
    return selection.Selection(os.environ.get("TAGS", ""), kind)


def finish(total, seconds):
    """Print what was skipped and what failed, then the last line."""
    console.say()
    for test, reason in total.skipped:
        console.say(f"skipped: {test}: {reason}")
    for test in total.broken:
        console.say(f"FAILED:  {test}")
    if not total.passed and not total.failed:
        total.fail("no test was found; is TAGS right?")
        console.say(f"FAILED:  {total.broken[-1]}")
    console.say(f"{seconds:.0f} seconds. The logs are in {paths.LOGS}.")
    console.say(total.last_line())
    sys.exit(1 if total.failed else 0)


def run_pytest(chosen):
    """Run the tests of tools/, which know nothing of Odoo."""
    folder = paths.ROOT / "tests" / "tools"
    if not folder.is_dir():
        return results.Results()
    console.say("Tests without a database ...")
    report = paths.RUN / "pytest.xml"
    report.unlink(missing_ok=True)
    completed = venv.run(
        *("pytest", "-q", "--no-header", "-p", "no:cacheprovider", f"--junit-xml={report}"),
        *(["--hypothesis-profile=long"] if chosen.kind == selection.LONG else []),
        cwd=paths.ROOT,
    )
    found = results.from_pytest(report) if report.exists() else results.Results()
    if completed.returncode not in (0, 5) and not found.failed:
        found.fail(f"pytest ended with code {completed.returncode}")
    return found


def run_databases(env, chosen, absent):
    """Run Odoo's tests on all chosen databases at once."""
    env.databases.drop_abandoned(PREFIX)
    kinds = list(chosen.tags)
    total = results.Results()
    with ThreadPoolExecutor(max_workers=len(kinds)) as pool:
        try:
            templates = list(pool.map(lambda kind: env.databases.template(kind == "demo"), kinds))
            runs = [
                DatabaseRun(env, *pair, chosen, absent)
                for pair in zip(kinds, templates, strict=True)
            ]
            for found in list(pool.map(DatabaseRun.run, runs)):
                total.add(found)
        except BaseException:
            console.stop_children()
            raise
    return total


class DatabaseRun:
    """Odoo's tests on one throw-away database."""

    def __init__(self, env, kind, template, chosen, absent):
        self.env = env
        self.kind = kind
        self.template = template
        self.chosen = chosen
        self.absent = absent
        self.name = f"{PREFIX}{kind}_{os.getpid()}"
        self.log = results.OdooLog(self.show)

    def show(self, line):
        """Show a line of the log, with paths that lead to the files in the repository."""
        copied = f"{paths.WORK / self.name}/addons/{paths.MODULE}/"
        console.say(f"{self.kind}: {line.replace(copied, '')}")

    def run(self):
        """Make the database, run the tests, drop the database."""
        self.env.databases.copy(self.template, self.name)
        try:
            with odoo_process.reserved_port() as port:
                addons = odoo_process.copy_addon(paths.WORK / self.name)
                process = self.env.odoo(self.name, [addons, paths.DEV / "addons"])
                found = self.log.results(self.kind, self._run_tests(process, port))
            if self.kind == "bare" and self.chosen.is_complete:
                self._check_translations(process, found)
            return found
        finally:
            self.env.databases.drop(self.name)
            shutil.rmtree(paths.WORK / self.name, ignore_errors=True)

    def _run_tests(self, process, port):
        modules = [paths.MODULE]
        if self.chosen.needs_dev_addon(self.kind):
            modules.append(selection.DEV_ADDON)
        command = process.command(
            *("--init", ",".join(modules), "--stop-after-init"),
            *("--test-tags", self.chosen.tags[self.kind]),
            *("--http-interface", "127.0.0.1", "--http-port", port, "--max-cron-threads", "0"),
            *(("--load", f"base,rpc,web,{selection.DEV_ADDON}") if self.absent else ()),
        )
        options = process.options()
        options["env"]["SALES_PLAN_ABSENT"] = ",".join(self.absent)
        console.say(f"Odoo's tests on the {self.kind} database ...")
        log = paths.LOGS / f"test-{self.kind}.log"
        with console.ticking(self._state):
            return console.stream(command, log, self.log.read, **options)

    def _state(self):
        return f"{self.kind}: {len(self.log.started)} tests, {self.log.current}"

    def _check_translations(self, process, found):
        """Compare the template of translations with what the code has now."""
        problem = pot.difference(process)
        if problem:
            console.say(problem)
            found.fail("i18n: the template is not current")
        else:
            found.passed += 1
