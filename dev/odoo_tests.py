"""Odoo's tests on throw-away databases."""

import os
import shutil
import threading

from . import console, odoo_process, paths, pot, results, selection

PREFIX = f"{paths.MODULE}_test_"
PREPARE = f"from odoo.addons.{selection.DEV_ADDON} import company; company.prepare_company(env)"


class Installed:
    """A database of each kind with the add-on installed, for all parts of a run to copy.

    Each is made by the first who asks for it, while others who want the same one wait.
    """

    def __init__(self, env, work):
        self._env = env
        self._work = work
        self._locks = {kind: threading.Lock() for kind in ("bare", "demo")}
        self._runs = {}
        self._codes = {}  # of Odoo that installed it
        self.found = results.Results()  # what went wrong on the way

    def get(self, kind):
        """Return the name of the database of a kind."""
        with self._locks[kind]:
            if kind not in self._runs:
                self._runs[kind] = DatabaseRun(self._env, self._work, kind, "installed")
                self._codes[kind] = self._install(kind)
            run = self._runs[kind]
            if self._codes.get(kind) != 0:
                raise console.Failure(
                    f"The add-on could not be installed on a {kind} database. "
                    f"The whole log: {run.log_path}"
                )
            return run.name

    def drop(self):
        """Remove all of them."""
        for run in self._runs.values():
            run.drop()

    def _install(self, kind):
        run = self._runs[kind]
        run.copy(self._env.databases.template(kind == "demo"))
        console.say(f"Installing the add-on on a {kind} database ...")
        modules = f"{paths.MODULE},{selection.DEV_ADDON}"
        code = run.odoo("--init", modules, "--stop-after-init", "--no-http", without=())
        self.found.add(run.log.results(f"installing on {kind}", code))
        if kind == "bare" and not code:  # on demo data, tests look at all that there is
            run.prepare()
        self._env.databases.sql_in(run.name, "ANALYZE")  # as PostgreSQL would within a minute
        self._env.databases.stop_vacuuming(run.name)
        return code


class Work:
    """What all parts of a run share: a copy of the add-on, so that nobody's next edit gets in."""

    def __init__(self, absent):
        self.absent = absent  # programs that tests have to do without
        self.folder = paths.WORK / f"{PREFIX}{os.getpid()}"
        self.addons = odoo_process.copy_addon(self.folder)

    def remove(self):
        """Remove the copy."""
        shutil.rmtree(self.folder, ignore_errors=True)


class DatabaseRun:
    """Odoo on one throw-away database; `label` tells it from others of its kind."""

    def __init__(self, env, work, kind, label=""):
        self.env = env
        self.work = work
        self.kind = kind
        self.title = f"{kind} {label}".strip()
        self.name = f"{PREFIX}{self.title.replace(' ', '_')}_{os.getpid()}"
        self.log_path = paths.LOGS / f"test-{self.title.replace(' ', '-')}.log"
        self.log = results.OdooLog(self._show)

    def _show(self, line):
        """Show a line of the log, with paths that lead to the files in the repository."""
        copied = f"{self.work.addons}/{paths.MODULE}/"
        console.say(f"{self.title}: {line.replace(copied, '')}")

    def copy(self, source):
        """Make the database."""
        self.env.databases.copy(source, self.name)

    def drop(self):
        """Remove the database and all that belongs to it."""
        self.env.databases.drop(self.name)
        shutil.rmtree(paths.WORK / self.name, ignore_errors=True)

    def test(self, source, tags, install="", shared=None, when_done=None):
        """Run tests on a copy of a database; return the results.

        :param tags: which, for Odoo's --test-tags
        :param install: modules to be installed before
        :param shared: the folder of what is shared with other runs, see `sharing`
        :param when_done: what else is to be done on the database, with the results
        """
        self.copy(source)
        try:
            console.say(f"{self.title}: Odoo's tests ...")
            with odoo_process.reserved_port() as port, console.ticking(self._state):
                code = self.odoo(
                    *(("--init", install) if install else ()),
                    *("--stop-after-init", "--test-enable", "--test-tags", tags),
                    *("--http-interface", "127.0.0.1", "--http-port", port),
                    *("--max-cron-threads", "0"),
                    without=self.work.absent,
                    shared=shared,
                )
            found = self.log.results(self.title, code)
            if when_done:
                when_done(found)
            return found
        finally:
            self.drop()

    def prepare(self):
        """Make what most tests begin with, where the add-on is installed."""
        self._process().script("Preparing the company of the tests", PREPARE)

    def odoo(self, *arguments, without, shared=None):
        """Run Odoo with some arguments; return its code.

        :param without: programs whose tests are skipped
        :param shared: see `test`
        """
        process = self._process()
        helped = without or shared
        load = ("--load", f"base,rpc,web,{selection.DEV_ADDON}") if helped else ()
        options = process.options()
        options["env"]["SALES_PLAN_ABSENT"] = ",".join(without)
        if shared:
            options["env"]["SALES_PLAN_SHARED"] = str(shared)
        command = process.command(*arguments, *load)
        return console.stream(command, self.log_path, self.log.read, **options)

    def _process(self):
        return self.env.odoo(self.name, [self.work.addons, paths.DEV / "addons"])

    def _state(self):
        return f"{self.title}: {len(self.log.started)} tests, {self.log.current}"

    def check_translations(self, found):
        """Compare the template of translations with what the code has now; add to the results."""
        problem = pot.difference(self._process())
        if problem:
            console.say(problem)
            found.fail("i18n: the template is not current")
        else:
            found.passed += 1
