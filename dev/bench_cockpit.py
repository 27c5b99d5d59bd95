"""The cockpit of a salesperson, of who leads thirty, and of who manages all, on a day in autumn.

What is measured is the first paint, which needs one request, and all that is asked for until the
page is whole: standing, lists, landing. The budgets are processor time, Odoo and PostgreSQL
together: what somebody waits for. What the nightly job learns is learned before.
"""

import datetime
from functools import partial

from .bench_landing import generate_history, learn, make_plan, on
from .bench_odoo import as_manager, vacuum
from .bench_read import find_pace
from .bench_timing import Limit, compare, processor_clock

#: How many customers a salesperson has, and others.
CUSTOMERS, CUSTOMERS_OF_OTHERS = 70, 11
#: How many teams are led together: thirty people.
TEAMS = 3
#: Milliseconds for the first paint of each, and until all is there.
MOST_MS = {"salesperson": (300, 600), "leader": (600, 1_200), "manager": (1_000, 2_000)}
#: The customers of each seller in the year, those who bought most first, by their invoices' team.
SOLD = """
    SELECT team_id, invoice_user_id, commercial_partner_id
      FROM account_move
     WHERE state = 'posted' AND company_id = %s AND date >= %s AND move_type = 'out_invoice'
       AND invoice_user_id IS NOT NULL AND team_id IS NOT NULL
     GROUP BY 1, 2, 3
     ORDER BY 1, 2, SUM(amount_untaxed_signed) DESC, 3
"""


def measure_cockpit(env, year):
    """Return the results of the cockpit for each of the three."""
    env = as_manager(env)
    today = datetime.date(year, 11, 14)
    regions = _make_regions(env)
    generate_history(env, next(iter(regions.values())))
    with on(env, today):
        plan, seller = _make_plan(env, year, regions)
        leader = _make_leader(env, plan)
        learn(env)
        vacuum(env)
        users = {"salesperson": seller, "leader": leader, "manager": env.user}
        first = {f"{name}, first": _opens(env, user, plan)[0] for name, user in users.items()}
        whole = {name: _all(_opens(env, user, plan)) for name, user in users.items()}
        _check(whole)
        calls = {**first, **whole, **find_pace(env, year)}
        clock, unit = processor_clock(env.cr)
        limits = []
        for name, (at_first, at_last) in MOST_MS.items():
            title = f"cockpit of a {name}"
            limits.append(Limit(f"{title}, first paint ({unit})", f"{name}, first", at_first))
            limits.append(Limit(f"{title}, the whole page ({unit})", name, at_last))
        return compare(calls, limits, clock, lambda _name: env.invalidate_all())


def _make_regions(env):
    """Put the teams that sold below others, a few below each: ``{team's id: the one above}``."""
    teams = env["account.move"]._read_group([("move_type", "=", "out_invoice")], ["team_id"])
    teams = env["crm.team"].concat(*(team for [team] in teams)).sorted("id")
    regions = {}
    for place in range(0, len(teams), TEAMS):
        region = env["crm.team"].create(
            {"name": f"Region {place // TEAMS + 1}", "company_id": False}
        )
        for team in teams[place : place + TEAMS]:
            team.parent_id = region
            regions[team.id] = region
    return regions


def _make_plan(env, year, regions):
    """Return a confirmed plan of regions, who sells in them, and their customers; and who of them
    has the most."""
    env.cr.execute(SOLD, (env.company.id, f"{year}-01-01"))
    customers = {}
    for team_id, user_id, partner_id in env.cr.fetchall():
        if team_id in regions:
            path = regions[team_id].id, user_id
            customers.setdefault(path, {}).setdefault(partner_id)
    seller = max(customers, key=lambda path: len(customers[path]))
    paths = [
        (*path, partner_id)
        for path, bought in customers.items()
        for partner_id in [*bought][: CUSTOMERS if path == seller else CUSTOMERS_OF_OTHERS]
    ]
    plan = make_plan(env, f"{year} by region", year, paths)
    return plan, env["res.users"].browse(seller[1])


def _make_leader(env, plan):
    """Return who leads the region that most people sell in."""
    rows = plan.allocation_ids.filtered("team_id").filtered(lambda row: not row.user_id)
    region = max(rows, key=lambda row: len(row.child_ids)).team_id
    leader = env["res.users"].search([("login", "=like", "salesperson%")], limit=1, order="id desc")
    region.user_id = leader
    return leader


def _opens(env, user, plan):
    """Return the calls that open the cockpit as somebody: what the page asks for, in its order."""
    cockpit, asked = env(user=user.id)["sales.cockpit"], {"plan_id": plan.id}
    calls = cockpit.cockpit_open, cockpit.cockpit_lists, cockpit.cockpit_landing
    return [partial(call, asked) for call in calls]


def _all(calls):
    return lambda: [call() for call in calls]


def _check(calls):
    """Fail unless everybody has a target, actual figures and a landing."""
    for name, call in calls.items():
        opened, _lists, landing = call()
        if not all((opened["figures"]["target"], opened["figures"]["actual"], landing)):
            raise AssertionError(f"{name}: {opened['figures']}, {landing}")
