"""`make clean`: remove all that the other commands have downloaded or made."""

import os
import shutil

from . import console, paths


def main(_arguments):
    """Remove the folder, unless a PostgreSQL server still runs in it."""
    pid_file = paths.CLUSTER / "postmaster.pid"
    if pid_file.exists():
        pid = int(pid_file.read_text().split()[0])
        if os.path.exists(f"/proc/{pid}"):
            raise console.Failure("PostgreSQL still runs: stop `make run` or `make test` first.")
    shutil.rmtree(paths.RUN, ignore_errors=True)
    console.say(f"Removed {paths.RUN}.")
