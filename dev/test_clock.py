"""`make test-clock`: the usual tests while clocks tell another time, for Odoo and PostgreSQL alike.

CLOCK names moments in UTC, with commas between them; without it the days are tried on which
programs go wrong: as a part of `make test-long` each class on one of them, drawn by a seed. A
server of its own gets the clock, with templates that were made before all of these days.
"""

import os
import time

from . import console, environment, faketime, locks, results, selection, system_packages, test

#: Moments in UTC at which a run begins, and what is the matter with them.
CLOCKS = {
    "2025-12-31 23:30:00": "the last half hour of a year",
    "2027-01-01 00:30:00": "the first half hour of a year",
    "2028-02-29 12:00:00": "a leap day, in Auckland the day after it",
    "2027-03-31 10:00:00": "the last day of a quarter",
    "2026-03-29 00:55:00": "summer time begins in Europe five minutes later",
    "2026-03-08 06:55:00": "summer time begins in New York five minutes later",
}
#: When Odoo was installed in the databases that all runs copy.
TEMPLATES = "2025-12-01 12:00:00"


def main(arguments):
    """Run the tests on each clock, or on that of CLOCK, and close with the counts.

    As a part of `make test-long` it does nothing where TAGS names some of the tests.
    """
    if test.is_left_out(arguments):
        return
    start = time.monotonic()
    total = results.Results()
    seed = test.take_seed() if "--long" in arguments else None
    run_all(total, selection.Selection(os.environ.get("TAGS", ""), selection.USUAL), seed)
    test.finish(total, time.monotonic() - start)


def run_all(total, chosen, seed=None):
    """Run what is chosen on the clocks, and add up the results; tests of tools/ know no clock.

    :param seed: draws which class runs on which; None to run all of them on each
    """
    if not chosen.classes and not chosen.tags:
        return
    named = [text.strip() for text in os.environ.get("CLOCK", "").split(",") if text.strip()]
    moments = {faketime.read(text): CLOCKS.get(text, "as CLOCK says") for text in named or CLOCKS}
    library = faketime.find()
    if not library:
        reason = "libfaketime cannot be had here; on Debian: apt-get install faketime"
        console.say(f"Tests on other clocks are skipped: {reason}")
        total.skipped.append(("tests on other clocks", reason))
        if os.environ.get("CI") == "true":
            raise console.Failure("CI runs every test: install faketime.")
        return
    absent = system_packages.ensure()
    with locks.exclusive("clock"):
        _make_templates(library, chosen)
        count = len(moments)
        shares = [chosen] * count if seed is None else chosen.shared_out(count, seed)
        for (moment, why), share in zip(moments.items(), shares, strict=True):
            console.say(f"\nIt is {moment:%A, %d %B %Y %H:%M} in UTC: {why}.")
            clock = faketime.variables(library, moment)
            found, _style = test.run_on_databases(share, {}, absent, clock)
            found.broken = [f"{broken} at {moment:%Y-%m-%d %H:%M}" for broken in found.broken]
            total.add(found)


def _make_templates(library, chosen):
    """Make the databases that all runs copy, where there are none yet."""
    clock = faketime.variables(library, faketime.read(TEMPLATES))
    with environment.ready(clock) as env:
        for kind in chosen.classes or chosen.tags:
            env.databases.template(kind == "demo")
