"""What the user reads: progress of long steps, and one clear sentence when something fails."""

import os
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

from . import paths

TICK = 10  # seconds between two signs of life
ODOO_LOG = re.compile(r"^[\d-]+ [\d:,]+ \d+ [A-Z]+ \S+ [\w.]+: ")


_children = set()
_is_ending = threading.Event()


class Failure(Exception):
    """A sentence that tells the user what went wrong and what to do."""


def read_only(choices):
    """Return the parts of a command that ONLY names, with commas between them; all without it.

    :param choices: the names of all parts
    """
    names = [name.strip() for name in os.environ.get("ONLY", "").split(",") if name.strip()]
    if unknown := set(names) - set(choices):
        raise Failure(f"ONLY={', '.join(sorted(unknown))}: name {', '.join(choices)}.")
    return names or list(choices)


def say(text=""):
    """Print a line at once, also when the output is a file."""
    print(text, flush=True)


@contextmanager
def ticking(describe):
    """Print `describe()` every ten seconds while the block runs."""
    start = time.monotonic()
    done = threading.Event()

    def tick():
        while not done.wait(TICK):
            say(f"    {time.monotonic() - start:4.0f} s  {describe()}"[:110])

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield start
    finally:
        done.set()
        thread.join()


def stream(command, log_path, on_line=None, **popen_options):
    """Run a command with its output in `log_path`, give each line to `on_line`; return the code."""
    log_path.parent.mkdir(parents=True, exist_ok=True)
    popen_options.setdefault("stdin", subprocess.DEVNULL)
    with (
        open(log_path, "w", encoding="utf-8") as log,
        subprocess.Popen(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            **popen_options,
        ) as process,
    ):
        _children.add(process)
        try:
            if _is_ending.is_set():
                raise Failure("Stopped.")
            for line in process.stdout:
                log.write(line)
                log.flush()
                if on_line:
                    on_line(line.rstrip("\n"))
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            _children.discard(process)
        return process.wait()


def stop_children():
    """End the programs that other threads wait for, and those that they still start."""
    _is_ending.set()
    for process in list(_children):
        process.terminate()


def step(title, command, advice, **popen_options):
    """Run one long step and return its output, a line each.

    When it fails, show the end of its log and say `advice`.
    """
    say(f"{title} ...")
    lines = [""]
    log_path = paths.LOGS / f"{title.lower().replace(' ', '-')}.log"
    with ticking(lambda: ODOO_LOG.sub("", lines[-1]).strip()) as start:
        try:
            code = stream(command, log_path, lines.append, **popen_options)
        except FileNotFoundError:
            raise Failure(f"{title}: the program {command[0]} is missing. {advice}") from None
    if code:
        for line in lines[-15:]:
            print(f"    | {line}", file=sys.stderr)
        raise Failure(f"{title} failed. {advice} The whole log: {log_path}")
    say(f"    done in {time.monotonic() - start:.0f} s")
    return lines
