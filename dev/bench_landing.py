"""Landings: of all rows of a large plan, and of a team of everybody who sells, on a day in autumn.

The budgets are processor time, Odoo and PostgreSQL together: what somebody waits for. What the
nightly job learns is learned before.
"""

import datetime
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.sales_plan.tools.spreading import Cell

from .bench_odoo import as_manager, vacuum
from .bench_read import find_pace
from .bench_timing import Limit, compare, processor_clock

MOST_MS = 1_000
ROWS = 3_600
#: Deals whose history is made: the latest ones.
DEALS = 12_000
#: Deals as they would have been recorded: made, on to another stage and put off after a third of
#: their time, won or lost in the end.
GENERATE = """
    WITH deal AS (
        SELECT lead.*, COALESCE(date_closed, 'infinity') AS ended,
               create_date + (COALESCE(date_closed, create_date + INTERVAL '60 days')
                              - create_date) / 3 AS moved,
               lead.probability >= 100 AS is_won
          FROM crm_lead lead
         WHERE lead.company_id = %(company)s
         ORDER BY COALESCE(date_closed, 'infinity') DESC, id LIMIT %(deals)s
    )
    INSERT INTO crm_lead_history (
        deal_number, lead_id, name, is_first, valid_from, valid_to, status, amount, probability,
        weighted, stage_id, date_deadline, user_id, team_id, company_id, role, is_included, origin,
        date_closed, closed_at, closed_user_id, closed_team_id, closed_company_id)
    SELECT id, id, name, version = 1,
           CASE version WHEN 1 THEN create_date WHEN 2 THEN moved ELSE ended END,
           CASE version WHEN 1 THEN moved WHEN 2 THEN NULLIF(ended, 'infinity') END,
           CASE WHEN version < 3 THEN 'open' WHEN is_won THEN 'won' ELSE 'lost' END,
           expected_revenue, 20 * version, expected_revenue * version / 5,
           (%(stages)s::integer[])[version],
           CASE version WHEN 1 THEN date_deadline - 30 ELSE date_deadline END,
           user_id, %(team)s, company_id, 'pipeline', FALSE, 'recorded',
           CASE version WHEN 3 THEN ended END, CASE version WHEN 3 THEN ended END,
           CASE version WHEN 3 THEN user_id END, CASE version WHEN 3 THEN %(team)s END,
           CASE version WHEN 3 THEN company_id END
      FROM deal, generate_series(1, 3) version
     WHERE create_date < moved AND moved < ended AND (version < 3 OR ended < 'infinity')
"""
#: The customers of each seller who bought most, with their invoices' team.
CUSTOMERS = """
    SELECT team_id, invoice_user_id, commercial_partner_id
      FROM (SELECT team_id, invoice_user_id, commercial_partner_id,
                   row_number() OVER (PARTITION BY team_id, invoice_user_id
                                      ORDER BY SUM(amount_untaxed_signed) DESC) AS place
              FROM account_move
             WHERE state = 'posted' AND company_id = %(company)s AND date >= %(since)s
               AND move_type = 'out_invoice' AND invoice_user_id IS NOT NULL
               AND team_id IS NOT NULL
             GROUP BY 1, 2, 3) sold
     ORDER BY place, team_id, invoice_user_id LIMIT %(limit)s
"""


def measure_landing(env, year):
    """Return the results of the landings of a plan's rows and of a team's seats."""
    env = as_manager(env)
    today = datetime.date(year, 11, 14)
    env.company.sudo().forecast_period_type = "quarter"
    team = _make_team(env)
    generate_history(env, team)
    with on(env, today):
        plan = _make_plan(env, year)
        _plan_deals(env, year)
        sheet = {"kind": "team", "team_id": team.id}
        forecasts = env["sales.forecast"]
        seats = len(forecasts.worksheet_landing(sheet)["rows"])
        learn(env)
        vacuum(env)
        calls = {"plan": lambda: _land_rows(plan), "team": lambda: _land_seats(env, sheet)}
        _check(calls, len(plan.allocation_ids), seats)
        calls.update(find_pace(env, year))
        clock, unit = processor_clock(env.cr)
        rows = [
            (f"landings of a plan with {len(plan.allocation_ids):,} rows", "plan"),
            (f"landings of a team of {seats:,} seats", "team"),
        ]
        limits = [Limit(f"{title} ({unit})", name, MOST_MS) for title, name in rows]
        return compare(calls, limits, clock, lambda _name: env.invalidate_all())


@contextmanager
def on(env, today):
    """Let it be noon of a day."""
    noon = datetime.datetime.combine(today, datetime.time(12))
    company, cursor = type(env["res.company"]), type(env.cr)
    with ExitStack() as stack:
        stack.enter_context(patch.object(company, "_get_today", lambda _company: today))
        stack.enter_context(patch.object(fields.Datetime, "now", lambda: noon))
        stack.enter_context(patch.object(fields.Date, "context_today", lambda *_: today))
        stack.enter_context(patch.object(cursor, "now", lambda _cursor: noon))
        yield


def _make_team(env):
    """Return a team that everybody sells in."""
    members = env["crm.team.member"].search([("user_id.login", "=like", "salesperson%")])
    team = env["crm.team"].create({"name": "Everybody", "company_id": env.company.id})
    members.user_id.crm_team_member_ids.write({"crm_team_id": team.id})
    return team


def generate_history(env, team):
    """Replace the history by that of the latest deals, all of them of one team."""
    env.flush_all()
    stages = env["crm.stage"].search([], order="sequence, id").ids
    env.cr.execute("DELETE FROM crm_lead_history")
    env.cr.execute(
        SQL(
            GENERATE,
            company=env.company.id,
            deals=DEALS,
            stages=[stages[0], stages[1], stages[-1]],
            team=team.id,
        )
    )


def _make_plan(env, year):
    """Return a confirmed plan of teams, who sells in them, and their customers."""
    env.cr.execute(CUSTOMERS, {"company": env.company.id, "since": f"{year}-01-01", "limit": ROWS})
    found = env.cr.fetchall()
    above = {row[:depth] for row in found for depth in (1, 2)}
    return make_plan(
        env, f"{year} by customer", year, found[: max(ROWS - len(above) - 1, 0)], above
    )


def make_plan(env, name, year, customers, above=()):
    """Return a confirmed plan of a year by teams, who sells in them, and their customers.

    :param customers: paths: ids of the team, the salesperson, the customer
    :param above: paths of teams and salespeople, those of customers among them or not
    """
    plan = env["sales.plan"].create(
        {
            "name": name,
            "date_from": f"{year}-01-01",
            "date_to": f"{year}-12-31",
            "period_type": "month",
            "level_ids": [
                Command.create({"dimension": name, "sequence": place})
                for place, name in enumerate(("team", "salesperson", "customer"))
            ],
        }
    )
    ids = {(): plan.root_id.id}
    paths = {*above, *customers, *(path[:depth] for path in customers for depth in (1, 2))}
    for depth, field in enumerate(("team_id", "user_id", "partner_id"), 1):
        level = sorted(path for path in paths if len(path) == depth)
        made = env["sales.plan.build"]._create_rows(
            [{"parent_id": ids[path[:-1]], field: path[-1]} for path in level]
        )
        ids.update(zip(level, made, strict=True))
    _write_targets(env, plan, list(ids.values()))
    return plan


def _plan_deals(env, year):
    """Put a plan of won deals in force, with a target for everybody who sells: forecasts are held
    against it."""
    members = env["crm.team.member"].search([("user_id.login", "=like", "salesperson%")])
    plan = env["sales.plan"].create(
        {
            "name": f"{year} by won deals",
            "date_from": f"{year}-01-01",
            "date_to": f"{year}-12-31",
            "period_type": "month",
            "basis": "won",
            "level_ids": [Command.create({"dimension": "salesperson"})],
        }
    )
    rows = env["sales.plan.build"]._create_rows(
        [{"parent_id": plan.root_id.id, "user_id": user_id} for user_id in members.user_id.ids]
    )
    _write_targets(env, plan, rows)


def _write_targets(env, plan, rows):
    """Write a target for each row and month, and put the plan in force."""
    env["sales.plan.cells"]._write_cells(
        plan, {(row_id, period.id): Cell(1_000) for row_id in rows for period in plan.period_ids}
    )
    plan.action_confirm()


def learn(env):
    """Do what the nightly job does."""
    env["sales.landing.learned"].sudo()._keep(env.company)


def _land_rows(plan):
    rows = plan.env["sales.plan.allocation"].search([("plan_id", "=", plan.id)])
    return rows.mapped("landing_amount")


def _land_seats(env, sheet):
    return list(env["sales.forecast"].worksheet_landing(sheet)["rows"].values())


def _check(calls, *counts):
    """Fail unless all rows and seats land somewhere."""
    for (name, call), count in zip(calls.items(), counts, strict=True):
        landed = [amount for amount in call() if amount]
        if len(landed) < count * 0.9:
            raise AssertionError(f"{name}: {len(landed)} of {count} land")
