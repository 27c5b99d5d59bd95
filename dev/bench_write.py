"""Writing: loading history into a plan of all customers, and posting invoices."""

import logging
import resource
import time

from .bench_odoo import as_manager
from .bench_plans import create_plan
from .bench_timing import ROUNDS, CpuClock, Result, interleave, wall_ms

_logger = logging.getLogger(__name__)

LOAD_LIMIT_MS = 120_000
LOAD_LIMIT_MIB = 1024
POSTED = 200
POSTING_BUDGET = 1.05
POSTING_ROUNDS = 15  # a few percent are to be told apart


def measure_load(env, year):
    """Load a year's invoices into a plan of all customers; return time and peak memory.

    Each run previews and loads as the wizard does, every customer in all twelve months, and is
    undone afterwards. The memory is the most that this whole process ever used.
    """
    before_mib = _peak_mib()
    times, counts = [], set()
    for number in range(ROUNDS):
        _logger.info("run %d of %d", number + 1, ROUNDS)
        start = time.perf_counter()
        counts.add(_load(as_manager(env), year))
        times.append((time.perf_counter() - start) * 1000)
        env.cr.rollback()
    [(rows, targets)] = counts
    name = f"load {rows:,} customers x 12 months ({targets:,} targets)"
    median = sorted(times)[len(times) // 2]
    return [
        Result(name, median, "limit", LOAD_LIMIT_MS, 1),
        Result(
            f"peak memory of it (Odoo alone: {before_mib:.0f} MiB)",
            _peak_mib(),
            "limit",
            LOAD_LIMIT_MIB,
            1,
            unit="MiB",
        ),
    ]


def _load(env, year):
    """Load the history of `year` into a new plan of the next; return its rows and targets."""
    plan = create_plan(env, year + 1, "customer")
    load = env["sales.plan.load"].create({"plan_id": plan.id, "shape": "even"})
    load.action_load()
    env.flush_all()
    domain = [("plan_id", "=", plan.id), ("allocation_id", "!=", plan.root_id.id)]
    return plan.allocation_count, env["sales.plan.target"].search_count(domain)


def _peak_mib():
    """Return the highest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_posting(env_with, env_without, year):
    """Post the same drafts in a database with and in one without the add-on, in turns.

    Both databases are copies of one, opened side by side in this process; only the modules
    installed differ. Each run posts the same drafts and is undone. Compared is the processor time
    of Odoo and the database where they run on one machine, else the time on the clock.
    """
    drafts = {"with": _create_drafts(env_with, year), "without": _create_drafts(env_without, year)}

    def undo(name):
        drafts[name].env.cr.rollback()

    def post(name):
        drafts[name].action_post()
        drafts[name].env.flush_all()

    cpu = CpuClock([env_with.cr, env_without.cr])
    clock, unit = (cpu, "CPU") if cpu.available else (wall_ms, "clock")
    calls = {name: lambda name=name: post(name) for name in drafts}
    medians = interleave(calls, clock, POSTING_ROUNDS, undo)
    return [
        Result(
            f"post {POSTED} invoices of three lines ({unit})",
            medians["with"],
            "without the add-on",
            medians["without"],
            POSTING_BUDGET,
        )
    ]


def _create_drafts(env, year):
    """Save draft invoices for the biggest customers, and return them."""
    env = as_manager(env)
    buyers = [("name", "=like", "Customer %"), ("is_company", "=", True)]
    customers = env["res.partner"].search(buyers, limit=POSTED, order="id")
    products = env["product.product"].search([("default_code", "=like", "P%")], order="id")
    drafts = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_user_id": customer.user_id.id,
                "invoice_date": f"{year}-12-31",
                "invoice_line_ids": [
                    (0, 0, {"product_id": products[(3 * number + line) % len(products)].id})
                    for line in range(3)
                ],
            }
            for number, customer in enumerate(customers)
        ]
    )
    env.cr.commit()
    return drafts
