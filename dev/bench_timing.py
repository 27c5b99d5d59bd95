"""Timing: SQL time and wall time of calls, several of them taken in turns."""

import gc
import logging
import statistics
import threading
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

_logger = logging.getLogger(__name__)

ROUNDS = 7


@dataclass
class Result:
    """One line of the table, and one object of `build/bench.json`.

    `ms` and `baseline_ms` are milliseconds unless `unit` says otherwise; a budget is the highest
    `ratio` of the two that is allowed, None where any is.
    """

    name: str
    ms: float
    baseline: str
    baseline_ms: float
    budget: float | None = None
    unit: str = "ms"

    @property
    def ratio(self):
        """How much of the baseline it takes."""
        return self.ms / self.baseline_ms

    @property
    def ok(self):
        """Whether the budget holds."""
        return self.budget is None or self.ratio <= self.budget

    def to_json(self):
        """Return the object for the file."""
        values = asdict(self) | {"ratio": self.ratio, "ok": self.ok}
        return {
            key: round(value, 3) if isinstance(value, float) else value
            for key, value in values.items()
        }


def sql_ms(call):
    """Run `call` and return the milliseconds that its statements took in the database.

    Odoo's cursor adds the time of every statement (until its rows are in the client) to the
    thread, as it does for the request log.
    """
    thread = threading.current_thread()
    thread.query_count, thread.query_time = 0, 0.0
    call()
    return thread.query_time * 1000


def wall_ms(call):
    """Run `call` and return the milliseconds that it took."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


class CpuClock:
    """Times calls by the processor time of this process and of its database backends.

    A few percent can be told apart so, even on a machine that has other work to do. It needs a
    database server on this machine; `available` tells.
    """

    def __init__(self, cursors):
        self.processes = [Path(f"/proc/{cursor._cnx.info.backend_pid}") for cursor in cursors]

    @property
    def available(self):
        """Whether the backends are processes of this machine, and it counts their time."""
        return all(
            (process / "schedstat").exists() and (process / "comm").read_text() == "postgres\n"
            for process in self.processes
        )

    def __call__(self, call):
        """Run `call` and return its milliseconds."""
        start = self._read_seconds()
        call()
        return (self._read_seconds() - start) * 1000

    def _read_seconds(self):
        """Return the processor time used so far; the kernel counts a backend's in nanoseconds."""
        nanoseconds = [
            int((process / "schedstat").read_text().split()[0]) for process in self.processes
        ]
        return time.process_time() + sum(nanoseconds) / 1e9


def interleave(calls, clock, rounds=ROUNDS, prepare=None):
    """Run calls in turns and return name → median of `clock`.

    Whatever else the machine does then hits all of them alike. A first round warms the caches and
    is not counted; the order turns around with every round.

    :param dict calls: name → callable
    :param clock: `sql_ms` or `wall_ms`
    :param prepare: called before each call, outside its time
    """
    times = defaultdict(list)
    for number in range(rounds + 1):
        _logger.info("round %d of %d", number, rounds)
        names = list(calls)
        for name in names if number % 2 else reversed(names):
            if prepare:
                prepare(name)
            gc.collect()
            elapsed = clock(calls[name])
            if number:
                times[name].append(elapsed)
    return {name: statistics.median(values) for name, values in times.items()}
