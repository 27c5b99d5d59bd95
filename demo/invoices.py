"""Customer invoices, credit notes and payments."""

from odoo.fields import Command

from .records import find_source


def create_invoices(cast, sales, orders):
    """Create and post the invoices of ``sales`` in one batch. Returns the invoices by sale."""
    invoices = cast.env["account.move"].create(
        [_prepare_invoice_values(cast, sale, orders.get(sale)) for sale in sales]
    )
    invoices._post(soft=False)
    return dict(zip(sales, invoices, strict=True))


def create_credit_notes(cast, invoices):
    """Credit half of the first line of the invoices whose sale says so. ``invoices`` are by
    sale. Posting reconciles a credit note with its invoice.

    The credited lines name no order lines: what is credited is not to be invoiced again.
    """
    credit_notes = cast.env["account.move"].create(
        [
            _prepare_credit_note_values(sale, invoice)
            for sale, invoice in invoices.items()
            if sale.credited
        ]
    )
    credit_notes._post(soft=False)
    return credit_notes


def create_payments(cast, invoices):
    """Pay what was paid of ``invoices``, by sale, and reconcile it.

    A customer settles in one payment what it pays on one day; a partial payment stands alone.
    All payments are created, posted and reconciled at once: the payment wizard, run for each
    day, makes the same documents in four times the time.
    """
    settled = {}
    for sale, invoice in invoices.items():
        if sale.paid:
            key = (sale.customer, sale.paid, sale.number if sale.paid_share < 1 else None)
            settled.setdefault(key, []).append((sale, invoice))
    journal = cast.env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", cast.company.id)], limit=1
    )
    payments = cast.env["account.payment"].create(
        [_prepare_payment_values(group, journal) for group in settled.values()]
    )
    payments.action_post()
    cast.env["account.move.line"]._reconcile_plan(
        [
            (payment.move_id + payment.invoice_ids).line_ids.filtered(
                lambda line: line.account_type == "asset_receivable" and not line.reconciled
            )
            for payment in payments
        ]
    )
    return payments


def _prepare_payment_values(group, journal):
    """``group`` is a list of (sale, invoice) of one customer that are paid on one day."""
    sale, invoice = group[0]
    residual = sum(invoice.amount_residual for _sale, invoice in group)
    return {
        "payment_type": "inbound",
        "partner_type": "customer",
        "partner_id": invoice.commercial_partner_id.id,
        "journal_id": journal.id,
        "date": sale.paid,
        "amount": invoice.currency_id.round(residual * sale.paid_share),
        "memo": ", ".join(invoice.name for _sale, invoice in group),
        "invoice_ids": [Command.set([invoice.id for _sale, invoice in group])],
    }


def _prepare_invoice_values(cast, sale, order):
    if order:
        values = order._prepare_invoice()
        lines = [
            line._prepare_invoice_line(quantity=line.product_uom_qty)
            for line in order.order_line[: len(sale.lines) - sale.open_lines]
        ]
    else:
        values = _prepare_direct_invoice_values(cast, sale)
        lines = [
            {
                "product_id": cast.products[line.product].id,
                "quantity": line.quantity,
                "price_unit": line.price,
                "discount": sale.discount,
            }
            for line in sale.lines
        ]
    return {
        **values,
        "invoice_date": sale.invoiced,
        "invoice_line_ids": [Command.create(line) for line in lines],
    }


def _prepare_direct_invoice_values(cast, sale):
    user = cast.users.get(sale.salesperson)
    return {
        "move_type": "out_invoice",
        "partner_id": cast.customers[sale.customer].id,
        "invoice_user_id": user.id if user else False,
        "team_id": cast.get_team(sale.customer).id,
        "source_id": find_source(cast.env, sale.source).id,
        "company_id": cast.company.id,
    }


def _prepare_credit_note_values(sale, invoice):
    line = invoice.invoice_line_ids[0]
    return {
        "move_type": "out_refund",
        "reversed_entry_id": invoice.id,
        "ref": invoice.name,
        "invoice_origin": invoice.invoice_origin,
        "partner_id": invoice.partner_id.id,
        "invoice_user_id": invoice.invoice_user_id.id,
        "team_id": invoice.team_id.id,
        "source_id": invoice.source_id.id,
        "company_id": invoice.company_id.id,
        "invoice_date": sale.credited,
        "invoice_line_ids": [
            Command.create(
                {
                    "product_id": line.product_id.id,
                    "quantity": max(1, line.quantity // 2),
                    "price_unit": line.price_unit,
                    "discount": line.discount,
                }
            )
        ],
    }
