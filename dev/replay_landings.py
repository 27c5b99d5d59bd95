"""The demo company's ended periods: where they would have been said to land, and what came of them.

What was to be said is worked out in the database of `make run`, as the scheduled action does it
every night, from what was known 60, 30, 14 and 7 days before the end of each period.
"""

import json
from collections import defaultdict

from tools import landing_record

from . import console, environment, run

#: Ways to foresee what is closed, as fields of the report name their errors.
WAYS = ("landing", "pipeline", "rhythm", "run_rate", "weighted", "submitted", "last_year")
SCRIPT = """
import json
env["sales.landing.record"]._cron_record()
rows = env["sales.landing.accuracy"].search([("kind", "=", "person")])
print("RESULT " + json.dumps(rows.read([
    "horizon", "landing_low", "landing_high", "actual_amount", "landing_error", "pipeline_error",
    "rhythm_error", "run_rate_error", "weighted_error", "submitted_error", "last_year_error"])))
"""


def replay():
    """Print how right the landings of people were at each distance, beside the alternatives."""
    with environment.ready() as env:
        process = run.prepare(env)
        lines = process.script("Working out where ended periods would have landed", SCRIPT)
    [result] = [line for line in lines if line.startswith("RESULT ")]
    by_horizon = defaultdict(list)
    for row in json.loads(result.removeprefix("RESULT ")):
        by_horizon[row["horizon"]].append(row)
    console.say("\nPeople of the demo company: the share of outcomes between low and high, and how")
    console.say("far each way to foresee them was off, by what was closed\n")
    console.say(f"{'days before':12}{'cases':>7}{'held':>7}" + "".join(f"{w:>11}" for w in WAYS))
    for horizon, rows in sorted(by_horizon.items()):
        _tell(horizon, rows)
    return []


def _tell(horizon, rows):
    outcomes = [row["actual_amount"] for row in rows]
    held = landing_record.coverage(
        (row["landing_low"], row["landing_high"], row["actual_amount"]) for row in rows
    )
    # by how much each was off is known, not whether it was too high
    said = {way: [_add(row["actual_amount"], row[f"{way}_error"]) for row in rows] for way in WAYS}
    errors = landing_record.compare(said, outcomes)
    shown = ("—" if errors[way].error is None else f"{errors[way].error:.0%}" for way in WAYS)
    days = horizon.partition("_")[2].lstrip("0")
    console.say(f"{days:12}{len(rows):>7}{held:>7.0%}" + "".join(f"{text:>11}" for text in shown))


def _add(outcome, error):
    """Return an amount that is off by so much, None where nothing was said: Odoo reads False."""
    return None if error is False else outcome + error
