"""What `make bench` runs inside Odoo's Python path, one task a process.

    python -m dev.bench_worker CONFIGURATION DATABASE TASK ARGUMENTS-AS-JSON

The result is one line of JSON behind the word RESULT.
"""

import datetime
import json
import logging
import sys

from . import bench_odoo, bench_plans, generate, generate_check

_logger = logging.getLogger("dev.bench_worker")


def generate_database(env, lines, last_day):
    """Generate the data, compare them with the ORM's, tidy up."""
    size = generate.Size.for_lines(lines, datetime.date.fromisoformat(last_day))
    generate.generate(env, size)
    _logger.info("comparing with the ORM")
    problems = generate_check.check_generated(env)
    if problems:
        raise AssertionError("\n".join(["Generated rows differ from the ORM's:", *problems]))
    bench_odoo.allow_manager(env)
    bench_odoo.vacuum(env)


def prepare_plans(env, year):
    """Create the plans to measure, tidy up; return level → plan id."""
    bench_odoo.allow_manager(env)
    plans = bench_plans.create_plans(env, year)
    bench_odoo.vacuum(env)
    return plans


def measure_reads(env, plan_ids):
    """Measure pivots and figures."""
    from . import bench_read

    return _to_json(bench_read.measure_reads(env, plan_ids))


def measure_load(env, year):
    """Measure the wizard."""
    from . import bench_write

    return _to_json(bench_write.measure_load(env, year))


def measure_posting(env, configuration, without, year):
    """Measure posting with the add-on, and in the database `without` it."""
    from . import bench_write

    with bench_odoo.environment(configuration, without) as env_without:
        return _to_json(bench_write.measure_posting(env, env_without, year))


def _to_json(results):
    return [result.to_json() for result in results]


TASKS = {
    task.__name__: task
    for task in (generate_database, prepare_plans, measure_reads, measure_load, measure_posting)
}


def main(arguments):
    """Carry out one task."""
    configuration, database, task, values = arguments
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("dev").setLevel(logging.INFO)
    with bench_odoo.environment(configuration, database) as env:
        result = TASKS[task](env, **json.loads(values))
    print("RESULT", json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
