"""`make clean`: remove all that the other commands have downloaded or made."""

import os
import shutil

from . import console, paths


def main(_arguments):
    """Remove the folder, unless a PostgreSQL server still runs in it."""
    for cluster in (paths.CLUSTER, paths.CLOCK_CLUSTER):
        pid_file = cluster / "postmaster.pid"
        if pid_file.exists() and os.path.exists(f"/proc/{pid_file.read_text().split()[0]}"):
            raise console.Failure("PostgreSQL still runs: stop `make run` or `make test` first.")
    shutil.rmtree(paths.RUN, ignore_errors=True)
    console.say(f"Removed {paths.RUN}.")
