"""Installing beside documents that are there: twice as many take no more memory.

SIZE= is the number of invoices of the smaller database; for each there are half as many deals.
"""

import datetime
import os
import re
import sys
import time

from . import console, life_database, paths

DEFAULT_SIZE = 10_000
MORE_MEMORY = 1.1  # of the process that installs
MORE_TIME = 2.5  # what twice as many may take; a part of it is there without any
GENERATE = """
import datetime
from dev import generate, generate_invoices, life_growth
lines = round({invoices} * generate_invoices.LINES_PER_DOCUMENT)
size = generate.Size.for_lines(lines, datetime.date({year}, 12, 31))
generate.generate(env, size)
life_growth.multiply_deals(env, {deals})
env.cr.commit()
"""
#: Runs a program, and says at its end what memory it took at most, in KiB.
MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print("PEAK", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
PROGRESS = re.compile(r"forecast categories: \d+ of \d+")


def check(env):
    """Install beside so many documents and beside twice as many; return the results."""
    size = int(os.environ.get("SIZE", "").replace("_", "") or DEFAULT_SIZE)
    found, measured = None, []
    for invoices in (size, 2 * size):
        base, figures = _measure(env, invoices)
        measured.append(figures)
        found = found or base.found
        if found is not base.found:
            found.add(base.found)
            base.found = found
    base.expect(_judge(*measured))
    return found


def _measure(env, invoices):
    """Return the database and ``(seconds, MiB, lines of progress)`` of an installation."""
    label = f"growth-{invoices}"
    template = env.databases.template(demo=False)
    with (
        life_database.addon(label) as addons,
        life_database.made(env, label, template) as base,
    ):
        code = GENERATE.format(
            invoices=invoices,
            deals=invoices // 2,
            year=datetime.date.today().year - 1,
        )
        base.script("generate", code, [])
        start = time.monotonic()
        lines = base.odoo(
            "install",
            *("--init", paths.MODULE, *life_database.QUIETLY),
            addons=[addons],
            through=[sys.executable, "-c", MEASURE],
        )
        seconds = time.monotonic() - start
        peak = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("PEAK "))
        progress = sum(bool(PROGRESS.search(line)) for line in lines)
        [[moves, deals]] = base.sql(
            "SELECT (SELECT COUNT(*) FROM account_move), (SELECT COUNT(*) FROM crm_lead)"
        )
        console.say(
            f"{label}: {moves:,} entries, {deals:,} deals: {seconds:.0f} s, {peak:.0f} MiB, "
            f"{progress} lines of progress"
        )
        base.expect(_find_missing(base))
        return base, (seconds, peak, progress)


def _find_missing(base):
    """Return sentences: deals that have no category, or no history."""
    [[uncategorised, unrecorded]] = base.sql(
        """SELECT COUNT(*) FILTER (WHERE forecast_category_id IS NULL AND type = 'opportunity'),
                  COUNT(*) FILTER (WHERE NOT EXISTS (
                      SELECT FROM crm_lead_history WHERE deal_number = crm_lead.id))
             FROM crm_lead"""
    )
    found = {"have no forecast category": uncategorised, "have no history": unrecorded}
    return [f"{count} deals {what}" for what, count in found.items() if count]


def _judge(once, twice):
    """Return sentences about what grew too much."""
    problems = []
    if twice[1] > MORE_MEMORY * once[1]:
        problems.append(f"memory grew from {once[1]:.0f} to {twice[1]:.0f} MiB")
    if twice[0] > MORE_TIME * once[0]:
        problems.append(f"time grew from {once[0]:.0f} to {twice[0]:.0f} s")
    return problems


def multiply_deals(env, count):
    """Copy the opportunities that there are until there are so many; in Odoo's shell."""
    from odoo.tools import SQL

    from .generate_sql import fetch_value, run

    env.flush_all()
    there = fetch_value(env, "SELECT COUNT(*) FROM crm_lead")
    env.cr.execute(
        """SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
            WHERE table_name = 'crm_lead' AND column_name <> 'id' AND is_generated = 'NEVER'"""
    )
    [columns] = env.cr.fetchone()
    run(
        env,
        """INSERT INTO crm_lead (%(columns)s)
           SELECT %(columns)s FROM crm_lead CROSS JOIN generate_series(1, %(times)s)
            LIMIT %(missing)s""",
        columns=SQL(columns),
        times=count // there + 1,
        missing=max(0, count - there),
    )
