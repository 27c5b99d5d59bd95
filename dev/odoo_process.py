"""Running Odoo: its configuration, its command line, its port."""

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager

from . import console, locks, paths, venv

TEST_PORTS = (18069, 18169)
ADVICE = "The lines above say why."


class Odoo:
    """Odoo on one database, with the add-on taken from `addons` if that is given."""

    def __init__(self, source, server, database, addons=()):
        self.source = source
        self.server = server
        self.database = database
        self.folder = paths.WORK / database
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configuration = self.folder / "odoo.conf"
        self._configure(addons)
        self.environment = {**os.environ, **server.variables}
        clock = [server.variables["PYTHONPATH"]] if "PYTHONPATH" in server.variables else []
        self.environment["PYTHONPATH"] = os.pathsep.join([*clock, str(source.root)])
        self.environment["PATH"] = (
            f"{venv.PYTHON.parent}{os.pathsep}{self.environment.get('PATH', '')}"
        )

    def _configure(self, addons):
        addons_path = ",".join(str(path) for path in [*self.source.addons_path, *addons])
        self.server.data.mkdir(parents=True, exist_ok=True)
        lines = ["[options]", f"data_dir = {self.server.data}", "list_db = False"]
        if addons_path:
            lines.append(f"addons_path = {addons_path}")
        self.configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def command(self, *arguments, subcommand=("server",)):
        """Return the command line for one of Odoo's commands on this database."""
        start = [str(venv.PYTHON), "-m", "odoo", *subcommand, "-c", str(self.configuration)]
        return [*start, "-d", self.database, *map(str, arguments)]

    def options(self):
        """Return how to start a process of it."""
        return {"env": {**self.environment}, "cwd": self.folder}

    def step(self, title, arguments):
        """Run it as one step of a command; a failure ends the command."""
        command = self.command(*arguments)
        return console.step(title, command, ADVICE, **self.options())

    def script(self, title, code):
        """Run a piece of Python in Odoo's shell as one step of a command."""
        path = self.folder / "script.py"
        path.write_text(code + "\n", encoding="utf-8")
        command = self.command("--no-http", subcommand=("shell",))
        options = self.options()
        options["env"]["PYTHONPATH"] += f"{os.pathsep}{paths.ROOT}"  # for `import dev.…`
        with open(path, encoding="utf-8") as script:
            return console.step(title, command, ADVICE, stdin=script, **options)

    def call(self, *arguments, subcommand=("server",)):
        """Run it in the foreground, with the user's keyboard and screen."""
        command = self.command(*arguments, subcommand=subcommand)
        return subprocess.call(command, **self.options())


def link_addon():
    """Return an add-ons folder where `sales_plan` is this repository, for Odoo to work on."""
    addons = paths.RUN / "addons"
    addons.mkdir(parents=True, exist_ok=True)
    link = addons / paths.MODULE
    if not link.is_symlink() or link.resolve() != paths.ROOT:
        link.unlink(missing_ok=True)
        link.symlink_to(paths.ROOT)
    return addons


def copy_addon(folder):
    """Return an add-ons folder with a copy of the add-on as it is now.

    Tests run on a copy: nobody's next edit gets into them, and what walks through an add-on's
    files (Odoo's own lint, the export of translations) does not meet `.run/` there.
    """
    addons = folder / "addons"
    shutil.rmtree(addons, ignore_errors=True)
    for path in paths.addon_files():
        target = addons / paths.MODULE / path.relative_to(paths.ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return addons


def is_free(port):
    """Tell whether a server could listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):  # taken, forbidden, or no port at all
            return False
    return True


@contextmanager
def reserved_port():
    """Give a free port that no other command of this working tree takes meanwhile."""
    for port in range(*TEST_PORTS):
        with locks.attempt(f"port-{port}") as reserved:
            if reserved and is_free(port):
                yield port
                return
    raise console.Failure(f"No port from {TEST_PORTS[0]} to {TEST_PORTS[1]} is free.")
