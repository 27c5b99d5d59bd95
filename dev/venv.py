"""The virtual environment with Odoo's Python packages, pinned in requirements*.txt."""

import hashlib
import subprocess
import sys

from . import console, locks, paths

PYTHON = paths.VENV / "bin" / "python"
RUNTIME = paths.DEV / "requirements.txt"
TESTING = paths.DEV / "requirements-test.txt"


def is_active():
    """Tell whether this process runs inside the virtual environment."""
    return sys.prefix == str(paths.VENV)


def ensure(with_test_tools):
    """Make the virtual environment, or bring it up to date with the pinned packages."""
    paths.RUN.mkdir(exist_ok=True)
    with locks.exclusive("venv"):
        if not _same_python():
            _create()
        _install(RUNTIME)
        if with_test_tools:
            _install(TESTING)


def _same_python():
    """Tell whether the environment exists and is of the Python that the user asked for."""
    stamp = paths.VENV / "python-version"
    return stamp.exists() and stamp.read_text() == sys.version and PYTHON.exists()


def _create():
    version = sys.version.split()[0]
    console.step(
        f"Making a virtual environment of Python {version}",
        [sys.executable, "-m", "venv", "--clear", paths.VENV],
        "On Debian and Ubuntu the package python3-venv is needed for it.",
    )
    (paths.VENV / "python-version").write_text(sys.version)


def _install(requirements):
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    stamp = paths.VENV / f"{requirements.stem}.sha256"
    if stamp.exists() and stamp.read_text() == digest:
        return
    console.step(
        f"Installing the Python packages of {requirements.name}",
        [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        + ["--no-compile", "--requirement", requirements],
        "pip could not get a package: is the network, or the index that pip is set up for, there?",
        cwd=paths.RUN,
    )
    stamp.write_text(digest)


def run(program, *arguments, **options):
    """Run a program of the environment; return the completed process."""
    command = [PYTHON.parent / program, *arguments]
    return subprocess.run([str(part) for part in command], check=False, **options)
