"""`make wheel`: the add-on as a Python package, for Odoo that was installed with pip.

`odoo` and `odoo.addons` are namespaces, so what pip puts into `odoo/addons` stands on Odoo's own
path of add-ons, wherever Odoo itself is.
"""

import sys
import zipfile

from . import console, life_database, paths

FOLDER = paths.ROOT / "build"
INSIDE = f"odoo/addons/{paths.MODULE}/"
LIST = f"import odoo.addons.{paths.MODULE} as addon\nprint('FOUND', addon.__path__[0])"
ADVICE = "Is the package index that pip is set up for there?"


def main(_arguments):
    """Build the wheel, and say where it is."""
    console.say(f"Built {build().relative_to(paths.ROOT)}.")


def build(folder=FOLDER):
    """Return the wheel, built anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("odoo_addon_*.whl"):
        old.unlink()
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, paths.ROOT]
    console.step("Building the wheel", command, ADVICE)
    [wheel] = folder.glob("odoo_addon_*.whl")
    return wheel


def check(env):
    """Install the wheel into a fresh environment beside Odoo; return the results."""
    template = env.databases.template(demo=False)
    with life_database.made(env, "wheel", template) as base:
        folder = paths.WORK / base.name
        wheel = build(folder)
        base.expect(_find_differences(wheel))
        base.python = _make_environment(folder / "venv", wheel)
        base.odoo("install", "--init", paths.MODULE, *life_database.QUIETLY, addons=[])
        lines = base.script("where it is", LIST, [])
        base.expect(_find_misplaced(lines, folder))
        return base.found


def _find_differences(wheel):
    """Return sentences: files of the add-on that the wheel lacks, and others that it has."""
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {f"{INSIDE}{path.relative_to(paths.ROOT)}" for path in paths.addon_files()}
    found = [f"the wheel lacks {name}" for name in sorted(expected - inside)]
    return found + [f"the wheel has {name}" for name in sorted(inside - expected)]


def _make_environment(folder, wheel):
    """Return the Python of a fresh environment with the packages that Odoo needs, and the wheel."""
    console.step("Making a fresh environment", [sys.executable, "-m", "venv", folder], ADVICE)
    python = folder / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    pip.append("--no-compile")
    requirements = ["--requirement", paths.DEV / "requirements.txt"]
    console.step("Installing Odoo's packages", [*pip, *requirements], ADVICE, cwd=folder)
    # without what it needs: Odoo is there already, in a way that pip may not know
    console.step("Installing the wheel", [*pip, "--no-deps", wheel], ADVICE, cwd=folder)
    return python


def _find_misplaced(lines, folder):
    """Return a sentence unless the add-on was found in the environment."""
    found = [line.removeprefix("FOUND ") for line in lines if line.startswith("FOUND ")]
    inside = [place for place in found if place.startswith(str(folder))]
    return [] if inside else [f"Odoo found the add-on in {found}"]
