"""Where Odoo comes from: the user's checkout (ODOO=path), Debian's package, or a clone."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import apt, console, locks, paths

SERIES = "19.0"
REPOSITORY = "https://github.com/odoo/odoo.git"
# Links in the package lead into these; without jQuery every page answers 500.
DEBIAN_LIBRARIES = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
)
# Newer ones have another layout than the links expect, so they come from the stable release.
DEBIAN_STABLE_FONTS = ("fonts-font-awesome", "fonts-inconsolata")
# Debian leaves this out; the asset bundle then logs an error and every tour fails.
LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooSource:
    """A tree of Odoo's source: `root` holds the Python package `odoo`."""

    root: Path
    version: str

    @property
    def addons_path(self):
        """Folders of add-ons beside those inside the Python package."""
        beside = self.root / "addons"
        return [beside] if beside.is_dir() else []


def get():
    """Return Odoo's source, downloading it when it is not there yet."""
    if named := os.environ.get("ODOO"):
        return _inspect(Path(named).expanduser().resolve(), f"ODOO={named}")
    with locks.exclusive("odoo"):
        if not (paths.ODOO / "complete").exists():
            _download()
    return _inspect(_root_of_download(), "the downloaded Odoo")


def _root_of_download():
    return next(
        root
        for root in (paths.ODOO / "usr/lib/python3/dist-packages", paths.ODOO)
        if (root / "odoo").is_dir()
    )


def _inspect(root, name):
    """Return the source at `root` if it is Odoo of the right series."""
    release = root / "odoo" / "release.py"
    if not release.exists():
        raise console.Failure(f"{name} is no Odoo: there is no {release}.")
    found = re.search(r"^version_info = \((\d+), (\d+), (\d+)", release.read_text(), re.M)
    version = ".".join(found.groups()) if found else "of unknown version"
    if not version.startswith(f"{SERIES}."):
        raise console.Failure(f"{name} is Odoo {version}; this add-on is for {SERIES}.")
    return OdooSource(root, version)


def _download():
    unfinished = paths.RUN / "odoo.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(paths.ODOO, ignore_errors=True)
    if not _unpack_debian(unfinished):
        _clone(unfinished)
    (unfinished / "complete").touch()
    unfinished.rename(paths.ODOO)


def _unpack_debian(target):
    """Unpack Debian's package and what it links to; return whether the archive has it."""
    archive = apt.PrivateApt.for_debian()
    package = f"odoo-{SERIES.split('.', maxsplit=1)[0]}"
    if not archive or not archive.offers(package):
        return False
    try:
        archive.download(
            f"Downloading Odoo {SERIES} (120 MB)",
            [package, *DEBIAN_LIBRARIES],
            DEBIAN_STABLE_FONTS,
        )
        archive.unpack("Unpacking Odoo", target)
    finally:
        archive.remove()
    left_out = target / "usr/lib/python3/dist-packages" / LEFT_OUT
    if not left_out.exists():
        left_out.parent.mkdir(parents=True, exist_ok=True)
        left_out.touch()
    return True


def _clone(target):
    console.step(
        f"Cloning Odoo {SERIES}",
        ["git", "clone", "--depth", "1", "--branch", SERIES, "--progress", REPOSITORY, target],
        "Get git and the network, or name a checkout of your own: make ODOO=/path/to/odoo ...",
    )
