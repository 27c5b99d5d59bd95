"""`make lint` and `make format`: what can be said about the code without running it.

Odoo's own lint needs a database with the add-on, so `make test` runs it.
"""

import os
import shutil
import sys

from . import console, odoo, paths, venv

# The README is Markdown, not the one that pylint-odoo looks for.
PYLINT_OPTIONS = (f"--rcfile={paths.ROOT / '.pylintrc'}", "--disable=missing-readme")
WORK = paths.WORK / f"lint_{os.getpid()}"


def main(arguments):
    """Run every check, then say how many passed."""
    if arguments[0] == "format":
        venv.run("ruff", "check", "--fix", "--quiet", paths.ROOT)
        sys.exit(venv.run("ruff", "format", paths.ROOT).returncode)
    try:
        failed = [title for title, command in checks() if not passes(title, command)]
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    for title in failed:
        console.say(f"FAILED:  {title}")
    console.say(f"{len(list(checks())) - len(failed)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


def checks():
    """Yield each check: its title and its command.

    The checks of add-ons look at a copy, whose folder is named like the module.
    """
    yield "ruff format", ["ruff", "format", "--check", "--quiet", "--diff", paths.ROOT]
    yield "ruff check", ["ruff", "check", "--quiet", paths.ROOT]
    if not (paths.ROOT / "__manifest__.py").exists():
        return
    addon = odoo.copy_addon(WORK) / paths.MODULE
    yield "pylint-odoo", ["pylint", *PYLINT_OPTIONS, addon]
    yield "OCA's checks", ["oca-checks-odoo-module", "--no-verbose", addon]
    if translations := sorted(addon.glob("i18n/*.po*")):
        yield "OCA's checks of translations", ["oca-checks-po", *translations]


def passes(title, command):
    """Run one check and show what it finds."""
    console.say(f"{title} ...")
    environment = {**os.environ, "PYLINTHOME": str(paths.RUN / "pylint")}
    return not venv.run(*command, cwd=paths.ROOT, env=environment).returncode
