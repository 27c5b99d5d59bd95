"""The planning table: what it takes to open a large plan, to retype its total, to type one cell.

Odoo's own are the baselines: its list of as many invoices, a quotation of which one price is typed.
"""

import itertools
import json
import time

from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.sales_plan.tools.spreading import Cell

from .bench_odoo import as_manager, vacuum
from .bench_plans import create_plan
from .bench_timing import Comparison, Result, compare, processor_clock

ROWS = 5_000
FIRST_PAINT_KB = 400
OPEN_BUDGET = 5.5
RETYPE_BUDGET = 24
LEAF_BUDGET = 4
QUOTED = 10
#: Columns of Odoo's own list of customer invoices, as its client asks for them.
LISTED = {
    "name": {},
    "partner_id": {"fields": {"display_name": {}}},
    "invoice_user_id": {"fields": {"display_name": {}}},
    "invoice_date": {},
    "invoice_date_due": {},
    "invoice_origin": {},
    "amount_untaxed_in_currency_signed": {},
    "amount_total_in_currency_signed": {},
    "currency_id": {"fields": {"display_name": {}}},
    "activity_ids": {"fields": {}},
    "state": {},
    "status_in_payment": {},
}


def measure_table(env, year):
    """Return the results for a plan of `ROWS` customers and twelve months.

    Each call is measured as a request: caches are empty before it, and it is committed, so that
    the database finds its pages as it does in daily use. The plan is removed afterwards.
    """
    env = as_manager(env)
    partners = env["res.partner"].with_context(tracking_disable=True)
    customers = partners.search([("is_company", "=", True)], limit=ROWS)
    # where there are too few, as many as the table is made for
    customers |= partners.create(
        [{"name": f"Prospect {n}", "is_company": True} for n in range(ROWS - len(customers))]
    )
    plan = _create_plan(env, year, customers)
    quotation = _create_quotation(env, customers[0])
    vacuum(env)
    try:
        return _measure(env, plan, quotation)
    finally:
        env.cr.rollback()
        plan.unlink()
        quotation.unlink()
        env.cr.commit()


def _create_quotation(env, customer):
    """Create a quotation of a few products."""
    products = env["product.product"].search([("default_code", "=like", "P%")], limit=QUOTED)
    lines = [Command.create({"product_id": product.id}) for product in products]
    return env["sale.order"].create({"partner_id": customer.id, "order_line": lines})


def _create_plan(env, year, partners):
    """Create a draft of customers with amounts in all cells."""
    plan = create_plan(env, year + 1, "customer")
    rows = env["sales.plan.build"]._create_rows(
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


def _measure(env, plan, quotation):
    tokens = itertools.count()
    root = plan.root_id.id
    table = env["sales.plan.table"]
    opened = table.table_open(plan.id)
    watch = [row["id"] for row in opened["rows"]]
    leaf = watch[-1], plan.period_ids[0].id
    invoices = env["account.move"].search([("move_type", "=", "out_invoice")], limit=len(watch))
    is_listed = [("id", "in", invoices.ids)]
    cells = env["sales.plan.target"].search_count([("plan_id", "=", plan.id)])

    def edit(cell, spread):
        number = next(tokens)
        # another million each time: all cells below a total change, not some for its last digits
        value = f"={number}+{7 + number % 2}000000"
        step = {"kind": "type", "spread": spread, "cells": [[*cell, value]]}
        token = f"{time.time()} {number}"
        answer = table.table_edit(plan.id, step, plan.edit_version, token, watch)
        assert answer["ok"]
        env.cr.commit()

    def update():
        env.cr.execute(
            SQL("UPDATE sales_plan_target SET amount = amount + 1 WHERE plan_id = %s", plan.id)
        )
        env.cr.commit()

    def save():
        change = Command.update(quotation.order_line.ids[0], {"price_unit": 1 + next(tokens)})
        shown = {"fields": {"price_unit": {}, "price_subtotal": {}}}
        quotation.web_save({"order_line": [change]}, {"amount_total": {}, "order_line": shown})
        env.cr.commit()

    def prepare(name):
        # whether there is room on a row's page makes a difference of several times to an update
        vacuum(env, "sales_plan_target", is_full=name in ("retype", "update"))
        env.invalidate_all()

    clock, unit = processor_clock(env.cr)
    size = len(json.dumps(opened, default=str)) / 1000
    return [
        Result("planning table, first answer", size, "limit", FIRST_PAINT_KB, 1, unit="kB"),
        *compare(
            {
                "open": lambda: table.table_open(plan.id),
                "list": lambda: env["account.move"].web_search_read(is_listed, LISTED),
                "leaf": lambda: edit(leaf, False),
                "save": save,
            },
            [
                Comparison(
                    f"planning table, first answer ({unit})",
                    "open",
                    f"Odoo's list of {len(invoices)} invoices",
                    "list",
                    OPEN_BUDGET,
                ),
                Comparison(
                    f"typing one cell ({unit})",
                    "leaf",
                    f"typing a price in a quotation of {QUOTED} lines",
                    "save",
                    LEAF_BUDGET,
                ),
            ],
            clock,
            prepare,
        ),
        *compare(
            {"retype": lambda: edit((root, None), True), "update": update},
            [
                Comparison(
                    f"retyping a total, {cells:,} cells ({unit})",
                    "retype",
                    "plain SQL update of the same rows",
                    "update",
                    RETYPE_BUDGET,
                )
            ],
            clock,
            prepare,
        ),
    ]
