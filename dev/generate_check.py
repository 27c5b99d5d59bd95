"""Compare generated documents with the same documents made by the ORM, column by column.

For one document of each kind the ORM repeats it (same customer, salesperson, lines, dates) in a
savepoint that is rolled back; every stored column must then be filled alike, but for the ones
explained here. Sums over everything generated must agree as they do for the ORM's entries.
"""

from .generate_patterns import (
    INVOICE_KINDS,
    LEAD_KINDS,
    forget,
    make_invoice,
    make_lead,
    make_payment,
)
from .generate_sql import Rollback, fetch_value, read_patterns, run

#: Columns that tell which document it is and when somebody made it.
IDENTITY = {
    *("id", "name", "sequence_prefix", "sequence_number", "move_name", "ref", "memo"),
    *("create_uid", "create_date", "write_uid", "write_date", "access_token"),
    *("move_id", "payment_id", "order_id", "origin_payment_id", "payment_reference"),
    *("full_reconcile_id", "matching_number", "debit_move_id", "credit_move_id"),
    *("invoice_origin", "opportunity_id"),
}
#: Columns whose value is the generator's own decision, or says how a user went about it.
DECIDED = {
    "invoice_date_due": "thirty days after the invoice",
    "date_maturity": "thirty days after the invoice",
    "is_manually_modified": "dates were typed after the first save",
    "validity_date": "counts from the day of the order",
    "date_order": "the order's own day, the ORM confirms today",
    "sequence": "ties are kept in the order of ids",
    "sales_plan_unit_cost": "costs grow over the years, the ORM stamps today's",
    "partner_name": "written by hand on opportunities",
    **dict.fromkeys(
        ("date_open", "date_closed", "date_last_stage_update", "day_close"),
        "the opportunity's own days, the ORM opens and closes today",
    ),
    **dict.fromkeys(
        ("probability", "automated_probability", "prorated_revenue", "stage_id"),
        "open opportunities are spread over the stages",
    ),
    **dict.fromkeys(("date_deadline", "expected_revenue", "country_id", "state_id"), "see above"),
}
CHECKS = {
    "entries that do not balance": """
        SELECT count(*) FROM (
            SELECT move_id FROM account_move_line GROUP BY move_id HAVING sum(balance) <> 0
        ) unbalanced""",
    "headers that differ from their product lines": """
        SELECT count(*) FROM account_move move
          JOIN (SELECT move_id, -sum(balance) AS untaxed FROM account_move_line
                 WHERE display_type = 'product' GROUP BY move_id) line ON line.move_id = move.id
         WHERE move.move_type <> 'entry' AND move.amount_untaxed_signed <> line.untaxed""",
    "headers whose total is not untaxed plus tax": """
        SELECT count(*) FROM account_move
         WHERE move_type <> 'entry' AND amount_total <> amount_untaxed + amount_tax""",
    "residuals that ignore reconciliations": """
        SELECT count(*) FROM account_move_line line
          LEFT JOIN (SELECT debit_move_id, sum(amount) AS amount FROM account_partial_reconcile
                      GROUP BY debit_move_id) partial ON partial.debit_move_id = line.id
         WHERE line.display_type = 'payment_term' AND line.balance > 0
           AND line.amount_residual <> line.balance - coalesce(partial.amount, 0)""",
    "headers whose residual is not their receivable's": """
        SELECT count(*) FROM account_move move
          JOIN account_move_line line ON line.move_id = move.id
         WHERE line.display_type = 'payment_term'
           AND move.amount_residual_signed <> line.amount_residual""",
    "order lines without their invoice line": """
        SELECT count(*) FROM sale_order_line line
          LEFT JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
          LEFT JOIN account_move_line sold ON sold.id = rel.invoice_line_id
         WHERE sold.balance IS DISTINCT FROM -line.price_subtotal""",
}


def check_generated(env):
    """Return what is wrong with the generated rows, one sentence each; needs `gen_*`."""
    problems = [
        f"{count} {what}" for what, code in CHECKS.items() if (count := fetch_value(env, code))
    ]
    for kind in INVOICE_KINDS:
        problems += _in_savepoint(env, _compare_invoice, kind)
    for kind in LEAD_KINDS:
        problems += _in_savepoint(env, _compare_lead, kind)
    return problems


def _in_savepoint(env, compare, kind):
    """Return the differences that `compare` finds for one kind, and undo what it made."""
    try:
        with env.cr.savepoint():
            problems = [f"{kind}: {difference}" for difference in compare(env, kind)]
            raise Rollback
    except Rollback:
        forget(env)
    return problems


def _compare_invoice(env, kind):
    """Repeat one generated invoice, with its order and payment, and yield what differs."""
    move_id = fetch_value(
        env,
        """
        SELECT move_id FROM gen_document
         WHERE kind = %(kind)s AND user_id IS NOT NULL
         ORDER BY payment_state = 'not_paid', payment_state, n DESC LIMIT 1
        """,
        kind=kind,
    )
    generated = env["account.move"].browse(move_id)
    again = make_invoice(env, kind, _read_values(generated))
    payment = generated.line_ids.matched_credit_ids.credit_move_id.payment_id
    if payment:
        make_payment(env, again, payment.date, payment.amount)
    env.flush_all()
    yield from _compare_records(env, generated, again)
    for path in ("line_ids", "line_ids.sale_line_ids", "line_ids.sale_line_ids.order_id"):
        yield from _compare_records(env, generated.mapped(path), again.mapped(path))
    for path in ("debit_move_id", "credit_move_id.move_id.line_ids", "credit_move_id.payment_id"):
        matched = "line_ids.matched_credit_ids"
        yield from _compare_records(
            env, generated.mapped(f"{matched}.{path}"), again.mapped(f"{matched}.{path}")
        )
    matched = "line_ids.matched_credit_ids"
    yield from _compare_records(env, generated.mapped(matched), again.mapped(matched))
    taxes = [move.invoice_line_ids.mapped("tax_ids").ids for move in (generated, again)]
    if taxes[0] != taxes[1]:
        yield f"taxes are {taxes[0]}, the ORM's {taxes[1]}"


def _read_values(move):
    """Return what a user would type to make this document again."""
    return {
        "contact_id": move.partner_id.id,
        "user_id": move.invoice_user_id.id,
        "team_id": move.team_id.id,
        "source_id": move.source_id.id,
        "day": move.invoice_date,
        "taxed": bool(move.amount_tax),
        "lines": [
            {
                "product_id": line.product_id.id,
                "quantity": line.quantity,
                "price_unit": line.price_unit,
            }
            for line in move.invoice_line_ids.sorted("id")
        ],
    }


def _compare_lead(env, kind):
    """Repeat one generated opportunity and yield what differs."""
    run(env, "SELECT max(lead_id) FROM gen_lead WHERE kind = %(kind)s", kind=kind)
    generated = env["crm.lead"].browse(env.cr.fetchone()[0])
    values = {
        "contact_id": generated.partner_id.id,
        "user_id": generated.user_id.id,
        "team_id": generated.team_id.id,
        "day": generated.date_deadline,
    }
    again = make_lead(env, kind, values)
    again.source_id = generated.source_id
    env.flush_all()
    yield from _compare_records(env, generated, again)


def _compare_records(env, generated, again):
    """Yield the columns in which records differ from those that the ORM made."""
    if len(generated) != len(again):
        yield f"{len(generated)} {generated._name}, the ORM makes {len(again)}"
    pairs = zip(
        read_patterns(env, generated._table, generated.ids or [0]),
        read_patterns(env, again._table, again.ids or [0]),
        strict=False,
    )
    for ours, theirs in pairs:
        for column in sorted(set(ours) | set(theirs)):
            if not _is_alike(column, ours.get(column), theirs.get(column)):
                yield (
                    f"{generated._table}.{column} is {ours.get(column)!r}, "
                    f"the ORM stores {theirs.get(column)!r}"
                )


def _is_alike(column, ours, theirs):
    """Tell whether two values agree; identities and decisions need only be there."""
    if column in IDENTITY or column in DECIDED:
        return ours is not None or theirs is None
    if isinstance(ours, float) and isinstance(theirs, float):
        return abs(ours - theirs) < 1e-6
    return ours == theirs
