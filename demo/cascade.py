"""Next year's team targets, split level by level: the total went out to the regions and their
teams, and each team is as far as it is."""

from datetime import date, timedelta

from .plans import UPLIFT, prepare_plan_values, round_total
from .records import create_records


def create_cascade(cast):
    """Confirm a plan that is split level by level, and let its people go some steps further:

    - North America: published to Grace, who has not answered yet, and to Daniel, who accepted;
      together they have a little more than their team;
    - Key Accounts: published to Priya; a higher last quarter is prepared and not published;
    - Online Partners: published to Tom, then the team got another target: his is to be revised;
    - Europe: Sofia prepares her split, gives Luca less than was proposed, and has not published it.
    """
    year = cast.today.year + 1
    values = prepare_plan_values(cast, year, "quarter", ("team", "team", "salesperson"))
    plans = create_records(
        cast.env(user=cast.users["helen"]),
        "sales.plan",
        "plan",
        {
            "cascade": {
                **values,
                "name": f"Team Targets {year}",
                "is_cascaded": True,
                "asks_agreement": True,
            }
        },
    )
    plan = plans["cascade"]
    plan.level_ids[0].name = "Region"
    for level, days in zip(plan.level_ids, (-20, -12, -2), strict=True):
        level.due_date = cast.today + timedelta(days=days)
    _load(plan, date(year - 2, 1, 1))
    plan.action_confirm()
    rows = _find_rows(cast, plan)
    publishing = plan.env["sales.plan.publishing"]
    publishing._publish(plan, plan.root_id.child_ids.ids)
    publishing._publish(plan, [rows[code].id for code in cast.teams])
    _type(plan, rows["grace"], None, "+3%")
    publishing._publish(plan, [rows[name].id for name in ("grace", "daniel", "priya", "tom")])
    rows["daniel"].with_user(cast.users["daniel"]).action_accept()
    _type(plan, rows["priya"], plan.period_ids[-1], "+10%")
    _type(plan, rows["online"], None, "+5%")
    publishing._publish(plan, rows["online"].ids)
    _type(plan.with_user(cast.users["sofia"]), rows["luca"], None, "-10%")
    return plan


def _load(plan, history_from):
    """The last year that is complete, raised for the two years in between."""
    load = plan.env["sales.plan.load"].create(
        {
            "plan_id": plan.id,
            "history": "date",
            "date_from": history_from,
            "uplift_percent": UPLIFT * 2,
            "rounding": "1000",
        }
    )
    round_total(load)
    load.action_load()


def _find_rows(cast, plan):
    """Return the rows of teams and people by their codes."""
    rows = {row.user_id or row.team_id: row for row in plan.allocation_ids if row.parent_id}
    people = {**cast.teams, **cast.users}
    return {code: rows[record] for code, record in people.items() if record in rows}


def _type(plan, row, period, entry):
    """Type into one cell of the planning table, the total's without a period."""
    cell = [row.id, period.id if period else None, entry]
    edit = {"kind": "type", "spread": True, "cells": [cell]}
    table = plan.env["sales.plan.table"]
    table.table_edit(plan.id, edit, plan.edit_version, f"demo:{row.id}")
