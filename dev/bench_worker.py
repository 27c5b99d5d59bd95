"""The tasks of `make bench` that run inside Odoo's shell, one in a process.

The result is one line of JSON behind the word RESULT.
"""

import datetime
import json
import logging

from . import (
    bench_cockpit,
    bench_deals,
    bench_landing,
    bench_market,
    bench_money,
    bench_odoo,
    bench_plans,
    bench_read,
    bench_table,
    bench_write,
    generate,
    generate_check,
)

_logger = logging.getLogger(__name__)


def generate_database(env, lines, last_day):
    """Generate the data, compare them with the ORM's, tidy up."""
    size = generate.Size.for_lines(lines, datetime.date.fromisoformat(last_day))
    generate.generate(env, size)
    _logger.info("comparing with the ORM")
    problems = generate_check.check_generated(env)
    if problems:
        raise AssertionError("\n".join(["Generated rows differ from the ORM's:", *problems]))
    bench_odoo.vacuum(env)


def prepare_plans(env, year):
    """Create the plans to measure, tidy up; return level → plan id."""
    plans = bench_plans.create_plans(env, year)
    bench_odoo.vacuum(env)
    return plans


def measure_reads(env, plan_ids):
    """Measure pivots and figures."""
    return _to_json(bench_read.measure_reads(env, plan_ids))


def measure_load(env, year):
    """Measure the wizard."""
    return _to_json(bench_write.measure_load(env, year))


def measure_table(env, year):
    """Measure the planning table."""
    return _to_json(bench_table.measure_table(env, year))


def measure_deals(env):
    """Measure how deals are recorded, and how their history is read."""
    return _to_json(bench_deals.measure_deals(env))


def measure_money(env, without, year):
    """Measure receivables, and paying with the add-on and in the database `without` it."""
    results = bench_money.measure_receivables(env)
    with bench_odoo.other_environment(without) as env_without:
        return _to_json([*results, *bench_money.measure_paying(env, env_without, year)])


def measure_market(env, year):
    """Measure figures of customers."""
    return _to_json(bench_market.measure_market(env, year))


def measure_landing(env, year):
    """Measure landings of plans and of forecasts."""
    return _to_json(bench_landing.measure_landing(env, year))


def measure_cockpit(env, year):
    """Measure the page that people open in the morning."""
    return _to_json(bench_cockpit.measure_cockpit(env, year))


def measure_posting(env, without, year):
    """Measure posting with the add-on, and in the database `without` it."""
    with bench_odoo.other_environment(without) as env_without:
        return _to_json(bench_write.measure_posting(env, env_without, year))


def _to_json(results):
    return [result.to_json() for result in results]


TASKS = {
    task.__name__: task
    for task in (
        generate_database,
        prepare_plans,
        measure_reads,
        measure_load,
        measure_table,
        measure_deals,
        measure_money,
        measure_market,
        measure_landing,
        measure_cockpit,
        measure_posting,
    )
}


def work(env, task, values):
    """Carry out one task and print its result; what it did not commit is undone."""
    bench_odoo.allow_manager(env)
    env.cr.commit()
    result = TASKS[task](env, **values)
    env.cr.rollback()
    print("RESULT", json.dumps(result))
