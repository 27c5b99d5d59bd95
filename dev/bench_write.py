"""Writing: loading history into a plan of all customers, and posting invoices."""

import resource

from .bench_odoo import as_manager, vacuum
from .bench_plans import create_plan
from .bench_timing import Comparison, Result, compare, processor_clock

LOAD_BUDGET = 4
LOAD_LIMIT_MIB = 1024
POSTED = 200
POSTED_TABLES = ("account_move", "account_move_line")
POSTING_BUDGET = 1.05
#: What loading writes, by one statement: rows below the total, with their targets.
COPY = """
    WITH made AS (
        INSERT INTO sales_plan_allocation (
            plan_id, parent_id, level_id, partner_id, company_id, responsible_id,
            customer_user_id, parent_path, is_published,
            create_uid, create_date, write_uid, write_date)
        SELECT %(other)s, %(root)s, %(level)s, partner_id, company_id, responsible_id,
               customer_user_id, parent_path, is_published,
               create_uid, create_date, write_uid, write_date
          FROM sales_plan_allocation WHERE plan_id = %(plan)s AND parent_id IS NOT NULL
     RETURNING id, partner_id
    )
    INSERT INTO sales_plan_target (
        allocation_id, period_id, plan_id, amount, history_amount, is_held,
        create_uid, create_date, write_uid, write_date)
    SELECT made.id, period.other_id, %(other)s, target.amount, target.history_amount,
           target.is_held, target.create_uid, target.create_date, target.write_uid,
           target.write_date
      FROM made
      JOIN sales_plan_allocation source
        ON source.plan_id = %(plan)s AND source.partner_id = made.partner_id
      JOIN sales_plan_target target ON target.allocation_id = source.id
      JOIN unnest(%(periods)s, %(other_periods)s) AS period (id, other_id)
        ON period.id = target.period_id
"""


def measure_load(env, year):
    """Load a year's invoices into a plan of all customers; return processor time and peak memory.

    Each run previews and loads as the wizard does, every customer in all twelve months, and is
    undone afterwards. In turns with it, as many rows and targets are written by plain SQL. The
    memory is the most that this whole process ever used.
    """
    before_mib = _peak_mib()
    manager = as_manager(env)
    model = _load(manager, year)
    env.cr.commit()  # stays while this is measured: it is what plain SQL copies
    rows = model.allocation_count
    targets = manager["sales.plan.target"].search_count([("plan_id", "=", model.id)])
    clock, unit = processor_clock(env.cr)
    calls = {"load": lambda: _load(manager, year), "copy": lambda: _copy_plan(model)}
    name = f"load {rows:,} customers x 12 months, {targets:,} targets ({unit})"
    row = Comparison(name, "load", "plain SQL insert of as many", "copy", LOAD_BUDGET)

    def undo(_name):
        env.cr.rollback()
        vacuum(env, "sales_plan_allocation", "sales_plan_target")
        env.invalidate_all()

    try:
        results = compare(calls, [row], clock, undo)
    finally:
        env.cr.rollback()
        model.unlink()
        env.cr.commit()
    name = f"peak memory of it (Odoo alone: {before_mib:.0f} MiB)"
    return [*results, Result(name, _peak_mib(), "limit", LOAD_LIMIT_MIB, 1, unit="MiB")]


def _load(env, year):
    """Load the history of `year` into a new plan of the next; return the plan."""
    plan = create_plan(env, year + 1, "customer")
    load = env["sales.plan.load"].create({"plan_id": plan.id, "shape": "even"})
    load.action_load()
    env.flush_all()
    return plan


def _copy_plan(plan):
    """Write the rows and targets of a plan once more, into another plan."""
    other = create_plan(plan.env, plan.date_from.year, "customer")
    plan.env.flush_all()
    plan.env.cr.execute(
        COPY,
        {
            "plan": plan.id,
            "other": other.id,
            "root": other.root_id.id,
            "level": other.level_ids.id,
            "periods": plan.period_ids.ids,
            "other_periods": other.period_ids.ids,
        },
    )


def _peak_mib():
    """Return the highest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_posting(env_with, env_without, year):
    """Post the same drafts in a database with and in one without the add-on, in turns.

    Both databases are copies of one, opened side by side in this process; only the modules
    installed differ. Each run posts the same drafts and is undone.
    """
    drafts = {"with": _create_drafts(env_with, year), "without": _create_drafts(env_without, year)}

    def undo(name):
        drafts[name].env.cr.rollback()
        vacuum(drafts[name].env, *POSTED_TABLES)

    def post(name):
        drafts[name].action_post()
        drafts[name].env.flush_all()

    clock, unit = processor_clock(env_with.cr, env_without.cr)
    calls = {name: lambda name=name: post(name) for name in drafts}
    name = f"post {POSTED} invoices of three lines ({unit})"
    row = Comparison(name, "with", "without the add-on", "without", POSTING_BUDGET)
    return compare(calls, [row], clock, undo)


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
