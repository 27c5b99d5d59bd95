"""What customers owe: open items on receivable accounts, and what is known of each.

An item is an instalment of an invoice, or an unmatched credit or payment. Everything here is in
the ledger's own figures: what is open of an item is its residual, in the company's currency.
"""

from dataclasses import dataclass

from odoo import fields
from odoo.tools import SQL

from .time import company_days

#: The kinds of documents that have instalments, and those that are a customer's at all.
INVOICES = SQL("('out_invoice', 'out_receipt')")
DOCUMENTS = SQL("('out_invoice', 'out_refund', 'out_receipt')")
#: Documents that count, as indexes have them.
IS_DOCUMENT = SQL("(move.state = 'posted' AND move.move_type IN %s)", DOCUMENTS)
#: An item is due on this day.
DUE = SQL("COALESCE(line.date_maturity, line.date)")
#: A settlement by an entry that only books a difference of exchange rates settles nothing.
IS_EXCHANGE = SQL(
    """EXISTS (SELECT FROM account_partial_reconcile source
                WHERE source.exchange_move_id = other.move_id)"""
)
#: How an item was settled, by the entry that it was matched with.
SETTLED_BY = SQL(
    """CASE WHEN entry.move_type IN ('out_refund', 'out_invoice', 'out_receipt') THEN 'credit'
            WHEN entry.origin_payment_id IS NOT NULL OR entry.statement_line_id IS NOT NULL
            THEN 'payment' ELSE 'entry' END"""
)


@dataclass(frozen=True)
class Scope:
    """What is known of the items that are asked for, before all of them are put together.

    :ivar entries: a condition on their entries, as ``move``; None where nothing is known
    :ivar is_narrow: whether it leaves few entries that an index finds: it begins with these
    :ivar is_invoice: whether only instalments of invoices are asked for
    """

    entries: SQL | None = None
    is_narrow: bool = False
    is_invoice: bool = False


def registered(until: SQL | None = None) -> SQL:
    """Return what is paid of the invoice ``move`` by payments without an entry of their own: where
    there is no outstanding account, the ledger has them when the bank statement is matched.

    A payment of several invoices counts for each.

    :param until: the last day that counts
    """
    return SQL(
        """(SELECT COALESCE(SUM(payment.amount), 0)
              FROM account_move__account_payment link
              JOIN account_payment payment ON payment.id = link.payment_id
             WHERE link.invoice_id = move.id AND payment.move_id IS NULL
               AND payment.currency_id = move.currency_id AND %s
               AND (payment.state = 'in_process'
                    OR (payment.state = 'paid' AND move.amount_residual = move.amount_total)))""",
        SQL("payment.date <= %s", until) if until else SQL("TRUE"),
    )


def is_receivable(line: str = "line") -> SQL:
    """Return the condition that an item is on a receivable account."""
    return SQL(
        """%s IN (SELECT account.id FROM account_account account
                   WHERE account.account_type = 'asset_receivable')""",
        SQL.identifier(line, "account_id"),
    )


def is_open(line: str = "line") -> SQL:
    """Return the condition that an item is posted and not settled; an index serves it."""
    return SQL("(%s AND %s)", is_receivable(line), _is_unsettled(line))


def _is_unsettled(line: str) -> SQL:
    return SQL(
        "%s IS NOT TRUE AND %s = 'posted' AND %s <> 0",
        SQL.identifier(line, "reconciled"),
        SQL.identifier(line, "parent_state"),
        SQL.identifier(line, "amount_residual"),
    )


def disputes(line: str = "line", today: SQL | None = None, column: str = "id") -> SQL:
    """Return the condition that an item is disputed today.

    :param line: alias of the items
    :param today: the day that it is in the item's company
    :param column: their column that names the line
    """
    return SQL(
        """EXISTS (SELECT FROM sales_collection_dispute dispute
                    WHERE dispute.move_id = %s AND dispute.active
                      AND (dispute.line_id IS NULL OR dispute.line_id = %s)
                      AND (dispute.until IS NULL OR dispute.until >= %s))""",
        SQL.identifier(line, "move_id"),
        SQL.identifier(line, column),
        today or SQL("day.today"),
    )


def open_items(scope: Scope = Scope()) -> SQL:
    """Return all that is open on receivable accounts, one row for each item, with what is known
    of it: the columns of ``sales.receivable``.

    The sum of ``amount`` is the balance of the receivable accounts. What a question does not ask
    for, promises and how late a customer pays, PostgreSQL does not read.

    :param scope: which items may be left out; see ``receivables_scope.py``
    """
    return SQL(
        """SELECT item.id, item.line_id, item.move_id, item.reference, item.invoice_date,
                  item.date_due, item.company_id, item.currency_id, item.partner_id, item.user_id,
                  item.team_id,
                  item.kind, item.amount, item.promised_for, %(status)s AS status, %(age)s AS age,
                  CASE WHEN item.is_owed THEN GREATEST(item.today - item.date_due, 0) END
                      AS days_overdue,
                  CASE WHEN item.is_owed AND item.date_due < item.today AND NOT item.is_paying
                       THEN item.amount END
                      AS overdue_amount,
                  CASE WHEN item.is_owed AND item.is_disputed THEN item.amount END
                      AS disputed_amount,
                  CASE WHEN item.is_owed AND item.promised_for IS NOT NULL THEN item.amount END
                      AS promised_amount,
                  CASE WHEN item.is_owed AND NOT item.is_disputed
                       THEN GREATEST(item.today, COALESCE(
                           CASE WHEN item.is_paying THEN item.today END, item.promised_for,
                           item.date_due + COALESCE(habit.days_late, 0))) END AS date_expected
             FROM (%(items)s) item
             LEFT JOIN (%(habits)s) habit ON habit.payer = %(payer)s""",
        status=SQL(
            """CASE WHEN NOT item.is_owed THEN 'unmatched'
                    WHEN item.is_paying THEN 'paying'
                    WHEN item.is_disputed THEN 'disputed'
                    WHEN item.promised_for IS NOT NULL THEN 'promised'
                    WHEN item.date_due < item.today THEN 'overdue'
                    ELSE 'not_due' END"""
        ),
        age=SQL(
            """CASE WHEN NOT item.is_owed THEN 'unmatched'
                    WHEN item.date_due >= item.today THEN '0'
                    WHEN item.today - item.date_due <= 30 THEN '1_30'
                    WHEN item.today - item.date_due <= 60 THEN '31_60'
                    WHEN item.today - item.date_due <= 90 THEN '61_90'
                    ELSE '91' END"""
        ),
        items=_items(scope),
        habits=_habits(),
        payer=_payer("item"),
    )


def _open_amounts(scope: Scope) -> SQL:
    """What is open of each item: ``id``, ``line_id``, ``amount``, and what the item says itself.

    Odoo lets what is reset to draft stay matched, and settled: what it is matched with is open in
    the ledger for as long as it is no entry. Such amounts have the number of the matching, below
    zero. An index serves the condition on drafts.

    Receivable lines of invoices are their instalments and nothing else, as Odoo sees to: of these
    another index has all that is read.
    """
    conditions = [is_open()]
    if scope.is_invoice:
        conditions = [SQL("line.display_type = 'payment_term'"), _is_unsettled("line")]
    if scope.entries and (scope.is_narrow or not scope.is_invoice):
        among = SQL("SELECT move.id FROM account_move move WHERE %s", scope.entries)
        conditions.append(SQL("line.move_id IN (%s)", among))
    return SQL(
        """SELECT line.id, line.id AS line_id, line.amount_residual AS amount, %(of_line)s
             FROM account_move_line line
            WHERE %(open)s
            UNION ALL
           SELECT -matched.id, other.id, matched.amount, %(of_other)s
             FROM account_move_line draft
            CROSS JOIN LATERAL (
                  SELECT partial.id, partial.credit_move_id AS other_id, -partial.amount AS amount
                    FROM account_partial_reconcile partial
                   WHERE partial.debit_move_id = draft.id
                   UNION ALL
                  SELECT partial.id, partial.debit_move_id, partial.amount
                    FROM account_partial_reconcile partial
                   WHERE partial.credit_move_id = draft.id) matched
             JOIN account_move_line other
               ON other.id = matched.other_id AND other.parent_state = 'posted'
            WHERE %(receivable)s AND draft.matching_number IS NOT NULL
              AND draft.parent_state <> 'posted'""",
        open=SQL(" AND ").join(conditions),
        receivable=is_receivable("draft"),
        of_line=_said_by("line"),
        of_other=_said_by("other"),
    )


def _said_by(line: str) -> SQL:
    """What is read of an item's line with its amount: reading all lines once more takes longer."""
    return SQL(
        """%(id)s AS move_id, COALESCE(%(due)s, %(day)s) AS date_due,
           %(company)s AS company_id, %(partner)s AS partner_id""",
        id=SQL.identifier(line, "move_id"),
        due=SQL.identifier(line, "date_maturity"),
        day=SQL.identifier(line, "date"),
        company=SQL.identifier(line, "company_id"),
        partner=SQL.identifier(line, "partner_id"),
    )


def _items(scope: Scope) -> SQL:
    """Open items. What is no document is of the customer's own salesperson."""
    return SQL(
        """SELECT open_item.id, open_item.line_id, open_item.move_id, move.name AS reference,
                  move.invoice_date, day.today,
                  open_item.date_due, open_item.company_id, company.currency_id,
                  partner.commercial_partner_id AS partner_id, move.team_id,
                  open_item.amount, %(seller)s AS user_id,
                  CASE WHEN move.move_type IN %(invoices)s THEN 'invoice'
                       WHEN move.move_type = 'out_refund' THEN 'credit'
                       WHEN move.origin_payment_id IS NOT NULL
                            OR move.statement_line_id IS NOT NULL THEN 'payment'
                       ELSE 'entry' END AS kind,
                  move.move_type IN %(invoices)s AND open_item.amount > 0 AS is_owed,
                  %(disputed)s AS is_disputed, %(paying)s AS is_paying,
                  %(promised)s AS promised_for
             FROM (%(open)s) open_item
             JOIN account_move move ON move.id = open_item.move_id %(documents)s
             JOIN res_company company ON company.id = open_item.company_id
             JOIN (%(days)s) day ON day.id = open_item.company_id
             LEFT JOIN res_partner partner ON partner.id = open_item.partner_id
             LEFT JOIN res_partner customer ON customer.id = partner.commercial_partner_id""",
        seller=_seller(scope),
        invoices=INVOICES,
        disputed=_is_disputed(),
        paying=_is_paying(scope),
        promised=_promised_for(),
        days=company_days(),
        open=_open_amounts(scope),
        documents=_of_documents(scope),
    )


def _of_documents(scope: Scope) -> SQL:
    """What is known of the entries of invoices, on columns that the index on them has."""
    if not scope.is_invoice:
        return SQL()
    known = SQL("AND %s AND move.move_type IN %s", IS_DOCUMENT, INVOICES)
    return SQL("%s AND %s", known, scope.entries) if scope.entries else known


def _seller(scope: Scope) -> SQL:
    """Whose an item is; of an invoice it needs no partner."""
    if scope.is_invoice:
        return SQL("move.invoice_user_id")
    return SQL(
        "CASE WHEN move.move_type IN %s THEN move.invoice_user_id ELSE customer.user_id END",
        DOCUMENTS,
    )


# What few items have is looked up for these few: PostgreSQL reads the ids of their entries once,
# and goes by them.


def _is_disputed() -> SQL:
    return SQL(
        """(open_item.move_id IN (SELECT named.move_id FROM sales_collection_dispute named
                                   WHERE named.active)
            AND %s)""",
        disputes("open_item", column="line_id"),
    )


def _promised_for() -> SQL:
    return SQL(
        """CASE WHEN open_item.move_id IN (SELECT named.move_id FROM sales_collection_promise named
                                            WHERE named.state = 'open')
                THEN (SELECT MAX(promise.date) FROM sales_collection_promise promise
                       WHERE promise.move_id = open_item.move_id AND promise.state = 'open'
                         AND (promise.line_id IS NULL OR promise.line_id = open_item.line_id)
                         AND promise.date >= day.today) END"""
    )


def _is_paying(scope: Scope) -> SQL:
    """Whether registered payments pay what is open of an item's invoice.

    The invoice is read anew, so that a header's index is enough for all that nobody pays. Among a
    few entries their payments are found by the entry: reading all payments takes longer.
    """
    registers = SQL(
        """EXISTS (SELECT FROM account_move move
                    WHERE move.id = open_item.move_id AND %s >= move.amount_residual)""",
        registered(),
    )
    links = SQL(
        """FROM account_move__account_payment named
           JOIN account_payment paid ON paid.id = named.payment_id AND paid.move_id IS NULL"""
    )
    if scope.is_narrow:
        has_any = SQL("EXISTS (SELECT %s WHERE named.invoice_id = open_item.move_id)", links)
    else:
        has_any = SQL("open_item.move_id IN (SELECT named.invoice_id %s)", links)
    return SQL("(%s AND %s)", has_any, registers)


def payments() -> SQL:
    """Return payments of instalments, one row for each pair: the columns of
    ``sales.days.to.pay``.

    Days are counted from the invoice's date, and from the instalment's due date: less than nothing
    for what was paid before it.
    """
    return SQL(
        """SELECT partial.id, partial.max_date AS date, partial.amount, invoice.id AS move_id,
                  invoice.name AS reference, invoice.company_id, company.currency_id,
                  invoice.commercial_partner_id AS partner_id,
                  invoice.invoice_user_id AS user_id, invoice.team_id,
                  (partial.max_date - invoice.invoice_date)::numeric AS days_to_pay,
                  (partial.max_date - %(due)s)::numeric AS days_late
             FROM account_partial_reconcile partial
             JOIN account_move_line line ON line.id = partial.debit_move_id
             JOIN account_move invoice ON invoice.id = line.move_id
             JOIN res_company company ON company.id = invoice.company_id
             JOIN account_move_line other ON other.id = partial.credit_move_id
             JOIN account_move entry ON entry.id = other.move_id
            WHERE invoice.state = 'posted' AND invoice.move_type IN %(invoices)s
              AND %(receivable)s AND %(kind)s = 'payment' AND NOT %(exchange)s""",
        due=DUE,
        invoices=INVOICES,
        receivable=is_receivable(),
        kind=SETTLED_BY,
        exchange=IS_EXCHANGE,
    )


def _payer(relation: str) -> SQL:
    """A customer of a company in one number.

    By one column PostgreSQL knows that a join finds one row at most, and leaves out a join that
    nothing is read of. By two it does not, once one of them is a constant.
    """
    return SQL(
        "((%s::bigint << 32) + %s)",
        SQL.identifier(relation, "company_id"),
        SQL.identifier(relation, "partner_id"),
    )


def _habits() -> SQL:
    """How many days after the due date each customer has paid in each company in the last two
    years, weighed by amount."""
    return SQL(
        """SELECT %s AS payer,
                  ROUND(SUM(payment.days_late * payment.amount)
                        / NULLIF(SUM(payment.amount), 0))::integer AS days_late
             FROM (%s) payment
            WHERE payment.date >= %s::timestamp - INTERVAL '2 years'
            GROUP BY 1""",
        _payer("payment"),
        payments(),
        fields.Datetime.now(),
    )
