"""Where things are. Everything that is downloaded or made lies in RUN, which git ignores."""

from pathlib import Path

MODULE = "sales_plan"
ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / "dev"

RUN = (ROOT / ".run").resolve()  # a link lets several working trees share one
ODOO = RUN / "odoo"  # Odoo as it was downloaded
VENV = RUN / "venv"
CLUSTER = RUN / "postgresql"
DATA = RUN / "data"  # Odoo's filestore and sessions
CLOCK_CLUSTER = RUN / "postgresql-clock"  # for tests on another clock
CLOCK_DATA = RUN / "data-clock"
LOGS = RUN / "logs"
LOCKS = RUN / "locks"
WORK = RUN / "work"  # one folder for each run of the tests

# At the repository's root, but no part of the add-on.
NOT_ADDON = {"build", "dev", "dist", "node_modules", "Makefile", "pyproject.toml"}


def addon_files():
    """Return every file of the add-on, sorted; not what tools leave beside them."""
    found = []
    for entry in ROOT.iterdir():
        if _belongs(entry) and entry.name not in NOT_ADDON:
            found += _files_in(entry) if entry.is_dir() else [entry]
    return sorted(found)


def _files_in(folder):
    for entry in folder.iterdir():
        if _belongs(entry):
            yield from _files_in(entry) if entry.is_dir() else [entry]


def _belongs(entry):
    return not entry.name.startswith(".") and entry.name != "__pycache__" and entry.suffix != ".log"
