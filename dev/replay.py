"""`make replay`: forecasts what has already come, and says how right that would have been.

A part is a module whose `replay()` prints what it found and returns a sentence for each goal that
it missed. ONLY=m3 or ONLY=landings replays one part: `PARTS`.
"""

import importlib

from . import console

PARTS = {"m3": "replay_series", "landings": "replay_landings"}


def main(_arguments):
    """Replay all parts, or those that ONLY names; fail where a goal is missed."""
    missed = []
    for part in console.read_only(PARTS):
        missed += importlib.import_module(f"dev.{PARTS[part]}").replay()
    if missed:
        raise console.Failure(f"Short of its goal: {'; '.join(missed)}.")
