"""Money: what customers owe, and paying invoices that people are asked for."""

from .bench_odoo import as_manager, vacuum
from .bench_timing import Comparison, compare, database_clock, processor_clock

RECEIVABLES_BUDGET = 1.2
PAID = 100
PAYING_BUDGET = 1.05
PAID_TABLES = ("account_move", "account_move_line", "account_payment", "account_partial_reconcile")
MEASURES = ["amount:sum", "currency_id:array_agg_distinct", "amount:sum_currency", "__count"]
#: Written by hand, for just this question: open items by salesperson and age. What is no document
#: is of the customer's own salesperson.
BY_HAND = """
    SELECT CASE WHEN move.move_type = 'entry' THEN customer.user_id
                ELSE move.invoice_user_id END AS user_id,
           CASE WHEN line.amount_residual < 0 THEN 'unmatched'
                WHEN line.date_maturity >= %(today)s THEN '0'
                WHEN %(today)s - line.date_maturity <= 30 THEN '1_30'
                WHEN %(today)s - line.date_maturity <= 60 THEN '31_60'
                WHEN %(today)s - line.date_maturity <= 90 THEN '61_90'
                ELSE '91' END AS age,
           SUM(line.amount_residual), COUNT(*)
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
      JOIN account_account account ON account.id = line.account_id
      LEFT JOIN res_partner partner ON partner.id = line.partner_id
      LEFT JOIN res_partner customer ON customer.id = partner.commercial_partner_id
     WHERE account.account_type = 'asset_receivable'
       AND line.parent_state = 'posted'
       AND line.reconciled IS NOT TRUE
       AND line.amount_residual <> 0
       AND line.company_id = %(company)s
     GROUP BY 1, 2
"""


def measure_receivables(env):
    """Read the pivot of receivables as a manager, in turns with the same question by hand."""
    env = as_manager(env)
    company = env.company
    values = {"today": company._get_today(), "company": company.id}
    domain = [("company_id", "=", company.id)]

    def pivot():
        return env["sales.receivable"].formatted_read_group(domain, ["user_id", "age"], MEASURES)

    def by_hand():
        env.cr.execute(BY_HAND, values)
        return env.cr.fetchall()

    groups = {
        (group["user_id"] and group["user_id"][0], group["age"]): group["amount:sum"]
        for group in pivot()
    }
    found = {(user or False, age): float(amount) for user, age, amount, __ in by_hand()}
    if groups.keys() != found.keys() or any(
        abs(amount - found[key]) > 0.005 for key, amount in groups.items()
    ):
        raise AssertionError("What is open is another sum by hand.")
    clock, unit = database_clock(env.cr)
    calls = {"pivot": pivot, "by hand": by_hand}
    name = f"receivables by salesperson and age ({unit})"
    row = Comparison(name, "pivot", f"by hand ({unit})", "by hand", RECEIVABLES_BUDGET)
    return compare(calls, [row], clock)


def measure_paying(env_with, env_without, year):
    """Pay the same invoices, for which two people each are asked, with and without the add-on."""
    moves = {"with": _post(env_with, year), "without": _post(env_without, year)}
    _ask(moves["with"])

    def undo(name):
        moves[name].env.cr.rollback()
        vacuum(moves[name].env, *PAID_TABLES)

    def pay(name):
        env = moves[name].env
        dialog = env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves[name].ids
        )
        dialog.create({"group_payment": False})._create_payments()
        env.cr.flush()

    clock, unit = processor_clock(env_with.cr, env_without.cr)
    calls = {name: lambda name=name: pay(name) for name in moves}
    name = f"pay {PAID} invoices that two people are asked for ({unit})"
    row = Comparison(name, "with", "without the add-on", "without", PAYING_BUDGET)
    return compare(calls, [row], clock, undo)


def _post(env, year):
    """Post invoices that are overdue, and return them."""
    env = as_manager(env)
    buyers = [("name", "=like", "Customer %"), ("is_company", "=", True)]
    customers = env["res.partner"].search(buyers, limit=PAID, order="id")
    seller = env["res.users"].search([("share", "=", False)], limit=1, order="id desc")
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_user_id": seller.id,
                "invoice_date": f"{year}-11-30",
                "invoice_date_due": f"{year}-12-01",
                "invoice_line_ids": [(0, 0, {"name": "Sold", "price_unit": 100})],
            }
            for customer in customers
        ]
    )
    moves.action_post()
    env.cr.commit()
    return moves


def _ask(moves):
    """Ask two people for invoices, as the scheduled action does."""
    env = moves.env
    company = moves.company_id
    company.sudo().write({"collection_from": False, "sales_collector_id": env.uid})
    lines = moves.line_ids.filtered(lambda line: line.display_type == "payment_term")
    env["sales.collection.notice"].sudo()._settle(lines.sudo())
    env.cr.commit()
