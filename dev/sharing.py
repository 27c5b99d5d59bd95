"""Which worker runs what: several runs of Odoo share the test classes of a kind of database.

Each run takes the class that comes next and that no other has taken, so that all end at about the
same time, however fast the machine is. The longest come first: what each took is kept in
dev/durations.json, in seconds; `make test TIMES=1` renews it. A class of which nothing is known yet
counts as the one in the middle. dev/addons/sales_plan_dev/shared.py takes them, within Odoo.
"""

import json
import os
from statistics import median

from . import console, paths

RECORD = paths.DEV / "durations.json"
ORDER = "order.json"  # in the folder of a share: its classes; beside it a file for each one taken
# Seconds until the first test runs on a database of each kind: the add-on's installation (some also
# wait for it), a copy, Odoo, its first class.
START = {"bare": 25, "demo": 75}
MOST_WORKERS = 8  # more would mostly start Odoo, and run out of PostgreSQL's connections
UNKNOWN = 5  # where nothing at all is known


def workers():
    """Return how many run side by side: JOBS, else one more than there are cores, as each waits now
    and then for a browser or a disk, but not too many."""
    wanted = os.environ.get("JOBS", "")
    if not wanted:
        return min((os.cpu_count() or 1) + 1, MOST_WORKERS)
    if not wanted.isdecimal() or not int(wanted):
        raise console.Failure(f"JOBS={wanted} is no number of workers.")
    return int(wanted)


class Share:
    """The classes that run on one kind of database, and who has taken which."""

    def __init__(self, kind, specs, known, folder):
        """Begin with nothing taken.

        :param specs: the classes, as --test-tags has them
        :param known: the seconds that things took, by name
        :param folder: where is noted what was taken; it is made
        """
        middle = median(known.values()) if known else UNKNOWN
        self.kind = kind
        self.folder = folder
        self._seconds = {spec: known.get(spec, middle) for spec in specs}
        self.specs = sorted(specs, key=lambda spec: (-self._seconds[spec], spec))
        folder.mkdir(parents=True)
        (folder / ORDER).write_text(json.dumps(self.specs), encoding="utf-8")

    def seconds_left(self):
        """Return how long it will take one worker to do what nobody has taken."""
        return sum(
            self._seconds[spec]
            for number, spec in enumerate(self.specs)
            if not (self.folder / str(number)).exists()
        )


class Turns:
    """Which share a worker joins next."""

    def __init__(self, shares):
        self._shares = shares  # those that take longest to begin first
        self._at_work = {share.kind: set() for share in shares}
        self._joined = set()  # (worker, kind)

    def join(self, worker):
        """Return the share that a worker helps with from now on, None where there is no need.

        A share on which nobody works is begun; one on which others work is joined as long as more
        is left for each than the time that it takes to begin.
        """
        for share in self._shares:
            others = len(self._at_work[share.kind])
            left = share.seconds_left()
            worthwhile = left > START[share.kind] * (others + 1) if others else left
            if worthwhile and (worker, share.kind) not in self._joined:
                self._joined.add((worker, share.kind))
                self._at_work[share.kind].add(worker)
                return share
        return None

    def leave(self, worker, share):
        """Note that a worker found nothing more to take."""
        self._at_work[share.kind].remove(worker)


def read():
    """Return the seconds that things took, by name."""
    if not RECORD.exists():
        return {}
    return json.loads(RECORD.read_text(encoding="utf-8"))


def write(measured, existing):
    """Keep what was measured, and forget what there is no more."""
    known = renewed(read(), measured, existing)
    text = json.dumps(known, indent=1, sort_keys=True)
    RECORD.write_text(f"{text}\n", encoding="utf-8")


def renewed(known, measured, existing):
    """Return what is known with what was measured, of what there still is."""
    kept = {name: seconds for name, seconds in known.items() if name in existing}
    return {**kept, **{name: max(1, round(seconds)) for name, seconds in measured.items()}}
