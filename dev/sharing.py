"""Which worker runs which tests: parts that take about as long as each other.

What each class took is kept in dev/durations.json, in seconds; `make test TIMES=1` renews it. A
class of which nothing is known yet counts as the one in the middle.
"""

import json
import os
from dataclasses import dataclass, field
from statistics import median

from . import console, paths

RECORD = paths.DEV / "durations.json"
# Seconds until the first test runs on a database of each kind: the add-on's installation (some also
# wait for it), a copy, Odoo, its first class.
START = {"bare": 25, "demo": 75}
MOST_WORKERS = 8  # more would mostly start Odoo, and run out of PostgreSQL's connections
UNKNOWN = 5  # where nothing at all is known


@dataclass
class Part:
    """What one worker does, one after the other: chores first, then the tests on each database."""

    seconds: float = 0
    chores: list = field(default_factory=list)
    specs: dict = field(default_factory=dict)  # kind of database: classes, as --test-tags has them

    def cost(self, kind, seconds):
        """Return how long it would take with one thing more; `kind` is None for a chore."""
        starts = kind is not None and kind not in self.specs
        return self.seconds + seconds + (START[kind] if starts else 0)

    def take(self, kind, name, seconds):
        """Take on a chore or a class."""
        self.seconds = self.cost(kind, seconds)
        taken = self.chores if kind is None else self.specs.setdefault(kind, [])
        taken.append(name)


def workers():
    """Return how many run side by side: JOBS, else one more than there are cores, as each waits now
    and then for a browser or a disk, but not too many."""
    wanted = os.environ.get("JOBS", "")
    if not wanted:
        return min((os.cpu_count() or 1) + 1, MOST_WORKERS)
    if not wanted.isdecimal() or not int(wanted):
        raise console.Failure(f"JOBS={wanted} is no number of workers.")
    return int(wanted)


def split(specs, chores, count, known):
    """Spread the tests of each kind of database, and the chores, over so many workers.

    Tests on demo data, which takes long to install, are given out first, and to as few as can do
    them in their share of the whole; then the longest first, each to who is done with it first.
    There are no more parts than there is something to do for.

    :param known: the seconds that things took, by name
    """
    middle = median(known.values()) if known else UNKNOWN
    things = [(None, name) for name in chores]
    things += [(kind, name) for kind, names in specs.items() for name in names]
    timed = [(known.get(name, middle), kind, name) for kind, name in things]
    share = (sum(seconds for seconds, *__ in timed) + sum(map(START.get, specs))) / count
    parts = [Part() for __ in range(count)]
    for seconds, kind, name in sorted(timed, key=_first):
        started = [part for part in parts if kind in part.specs]
        fitting = [part for part in started if part.cost(kind, seconds) <= share]
        least = min(fitting or parts, key=lambda part: part.cost(kind, seconds))
        least.take(kind, name, seconds)
    return [part for part in parts if part.chores or part.specs]


def _first(item):
    """Order what is given out: (seconds, kind of database or None, name)."""
    seconds, kind, name = item
    return kind != "demo", -seconds, name


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
