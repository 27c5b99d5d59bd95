"""`make run`, `make reset`, `make update`, `make shell`: Odoo with demo data and the add-on."""

import hashlib
import os
import subprocess
import time
import urllib.error
import urllib.request

from . import console, environment, odoo_process, paths, system_packages

DATABASE = os.environ.get("DATABASE", "sales_plan")
FIRST_PORT = 8069
LOG = paths.LOGS / "odoo.log"
NOTE = paths.MODULE  # begins what is kept at the database, to tell that it is ours
QUIETLY = ("--stop-after-init", "--no-http")
START_TIMEOUT = 180  # seconds


def main(arguments):
    """Carry out one of the four commands."""
    command = {"run": run, "reset": reset, "update": update, "shell": shell}[arguments[0]]
    if command is run:
        choose_port()  # a wrong one is told before the long steps
    with environment.ready() as env:
        command(env)


def reset(env):
    """Forget the database; the next start makes a new one."""
    check_ours(env)
    env.databases.drop(DATABASE)
    console.say(f"The database {DATABASE} is gone; `make run` makes a new one.")


def update(env):
    """Make the database, or update the add-on in it."""
    prepare(env)
    console.say(f"The database {DATABASE} is up to date.")


def shell(env):
    """Open Odoo's Python shell."""
    prepare(env).call("--no-http", subcommand=("shell",))


def run(env):
    """Start Odoo and keep it running until the user stops it."""
    port = choose_port()
    system_packages.ensure_buttons()
    process_of = prepare(env)
    tell_port_to_printer(env, port)
    command = process_of.command(
        *("--http-interface", "127.0.0.1", "--http-port", port),
        *("--db-filter", f"^{DATABASE}$", "--logfile", LOG),
    )
    console.say(f"Starting Odoo {env.source.version} ...")
    LOG.unlink(missing_ok=True)
    options = {**process_of.options(), "stdin": subprocess.DEVNULL, "start_new_session": True}
    with subprocess.Popen(command, **options) as process:
        try:
            wait_until_up(process, port)
            console.say(
                f"\n    address   http://localhost:{port}/odoo\n    login     admin\n"
                f"    password  admin\n\nOdoo's log: {LOG}\nCtrl-C stops Odoo and PostgreSQL."
            )
            process.wait()
        except KeyboardInterrupt:
            console.say("\nStopping ...")
        finally:
            process.terminate()
    if process.returncode:
        raise console.Failure(f"Odoo ended by itself; its log {LOG} says why.")


def tell_port_to_printer(env, port):
    """Let PDF files find their styles: Odoo's own guess of its address is port 8069."""
    env.databases.sql_in(
        DATABASE,
        """INSERT INTO ir_config_parameter (key, value, create_uid, create_date, write_date)
           VALUES ('report.url', %s, 1, now(), now())
               ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value""",
        f"http://127.0.0.1:{port}",
    )


def choose_port():
    """Return the port that the user names, or the first free one."""
    if named := os.environ.get("PORT"):
        if not named.isdigit() or not odoo_process.is_free(int(named)):
            raise console.Failure(f"PORT={named} is taken or no port; name a free one.")
        return int(named)
    return next(port for port in range(FIRST_PORT, FIRST_PORT + 100) if odoo_process.is_free(port))


def prepare(env):
    """Make the database unless there is one; bring the add-on in it up to date."""
    fingerprint = addon_fingerprint()
    addons = [odoo_process.link_addon()]
    if not env.databases.exists(DATABASE):
        make(env, addons)
        env.databases.note(DATABASE, fingerprint)
    check_ours(env)
    process = env.odoo(DATABASE, addons)
    if env.databases.note(DATABASE) != fingerprint:
        process.step("Updating the add-on", ["--update", paths.MODULE, *QUIETLY])
        env.databases.note(DATABASE, fingerprint)
    return process


def make(env, addons):
    """Make the database under another name, so that one by this name is complete."""
    unfinished = f"{DATABASE}_unfinished"
    env.databases.copy(env.databases.template(demo=True), unfinished)
    process = env.odoo(unfinished, addons)
    process.step("Installing the add-on with its demo data", ["--init", paths.MODULE, *QUIETLY])
    env.databases.note(unfinished, NOTE)
    env.databases.rename(unfinished, DATABASE)


def check_ours(env):
    """Leave a database alone that only happens to have the name."""
    if env.databases.exists(DATABASE) and not env.databases.note(DATABASE).startswith(NOTE):
        raise console.Failure(
            f"The database {DATABASE} was not made by `make run`; name another: DATABASE=..."
        )


def addon_fingerprint():
    """Change whenever a file of the add-on changes."""
    digest = hashlib.sha256()
    for path in paths.addon_files():
        digest.update(str(path.relative_to(paths.ROOT)).encode())
        digest.update(path.read_bytes())
    return f"{NOTE} {digest.hexdigest()[:16]}"


def wait_until_up(process, port):
    """Return once the login page answers, which also builds its styles and scripts."""
    deadline = time.monotonic() + START_TIMEOUT
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/login", timeout=60):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    raise console.Failure(f"Odoo does not answer; its log {LOG} says why.")
