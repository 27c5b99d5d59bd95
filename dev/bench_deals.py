"""Deals: what recording their history costs, and reading it as of a day and as a flow."""

from odoo.tools import SQL

from .bench_odoo import as_manager, vacuum
from .bench_timing import Comparison, compare, database_clock, processor_clock

DEALS = 1_000
CREATED = 100  # Odoo takes long to create them
WRITING_BUDGET = 1.15
UNRELATED_BUDGET = 1.05
TRIGGERS = ("sales_plan_lead_made", "sales_plan_lead_changed")

VERSIONS = 100_000
VERSIONS_PER_DEAL = 4
SCAN = "SELECT count(*), sum(amount) FROM crm_lead_history"
SCAN_NAME = "plain scan, count and sum"
AS_OF_BUDGET = 3
FLOW_BUDGET = 30
#: Versions of deals that were made over two years, and changed owner, value, closing date and
#: stage every 60 days; a third of them is won or lost in the end.
GENERATE = """
    INSERT INTO crm_lead_history (
        deal_number, name, is_first, valid_from, valid_to, status, amount, probability, weighted,
        stage_id, date_deadline, user_id, team_id, company_id, role, is_included)
    SELECT deal, 'Deal ' || deal, version = 1,
           %(start)s::timestamp + made + (version - 1) * INTERVAL '60 days',
           CASE WHEN version < %(versions)s
                THEN %(start)s::timestamp + made + version * INTERVAL '60 days' END,
           CASE WHEN version < %(versions)s OR deal %% 3 > 0 THEN 'open'
                WHEN deal %% 2 = 0 THEN 'won' ELSE 'lost' END,
           100 * (deal %% 977) + 10 * version, 20 * version, 20 * (deal %% 977) * version,
           (SELECT MIN(id) FROM crm_stage),
           (%(start)s::timestamp + made + (version + 2) * INTERVAL '60 days')::date,
           users[1 + (deal + version / 4) %% cardinality(users)],
           (SELECT MIN(id) FROM crm_team), %(company)s,
           (ARRAY['pipeline', 'best_case', 'commit'])[1 + deal %% 3], deal %% 3 = 2
      FROM (SELECT deal, deal %% 500 * INTERVAL '1 day' AS made
              FROM generate_series(1, %(deals)s) deal) deals,
           generate_series(1, %(versions)s) version,
           (SELECT array_agg(id ORDER BY id) AS users FROM (
                SELECT id FROM res_users WHERE NOT share ORDER BY id LIMIT 300) salesperson) people
"""


def measure_deals(env):
    """Return the results of writing deals and of reading their history."""
    return [*measure_history(env), *measure_versions(env)]


def measure_history(env):
    """Write deals with the history's triggers and without, in turns, in one database.

    Each run is undone, and the dead rows that it leaves are removed: without them the next one
    finds room on the pages. The triggers are switched off in the transaction of the run.
    """
    user = as_manager(env)
    deals = _get_deals(user)
    kinds = {
        f"create {CREATED:,} deals": (lambda: _create(user, CREATED), WRITING_BUDGET),
        f"write {DEALS:,} deals, each a new version": (lambda: _change(deals), WRITING_BUDGET),
        f"write {DEALS:,} deals, nothing that is recorded": (
            lambda: _describe(deals),
            UNRELATED_BUDGET,
        ),
    }

    def prepare(name):
        env.cr.rollback()
        vacuum(env, "crm_lead", "crm_lead_history")
        env.invalidate_all()
        deals.mapped("expected_revenue")
        if name == "without":
            for trigger in TRIGGERS:
                env.cr.execute(
                    SQL("ALTER TABLE crm_lead DISABLE TRIGGER %s", SQL.identifier(trigger))
                )

    clock, unit = processor_clock(env.cr)
    results = []
    for name, (call, budget) in kinds.items():
        row = f"{name} ({unit})", "with", "without recording their history", "without", budget
        results += compare({"with": call, "without": call}, [Comparison(*row)], clock, prepare)
    env.cr.rollback()
    return results


def _get_deals(env):
    """Return deals that were made long enough ago for their changes to be new versions."""
    deals = env["crm.lead"].search([("type", "=", "opportunity")], limit=DEALS, order="id")
    if len(deals) < DEALS:
        made = _create(env, DEALS - len(deals))
        env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - INTERVAL '1 day' WHERE id IN %s",
            [made._ids],
        )
        deals |= made
        env.cr.commit()
    return deals


def _create(env, count):
    """Create open deals."""
    deals = env["crm.lead"].create(
        [
            {"name": f"Deal {number}", "type": "opportunity", "expected_revenue": number}
            for number in range(count)
        ]
    )
    env.flush_all()
    return deals


def _change(deals):
    """Write a value that opens a version, another for each deal."""
    for number, deal in enumerate(deals):
        deal.expected_revenue = deal.expected_revenue + number + 1
    deals.env.flush_all()


def _describe(deals):
    """Write what is no part of the history."""
    for number, deal in enumerate(deals):
        deal.referred = f"Fair {number}"
    deals.env.flush_all()


def measure_versions(env):
    """Read 100,000 versions as of a day and as a flow, next to a plain scan of their table."""
    company = env.ref("base.user_admin").company_id
    _generate_versions(env, company)
    env = as_manager(env)
    history = env["crm.lead.history"]
    flow = env["sales.forecast.flow"].with_context(flow_from="2024-06-30", flow_to="2024-12-31")
    spanned = flow.with_context(flow_span_from="2024-12-01", flow_span_to="2025-03-31")
    as_of = [("valid_on", "=", "2024-12-31"), ("status", "=", "open")]
    names = {
        "as of": (
            "as of a day, by salesperson and role",
            AS_OF_BUDGET,
            lambda: history._read_group(as_of, ["user_id", "role"], ["amount:sum", "__count"]),
        ),
        "flow": (
            "flow of half a year, by salesperson",
            FLOW_BUDGET,
            lambda: flow._read_group([], ["user_id", "step"], ["amount:sum", "__count"]),
        ),
        "spanned": (
            "flow of deals that close in four months",
            FLOW_BUDGET,
            lambda: spanned._read_group([], ["user_id", "step"], ["amount:sum", "__count"]),
        ),
    }
    calls = {name: call for name, (__, __, call) in names.items()}
    calls["scan"] = lambda: env.cr.execute(SCAN)
    for name, call in calls.items():
        call()  # fills what is cached for the process
        env.invalidate_all()
        before = env.cr.sql_log_count
        found = call()
        # one for the figures; two ask where the day of the company ends
        if name != "scan" and not (found and env.cr.sql_log_count - before <= 3):
            raise AssertionError(f"{name}: {env.cr.sql_log_count - before} queries")
    clock, unit = database_clock(env.cr)
    comparisons = [
        Comparison(
            f"{title}, {VERSIONS:,} versions ({unit})",
            name,
            SCAN_NAME,
            "scan",
            budget,
        )
        for name, (title, budget, __) in names.items()
    ]
    return compare(calls, comparisons, clock, lambda _name: env.invalidate_all())


def _generate_versions(env, company):
    """Replace the history by that of as many deals as have so many versions; tidy up."""
    env.cr.execute("DELETE FROM crm_lead_history")
    env.cr.execute(
        GENERATE,
        {
            "start": "2024-01-01",
            "deals": VERSIONS // VERSIONS_PER_DEAL,
            "versions": VERSIONS_PER_DEAL,
            "company": company.id,
        },
    )
    vacuum(env)
