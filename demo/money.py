"""What customers said about invoices that are not paid, and whom to ask for them."""

from dateutil.relativedelta import relativedelta

from ..models.org.raised import raised

#: Days before today that collecting was begun.
BEGUN = 120
#: What happened to the invoices that are overdue, the latest first: kind, day from today on that is
#: promised or until which it is disputed, who said it or what is wrong.
SAID = (
    ("open", 5, "Head of accounting"),
    ("disputed", 10, "Two of the probes were damaged in transit"),
    ("broken", -6, "Their accountant"),
)
#: Promises about invoices that were paid.
KEPT = 2


def collect(cast):
    """Let somebody collect, ask for what fell due lately, and write down what customers said."""
    company = cast.company
    company.sales_collector_id = cast.users["helen"]
    company.collection_from = cast.today - relativedelta(days=BEGUN)
    invoices = cast.env["account.move"].search(
        [
            ("company_id", "=", company.id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("invoice_date_due", "<", cast.today),
            ("invoice_date_due", ">=", company.collection_from),
        ],
        order="invoice_date_due desc, id",
    )
    is_open = invoices.filtered(lambda move: move.amount_residual > 0)
    for invoice, (kind, days, said) in zip(is_open, SAID, strict=False):
        day = cast.today + relativedelta(days=days)
        if kind == "disputed":
            values = {"move_id": invoice.id, "reason": said, "until": day}
            cast.env["sales.collection.dispute"].create(values)
        else:
            _promise(cast, invoice, kind, day, said, invoice.amount_residual)
    for invoice in (invoices - is_open)[:KEPT]:
        _promise(cast, invoice, "kept", cast.today, "Their accountant", invoice.amount_total)
    lines = is_open.line_ids.filtered(lambda line: line.display_type == "payment_term")
    raised(cast.env["sales.collection.notice"])._settle(lines)


def _promise(cast, invoice, state, day, said_by, amount):
    """Write down a promise of some time ago, with what has become of it."""
    promise = raised(cast.env["sales.collection.promise"]).create(
        {
            "move_id": invoice.id,
            "date": day,
            "said_by": said_by,
            "amount": amount,
            "state": state,
        }
    )
    # it was made before what is paid by now
    promise.write({"paid_before": 0, "settled_before": 0})
