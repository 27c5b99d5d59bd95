"""Reading: pivots of plan versus actual, and all figures of a plan."""

from decimal import Decimal

from .bench_odoo import as_manager
from .bench_timing import PACE, Comparison, compare, database_clock

#: name → (level of the plan, field to group by, the same in the invoice report, budget)
PIVOTS = {
    "salesperson x month": ("salesperson", "user_id", "invoice_user_id", 0.6),
    "team x month": ("team", "team_id", "team_id", 0.6),
    "category x month": ("product_category", "product_category_id", "product_categ_id", 0.9),
}
FIGURES_BUDGET = 1.2
#: The invoice lines that budgets in milliseconds are for.
LINES = 1_000_000
NATIVE = "account.invoice.report, actuals alone"
#: What the pivot asks for two monetary measures, and for one that is a plain number.
PLAN_MEASURES = [
    *("target_amount:sum", "currency_id:array_agg_distinct", "target_amount:sum_currency"),
    *("actual_amount:sum", "currency_id:array_agg_distinct", "actual_amount:sum_currency"),
    "__count",
]
NATIVE_MEASURES = ["price_subtotal:sum", "__count"]
#: Written by hand, for just this question: posted product lines of one year, summed once by
#: salesperson and month, then matched with the plan. It may use every index that there is.
BY_HAND = """
    SELECT allocation.id, period.id, sold.amount
      FROM (
        SELECT move.invoice_user_id AS user_id,
               date_trunc('month', line.date::timestamp)::date AS month,
               -SUM(line.balance) AS amount
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
         WHERE line.display_type = 'product'
           AND line.parent_state = 'posted'
           AND line.invoice_date IS NOT NULL
           AND line.company_id = %(company)s
           AND line.date BETWEEN %(date_from)s AND %(date_to)s
           AND move.state = 'posted'
           AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
           AND move.company_id = %(company)s
           AND move.date BETWEEN %(date_from)s AND %(date_to)s
         GROUP BY 1, 2
      ) sold
      JOIN sales_plan_allocation allocation
        ON allocation.plan_id = %(plan)s AND allocation.user_id = sold.user_id
      JOIN sales_plan_period period
        ON period.plan_id = %(plan)s AND period.date_from = sold.month
"""


def measure_reads(env, plan_ids):
    """Return the results of all pivots and of the figures, measured in turns as a manager."""
    env = as_manager(env)
    calls = {}
    for name, (level, field, native_field, _budget) in PIVOTS.items():
        plan = env["sales.plan"].browse(plan_ids[level])
        calls[name] = _plan_pivot(env, plan, field)
        calls[f"{name}, native"] = own_pivot(env, plan.date_from, plan.date_to, native_field)
        _check_same_total(calls[name](), calls[f"{name}, native"](), name)
    plan = env["sales.plan"].browse(plan_ids["salesperson"])
    calls["figures"] = _figures(env, plan)
    calls["figures by hand"] = _figures_by_hand(env, plan)
    _check_same_figures(calls["figures"](), calls["figures by hand"](), plan)
    targets = env["sales.plan.target"].search_count(
        [("plan_id", "=", plan.id), ("allocation_id", "!=", plan.root_id.id)]
    )
    clock, unit = database_clock(env.cr)
    comparisons = [
        Comparison(
            f"pivot {name}, target and actual ({unit})",
            name,
            f"{NATIVE}, same groups ({unit})",
            f"{name}, native",
            budget,
        )
        for name, (_level, _field, _native_field, budget) in PIVOTS.items()
    ]
    comparisons.append(
        Comparison(
            f"actuals of a plan with {targets:,} targets ({unit})",
            "figures",
            f"by hand over product lines, same indexes ({unit})",
            "figures by hand",
            FIGURES_BUDGET,
        )
    )
    return compare(calls, comparisons, clock, lambda _name: env.invalidate_all())


def _grouping_sets(field, date):
    """Return the groupings that a pivot with rows and columns asks in one request."""
    return [[], [field], [date], [field, date]]


def _plan_pivot(env, plan, field):
    """Return the pivot of target and actual."""
    return lambda: env["sales.plan.report"].formatted_read_grouping_sets(
        [("plan_id", "=", plan.id)], _grouping_sets(field, "date:month"), PLAN_MEASURES
    )


def own_pivot(env, date_from, date_to, field="invoice_user_id"):
    """Return Odoo's own pivot of posted customer invoices."""
    domain = [
        ("move_type", "in", ["out_invoice", "out_refund", "out_receipt"]),
        ("state", "=", "posted"),
        ("invoice_date", ">=", date_from),
        ("invoice_date", "<=", date_to),
    ]
    return lambda: env["account.invoice.report"].formatted_read_grouping_sets(
        domain, _grouping_sets(field, "invoice_date:month"), NATIVE_MEASURES
    )


def _check_same_total(plan_groups, native_groups, name):
    """Fail unless both pivots show the same total and as many groups of actuals."""
    actual = plan_groups[0][0]["actual_amount:sum"]
    native = native_groups[0][0]["price_subtotal:sum"]
    if abs(actual - native) > 0.005 or not actual:
        raise AssertionError(f"{name}: the plan's actual is {actual}, Odoo's {native}")


def _figures(env, plan):
    """Return the reading of all actuals of a plan."""
    return lambda: env["sales.plan.figures"]._read_period_actuals(plan)


def _figures_by_hand(env, plan):
    """Return the same reading, written by hand."""
    values = {
        "plan": plan.id,
        "company": plan.company_id.id,
        "date_from": plan.date_from,
        "date_to": plan.date_to,
    }

    def read():
        env.cr.execute(BY_HAND, values)
        return {(row_id, period_id): amount for row_id, period_id, amount in env.cr.fetchall()}

    return read


def _check_same_figures(figures, by_hand, plan):
    """Fail unless both read the same figures for the rows below the total."""
    figures = {key: value for key, value in figures.items() if key[0] != plan.root_id.id}
    differing = [
        key
        for key in figures.keys() | by_hand.keys()
        if Decimal(str(figures.get(key, 0))) != Decimal(str(by_hand.get(key, 0)))
    ]
    if differing or not by_hand:
        raise AssertionError(f"{len(differing)} of {len(by_hand)} figures differ")


def find_pace(env, year):
    """Return `{PACE: the call that tells how quick the machine is}`: Odoo's own pivot of a year by
    salesperson and month; nothing where there are not the million lines that it was timed with."""
    env.cr.execute(
        """SELECT COUNT(*) FROM account_move_line line JOIN account_move move ON move.id = move_id
            WHERE display_type = 'product' AND move_type IN ('out_invoice', 'out_refund')"""
    )
    [count] = env.cr.fetchone()
    if not 0.9 < count / LINES < 1.1:
        return {}
    return {PACE: own_pivot(env, f"{year}-01-01", f"{year}-12-31")}
