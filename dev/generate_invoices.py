"""Generate posted customer invoices and credit notes, line by line and balanced.

What varies is decided in temporary tables: `gen_invoice`, `gen_line`, `gen_total` here, and
`gen_order`, `gen_payment` in the modules of those names, since an invoice tells its order and
what of it is paid. `gen_document` brings them together and everything is inserted once.
"""

from .generate_orders import plan_orders
from .generate_payments import plan_payments
from .generate_sql import insert_like_kinds, reserve_ids, run

LINES_PER_INVOICE = 3  # from 1 to 5, evenly; a credit note has one
LINES_PER_DOCUMENT = 2.91
SEASON = "{0.85,0.9,1.1,0.95,1.0,1.1,0.85,0.7,1.1,1.15,1.2,1.1}"  # January to December
GROWTH = 1.12  # documents a year
INFLATION = 1.03  # prices and costs a year
CREDIT_NOTES = 0.12  # of documents to a good customer; of all documents 4 to 5 %
UNASSIGNED = 0.005  # documents without salesperson and team
OTHER_SALESPERSON = 0.1  # documents of another salesperson than the customer's
WITH_SOURCE = 0.3  # documents that name the source of the lead


def generate_invoices(env, size, patterns):
    """Insert about `size.lines` invoice lines over the span of `size`."""
    _plan_days(env, size)
    _plan_invoices(env, size, patterns)
    _plan_lines(env, size)
    plan_orders(env)
    plan_payments(env, size, patterns)
    _plan_documents(env)
    _plan_entry_lines(env)
    _insert_moves(env, patterns)
    _insert_lines(env, patterns)
    _insert_taxes(env)


def _plan_days(env, size):
    """Decide how many documents each day sees: growth, season, few on weekends (`gen_day`)."""
    run(
        env,
        """
        CREATE TEMP TABLE gen_day AS
        WITH weight AS (
            SELECT day::date AS day, (day::date - %(date_from)s) / 365 AS year,
                   power(%(growth)s, (day::date - %(date_from)s) / 365.0)
                   * (%(season)s::float[])[extract(month FROM day)::int]
                   * CASE WHEN extract(isodow FROM day) < 6 THEN 1 ELSE 0.08 END AS weight
              FROM generate_series(%(date_from)s::timestamp, %(date_to)s, '1 day') day
        ), share AS (
            SELECT day, year, sum(weight) OVER (ORDER BY day) / sum(weight) OVER () AS upto
              FROM weight
        )
        SELECT day, year, round(upto * %(count)s)::int
               - round(coalesce(lag(upto) OVER (ORDER BY day), 0) * %(count)s)::int AS invoices
          FROM share
        """,
        date_from=size.date_from,
        date_to=size.date_to,
        growth=GROWTH,
        season=SEASON,
        count=size.invoices,
    )


def _plan_invoices(env, size, patterns):
    """Decide who is invoiced when and by whom, in `gen_invoice`, in the order of time.

    A third of the documents goes to one customer after the other, so that at full size everybody
    buys every year; of the others a tenth of the customers gets two fifths. Good customers return
    a piece now and then.
    """
    run(
        env,
        """
        CREATE TEMP TABLE gen_invoice AS
        WITH invoice AS (
            SELECT row_number() OVER (ORDER BY day, number) AS n, day, year
              FROM gen_day, generate_series(1, invoices) number
        ), sale AS (
            SELECT n, day, year,
                   CASE WHEN n %% 3 = 0 THEN (n / 3 * 7919 %% %(customers)s)::int
                        ELSE floor(%(customers)s * power(pg_temp.rnd(n, 22), 2.5))::int
                   END AS customer_rank,
                   CASE WHEN pg_temp.rnd(n, 23) < %(other)s
                        THEN floor(%(salespeople)s * pg_temp.rnd(n, 24))::int END AS other_rank,
                   pg_temp.rnd(n, 25) >= %(unassigned)s AS assigned
              FROM invoice
        ), choice AS (
            SELECT sale.*,
                   CASE WHEN customer_rank <= %(customers)s / 4 AND n %% 3 <> 0
                             AND pg_temp.rnd(n, 21) < %(credit_notes)s
                        THEN 'out_refund' ELSE 'out_invoice' END AS move_type
              FROM sale
        ), document AS (
            SELECT choice.*, customer.partner_id, customer.contact_id,
                   customer.name AS partner_name, customer.country_id, customer.state_id,
                   customer.fiscal_position_id,
                   customer.country_id = %(home)s AS taxed,
                   coalesce(other_rank, customer.salesperson_rank) AS salesperson_rank,
                   row_number() OVER (
                       PARTITION BY move_type, extract(year FROM day) ORDER BY n
                   )::int AS number,
                   CASE move_type WHEN 'out_invoice' THEN %(invoice)s ELSE %(refund)s END
                       || '/' || extract(year FROM day) || '/' AS prefix
              FROM choice
              JOIN gen_customer customer ON customer.rank = customer_rank
        )
        SELECT n, %(first)s + n - 1 AS move_id, day, year, move_type, taxed, number, prefix,
               prefix || lpad(number::text, greatest(5, length(number::text)), '0') AS name,
               CASE move_type WHEN 'out_invoice' THEN 1 ELSE -1 END AS sign,
               partner_id, contact_id, partner_name, country_id, state_id, fiscal_position_id,
               CASE WHEN assigned THEN salesperson.user_id END AS user_id,
               CASE WHEN assigned THEN salesperson.team_id END AS team_id,
               CASE WHEN pg_temp.rnd(n, 26) < %(with_source)s THEN (%(sources)s::int[])[
                   1 + floor(pg_temp.rnd(n, 27) * cardinality(%(sources)s::int[]))::int
               ] END AS source_id
          FROM document
          JOIN gen_salesperson salesperson ON salesperson.rank = salesperson_rank
         ORDER BY n
        """,
        first=reserve_ids(env, "account_move", size.invoices),
        customers=size.customers,
        salespeople=size.salespeople,
        credit_notes=CREDIT_NOTES,
        other=OTHER_SALESPERSON,
        unassigned=UNASSIGNED,
        with_source=WITH_SOURCE,
        sources=env["utm.source"].search([], order="id").ids,
        home=env.company.account_fiscal_country_id.id,
        invoice=patterns.moves["out_invoice"]["sequence_prefix"].split("/")[0],
        refund=patterns.moves["out_refund"]["sequence_prefix"].split("/")[0],
    )
    run(env, "CREATE UNIQUE INDEX ON gen_invoice (n)")
    run(env, "CREATE UNIQUE INDEX ON gen_invoice (move_id)")
    run(env, "ANALYZE gen_invoice")


def _plan_lines(env, size):
    """Decide products, quantities and prices (exact cents), in `gen_line` and `gen_total`."""
    run(
        env,
        """
        CREATE TEMP TABLE gen_line AS
        WITH line AS (
            SELECT n, k, year, sign, n * 8 + k AS seed
              FROM gen_invoice,
                   generate_series(1, CASE WHEN sign < 0 THEN 1
                       ELSE 1 + floor(pg_temp.rnd(n, 31) * (2 * %(lines)s - 1))::int END) k
        ), choice AS (
            SELECT line.*, CASE WHEN sign < 0 THEN 1
                   ELSE 1 + floor(20 * power(pg_temp.rnd(seed, 32), 3))::int END AS quantity,
                   floor(%(products)s * power(pg_temp.rnd(seed, 33), 2))::int AS product_rank,
                   power(%(inflation)s, year)::numeric AS inflation,
                   (0.85 + 0.15 * pg_temp.rnd(seed, 34))::numeric AS rebate
              FROM line
        )
        SELECT n, k, product_id, uom_id, label, quantity,
               round(list_price * inflation * rebate, 2) AS price_unit,
               round(list_price * inflation * rebate, 2) * quantity AS subtotal,
               round(unit_cost * inflation, 2) AS unit_cost
          FROM choice
          JOIN gen_product ON gen_product.rank = product_rank
         ORDER BY n, k
        """,
        lines=LINES_PER_INVOICE,
        products=size.products,
        inflation=INFLATION,
    )
    run(
        env,
        """
        CREATE TEMP TABLE gen_total AS
        SELECT n, sum(subtotal) AS untaxed, rate, tax_name,
               round(sum(subtotal) * rate, 2) AS tax,
               sum(subtotal) + round(sum(subtotal) * rate, 2) AS total
          FROM gen_line
          JOIN (SELECT n, CASE WHEN taxed THEN %(rate)s::numeric ELSE 0 END AS rate,
                       %(tax_name)s AS tax_name FROM gen_invoice) tax USING (n)
         GROUP BY n, rate, tax_name
        """,
        rate=env.company.account_sale_tax_id.amount / 100,
        tax_name=env.company.account_sale_tax_id.name,
    )
    run(env, "CREATE UNIQUE INDEX ON gen_total (n)")
    run(env, "ANALYZE gen_line, gen_total")


def _plan_documents(env):
    """Bring together all that was decided, one row a document, in `gen_document`."""
    run(
        env,
        """
        CREATE TEMP VIEW gen_document AS
        SELECT invoice.*, untaxed, tax, total, rate, tax_name,
               CASE WHEN gen_order.n IS NULL THEN move_type ELSE 'order' END
                   || CASE WHEN taxed THEN ' taxed' ELSE '' END AS kind,
               gen_order.name AS order_name, md5('invoice' || n)::uuid::text AS token,
               CASE WHEN payment.n IS NULL THEN 'not_paid'
                    WHEN full_id IS NULL THEN 'partial' ELSE 'paid' END AS payment_state,
               sign * (total - coalesce(amount, 0)) AS residual, full_id, matching_number
          FROM gen_invoice invoice
          JOIN gen_total USING (n)
          LEFT JOIN gen_order USING (n)
          LEFT JOIN gen_payment payment USING (n)
        """,
    )


def _plan_entry_lines(env):
    """Bring together the lines of all documents: products, then tax, then receivable."""
    run(
        env,
        """
        CREATE TEMP VIEW gen_entry_line AS
        SELECT n, move_id, day, partner_id, name AS move_name, order_name,
               kind || ' product' AS kind, 1 AS position, k, label, product_id, uom_id,
               quantity, price_unit, subtotal AS price_subtotal,
               round(subtotal * (1 + rate), 2) AS price_total, -sign * subtotal AS balance,
               0 AS residual, NULL::numeric AS tax_base_amount, NULL::date AS date_maturity,
               NULL::int AS full_id, NULL::text AS matching_number, unit_cost
          FROM gen_document JOIN gen_line USING (n)
         UNION ALL
        SELECT n, move_id, day, partner_id, name, order_name,
               kind || ' tax', 2, 0, tax_name, NULL, NULL,
               0, 0, 0,
               0, -sign * tax,
               0, -sign * untaxed, NULL,
               NULL, NULL, NULL
          FROM gen_document
         WHERE taxed
         UNION ALL
        SELECT n, move_id, day, partner_id, name, order_name,
               kind || ' payment_term', 3, 0,
               CASE WHEN sign > 0 THEN coalesce(order_name || ' - ', '') || name END, NULL, NULL,
               0, 0, 0,
               0, sign * total,
               residual, NULL, day + 30,
               full_id, matching_number, NULL
          FROM gen_document
        """,
    )


def _insert_moves(env, patterns):
    """Insert the headers."""
    insert_like_kinds(
        env,
        "account_move",
        patterns.moves,
        {
            "id": "move_id",
            "name": "name",
            "sequence_prefix": "prefix",
            "sequence_number": "number",
            "payment_reference": "CASE WHEN sign > 0 THEN name END",
            "ref": "order_name",
            "invoice_origin": "order_name",
            "access_token": "CASE WHEN order_name IS NOT NULL THEN token END",
            "date": "day",
            "invoice_date": "day",
            "invoice_date_due": "day + 30",
            "create_date": "day + time '09:00'",
            "write_date": "day + time '09:00'",
            "partner_id": "contact_id",
            "partner_shipping_id": "contact_id",
            "commercial_partner_id": "partner_id",
            "invoice_partner_display_name": "partner_name"
            " || CASE WHEN contact_id <> partner_id THEN ', Purchasing' ELSE '' END",
            "fiscal_position_id": "fiscal_position_id",
            "invoice_user_id": "user_id",
            "team_id": "team_id",
            "source_id": "source_id",
            "payment_state": "payment_state",
            "amount_untaxed": "untaxed",
            "amount_tax": "tax",
            "amount_total": "total",
            "amount_residual": "sign * residual",
            "amount_untaxed_signed": "sign * untaxed",
            "amount_untaxed_in_currency_signed": "sign * untaxed",
            "amount_tax_signed": "sign * tax",
            "amount_total_signed": "sign * total",
            "amount_total_in_currency_signed": "sign * total",
            "amount_residual_signed": "residual",
        },
        "gen_document ORDER BY n",
    )
    run(env, "ANALYZE account_move")


def _insert_lines(env, patterns):
    """Insert the product, tax and receivable lines of each document, one after the other."""
    run(
        env,
        """
        INSERT INTO account_full_reconcile (id, create_uid, create_date, write_uid, write_date)
        SELECT full_id, %(uid)s, day, %(uid)s, day FROM gen_payment WHERE full_id IS NOT NULL
        """,
        uid=env.uid,
    )
    insert_like_kinds(
        env,
        "account_move_line",
        patterns.lines,
        {
            "move_id": "move_id",
            "move_name": "move_name",
            "name": "label",
            "ref": "order_name",
            "date": "day",
            "invoice_date": "day",
            "date_maturity": "date_maturity",
            "create_date": "day + time '09:00'",
            "write_date": "day + time '09:00'",
            "partner_id": "partner_id",
            "product_id": "product_id",
            "product_uom_id": "uom_id",
            "quantity": "quantity",
            "price_unit": "price_unit",
            "price_subtotal": "price_subtotal",
            "price_total": "price_total",
            "balance": "balance",
            "amount_currency": "balance",
            "debit": "greatest(balance, 0)",
            "credit": "greatest(-balance, 0)",
            "amount_residual": "residual",
            "amount_residual_currency": "residual",
            "reconciled": "full_id IS NOT NULL",
            "full_reconcile_id": "full_id",
            "matching_number": "matching_number",
            "tax_base_amount": "tax_base_amount",
            "sales_plan_unit_cost": "unit_cost",
        },
        "gen_entry_line ORDER BY n, position, k",
    )
    run(env, "ANALYZE account_move_line")


def _insert_taxes(env):
    """Link the product lines of taxed documents to the tax."""
    run(
        env,
        """
        INSERT INTO account_move_line_account_tax_rel (account_move_line_id, account_tax_id)
        SELECT line.id, %(tax)s
          FROM gen_invoice invoice
          JOIN account_move_line line USING (move_id)
         WHERE invoice.taxed AND line.display_type = 'product'
        """,
        tax=env.company.account_sale_tax_id.id,
    )
