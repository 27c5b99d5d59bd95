"""The planning table: what it takes to open a large plan, to retype its total, to type one cell."""

import itertools
import json
import time

from odoo.tools import SQL

from odoo.addons.sales_plan.tools.spreading import Cell

from .bench_odoo import as_manager
from .bench_plans import create_plan
from .bench_timing import Result, interleave, wall_ms

ROWS = 5_000
FIRST_PAINT_KB = 400
RETYPE_MS = 2_000
LEAF_MS = 150


def measure_table(env, year):
    """Return the results for a plan of `ROWS` customers and twelve months.

    Each call is measured as a request: caches are empty before it, and it is committed, so that
    the database finds its pages as it does in daily use. The plan is removed afterwards.
    """
    env = as_manager(env)
    plan = _create_plan(env, year)
    env.cr.commit()
    try:
        return _measure(env, plan)
    finally:
        env.cr.rollback()
        plan.unlink()
        env.cr.commit()


def _create_plan(env, year):
    """Create a draft of the largest customers with amounts in all cells."""
    plan = create_plan(env, year + 1, "customer")
    build = env["sales.plan.build"]
    partners = env["res.partner"].search([("is_company", "=", True)], limit=ROWS)
    rows = build._create_rows(
        [{"parent_id": plan.root_id.id, "partner_id": partner.id} for partner in partners]
    )
    amounts = {row_id: 100 + number % 977 for number, row_id in enumerate(rows)}
    amounts[plan.root_id.id] = sum(amounts.values())
    periods = plan.period_ids.ids
    env["sales.plan.cells"]._write_cells(
        plan,
        {
            (row_id, period_id): Cell(amount)
            for row_id, amount in amounts.items()
            for period_id in periods
        },
    )
    return plan


def _measure(env, plan):
    tokens = itertools.count()
    root = plan.root_id.id
    opened = plan.grid_open()
    watch = [row["id"] for row in opened["rows"]]
    leaf = watch[-1]
    period = plan.period_ids[0].id

    def edit(cell, spread):
        number = next(tokens)
        step = {"kind": "type", "spread": spread, "cells": [[*cell, f"={number}+7000000"]]}
        answer = plan.grid_edit(step, plan.edit_version, f"{time.time()} {number}", watch)
        assert answer["ok"]
        env.cr.commit()

    def update(rows):
        env.cr.execute(
            SQL(
                "UPDATE sales_plan_target SET amount = amount + 1 WHERE %s",
                SQL("plan_id = %s", plan.id)
                if rows is None
                else SQL("allocation_id = %s AND period_id = %s", rows, period),
            )
        )
        env.cr.commit()

    calls = {
        "open": plan.grid_open,
        "retype": lambda: edit((root, None), True),
        "retype by hand": lambda: update(None),
        "leaf": lambda: edit((leaf, period), False),
        "leaf by hand": lambda: update(leaf),
    }
    medians = interleave(calls, wall_ms, prepare=lambda _name: env.invalidate_all())
    cells = env["sales.plan.target"].search_count([("plan_id", "=", plan.id)])
    size = len(json.dumps(opened, default=str)) / 1000
    by_hand = "plain SQL update of the same rows"
    return [
        Result("planning table, first answer", size, "limit", FIRST_PAINT_KB, 1, unit="kB"),
        Result("planning table, first answer", medians["open"], "limit", LEAF_MS, 1),
        Result(f"retyping a total ({cells:,} cells)", medians["retype"], "limit", RETYPE_MS, 1),
        Result("retyping a total", medians["retype"], by_hand, medians["retype by hand"]),
        Result("typing one cell", medians["leaf"], "limit", LEAF_MS, 1),
        Result("typing one cell", medians["leaf"], by_hand, medians["leaf by hand"]),
    ]
