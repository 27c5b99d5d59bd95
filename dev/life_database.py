"""Throw-away databases in which the add-on is installed, updated and removed."""

import os
import shutil
from contextlib import contextmanager

from . import console, odoo_process, paths, results

DONE = "SCRIPT DONE"
PREFIX = f"{paths.MODULE}_life_"
QUIETLY = ("--stop-after-init", "--no-http", "--max-cron-threads", "0")


class Database:
    """A database of one check, and what its logs said.

    :ivar found: results: a warning or an error in a log is a failure
    :ivar python: what runs Odoo, where it is not the usual environment
    """

    def __init__(self, env, label):
        self.env = env
        self.label = label
        self.name = f"{PREFIX}{label}_{os.getpid()}"
        self.found = results.Results()
        self.python = None

    @property
    def databases(self):
        """The server's databases."""
        return self.env.databases

    def odoo(self, title, *arguments, addons, subcommand=("server",), through=(), **options):
        """Run Odoo to its end; return the lines of its log.

        :param addons: folders with add-ons beside Odoo's
        :param through: a command that runs another one, which follows
        """
        console.say(f"{self.label}: {title} ...")
        process = self.env.odoo(self.name, addons)
        log = results.OdooLog(lambda line: console.say(f"{self.label}: {line}"))
        lines = []

        def read(line):
            lines.append(line)
            log.read(line)

        path = paths.LOGS / f"life-{self.label}-{title.replace(' ', '-')}.log"
        with console.ticking(lambda: self._describe(lines)):
            command = process.command(*arguments, subcommand=subcommand)
            command = [*through, self.python or command[0], *command[1:]]
            code = console.stream(command, path, read, **{**process.options(), **options})
        self.found.add(log.results(f"{self.label}: {title}", code))
        return lines

    def _describe(self, lines):
        return console.ODOO_LOG.sub("", lines[-1]).strip() if lines else ""

    def script(self, title, code, addons):
        """Run a piece of Python in Odoo's shell; return the lines of its log and what it prints.

        It has `env`, and can import `dev.…`.
        """
        process = self.env.odoo(self.name, addons)
        path = process.folder / "script.py"
        path.write_text(f"{code}\nprint({DONE!r})\n", encoding="utf-8")
        options = process.options()
        options["env"]["PYTHONPATH"] += f"{os.pathsep}{paths.ROOT}"
        with open(path, encoding="utf-8") as script:
            lines = self.odoo(
                title, "--no-http", addons=addons, subcommand=("shell",), stdin=script, **options
            )
        if DONE not in lines:
            self.found.fail(f"{self.label}: {title} came to no end: {lines[-1]}")
        return lines

    def sql(self, query, *parameters):
        """Run one statement in it; return its rows."""
        return self.databases.sql_in(self.name, query, *parameters)

    def expect(self, problems):
        """Count what was found out: nothing as one passed check, else a failure for each."""
        for problem in problems:
            console.say(f"{self.label}: {problem}")
            self.found.fail(f"{self.label}: {problem}")
        self.found.passed += not problems


@contextmanager
def made(env, label, template):
    """Give a copy of a database, and remove it at the end.

    :param template: name of the database to be copied
    """
    database = Database(env, label)
    env.databases.copy(template, database.name)
    try:
        yield database
    finally:
        env.databases.drop(database.name)
        shutil.rmtree(paths.WORK / database.name, ignore_errors=True)


@contextmanager
def addon(label):
    """Give the folder that has a copy of the add-on as it is now."""
    folder = paths.WORK / f"{PREFIX}{label}_addons_{os.getpid()}"
    try:
        yield odoo_process.copy_addon(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
