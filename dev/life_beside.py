"""The add-on in one database with other apps of Odoo's: no warning, every screen opens.

Once it is the last to be installed, once it was there before them. What clashed is said beside the
test that would show it again; here everything is tried at once.
"""

from . import life_database, life_uninstall, paths, results

#: Apps that sell, deliver, bill time, or describe people; with all that they install themselves.
APPS = (
    *("stock", "purchase", "sale_margin", "project", "website_sale", "point_of_sale", "hr"),
    *("spreadsheet_dashboard", "sale_stock", "sale_project", "sale_timesheet", "sale_loyalty"),
    *("pos_sale", "website_crm", "hr_expense", "event_sale"),
)
OPEN = "from dev import life_smoke\nlife_smoke.open_all(env)"
#: Tests of the add-on that run where all of these apps are there: facts, plans, table, forecast.
SMOKE = (
    *("TestActualsInvoiced", "TestActualsOrdered", "TestActualsCollected", "TestActualsDeals"),
    *("TestPlan", "TestFigures", "TestTableEdit", "TestLoad", "TestForecastSubmissions"),
    *("TestMenus", "TestPlanDashboard", "TestReplenishment"),
)


def check(env):
    """Try both orders; return the results."""
    template = env.databases.template(demo=False)
    with (
        life_database.addon("beside") as addons,
        life_database.made(env, "beside", template) as base,
    ):
        apps = ("--init", ",".join(APPS), *life_database.QUIETLY)
        base.odoo("other apps", *apps, addons=[])
        base.found = results.Results()  # what Odoo's own apps warn of is theirs
        own = ("--init", paths.MODULE, *life_database.QUIETLY)
        base.odoo("install", *own, addons=[addons])
        _open_screens(base, addons)
        _run_tests(base, addons)
        models = life_uninstall.names_of_models(base)
        base.script("uninstall", life_uninstall.UNINSTALL, [addons])
        base.expect(life_uninstall.find_traces(base, models))
        found = base.found
    with (
        life_database.addon("before") as addons,
        life_database.made(env, "before", template) as base,
    ):
        base.odoo("install", *own, addons=[addons])
        base.odoo("other apps", *apps, addons=[addons])
        _open_screens(base, addons)
        found.add(base.found)
    return found


def _open_screens(base, addons):
    """Open every action and view of the add-on."""
    lines = base.script("open every screen", OPEN, [addons])
    base.expect([line for line in lines if line.startswith("BROKEN")])


def _run_tests(base, addons):
    """Run some of the add-on's tests, beside all of these apps."""
    tags = ",".join(f"/{paths.MODULE}:{name}" for name in SMOKE)
    options = ("--stop-after-init", "--max-cron-threads", "0", "--no-http")
    base.odoo("tests", "--test-enable", "--test-tags", tags, *options, addons=[addons])
