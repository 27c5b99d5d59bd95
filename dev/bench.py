"""`make bench SIZE=1000000`: the add-on's budgets, on generated data, against their baselines.

The data are generated once for each size and kept; the add-on is installed into a copy of them
anew each time. Each row is compared with a baseline that takes turns with it, in as many rounds as
it takes to be certain on which side of its budget it is (`bench_timing`): a machine that has other
work to do needs more rounds and comes to the same end. CPU is the processor time of Odoo and of its
database process, SQL CPU that of the database process. Where the server runs elsewhere they are
time on the clock, and the time that Odoo's cursor counts until a statement's rows are there.

ONLY=deals,posting measures some groups of rows: `GROUPS`.
"""

import datetime
import hashlib
import json
import shutil

from . import console, environment, locks, odoo_process, paths

DEFAULT_SIZE = 1_000_000
SMALLEST_SIZE = 1_000
PREFIX = "sales_plan_bench"
GROUPS = ("pivots", "load", "table", "deals", "money", "market", "posting", "landing", "cockpit")
OUTPUT = paths.ROOT / "build" / "bench.json"
EXPLANATION = """
Ratios are medians of their rounds and lie in between with 99 % confidence. A row fails where its
budget is below all of that; "ok?" where so many rounds could not tell."""


def main(arguments):
    """Measure everything, print a table, write `build/bench.json`; fail over a budget."""
    lines = _read_size(arguments[1:])
    groups = console.read_only(GROUPS)
    with environment.ready() as env, locks.exclusive("bench"):
        results = Bench(env, lines).measure(groups)
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    console.say(format_table(results))
    console.say(EXPLANATION)
    console.say(f"\nWritten to {OUTPUT.relative_to(paths.ROOT)}.")
    failed = [result["name"] for result in results if not result["ok"]]
    if lines < DEFAULT_SIZE:
        console.say(f"The budgets are for {DEFAULT_SIZE:,} lines and more.")
    elif failed:
        raise console.Failure(f"Over budget: {'; '.join(failed)}.")


def _read_size(arguments):
    """Return the number of invoice lines to measure with."""
    text = arguments[0].replace("_", "").replace(",", "") if arguments else str(DEFAULT_SIZE)
    if not text.isdigit() or int(text) < SMALLEST_SIZE:
        raise console.Failure(f"SIZE={text}: give a number of invoice lines, at least 1000.")
    return int(text)


class Bench:
    """One run: the databases, and the tasks in them."""

    def __init__(self, env, lines):
        self.env = env
        self.lines = lines
        self.data = f"{PREFIX}_{lines}"
        self.with_addon = f"{self.data}_with"
        self.without_addon = f"{self.data}_without"
        self.year = datetime.date.today().year - 1
        self.addons = [odoo_process.copy_addon(env.odoo(self.with_addon).folder)]

    def measure(self, groups):
        """Return the results of some groups of rows."""
        try:
            self._generate()
            self._install()
            results = []
            for group in GROUPS:
                if group in groups:
                    results += getattr(self, f"_measure_{group}")()
        finally:
            self.env.databases.drop(self.with_addon)
            self.env.databases.drop(self.without_addon)
            for name in (self.data, self.with_addon, self.without_addon):
                shutil.rmtree(paths.WORK / name, ignore_errors=True)
        return results

    def _generate(self):
        """Make the database of this size unless it is there, made by the same generator."""
        template = self.env.databases.template(demo=False)
        fingerprint = self._fingerprint(template)
        if self.env.databases.exists(self.data) and (
            self.env.databases.note(self.data) == fingerprint
        ):
            return
        self.env.databases.copy(template, self.data)
        self._work(
            f"Generating {self.lines:,} invoice lines",
            "generate_database",
            self.data,
            lines=self.lines,
            last_day=f"{self.year}-12-31",
        )
        self.env.databases.note(self.data, fingerprint)

    def _fingerprint(self, template):
        """Change whenever the data have to be generated anew."""
        digest = hashlib.sha256(f"{template} {self.year}".encode())
        for path in sorted(paths.DEV.glob("generate*.py")):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def _install(self):
        """Install the add-on into a copy of the data."""
        self.env.databases.copy(self.data, self.with_addon)
        self.env.odoo(self.with_addon, self.addons).step(
            "Installing the add-on",
            ["--init", paths.MODULE, "--stop-after-init", "--no-http"],
        )

    def _measure_pivots(self):
        plans = self._work("Planning", "prepare_plans", year=self.year)
        return self._work("Measuring pivots and figures", "measure_reads", plan_ids=plans)

    def _measure_load(self):
        return self._work("Measuring the wizard", "measure_load", year=self.year)

    def _measure_table(self):
        return self._work("Measuring the planning table", "measure_table", year=self.year)

    def _measure_deals(self):
        return self._work("Measuring the history of deals", "measure_deals")

    def _measure_money(self):
        self.env.databases.copy(self.data, self.without_addon)
        try:
            return self._work(
                "Measuring what is owed, and paid",
                "measure_money",
                without=self.without_addon,
                year=self.year,
            )
        finally:
            self.env.databases.drop(self.without_addon)

    def _measure_market(self):
        return self._work("Measuring figures of customers", "measure_market", year=self.year)

    def _measure_posting(self):
        self.env.databases.copy(self.data, self.without_addon)
        return self._work(
            "Measuring how invoices are posted",
            "measure_posting",
            without=self.without_addon,
            year=self.year,
        )

    def _measure_landing(self):
        return self._work("Measuring landings", "measure_landing", year=self.year)

    def _measure_cockpit(self):
        return self._work("Measuring the cockpit", "measure_cockpit", year=self.year)

    def _work(self, title, task, database=None, **values):
        """Run one task of `bench_worker` in a process of its own and return its result."""
        process = self.env.odoo(database or self.with_addon, self.addons)
        lines = process.script(
            title, f"from dev import bench_worker\nbench_worker.work(env, {task!r}, {values!r})"
        )
        [result] = [line for line in lines if line.startswith("RESULT ")]
        return json.loads(result.removeprefix("RESULT "))


def format_table(results):
    """Return the results as a table."""
    rows = [("", "median", "baseline", "", "ratio", "between", "rounds", "budget", "")]
    for result in results:
        unit = result["unit"]
        is_timed = result["rounds"] > 1
        rows.append(
            (
                result["name"],
                f"{result['ms']:,.0f} {unit}",
                f"{result['baseline_ms']:,.0f} {unit}",
                result["baseline"],
                f"{result['ratio']:.2f}",
                f"{result['low']:.2f}–{result['high']:.2f}" if is_timed else "",
                str(result["rounds"]) if is_timed else "",
                f"{result['budget']:.2f}",
                result["verdict"],
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    numbers = {1, 2, 4, 5, 6, 7}
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in numbers else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
