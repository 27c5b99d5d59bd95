"""A plan held against the ledger record by record: what the SQL of the add-on must agree with."""

from collections import defaultdict

_SALES = ("out_invoice", "out_refund", "out_receipt")


def reconcile_by_hand(plan, first, last):
    """Return what plan and ledger have by reason: ``{reason: (planned, booked, items)}``, in
    cents.

    :param plan: a plan of what is invoiced, whose scope is a customer at most
    """
    env = plan.env
    env.invalidate_all()
    companies = env["res.company"].search([("id", "child_of", plan.company_id.id)])
    found = defaultdict(lambda: [0, 0, 0])
    for line in env["account.move.line"].search(
        [("company_id", "in", companies.ids), ("parent_state", "=", "posted")]
    ):
        is_planned = _is_planned(plan, line, first, last)
        is_booked = _is_income(line) and first <= line.date <= last
        if is_planned or is_booked:
            cents = -round(line.balance * 100)
            sums = found[_get_reason(plan, line, is_planned, is_booked)]
            sums[0] += cents if is_planned else 0
            sums[1] += cents if is_booked else 0
            sums[2] += 1
    return {reason: tuple(sums) for reason, sums in found.items()}


def _is_income(line):
    return line.account_id.account_type in ("income", "income_other")


def _is_sold(line):
    return line.move_id.move_type in _SALES and line.display_type == "product"


def _is_planned(plan, line, first, last):
    day = line.move_id[plan.invoice_date_basis]
    customer = plan.partner_id
    return (
        _is_sold(line)
        and first <= day <= last
        and (not customer or line.move_id.commercial_partner_id == customer)
    )


def _get_reason(plan, line, is_planned, is_booked):
    if is_planned and is_booked:
        return "agrees"
    if is_planned:
        if _is_income(line):
            return "dates"
        return "down_payments" if line.is_downpayment else "other_accounts"
    return _get_booked_reason(plan, line)


def _get_booked_reason(plan, line):
    move = line.move_id
    if _is_sold(line):
        # planned on its day, if only the customer is
        customer = plan.partner_id
        is_of_customer = not customer or move.commercial_partner_id == customer
        return "dates" if is_of_customer or not _has_day(plan, move) else "scope"
    if line.tax_line_id or line.tax_repartition_line_id:
        return "taxes"
    kinds = {"rounding": "cash_rounding", "epd": "early_payment", "discount": "discounts"}
    if line.display_type in kinds:
        return kinds[line.display_type]
    if move.move_type in _SALES:
        return "unsold"
    if move.move_type != "entry":
        return "bills"
    if move.company_id.revenue_accrual_account_id & move.line_ids.account_id:
        return "deferred"
    if move.journal_id == move.company_id.currency_exchange_journal_id:
        return "exchange"
    if move.origin_payment_id or move.statement_line_id:
        return "payments"
    return "entries"


def _has_day(plan, move):
    return plan.date_from <= move[plan.invoice_date_basis] <= plan.date_to
