"""Programs that tests and buttons need: a browser, and what makes a PDF of a page."""

import os
import shutil
import subprocess

from . import console

# Debian's package: programs of which one is enough, and what cannot be tested without.
NEEDED = {
    "chromium": (
        ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable"),
        "browser tours and JavaScript tests",
    ),
    "wkhtmltopdf": (("wkhtmltopdf",), "PDF reports"),
}
# The same: what buttons of the app do not work without.
NEEDED_BY_BUTTONS = {"wkhtmltopdf": "the buttons that print a PDF do not work"}


def missing(packages=tuple(NEEDED)):
    """Return those of some packages of which no program is on the PATH."""
    return [package for package in packages if not any(map(shutil.which, NEEDED[package][0]))]


def ensure():
    """Install what is missing if this is root on Debian; else say what will be skipped."""
    packages = missing()
    if packages and _can_install():
        _install(packages)
        packages = missing()
    for package in packages:
        console.say(
            f"{package} is not installed, so {NEEDED[package][1]} are skipped; "
            f"as root: apt-get install {package}"
        )
    if packages and os.environ.get("CI") == "true":
        raise console.Failure(f"CI runs every test: install {' and '.join(packages)}.")
    return packages


def ensure_buttons():
    """Install what buttons of the app need if this is root on Debian; else say what does not work.

    Odoo runs all the same, also where a package cannot be had just now.
    """
    packages = missing(NEEDED_BY_BUTTONS)
    if packages and _can_install():
        try:
            _install(packages)
        except console.Failure as failure:
            console.say(str(failure))
        packages = missing(NEEDED_BY_BUTTONS)
    for package in packages:
        console.say(
            f"{package} is not installed, so {NEEDED_BY_BUTTONS[package]}; "
            f"as root: apt-get install {package}"
        )


def _can_install():
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install(packages):
    options = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    advice = "Does `apt-get update` work?"
    console.step("Reading the lists of system packages", ["apt-get", "update"], advice, **options)
    known = [name for name in packages if not _is_unknown(name)]
    if known:
        console.step(
            f"Installing {' and '.join(known)}",
            ["apt-get", "install", "--yes", "--no-install-recommends", *known],
            advice,
            **options,
        )


def _is_unknown(package):
    shown = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return shown.returncode != 0
