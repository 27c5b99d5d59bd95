"""The plans: this year's in force, next year's being made, both loaded from invoices."""

from datetime import date

from odoo.fields import Command

from .cast import SEASON
from .records import create_records

UPLIFT = 8.0
SMALLEST_CUSTOMER = 6_000
ROUND_TOTAL = 10_000
EXTRA_FOR_ELBTAL = 4_000


def create_plans(cast):
    """Let the planning manager make both plans. Returns them by code."""
    year = cast.today.year
    plans = create_records(
        cast.env(user=cast.users["helen"]),
        "sales.plan",
        "plan",
        {
            "this_year": prepare_plan_values(
                cast, year, "month", ("team", "salesperson", "customer")
            ),
            "next_year": prepare_plan_values(
                cast, year + 1, "quarter", ("customer", "product_category")
            ),
        },
    )
    _load_this_year(cast, plans["this_year"])
    _raise_by_hand(cast, plans["this_year"])
    plans["this_year"].action_confirm()
    _load_next_year(plans["next_year"], date(year - 1, 1, 1))
    _plan_next_year(plans["next_year"])
    return plans


def _load_this_year(cast, plan):
    """Last year's invoices and 8 % more; energy grows faster, one contract has ended. Customers
    with hardly any business get no row of their own."""
    load = plan.env["sales.plan.load"].create(
        {
            "plan_id": plan.id,
            "uplift_percent": UPLIFT,
            "rounding": "100",
            "override_ids": [
                Command.create(
                    {
                        "dimension": "customer",
                        "value_id": cast.customers["great_basin"].id,
                        "percent": -40,
                    }
                ),
                Command.create(
                    {
                        "dimension": "industry",
                        "value_id": plan.env.ref("base.res_partner_industry_D").id,
                        "percent": 12,
                    }
                ),
            ],
        }
    )
    customers = load.level_line_ids.filtered(lambda line: line.dimension == "customer")
    customers.smallest = SMALLEST_CUSTOMER
    round_total(load)
    load.action_load()


def _raise_by_hand(cast, plan):
    """Helen asks more of one key account in the last quarter than its team has to reach, and
    holds these targets: the row above shows the difference as over-assigned."""
    targets = plan.allocation_ids.filtered(
        lambda row: row.partner_id == cast.customers["elbtal"]
    ).target_ids.filtered(lambda target: target.period_id.date_from.month > 9)
    for target in targets:
        target.write({"amount": target.amount + EXTRA_FOR_ELBTAL, "is_held": True})


def _load_next_year(plan, history_from):
    """The last year that is complete, raised for the two years in between."""
    load = plan.env["sales.plan.load"].create(
        {
            "plan_id": plan.id,
            "history": "date",
            "date_from": history_from,
            "uplift_percent": UPLIFT * 2,
            "rounding": "100",
        }
    )
    customers = load.level_line_ids.filtered(lambda line: line.dimension == "customer")
    customers.top = 25
    round_total(load)
    load.action_load()


def _plan_next_year(plan):
    """What Helen does in the planning table: she keeps the season as a profile, holds what one
    customer has agreed to and says so, and asks a tenth more of another in the last quarter."""
    create_records(
        plan.env,
        "sales.plan.profile",
        "profile",
        {
            "season": {
                "name": "Test Instruments",
                "line_ids": [
                    Command.create({"month": str(month), "weight": weight})
                    for month, weight in enumerate(SEASON, start=1)
                ],
            }
        },
    )
    table = plan.env["sales.plan.table"]
    agreed, raised = plan.root_id.child_ids.sorted("id")[:2]
    last = [raised.id, plan.period_ids[-1].id, "+10%"]
    for number, edit in enumerate(
        (
            {"kind": "hold", "rows": agreed.ids, "periods": []},
            {
                "kind": "note",
                "row": agreed.id,
                "period": None,
                "text": "Frame contract: these amounts are agreed.",
            },
            {"kind": "type", "spread": True, "cells": [last]},
        )
    ):
        table.table_edit(plan.id, edit, plan.edit_version, f"demo {number}")


def round_total(load, unit=ROUND_TOTAL):
    """Let the plan's total become a multiple of a unit."""
    load.action_preview()
    total = load.total_ids[:1].target_amount
    load.uplift_amount = round(total / unit) * unit - total


def prepare_plan_values(cast, year, period_type, levels):
    """Values of a plan of invoiced revenue for one year."""
    return {
        "name": f"Sales Plan {year}",
        "company_id": cast.company.id,
        "date_from": date(year, 1, 1),
        "date_to": date(year, 12, 31),
        "period_type": period_type,
        "measure": "revenue",
        "basis": "invoiced",
        "responsible_id": cast.users["helen"].id,
        "level_ids": [
            Command.create({"dimension": level, "sequence": position})
            for position, level in enumerate(levels)
        ],
    }
