"""The plans that are measured: for one year, by salesperson, by team, by product category."""

from odoo.fields import Command

from odoo.addons.sales_plan.tools.spreading import Cell

PLANS = {"salesperson": "user_id", "team": "team_id", "product_category": "product_category_id"}


def create_plans(env, year):
    """Create a confirmed plan of twelve months for each of `PLANS`; return level → plan id."""
    return {level: _create_plan(env, year, level, field) for level, field in PLANS.items()}


def create_plan(env, year, level):
    """Create a plan of twelve months with one level and no rows yet."""
    return env["sales.plan"].create(
        {
            "name": f"{year} by {level}",
            "date_from": f"{year}-01-01",
            "date_to": f"{year}-12-31",
            "period_type": "month",
            "level_ids": [Command.create({"dimension": level})],
        }
    )


def _create_plan(env, year, level, field):
    """Create one plan with a target for each month of everybody who sells."""
    plan = create_plan(env, year, level)
    values = _read_values(env, level)
    build = env["sales.plan.build"]
    rows = build._create_rows(
        [{"parent_id": plan.root_id.id, field: value_id} for value_id in values]
    )
    amount = 12_000_000 // len(rows)
    env["sales.plan.cells"]._write_cells(
        plan,
        {
            (row_id, period.id): Cell(amount)
            for row_id in [plan.root_id.id, *rows]
            for period in plan.period_ids
        },
    )
    plan.action_confirm()
    return plan.id


def _read_values(env, level):
    """Return the ids of the records that get a row."""
    members = env["crm.team.member"].search([("user_id.login", "=like", "salesperson%")])
    if level == "salesperson":
        return members.user_id.ids
    if level == "team":
        return members.crm_team_id.ids
    return env["product.template"].search([("default_code", "=like", "P%")]).categ_id.ids
