"""Generate the orders that some invoices come from, and opportunities won, lost and open."""

from .generate_sql import fetch_value, insert_like, insert_like_kinds, reserve_ids, run

ORDERED = 0.1  # invoices that come from an order
WON = 0.5  # orders that come from an opportunity
LOST = 0.06  # lost opportunities for each invoice
OPEN = 0.02  # open opportunities for each invoice


def plan_orders(env):
    """Decide which invoices come from orders and those from opportunities, in `gen_order`."""
    run(
        env,
        """
        CREATE TEMP TABLE gen_order AS
        SELECT n, row_number() OVER (ORDER BY n) AS rank,
               'S' || lpad(n::text, 7, '0') AS name,
               day - 3 - floor(pg_temp.rnd(n, 52) * 30)::int
                   + time '08:00' + floor(pg_temp.rnd(n, 53) * 9) * interval '1 hour'
                   AS date_order,
               pg_temp.rnd(n, 54) < %(won)s AS was_lead,
               NULL::int AS order_id, NULL::int AS lead_id
          FROM gen_invoice
         WHERE move_type = 'out_invoice' AND pg_temp.rnd(n, 51) < %(ordered)s
        """,
        won=WON,
        ordered=ORDERED,
    )
    count = fetch_value(env, "SELECT count(*) FROM gen_order")
    run(
        env,
        """
        UPDATE gen_order SET order_id = %(first)s + rank - 1,
                             lead_id = CASE WHEN was_lead THEN %(first_lead)s + rank - 1 END
        """,
        first=reserve_ids(env, "sale_order", count),
        first_lead=reserve_ids(env, "crm_lead", count),
    )
    run(env, "CREATE UNIQUE INDEX ON gen_order (n)")
    run(env, "ANALYZE gen_order")


def generate_orders(env, size, patterns):
    """Insert opportunities, then orders and their lines, linked to the lines of the invoices."""
    _plan_leads(env, size, patterns)
    _insert_leads(env, patterns)
    _insert_orders(env, patterns)
    _insert_order_lines(env, patterns)
    _link_order_lines(env)


def _plan_leads(env, size, patterns):
    """Decide on all opportunities, in `gen_lead`: those won, others lost, and open ones."""
    stages = env["crm.stage"].search([("is_won", "=", False)], order="sequence, id").ids
    lost, still_open = round(size.invoices * LOST), round(size.invoices * OPEN)
    run(
        env,
        """
        CREATE TEMP TABLE gen_lead AS
        WITH choice AS (
            SELECT number, number > %(lost)s AS is_open,
                   floor(%(customers)s * power(pg_temp.rnd(number, 61), 2))::int AS customer_rank,
                   floor(cardinality(%(stages)s::int[]) * pg_temp.rnd(number, 62))::int AS stage,
                   round((200 / (0.01 + pg_temp.rnd(number, 63)))::numeric, 2) AS amount,
                   CASE WHEN number > %(lost)s
                        THEN %(date_to)s + floor(200 * pg_temp.rnd(number, 64))::int
                        ELSE %(date_from)s
                             + floor(%(days)s * sqrt(pg_temp.rnd(number, 64)))::int END AS day
              FROM generate_series(1, %(lost)s + %(still_open)s) number
        )
        SELECT CASE WHEN is_open THEN 'open' ELSE 'lost' END AS kind,
               %(first)s + number - 1 AS lead_id,
               partner_id, contact_id, name AS partner_name, country_id, state_id,
               user_id, team_id, NULL::int AS source_id, amount, day AS date_deadline,
               CASE WHEN is_open THEN (%(stages)s::int[])[1 + stage]
                    ELSE %(lost_stage)s END AS stage_id,
               CASE WHEN is_open
                    THEN round(90.0 * (1 + stage) / (1 + cardinality(%(stages)s::int[])), 2)
                    ELSE 0 END AS probability,
               CASE WHEN is_open THEN %(date_to)s - floor(120 * pg_temp.rnd(number, 65))::int
                    ELSE day - 60 END + time '10:00' AS opened_at,
               CASE WHEN NOT is_open THEN day + time '10:00' END AS closed_at
          FROM choice
          JOIN gen_customer customer ON customer.rank = customer_rank
         UNION ALL
        SELECT 'won', lead_id, partner_id, contact_id, partner_name, country_id, state_id,
               user_id, team_id, source_id, untaxed, date_order::date, %(won_stage)s, 100,
               date_order - (20 + floor(100 * pg_temp.rnd(n, 66))) * interval '1 day', date_order
          FROM gen_order
          JOIN gen_invoice USING (n)
          JOIN gen_total USING (n)
         WHERE was_lead
        """,
        lost=lost,
        still_open=still_open,
        customers=size.customers,
        stages=stages,
        lost_stage=patterns.leads["lost"]["stage_id"],
        won_stage=patterns.leads["won"]["stage_id"],
        date_from=size.date_from,
        date_to=size.date_to,
        days=(size.date_to - size.date_from).days,
        first=reserve_ids(env, "crm_lead", lost + still_open),
    )


def _insert_leads(env, patterns):
    """Insert the opportunities."""
    insert_like_kinds(
        env,
        "crm_lead",
        patterns.leads,
        {
            "id": "lead_id",
            "name": "'Opportunity ' || lead_id",
            "partner_id": "contact_id",
            "partner_name": "partner_name",
            "contact_name": "CASE WHEN contact_id <> partner_id THEN 'Purchasing' END",
            "country_id": "country_id",
            "state_id": "state_id",
            "user_id": "user_id",
            "team_id": "team_id",
            "source_id": "source_id",
            "expected_revenue": "amount",
            "prorated_revenue": "round(amount * probability / 100, 2)",
            "probability": "probability",
            "automated_probability": "probability",
            "stage_id": "stage_id",
            "date_deadline": "date_deadline",
            "date_closed": "closed_at",
            "date_open": "opened_at",
            "day_close": "coalesce(extract(day FROM closed_at - opened_at), 0)",
            "date_last_stage_update": "coalesce(closed_at, opened_at)",
            "create_date": "opened_at",
            "write_date": "coalesce(closed_at, opened_at)",
        },
        "gen_lead ORDER BY opened_at, lead_id",
    )


def _insert_orders(env, patterns):
    """Insert the orders' headers."""
    insert_like(
        env,
        "sale_order",
        patterns.order,
        {
            "id": "order_id",
            "name": "gen_order.name",
            "access_token": "md5('order' || n)::uuid::text",
            "partner_id": "contact_id",
            "partner_invoice_id": "contact_id",
            "partner_shipping_id": "contact_id",
            "fiscal_position_id": "fiscal_position_id",
            "user_id": "user_id",
            "team_id": "team_id",
            "source_id": "source_id",
            "opportunity_id": "lead_id",
            "date_order": "date_order",
            "validity_date": "date_order::date + 30",
            "amount_untaxed": "untaxed",
            "amount_tax": "tax",
            "amount_total": "total",
            "create_date": "date_order",
            "write_date": "day + time '09:00'",
        },
        "gen_order JOIN gen_invoice USING (n) JOIN gen_total USING (n) ORDER BY n",
    )


def _insert_order_lines(env, patterns):
    """Insert the orders' lines, all invoiced, and their taxes."""
    insert_like(
        env,
        "sale_order_line",
        patterns.order_line,
        {
            "order_id": "order_id",
            "order_partner_id": "contact_id",
            "salesman_id": "user_id",
            "name": "label",
            "product_id": "product_id",
            "product_uom_id": "uom_id",
            "product_uom_qty": "quantity",
            "qty_invoiced": "quantity",
            "price_unit": "price_unit",
            "technical_price_unit": "price_unit",
            "price_reduce_taxexcl": "price_unit",
            "price_reduce_taxinc": "round(round(subtotal * (1 + rate), 2) / quantity, 2)",
            "price_subtotal": "subtotal",
            "price_tax": "round(subtotal * (1 + rate), 2) - subtotal",
            "price_total": "round(subtotal * (1 + rate), 2)",
            "untaxed_amount_invoiced": "subtotal",
            "create_date": "date_order",
            "write_date": "day + time '09:00'",
            "sales_plan_unit_cost": "unit_cost",
        },
        """
        gen_order JOIN gen_invoice USING (n) JOIN gen_total USING (n) JOIN gen_line USING (n)
        ORDER BY n, k
        """,
    )
    run(
        env,
        """
        INSERT INTO account_tax_sale_order_line_rel (sale_order_line_id, account_tax_id)
        SELECT line.id, %(tax)s
          FROM gen_order
          JOIN gen_invoice USING (n)
          JOIN sale_order_line line USING (order_id)
         WHERE taxed
        """,
        tax=env.company.account_sale_tax_id.id,
    )


def _link_order_lines(env):
    """Link the lines of orders and invoices; both were inserted in the same order."""
    run(
        env,
        """
        INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id)
        SELECT order_line.id, invoice_line.id
          FROM (
            SELECT n, line.id, row_number() OVER (PARTITION BY order_id ORDER BY line.id) AS k
              FROM gen_order JOIN sale_order_line line USING (order_id)
          ) order_line
          JOIN (
            SELECT n, line.id, row_number() OVER (PARTITION BY move_id ORDER BY line.id) AS k
              FROM gen_order JOIN gen_invoice USING (n) JOIN account_move_line line USING (move_id)
             WHERE line.display_type = 'product'
          ) invoice_line USING (n, k)
        """,
    )
