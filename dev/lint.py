"""`make lint` and `make format`: what can be said about the code without running it.

Odoo's own lint needs a database with the add-on, so `make test` runs it.
"""

import os
import shutil
import subprocess
import sys

from . import console, odoo_process, paths, results, venv

# The README is Markdown. One model may extend another in several files, each with one concern.
PYLINT_OPTIONS = (
    f"--rcfile={paths.ROOT / '.pylintrc'}",
    "--disable=missing-readme,consider-merging-classes-inherited",
)
# The README again; how XML begins and the order of attributes are no matter; code reads demo/*.csv.
OCA_OPTIONS = ("--disable=prefer-readme-rst,xml-header-wrong,xml-tag-position,file-not-used",)
CAPTURED = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
WORK = paths.WORK / f"lint_{os.getpid()}"


def main(arguments):
    """Run every check, then say how many passed."""
    if arguments[0] == "format":
        venv.run("ruff", "check", "--fix", "--quiet", paths.ROOT)
        sys.exit(venv.run("ruff", "format", paths.ROOT).returncode)
    total = run()
    for title in total.broken:
        console.say(f"FAILED:  {title}")
    console.say(total.last_line())
    sys.exit(1 if total.failed else 0)


def run():
    """Run every check; return how many passed and which failed."""
    total = results.Results()
    try:
        for check in checks():
            if passes(*check):
                total.passed += 1
            else:
                total.fail(check[0])
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    return total


def checks():
    """Yield each check: its title, the folder that it runs in, its command.

    The checks of add-ons look at a copy, whose folder is named like the module.
    """
    yield "ruff format", paths.ROOT, ["ruff", "format", "--check", "--quiet", "--diff"]
    yield "ruff check", paths.ROOT, ["ruff", "check", "--quiet"]
    if not (paths.ROOT / "__manifest__.py").exists():
        return
    addons = odoo_process.copy_addon(WORK)
    yield "pylint-odoo", addons, ["pylint", *PYLINT_OPTIONS, paths.MODULE]
    yield "OCA's checks", addons, ["oca-checks-odoo-module", *OCA_OPTIONS, paths.MODULE]
    if translations := sorted(paths.ROOT.glob("i18n/*.po*")):
        yield "OCA's checks of translations", addons, ["oca-checks-po", *translations]


def passes(title, folder, command):
    """Run one check and show what it finds, with paths that lead to the repository's files."""
    console.say(f"{title} ...")
    environment = {**os.environ, "PYLINTHOME": str(paths.RUN / "pylint")}
    completed = venv.run(*command, cwd=folder, env=environment, **CAPTURED)
    copied = f"{os.path.relpath(WORK, paths.ROOT)}/addons/{paths.MODULE}/"
    found = completed.stdout.replace(f"{paths.ROOT}/", "").replace(copied, "")
    if found.strip():
        console.say(found.rstrip())
    return not completed.returncode
