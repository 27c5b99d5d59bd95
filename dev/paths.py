"""Where things are. Everything that is downloaded or made lies in RUN, which git ignores."""

from pathlib import Path

MODULE = "sales_plan"
ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / "dev"

RUN = ROOT / ".run"
ODOO = RUN / "odoo"  # Odoo as it was downloaded
VENV = RUN / "venv"
CLUSTER = RUN / "postgresql"
DATA = RUN / "data"  # Odoo's filestore and sessions
LOGS = RUN / "logs"
LOCKS = RUN / "locks"
WORK = RUN / "work"  # one folder for each run of the tests

# At the repository's root, but no part of the add-on.
NOT_ADDON = {"build", "dev", "dist", "node_modules", "Makefile", "pyproject.toml"}


def addon_entries():
    """Return the files and folders at the root that make up the add-on."""
    return sorted(
        path
        for path in ROOT.iterdir()
        if not path.name.startswith((".", "__pycache__")) and path.name not in NOT_ADDON
    )


def addon_files():
    """Return every file of the add-on, sorted."""
    found = []
    for entry in addon_entries():
        candidates = entry.rglob("*") if entry.is_dir() else [entry]
        found += [
            path for path in candidates if path.is_file() and "__pycache__" not in path.parts
        ]
    return sorted(found)
