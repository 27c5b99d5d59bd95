"""Customers' figures: where effort pays, and classes of customers, against SQL written by hand."""

import datetime
from unittest.mock import patch

from .bench_odoo import as_manager
from .bench_timing import Comparison, compare, database_clock

BUDGET = 1.2
LISTED = 80
FIELDS = [
    *("partner_id", "revenue", "revenue_before", "revenue_last", "growth", "margin"),
    *("margin_last", "abc_class", "abc_class_last", "bought_on", "days_since", "score"),
]
#: Classes of two years and sales of some customers, written by hand over the headers of invoices.
CLASSES_BY_HAND = """
    WITH sold AS (
        SELECT commercial_partner_id AS partner_id, date < %(first)s AS is_last,
               SUM(amount_untaxed_signed) AS revenue
          FROM account_move
         WHERE state = 'posted' AND company_id = %(company)s
           AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
           AND date BETWEEN %(last_first)s AND %(today)s
         GROUP BY 1, 2 HAVING SUM(amount_untaxed_signed) > 0
    ), ranked AS (
        SELECT *, SUM(revenue) OVER (PARTITION BY is_last) AS whole,
               SUM(revenue) OVER (PARTITION BY is_last ORDER BY revenue DESC, partner_id
                                  ROWS UNBOUNDED PRECEDING) - revenue AS before
          FROM sold
    ), ever AS (
        SELECT commercial_partner_id AS partner_id,
               MAX(date) FILTER (WHERE amount_untaxed_signed > 0) AS bought_on
          FROM account_move
         WHERE state = 'posted' AND company_id = %(company)s AND date <= %(today)s
           AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
           AND commercial_partner_id IN %(customers)s
         GROUP BY 1
    )
    SELECT ever.partner_id, this.revenue, last.revenue, ever.bought_on,
           CASE WHEN this.before < 0.8 * this.whole THEN 'a'
                WHEN this.before < 0.95 * this.whole THEN 'b'
                WHEN this.revenue IS NOT NULL THEN 'c' END,
           CASE WHEN last.before < 0.8 * last.whole THEN 'a'
                WHEN last.before < 0.95 * last.whole THEN 'b'
                WHEN last.revenue IS NOT NULL THEN 'c' END
      FROM ever
      LEFT JOIN ranked this ON this.partner_id = ever.partner_id AND NOT this.is_last
      LEFT JOIN ranked last ON last.partner_id = ever.partner_id AND last.is_last
"""
#: What the list shows, written by hand: revenue from headers, margins from lines, whose costs are
#: of the product's own unit and rounded, as they are booked.
EFFORT_BY_HAND = """
    WITH sold AS (
        SELECT commercial_partner_id AS partner_id,
               SUM(amount_untaxed_signed) FILTER (WHERE date >= %(first)s) AS revenue,
               SUM(amount_untaxed_signed) FILTER (
                   WHERE date BETWEEN %(last_first)s AND %(last_today)s) AS revenue_before,
               SUM(amount_untaxed_signed) FILTER (
                   WHERE date BETWEEN %(last_first)s AND %(last_last)s) AS revenue_last,
               MAX(date) FILTER (WHERE amount_untaxed_signed > 0) AS bought_on
          FROM account_move
         WHERE state = 'posted' AND company_id = %(company)s AND date <= %(today)s
           AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
         GROUP BY 1
    ), earned AS (
        SELECT move.commercial_partner_id AS partner_id,
               SUM(-line.balance - cost.amount) FILTER (WHERE line.date >= %(first)s) AS margin,
               SUM(-line.balance - cost.amount) FILTER (WHERE line.date < %(first)s) AS margin_last
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
          JOIN res_currency currency ON currency.id = line.company_currency_id
          LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
          LEFT JOIN product_product product ON product.id = line.product_id
          LEFT JOIN product_template template ON template.id = product.product_tmpl_id
          LEFT JOIN uom_uom sold_unit ON sold_unit.id = template.uom_id
         CROSS JOIN LATERAL (
               SELECT ROUND(line.sales_plan_unit_cost * line.quantity
                            * COALESCE(unit.factor / NULLIF(sold_unit.factor, 0), 1)
                            / currency.rounding) * currency.rounding
                      * CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END AS amount) cost
         WHERE line.display_type = 'product' AND line.parent_state = 'posted'
           AND line.company_id = %(company)s
           AND line.date BETWEEN %(last_first)s AND %(today)s
           AND move.state = 'posted' AND move.company_id = %(company)s
           AND move.date BETWEEN %(last_first)s AND %(today)s
           AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
         GROUP BY 1
    ), year AS (
        SELECT partner_id, FALSE AS is_last, revenue FROM sold WHERE revenue > 0
        UNION ALL
        SELECT partner_id, TRUE, revenue_last FROM sold WHERE revenue_last > 0
    ), ranked AS (
        SELECT *, SUM(revenue) OVER (PARTITION BY is_last) AS whole,
               SUM(revenue) OVER (PARTITION BY is_last ORDER BY revenue DESC, partner_id
                                  ROWS UNBOUNDED PRECEDING) - revenue AS before
          FROM year
    ), class AS (
        SELECT partner_id, is_last, CASE WHEN before < 0.8 * whole THEN 'a'
               WHEN before < 0.95 * whole THEN 'b' ELSE 'c' END AS class
          FROM ranked
    )
    SELECT sold.partner_id, COALESCE(sold.revenue, 0), sold.revenue_before, sold.revenue_last,
           sold.revenue / NULLIF(sold.revenue_before, 0) - 1, earned.margin, earned.margin_last,
           this.class, last.class, sold.bought_on, %(today)s::date - sold.bought_on AS days,
           ROUND(100 * 20 * LEAST(COALESCE(%(today)s::date - sold.bought_on, 365), 365)::numeric
                 / 365 / 100, 1) AS score
      FROM sold
      JOIN res_partner partner ON partner.id = sold.partner_id
      LEFT JOIN earned ON earned.partner_id = sold.partner_id
      LEFT JOIN class this ON this.partner_id = sold.partner_id AND NOT this.is_last
      LEFT JOIN class last ON last.partner_id = sold.partner_id AND last.is_last
     ORDER BY score DESC, sold.partner_id LIMIT %(listed)s
"""


def measure_market(env, year):
    """Return the results of the list of customers and of their classes, as a manager reads them on
    the last day of the data, beside hand-written SQL."""
    env = as_manager(env)
    today = datetime.date(year, 12, 31)
    values = {
        "company": env.company.id,
        "today": today,
        "first": datetime.date(year, 1, 1),
        "last_first": datetime.date(year - 1, 1, 1),
        "last_last": datetime.date(year - 1, 12, 31),
        "last_today": datetime.date(year - 1, 12, 31),
        "listed": LISTED,
    }
    report = env["sales.customer.effort"]
    # by their ids: those of a list are read one by one once what the list was is forgotten
    listed = report.search([], limit=LISTED).partner_id
    customers = env["res.partner"].browse(listed.ids)
    values["customers"] = tuple(customers.ids)
    calls = {
        "effort": lambda: report.search_fetch([], FIELDS, limit=LISTED),
        "effort by hand": lambda: _by_hand(env, EFFORT_BY_HAND, values),
        "classes": lambda: [(each.id, each.abc_class, each.abc_class_last) for each in customers],
        "classes by hand": lambda: _by_hand(env, CLASSES_BY_HAND, values),
    }
    clock, unit = database_clock(env.cr)
    comparisons = [
        Comparison(
            f"{title} ({unit})",
            name,
            f"by hand, same indexes ({unit})",
            f"{name} by hand",
            BUDGET,
        )
        for name, title in (
            ("effort", f"where effort pays, the first {LISTED} customers"),
            ("classes", f"classes of {LISTED} customers, with their sales"),
        )
    ]
    with patch.object(type(env["res.company"]), "_get_today", lambda _company: today):
        _check_same(calls)
        return compare(calls, comparisons, clock, lambda _name: env.invalidate_all())


def _by_hand(env, query, values):
    env.cr.execute(query, values)
    return env.cr.fetchall()


def _check_same(calls):
    """Fail unless both say the same of the customers' revenue and classes."""
    found = {row.partner_id.id: (row.revenue, row.abc_class) for row in calls["effort"]()}
    by_hand = {row[0]: (float(row[1]), row[7] or False) for row in calls["effort by hand"]()}
    classes = {key: (this or None, last or None) for key, this, last in calls["classes"]()}
    others = {row[0]: tuple(row[4:]) for row in calls["classes by hand"]()}
    differing = [key for key, value in others.items() if classes[key] != value]
    if found != by_hand or differing or not others:
        raise AssertionError(f"figures of customers differ: {found}, by hand {by_hand}")
