"""Generate payments of invoices: in full, or half of what is due."""

from .generate_sql import fetch_value, insert_like, reserve_ids, run

PAID = 0.4  # invoices with a payment
IN_PART = 0.1  # payments of half the amount


def plan_payments(env, size, patterns):
    """Decide which invoices are paid when and how much of them, in `gen_payment`."""
    run(
        env,
        """
        CREATE TEMP TABLE gen_payment AS
        WITH payment AS (
            SELECT n, partner_id, partner_name, fiscal_position_id,
                   gen_invoice.move_id AS invoice_id, gen_invoice.name AS invoice_name,
                   pg_temp.rnd(n, 43) >= %(in_part)s AS is_full,
                   gen_invoice.day + 10 + floor(pg_temp.rnd(n, 42) * 50)::int AS day
              FROM gen_invoice
             WHERE move_type = 'out_invoice' AND pg_temp.rnd(n, 41) < %(paid)s
        )
        SELECT payment.*, CASE WHEN is_full THEN total ELSE round(total / 2, 2) END AS amount,
               row_number() OVER (ORDER BY day, n) - 1 AS rank,
               row_number() OVER (PARTITION BY extract(year FROM day) ORDER BY day, n)::int
                   AS number,
               %(journal)s || '/' || extract(year FROM day) || '/' AS prefix,
               NULL::text AS name, NULL::int AS move_id, NULL::int AS payment_id,
               NULL::int AS partial_id, NULL::int AS full_id, NULL::text AS matching_number
          FROM payment JOIN gen_total USING (n)
         WHERE day <= %(date_to)s
        """,
        in_part=IN_PART,
        paid=PAID,
        date_to=size.date_to,
        journal=patterns.payment["account_move"][0]["sequence_prefix"].split("/")[0],
    )
    count = fetch_value(env, "SELECT count(*) FROM gen_payment")
    run(
        env,
        """
        UPDATE gen_payment
           SET name = prefix || lpad(number::text, greatest(5, length(number::text)), '0'),
               move_id = %(move)s + rank, payment_id = %(payment)s + rank,
               partial_id = %(partial)s + rank,
               full_id = CASE WHEN is_full THEN %(full)s + rank END,
               matching_number = CASE WHEN is_full
                   THEN (%(full)s + rank)::text ELSE 'P' || (%(partial)s + rank) END
        """,
        move=reserve_ids(env, "account_move", count),
        payment=reserve_ids(env, "account_payment", count),
        partial=reserve_ids(env, "account_partial_reconcile", count),
        full=reserve_ids(env, "account_full_reconcile", count),
    )
    run(env, "CREATE UNIQUE INDEX ON gen_payment (n)")
    run(env, "ANALYZE gen_payment")


def generate_payments(env, size, patterns):
    """Insert the payments, their entries, and what reconciles them with the invoices."""
    times = {"create_date": "day + time '15:00'", "write_date": "day + time '15:00'"}
    _insert_entries(env, patterns, times)
    insert_like(
        env,
        "account_payment",
        patterns.payment["account_payment"][0],
        {
            "id": "payment_id",
            "move_id": "move_id",
            "name": "name",
            "memo": "invoice_name",
            "partner_id": "partner_id",
            "date": "day",
            "amount": "amount",
            "amount_company_currency_signed": "amount",
            "state": "CASE WHEN is_full THEN 'paid' ELSE 'in_process' END",
            **times,
        },
        "gen_payment ORDER BY rank",
    )
    run(
        env,
        """
        UPDATE account_move move SET origin_payment_id = payment_id
          FROM gen_payment WHERE gen_payment.move_id = move.id
        """,
    )
    _insert_lines(env, patterns, times)
    _insert_partials(env, patterns, times)


def _insert_entries(env, patterns, times):
    """Insert the headers of the payments' entries."""
    insert_like(
        env,
        "account_move",
        {**patterns.payment["account_move"][0], "origin_payment_id": None},
        {
            "id": "move_id",
            "name": "name",
            "sequence_prefix": "prefix",
            "sequence_number": "number",
            "ref": "invoice_name",
            "date": "day",
            "invoice_date_due": "day",
            "partner_id": "partner_id",
            "commercial_partner_id": "partner_id",
            "fiscal_position_id": "fiscal_position_id",
            "invoice_partner_display_name": "partner_name",
            "amount_total": "amount",
            "amount_total_signed": "amount",
            "amount_total_in_currency_signed": "amount",
            **times,
        },
        "gen_payment ORDER BY rank",
    )


def _insert_lines(env, patterns, times):
    """Insert the lines of the entries: money on the way to the bank, and the receivable."""
    common = {
        "move_id": "move_id",
        "move_name": "name",
        "payment_id": "payment_id",
        "ref": "invoice_name",
        "name": "'Manual Payment: ' || invoice_name",
        "partner_id": "partner_id",
        "date": "day",
        "date_maturity": "day",
        **times,
    }
    liquidity, receivable = patterns.payment["account_move_line"]
    liquidity_amounts = dict.fromkeys(
        ("balance", "amount_currency", "debit", "price_subtotal", "price_total"), "amount"
    )
    residuals = dict.fromkeys(("amount_residual", "amount_residual_currency"), "amount")
    insert_like(
        env,
        "account_move_line",
        liquidity,
        {**common, **liquidity_amounts, **residuals},
        "gen_payment ORDER BY rank",
    )
    receivable_amounts = dict.fromkeys(
        ("balance", "amount_currency", "price_subtotal", "price_total"), "-amount"
    )
    insert_like(
        env,
        "account_move_line",
        receivable,
        {
            **common,
            **receivable_amounts,
            "credit": "amount",
            "full_reconcile_id": "full_id",
            "matching_number": "matching_number",
        },
        "gen_payment ORDER BY rank",
    )


def _insert_partials(env, patterns, times):
    """Reconcile the receivables and link payments to invoices."""
    insert_like(
        env,
        "account_partial_reconcile",
        patterns.payment["account_partial_reconcile"][0],
        {
            "id": "partial_id",
            "debit_move_id": "debit.id",
            "credit_move_id": "credit.id",
            "full_reconcile_id": "full_id",
            "max_date": "greatest(payment.day, debit.date)",
            "amount": "amount",
            "debit_amount_currency": "amount",
            "credit_amount_currency": "amount",
            **{column: f"payment.{code}" for column, code in times.items()},
        },
        """
        gen_payment payment
        JOIN account_move_line debit
          ON debit.move_id = payment.invoice_id AND debit.display_type = 'payment_term'
        JOIN account_move_line credit
          ON credit.move_id = payment.move_id AND credit.balance < 0
        ORDER BY partial_id
        """,
    )
    run(
        env,
        """
        INSERT INTO account_move__account_payment (invoice_id, payment_id)
        SELECT invoice_id, payment_id FROM gen_payment
        """,
    )
