"""Locks between commands that run at the same time in one working tree."""

import fcntl
from contextlib import contextmanager

from . import paths


def _open(name):
    paths.LOCKS.mkdir(parents=True, exist_ok=True)
    return open(paths.LOCKS / name, "a", encoding="utf-8")


@contextmanager
def exclusive(name):
    """Let one command at a time into the block. A command that ends frees it in any case."""
    with _open(name) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def attempt(name):
    """Tell the block whether it has the lock; do not wait for it."""
    with _open(name) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


class Users:
    """Who uses a shared thing: everyone holds a shared lock, the last one can get it alone."""

    def __init__(self, name):
        self._handle = _open(name)

    def join(self):
        """Count as a user until `leave`, or until this process ends."""
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def leave(self):
        """Stop being a user; return whether nobody is left."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(self._handle, fcntl.LOCK_UN)
            return False
        return True
