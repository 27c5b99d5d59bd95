"""Let programs sleep that libfaketime has given another clock.

It leaves intervals alone, but then it takes the moments that ``time.sleep`` waits for to be wrong
ones, and Python raises ``OSError``. Waiting for nothing to become readable takes as long.
"""

import select
import time


def sleep(seconds):
    """Wait for some seconds, as ``time.sleep`` does."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select((), (), (), seconds)


time.sleep = sleep
