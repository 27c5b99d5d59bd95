"""Debian's packages unpacked into a folder: without root, and nothing is installed.

A private configuration of apt with its own lists and cache adds the suite `sid` at the archive
that this machine's apt uses already, and trusts exactly the keys that Debian ships.
"""

import os
import platform
import shutil
import subprocess

from . import console, paths

HOME = paths.RUN / "apt"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
ADVICE = (
    "Is the network there, and does `apt-get update` work? "
    "Or name a checkout of your own: make ODOO=/path/to/odoo ..."
)


class PrivateApt:
    """An apt with its own lists and cache."""

    def __init__(self, archive, release):
        self.release = release
        self.environment = {**os.environ, "APT_CONFIG": str(HOME / "apt.conf"), "LC_ALL": "C"}
        self.packages = HOME / "packages"
        self._configure(archive)

    @classmethod
    def for_debian(cls):
        """Return one if this is Debian and has what it takes."""
        tools = all(map(shutil.which, ("apt-get", "apt-cache", "dpkg-deb")))
        if not tools or not os.path.exists(KEYRING):
            return None
        system = platform.freedesktop_os_release()
        release = system.get("VERSION_CODENAME")
        if system.get("ID") != "debian" or not release:
            return None
        archive = _archive_address(release)
        return cls(archive, release) if archive else None

    def _configure(self, archive):
        shutil.rmtree(HOME, ignore_errors=True)
        for folder in ("lists/partial", "cache/archives/partial", "packages"):
            (HOME / folder).mkdir(parents=True)
        (HOME / "sources.list").write_text(
            "".join(
                f"deb [signed-by={KEYRING}] {archive} {suite} main\n"
                for suite in ("sid", self.release)
            )
        )
        lines = [
            f'Dir::State::lists "{HOME}/lists";',
            f'Dir::Cache "{HOME}/cache";',
            f'Dir::Etc::sourcelist "{HOME}/sources.list";',
            'Dir::Etc::sourceparts "-";',
            'Acquire::Languages "none";',
        ]
        if os.geteuid() == 0:
            lines.append('APT::Sandbox::User "root";')  # apt's own user may not enter HOME
        (HOME / "apt.conf").write_text("\n".join(lines) + "\n")

    def offers(self, package):
        """Tell whether the archive has the package."""
        self._step("Reading the list of Debian's packages", ["apt-get", "update"])
        shown = subprocess.run(
            ["apt-cache", "show", package], env=self.environment, capture_output=True, check=False
        )
        return shown.returncode == 0

    def download(self, title, from_sid, from_release):
        """Download packages; apt checks them against the archive's signature."""
        names = [f"{name}/sid" for name in from_sid]
        names += [f"{name}/{self.release}" for name in from_release]
        self._step(title, ["apt-get", "download", *names], cwd=self.packages)

    def unpack(self, title, target):
        """Unpack all downloaded packages into one folder."""
        script = 'for package in "$1"/*.deb; do dpkg-deb -x "$package" "$2" || exit 1; done'
        self._step(title, ["sh", "-c", script, "sh", self.packages, target])

    def remove(self):
        """Remove lists and downloads; what was unpacked stays."""
        shutil.rmtree(HOME, ignore_errors=True)

    def _step(self, title, command, **options):
        console.step(title, command, ADVICE, env=self.environment, **options)


def _archive_address(release):
    """Return the address that this machine's own apt gets its release from."""
    return _first_target(release) or _first_target(release, *_with_fresh_lists())


def _first_target(release, *options):
    listed = subprocess.run(
        ["apt-get", "indextargets", *options]
        + ["--format", "$(CREATED_BY) $(CODENAME) $(COMPONENT) $(REPO_URI)"],
        capture_output=True,
        text=True,
        check=False,
    )
    for line in listed.stdout.splitlines():
        kind, codename, component, address = line.split(" ", 3)
        if (kind, codename, component) == ("Packages", release, "main"):
            return address
    return None


def _with_fresh_lists():
    """Read this machine's lists into a private folder: a fresh machine has none yet."""
    lists = HOME / "own-lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    options = ["-o", f"Dir::State::lists={lists}", "-o", f"Dir::Cache={HOME}/own-cache"]
    options += ["-o", "APT::Sandbox::User=root"] if os.geteuid() == 0 else []
    subprocess.run(["apt-get", "update", *options], capture_output=True, check=False)
    return options
