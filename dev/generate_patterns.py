"""The documents that the ORM makes once and the generator multiplies.

`make_*` create and post documents as a user would; `read_all_patterns` reads their rows and then
forgets them. The self-check makes the same documents again and compares.
"""

from dataclasses import dataclass, field

from .generate_sql import Rollback, read_patterns, run

#: Kinds of invoices: credit note or invoice, or invoice of an order; with the default sales tax
#: (customers at home) or without (all others).
INVOICE_KINDS = tuple(
    f"{source}{tax}" for source in ("out_invoice", "out_refund", "order") for tax in (" taxed", "")
)
LEAD_KINDS = ("won", "lost", "open")


@dataclass
class Patterns:
    """Rows to copy, by kind (see `generate_sql` for what a pattern is)."""

    moves: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)  # "kind display_type" → pattern
    payment: dict = field(default_factory=dict)  # table → patterns in order of their ids
    order: dict = field(default_factory=dict)
    order_line: dict = field(default_factory=dict)
    leads: dict = field(default_factory=dict)


def read_all_patterns(env):
    """Make one document of each kind, read its rows, and forget it; return the `Patterns`."""
    patterns = Patterns()
    try:
        with env.cr.savepoint():
            for kind in INVOICE_KINDS:
                _read_invoice(env, kind, patterns)
            _read_payment(env, patterns)
            for kind in LEAD_KINDS:
                lead = make_lead(env, kind, example_values(env))
                env.flush_all()
                (patterns.leads[kind],) = read_patterns(env, "crm_lead", lead.ids)
            raise Rollback
    except Rollback:
        forget(env)
    return patterns


def forget(env):
    """Clear what a rolled back savepoint leaves behind in the environment."""
    env.invalidate_all(flush=False)
    env.cr.precommit.clear()
    env.cr.postcommit.clear()


def example_values(env, taxed=True):
    """Return who sells what to whom in the documents that serve as patterns."""
    run(
        env,
        """
        SELECT customer.contact_id, customer.user_id, customer.team_id,
               product.product_id
          FROM gen_customer customer, gen_product product
         WHERE (customer.country_id = %(home)s) = %(taxed)s AND product.rank = 0
         ORDER BY customer.contact_id = customer.partner_id, customer.rank LIMIT 1
        """,
        home=env.company.account_fiscal_country_id.id,
        taxed=taxed,
    )
    contact_id, user_id, team_id, product_id = env.cr.fetchone()
    return {
        "contact_id": contact_id,
        "user_id": user_id,
        "team_id": team_id,
        "lines": [{"product_id": product_id, "quantity": 2, "price_unit": 12.5}],
        "day": "2024-05-06",
        "source_id": False,
        "taxed": taxed,
    }


def make_invoice(env, kind, values):
    """Post an invoice or credit note of a kind, from an order where the kind says so."""
    if kind.startswith("order"):
        order = make_order(env, values)
        move = order._create_invoices()
    else:
        move = env["account.move"].create(
            {
                "move_type": kind.split()[0],
                "partner_id": values["contact_id"],
                "invoice_user_id": values["user_id"],
                "team_id": values["team_id"],
                "source_id": values["source_id"],
                "invoice_line_ids": [
                    (0, 0, {**line, "tax_ids": _taxes(env, values)}) for line in values["lines"]
                ],
            }
        )
    move.write({"invoice_date": values["day"], "invoice_date_due": values["day"]})
    move.action_post()
    return move


def make_order(env, values):
    """Confirm an order."""
    lines = []
    for invoiced in values["lines"]:
        line = {**invoiced, "tax_ids": _taxes(env, values)}
        line["product_uom_qty"] = line.pop("quantity")
        lines.append((0, 0, line))
    order = env["sale.order"].create(
        {
            "partner_id": values["contact_id"],
            "user_id": values["user_id"],
            "team_id": values["team_id"],
            "source_id": values["source_id"],
            "order_line": lines,
        }
    )
    order.action_confirm()
    return order


def _taxes(env, values):
    """Return the taxes of a line: customers at home pay the default one, others none."""
    taxes = env.company.account_sale_tax_id if values["taxed"] else env["account.tax"]
    return [(6, 0, taxes.ids)]


def make_payment(env, move, day, amount):
    """Register a payment of an invoice."""
    register = env["account.payment.register"].with_context(
        active_model="account.move", active_ids=move.ids
    )
    return register.create({"payment_date": day, "amount": amount})._create_payments()


def make_lead(env, kind, values):
    """Create an opportunity and close it as its kind says."""
    lead = env["crm.lead"].create(
        {
            "name": "Opportunity",
            "type": "opportunity",
            "partner_id": values["contact_id"],
            "user_id": values["user_id"],
            "team_id": values["team_id"],
            "expected_revenue": 1000,
            "date_deadline": values["day"],
        }
    )
    if kind == "won":
        lead.action_set_won()
    elif kind == "lost":
        lead.action_set_lost()
    return lead


def _read_invoice(env, kind, patterns):
    values = example_values(env, taxed=kind.endswith("taxed"))
    move = make_invoice(env, kind, values)
    env.flush_all()
    (patterns.moves[kind],) = read_patterns(env, "account_move", move.ids)
    for line in read_patterns(env, "account_move_line", move.line_ids.ids):
        patterns.lines[f"{kind} {line['display_type']}"] = line
    order_line = move.invoice_line_ids.sale_line_ids
    if order_line:
        (patterns.order,) = read_patterns(env, "sale_order", order_line.order_id.ids)
        (patterns.order_line,) = read_patterns(env, "sale_order_line", order_line.ids)


def _read_payment(env, patterns):
    move = make_invoice(env, "out_invoice taxed", example_values(env))
    payment = make_payment(env, move, "2024-06-03", move.amount_total)
    env.flush_all()
    partial = move.line_ids.matched_credit_ids
    rows = {
        "account_move": payment.move_id,
        "account_move_line": payment.move_id.line_ids.sorted("id"),
        "account_payment": payment,
        "account_partial_reconcile": partial,
        "account_full_reconcile": partial.full_reconcile_id,
    }
    for table, records in rows.items():
        patterns.payment[table] = read_patterns(env, table, records.ids)
