"""`make test-upgrade`: databases of earlier versions are updated, and keep every figure.

The repository's history has each version: as it was finished it is built, installed with its demo
data, and updated to what is here now. VERSIONS=19.0.1.7.0,... names some of
them, else the last three are tried.
"""

import ast
import io
import json
import os
import subprocess
import tarfile
import time

from . import console, environment, life_database, life_figures, paths, results, test

COUNT = 3  # versions that are tried
TELL = "from dev import life_figures\nlife_figures.tell(env)"
SHOWN = 20


def main(_arguments):
    """Run the upgrades alone, and close with the counts."""
    start = time.monotonic()
    with environment.ready() as env:
        env.databases.drop_abandoned(life_database.PREFIX)
        total = check(env)
    test.finish(total, time.monotonic() - start)


def check(env):
    """Update from each version; return the results."""
    found = results.Results()
    versions = find_versions() if (paths.ROOT / ".git").exists() else {}
    named = [part.strip() for part in os.environ.get("VERSIONS", "").split(",") if part.strip()]
    if unknown := set(named) - set(versions):
        raise console.Failure(f"VERSIONS={', '.join(unknown)}: there are {', '.join(versions)}.")
    if not versions:
        reason = "the repository's history is not here"
        found.skipped.append(("upgrades", reason))
    for version in named or list(versions)[:COUNT]:
        found.add(_check_version(env, version, versions[version]))
    return found


def find_versions():
    """Return ``{version: the commit it was finished at}``, the newest first, without the present.

    A version is finished when its history is: what comes after may be half of the next one.
    """
    log = _git("log", "--first-parent", "-m", "--format=%H", "--", "HISTORY.md")
    found = {}
    for commit in log.decode().split():
        found.setdefault(_version_at(commit), commit)
    found.pop(_version_at("HEAD"), None)
    return found


def _version_at(commit):
    return ast.literal_eval(_git("show", f"{commit}:__manifest__.py").decode())["version"]


def _git(*arguments):
    quietly = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    return subprocess.run(["git", *arguments], cwd=paths.ROOT, check=True, **quietly).stdout


def _check_version(env, version, commit):
    """Install a version with its demo data, update it, and compare the figures."""
    label = f"from-{version}"
    template = env.databases.template(demo=True)
    with (
        life_database.addon(label) as addons,
        life_database.made(env, label, template) as base,
    ):
        old = _unpack(commit, addons.parent / "old")
        base.odoo("install", "--init", paths.MODULE, *life_database.QUIETLY, addons=[old])
        base.found = results.Results()  # what an earlier version warned of is past
        before = _read(base, "figures before", old)
        update = ("--update", paths.MODULE, *life_database.QUIETLY)
        base.odoo("update", *update, addons=[addons])
        after = _read(base, "figures after", addons)
        base.expect(compare(before, after))
        return base.found


def _unpack(commit, folder):
    """Return a folder of add-ons with the add-on as it was."""
    with tarfile.open(fileobj=io.BytesIO(_git("archive", commit))) as archive:
        archive.extractall(folder / paths.MODULE, filter="data")
    return folder


def _read(base, title, addons):
    """Return the figures in a database."""
    for line in base.script(title, TELL, [addons]):
        if line.startswith(life_figures.MARK):
            return json.loads(line.removeprefix(life_figures.MARK))
    return {}


def compare(before, after):
    """Return sentences: figures that are others than they were, or are not there any more."""
    if not before:
        return ["no figure was read before the update"]
    wrong = [
        f"{name} was {value}, is {after.get(name)}"
        for name, value in before.items()
        if after.get(name) != value
    ]
    more = [f"and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
    return wrong[:SHOWN] + more
