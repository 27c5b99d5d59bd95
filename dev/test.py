"""`make test`: the tests without a database, and Odoo's on throw-away databases.

    bare   no demo data                       the add-on's tests, and those of dev/addons
    demo   Odoo's demo data and the add-on's  the tests that are tagged sales_plan_demo

The add-on is installed once on one of each kind. Then one more worker than there are cores, or JOBS
of them, share the test classes, on copies: see `sharing`. `make test-long` does so with what is
tagged sales_plan_long and sales_plan_long_demo. What TAGS names runs by itself for each kind.
`make check` runs `make lint` beside all tests.
"""

import os
import sys
import threading
import time
from collections import Counter
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import partial
from random import randrange

from . import (
    completeness,
    console,
    environment,
    lint,
    odoo_tests,
    paths,
    remembered,
    results,
    selection,
    sharing,
    suite,
    system_packages,
    venv,
)

LINT, WITHOUT_DATABASE = "lint", "tests/tools"
SEED = "SALES_PLAN_SEED"  # tests/common/base.py reads it


def main(arguments):
    """Run all, or what TAGS names, and close with the counts."""
    start = time.monotonic()
    chosen = choose(arguments)
    chores = chores_of(arguments, chosen)
    total = remembered.recall() if chosen.is_complete else None
    if total:
        style = lint.run() if LINT in chores else results.Results()
    else:
        total, style = run(chosen, chores)
        if chosen.is_complete:
            remembered.remember(total)
    total.add(style)
    finish(total, time.monotonic() - start)


def choose(arguments):
    """Return the tests that the command and TAGS ask for."""
    kind = selection.USUAL
    if "--long" in arguments:
        kind = selection.LONG
        take_seed()
    tags = "" if arguments[0] == "check" else os.environ.get("TAGS", "")
    return selection.Selection(tags, kind)


def take_seed():
    """Return the first seed of what is drawn: that of the environment, else a new one."""
    seed = os.environ.setdefault(SEED, str(randrange(10**6)))
    console.say(f"What is drawn takes new seeds, from {seed} on; {SEED}={seed} repeats it.")
    return int(seed)


def chores_of(arguments, chosen):
    """Return what is to be done without a database, by name: functions that return results."""
    chores = {}
    if arguments[0] == "check":
        chores[LINT] = lint.run
    if chosen.without_database:
        chores[WITHOUT_DATABASE] = lambda: run_pytest(chosen)
    return chores


def is_left_out(arguments):
    """Tell whether a command is a part of `make test-long` while TAGS names some of the tests."""
    return "--long" in arguments and bool(os.environ.get("TAGS"))


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
    console.say("Tests without a database ...")
    options = []
    if chosen.kind == selection.LONG:
        options = ["--hypothesis-profile=long", f"--hypothesis-seed={os.environ[SEED]}"]
    report = paths.RUN / f"pytest_{os.getpid()}.xml"
    completed = venv.run(
        *("pytest", "-q", "--no-header", "-p", "no:cacheprovider", f"--junit-xml={report}"),
        *options,
        cwd=paths.ROOT,
        **lint.CAPTURED,
    )
    lines = completed.stdout.rstrip().splitlines()
    console.say("\n".join(lines if completed.returncode else lines[-1:]))
    found = results.from_pytest(report) if report.exists() else results.Results()
    report.unlink(missing_ok=True)
    if completed.returncode not in (0, 5) and not found.failed:
        found.fail(f"pytest ended with code {completed.returncode}")
    return found


def run(chosen, chores):
    """Run tests and chores; return the results of tests and those of lint."""
    if not chosen.classes and not chosen.tags:
        return SideBySide(None, None, chosen, chores).run()
    return run_on_databases(chosen, chores, system_packages.ensure())


def run_on_databases(chosen, chores, absent, clock=None):
    """Run tests and chores as `run` does.

    :param absent: programs that tests have to do without
    :param clock: see `postgres.running`
    """
    with environment.ready(clock) as env:
        env.databases.drop_abandoned(odoo_tests.PREFIX)
        work = odoo_tests.Work(absent)
        try:
            return SideBySide(env, work, chosen, chores).run()
        finally:
            work.remove()


class SideBySide:
    """Workers that do what is to be done: chores first, then the tests that they share."""

    def __init__(self, env, work, chosen, chores):
        self.env = env
        self.work = work
        self.chosen = chosen
        self.chores = chores
        self.installed = odoo_tests.Installed(env, work)
        self.logs = []  # of all runs of Odoo
        self.seconds = {}  # what chores took
        self.style = results.Results()  # of lint, which is not remembered
        self._errands = [partial(self._do_chore, name) for name in chores]
        self._errands += [partial(self._do_named, *named) for named in chosen.tags.items()]
        self._turns = sharing.Turns(list(self._shares()))
        self._unchecked = chosen.is_complete  # until somebody compares the translations
        self._choosing = threading.Lock()
        self._stopped = threading.Event()

    def _shares(self):
        """Yield what is shared, demo data first, which takes long to install."""
        known = sharing.read()
        for kind in sorted(self.chosen.classes, key=sharing.START.get, reverse=True):
            specs = [cls.spec for cls in self.chosen.classes[kind]]
            yield sharing.Share(kind, specs, known, self.work.folder / f"shared_{kind}")

    def run(self):
        """Let all workers work; return the results of tests and those of lint."""
        try:
            total = self._work()
        finally:
            self.installed.drop()
        total.add(self.installed.found)
        if self.chosen.classes:
            for problem in completeness.problems(self.chosen.classes, self.logs):
                total.fail(problem)
            self._keep_times()
        return total, self.style

    def _work(self):
        total = results.Results()
        things = len(self._errands) + sum(map(len, self.chosen.classes.values()))
        count = min(sharing.workers(), things) or 1
        with ThreadPoolExecutor(max_workers=count) as pool:
            try:
                futures = [pool.submit(self._work_off, number + 1) for number in range(count)]
                wait(futures, return_when=FIRST_EXCEPTION)
                for future in futures:
                    if future.done():
                        total.add(future.result())
            except BaseException:
                self._stopped.set()
                console.stop_children()
                raise
        return total

    def _work_off(self, worker):
        """Do one thing after the other."""
        total = results.Results()
        while not self._stopped.is_set() and (do := self._next(worker)):
            total.add(do())
        return total

    def _next(self, worker):
        """Return what a worker does next, a function that returns results; None if nothing.

        Who comes first begins with what takes longest to begin, the others with the chores.
        """
        with self._choosing:
            if self._errands and (worker > 1 or not self.chosen.classes):
                return self._errands.pop(0)
            if share := self._turns.join(worker):
                return partial(self._do_share, share, worker)
            return self._errands.pop(0) if self._errands else None

    def _do_chore(self, name):
        start = time.monotonic()
        found = self.chores[name]()
        self.seconds[name] = time.monotonic() - start
        if name == LINT:
            self.style = found
            return results.Results()
        return found

    def _do_share(self, share, worker):
        """Run what nobody else runs of some classes, where the add-on is installed."""
        run = odoo_tests.DatabaseRun(self.env, self.work, share.kind, worker)
        self.logs.append(run.log)
        source = self.installed.get(share.kind)

        def when_done(found):
            with self._choosing:
                self._turns.leave(worker, share)
                is_to_check = share.kind == "bare" and self._unchecked
                self._unchecked &= not is_to_check
            if is_to_check:
                run.check_translations(found)

        tags = selection.expression_of(share.specs)
        return run.test(source, tags, shared=share.folder, when_done=when_done)

    def _do_named(self, kind, tags):
        """Run what an expression says, where the add-on gets installed just before."""
        run = odoo_tests.DatabaseRun(self.env, self.work, kind)
        modules = [paths.MODULE]
        if self.chosen.needs_dev_addon(kind):
            modules.append(selection.DEV_ADDON)
        template = self.env.databases.template(kind == "demo")
        return run.test(template, tags, install=",".join(modules))

    def _keep_times(self):
        """Renew what is known of how long things take, where TIMES asks for it."""
        if os.environ.get("TIMES"):
            seconds = Counter(self.seconds)
            for log in self.logs:
                seconds.update(log.seconds)
            sharing.write(seconds, {cls.spec for cls in suite.find()} | {LINT, WITHOUT_DATABASE})
