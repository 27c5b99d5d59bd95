"""Timing: calls and their baselines in turns, until it is certain whether a budget holds.

What the machine does besides hits all calls of a round alike. So each round compares the calls with
each other, and what counts is the median of its ratios, with the interval in which it lies.
"""

import gc
import logging
import math
import statistics
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

_logger = logging.getLogger(__name__)

LEAST_ROUNDS = 8  # with fewer, the interval of a median is not known with that confidence
MOST_ROUNDS = 60
MOST_SECONDS = 600
CONFIDENCE = 0.99
#: The call that tells how quick the machine is at the moment, see `bench_read.own_pivot`, and what
#: it took, in milliseconds, on the machine that budgets in milliseconds were set on.
PACE, PACE_MS = "pace", 856


@dataclass
class Result:
    """One line of the table, and one object of `build/bench.json`.

    `ms` and `baseline_ms` are milliseconds unless `unit` says otherwise; a budget is the highest
    `ratio` of the two that is allowed. Where calls were timed in turns, `ratio`
    is the median of `rounds` ratios, and lies between `low` and `high`.
    """

    name: str
    ms: float
    baseline: str
    baseline_ms: float
    budget: float
    unit: str = "ms"
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    rounds: int = 1

    def __post_init__(self):
        if self.ratio is None:
            self.ratio = self.low = self.high = self.ms / self.baseline_ms

    @property
    def ok(self):
        """Whether the budget holds, or may hold as far as it was measured."""
        return self.low <= self.budget

    @property
    def is_settled(self):
        """Whether it is certain that the budget holds, or that it does not."""
        return self.high <= self.budget or not self.ok

    @property
    def verdict(self):
        """What the table says: `ok`, `OVER`, or `ok?` where more rounds could tell."""
        return "OVER" if not self.ok else "ok" if self.is_settled else "ok?"

    def to_json(self):
        """Return the object for the file."""
        values = asdict(self) | {"verdict": self.verdict, "ok": self.ok}
        return {
            key: round(value, 3) if isinstance(value, float) else value
            for key, value in values.items()
        }


@dataclass(frozen=True)
class Comparison:
    """What is compared with what: a row's names and budget, and the names of two calls."""

    name: str
    call: str
    baseline: str
    baseline_call: str
    budget: float

    def to_result(self, rounds):
        """Return the result of some rounds, each of them call → milliseconds."""
        times = [(known[self.call], known[self.baseline_call]) for known in rounds]
        return _compare_times(self.name, self.baseline, self.budget, times)


@dataclass(frozen=True)
class Limit:
    """What may take so many milliseconds on the machine that budgets were set on: a row's name, and
    that of a call. On another one it may take longer as the work of `PACE` does in that round."""

    name: str
    call: str
    most_ms: float

    def to_result(self, rounds):
        """Return the result of some rounds, each of them call → milliseconds."""
        times = [
            (known[self.call], self.most_ms * known.get(PACE, PACE_MS) / PACE_MS)
            for known in rounds
        ]
        baseline = (
            f"{self.most_ms:,} ms" if PACE not in rounds[0] else f"{self.most_ms:,} ms, paced"
        )
        return _compare_times(self.name, baseline, 1, times)


def _compare_times(name, baseline, budget, times):
    """Return the result of the times of a call and its baseline, by round."""
    ratios = sorted(own / other for own, other in times)
    cut = _count_cut_off(len(ratios))
    return Result(
        name,
        statistics.median(own for own, _other in times),
        baseline,
        statistics.median(other for _own, other in times),
        budget,
        ratio=statistics.median(ratios),
        low=ratios[cut],
        high=ratios[-1 - cut],
        rounds=len(times),
    )


def _count_cut_off(count):
    """Return how many of the lowest and of the highest of so many values can be left out.

    The median lies between the others as certainly as `CONFIDENCE` says: it is above the k lowest
    as often as a coin that is thrown `count` times shows more than k heads.
    """
    left_out, chance = 0, 0.5**count
    while chance <= (1 - CONFIDENCE) / 2:
        left_out += 1
        chance += math.comb(count, left_out) / 2**count
    return max(left_out - 1, 0)


def compare(calls, comparisons, clock, prepare=None):
    """Run calls in turns until each comparison is settled; return the results.

    A first round warms the caches and is not counted; the order turns around with every round.
    What `MOST_ROUNDS` or `MOST_SECONDS` do not settle stays open, and its result says so.

    :param dict calls: name → callable
    :param comparisons: list of `Comparison` and `Limit`
    :param clock: as `processor_clock` and `database_clock` return it
    :param prepare: called before each call with its name, outside its time
    """
    _run_round(calls, clock, prepare)
    rounds, end = [], time.monotonic() + MOST_SECONDS
    while True:
        names = reversed(calls) if len(rounds) % 2 else calls
        rounds.append(_run_round({name: calls[name] for name in names}, clock, prepare))
        results = [comparison.to_result(rounds) for comparison in comparisons]
        _logger.info("round %d", len(rounds))
        if len(rounds) >= LEAST_ROUNDS and (
            all(result.is_settled for result in results)
            or len(rounds) == MOST_ROUNDS
            or time.monotonic() > end
        ):
            return results


def _run_round(calls, clock, prepare):
    """Run each call once and return its milliseconds."""
    times = {}
    for name, call in calls.items():
        if prepare:
            prepare(name)
        gc.collect()
        times[name] = clock(call)
    return times


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


def processor_clock(*cursors):
    """Return a clock for calls that use these cursors, and the word for what it counts.

    It is processor time where the database server runs on this machine, else time on the clock.
    """
    clock = CpuClock(cursors)
    return (clock, "CPU") if clock.available else (wall_ms, "clock")


def database_clock(cursor):
    """Return a clock for what calls take in the database, and the word for what it counts."""
    clock = CpuClock([cursor], with_own=False)
    return (clock, "SQL CPU") if clock.available else (sql_ms, "SQL")


class CpuClock:
    """Times calls by the processor time of this process and of its database backends.

    A few percent can be told apart so, even on a machine that has other work to do: on the clock a
    long call is interrupted more often than a short one. It needs a database server on this
    machine; `available` tells.
    """

    def __init__(self, cursors, with_own=True):
        self.with_own = with_own
        self.processes = [Path(f"/proc/{cursor._cnx.info.backend_pid}") for cursor in cursors]
        for cursor in cursors:
            # the work of others that help a backend would not be counted
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.commit()

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
        own = time.process_time() if self.with_own else 0
        return own + sum(nanoseconds) / 1e9
