"""A clock of its own for programs: Debian's libfaketime, which they load before anything else.

Odoo and PostgreSQL get the same distance from the machine's clock, so that their clocks agree.
Intervals, such as timeouts, are measured as ever.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from . import apt, console, locks, paths

PACKAGE = "libfaketime"
LIBRARY = "faketime/libfaketimeMT.so.1"
HOME = paths.RUN / "faketime"
#: What Python loads first of all, and the browser that tests find first.
SITE = Path(__file__).parent / "other_clock"
FORMAT = "%Y-%m-%d %H:%M:%S"


def find():
    """Return the path of the library, unpacking Debian's package when it is not installed; None
    where it cannot be had."""
    with locks.exclusive("faketime"):
        found = _installed(Path("/")) or _installed(HOME)
        if not found and _unpack():
            found = _installed(HOME)
    return found


def variables(library, moment):
    """Return the environment variables that start a clock at a moment now.

    :param moment: datetime in UTC
    """
    distance = moment.timestamp() - time.time()
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{distance:+.0f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",  # what older versions call it
        "PYTHONPATH": str(SITE),
        "PATH": f"{SITE}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def read(text):
    """Return the moment in UTC that a text names."""
    try:
        return datetime.strptime(text, FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise console.Failure(
            f"CLOCK={text} is no moment; write it as CLOCK='2028-02-29 12:00:00', in UTC."
        ) from None


def _installed(root):
    return next(iter(sorted((root / "usr/lib").glob(f"*/{LIBRARY}"))), None)


def _unpack():
    """Unpack Debian's package into a folder of this working tree; return whether it could be."""
    archive = apt.PrivateApt.for_debian()
    if not archive:
        return False
    try:
        if not archive.offers(PACKAGE):
            return False
        archive.download("Downloading faketime", (), (PACKAGE,))
        archive.unpack("Unpacking faketime", HOME)
    except console.Failure as failure:
        console.say(str(failure))
        return False
    finally:
        archive.remove()
    return True
