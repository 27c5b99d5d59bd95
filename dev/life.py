"""`make test-life`: what becomes of a database from the installation of the add-on to its removal.

ONLY=uninstall,... runs some of the parts, each of which works on throw-away databases of its own.
"""

import time

from . import (
    console,
    environment,
    life_beside,
    life_database,
    life_growth,
    life_uninstall,
    life_upgrade,
    results,
    test,
    wheel,
)

PARTS = {
    "uninstall": life_uninstall.check,
    "beside": life_beside.check,
    "growth": life_growth.check,
    "upgrade": life_upgrade.check,
    "wheel": wheel.check,
}


def main(arguments):
    """Run the parts that ONLY names, or all, and close with the counts.

    As a part of `make test-long` it does nothing where TAGS names some of the tests.
    """
    if test.is_left_out(arguments):
        return
    start = time.monotonic()
    total = results.Results()
    names = console.read_only(PARTS)
    with environment.ready() as env:
        env.databases.drop_abandoned(life_database.PREFIX)
        for name in names:
            console.say(f"\n{PARTS[name].__module__.rpartition('.')[2]}:")
            total.add(PARTS[name](env))
    test.finish(total, time.monotonic() - start)
