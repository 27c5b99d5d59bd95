"""What a plan counts as invoiced, held against the income accounts of the general ledger.

Both are read item by item: an item is a journal item, or a fact of a till. It is in the plan, in
the ledger, or in both, and has exactly one reason, :data:`LEDGER_REASONS`: the first of a list of
conditions that holds, of which the last one always does. So the reasons sum to the difference,
whatever the books hold.

In the ledger are posted journal items on accounts of :data:`INCOME_TYPES`, of the plan's company
with its branches, on the accounting days of the span. In the plan is what the front door of facts
returns, so that it is what the plan shows, on the days that the plan counts by.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from odoo.tools import SQL

from .facts.question import FactQuery
from .facts.read import fact_query
from .facts.source import where
from .time import local_day
from .tracking import selection_labels

#: The types of the accounts whose items are income: revenue, and income besides it.
INCOME_TYPES = ("income", "income_other")
#: Why an item is in the plan, in the ledger, or in both, in the order in which they are told.
LEDGER_REASONS = (
    "agrees",
    "rates",
    "down_payments",
    "other_accounts",
    "dates",
    "scope",
    "cash_rounding",
    "early_payment",
    "discounts",
    "taxes",
    "unsold",
    "till",
    "deferred",
    "exchange",
    "expenses",
    "bills",
    "stock",
    "payments",
    "entries",
)
#: Reasons that follow from how a plan is set up: nothing has happened in the books.
SET_UP = ("agrees", "scope", "dates")


_IS_INCOME = SQL("account.account_type IN %s", INCOME_TYPES)
_IS_SOLD = SQL("move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')")
_IS_TAX = SQL(
    """(line.tax_repartition_line_id IS NOT NULL OR line.display_type IN
        ('tax', 'non_deductible_tax') OR move.tax_cash_basis_rec_id IS NOT NULL
        OR move.tax_cash_basis_origin_move_id IS NOT NULL)"""
)
_IS_EXCHANGE = SQL(
    """(move.journal_id = company.currency_exchange_journal_id OR EXISTS (
        SELECT FROM account_partial_reconcile partial WHERE partial.exchange_move_id = move.id))"""
)


#: What other apps book, by what of theirs names the entry.
_APPS = {
    "till": """(SELECT FROM pos_session made
                 WHERE made.move_id = move.id OR move.reversed_pos_order_id IS NOT NULL)""",
    "expenses": "(SELECT FROM hr_expense made WHERE made.account_move_id = move.id)",
    "stock": "(SELECT FROM stock_move made WHERE made.account_move_id = move.id)",
}


@dataclass(frozen=True)
class Books:
    """The books that a plan is held against.

    :ivar company_ids: the companies whose books they are
    :ivar date_from: the first accounting day
    :ivar date_to: the last one
    :ivar deferral_ids: accounts on which revenue waits for the time that it belongs to
    :ivar apps: which of ``till``, ``expenses`` and ``stock`` the database has
    """

    company_ids: tuple[int, ...]
    date_from: date
    date_to: date
    deferral_ids: tuple[int, ...] = ()
    apps: frozenset = frozenset()


def ledger_sums(query: FactQuery, books: Books) -> SQL:
    """Return reason, account, month, what is planned and what is booked of it, both as text for
    exact sums, and how many items that is: each counts once, in the month of its fact where it has
    one.

    :param query: the question for what the plan counts; days, companies and scope are the plan's
    """
    return SQL(
        """WITH item AS MATERIALIZED (
               SELECT reason, account_id,
                      date_trunc('month', plan_day::timestamp)::date AS plan_month,
                      date_trunc('month', book_day::timestamp)::date AS book_month,
                      SUM(planned) AS planned, SUM(booked) AS booked, COUNT(*) AS items
                 FROM (%s) one
                GROUP BY reason, account_id, plan_month, book_month)
           SELECT reason, account_id, month, SUM(planned)::text, SUM(booked)::text,
                  SUM(items)::integer
             FROM (SELECT reason, account_id, plan_month AS month, planned, 0 AS booked, items
                     FROM item WHERE plan_month IS NOT NULL
                    UNION ALL
                   SELECT reason, account_id, book_month, 0, booked,
                          CASE WHEN plan_month IS NULL THEN items ELSE 0 END
                     FROM item WHERE book_month IS NOT NULL) half
            GROUP BY reason, account_id, month
            ORDER BY reason, account_id, month""",
        ledger_items(query, books),
    )


def ledger_numbers(
    query: FactQuery,
    books: Books,
    reason: str | None = None,
    account_id: int | None = None,
    month: date | None = None,
) -> SQL:
    """Return the ids of the journal items of a reason, an account, a month; of all without."""
    conditions = []
    if reason:
        conditions.append(SQL("item.reason = %s", reason))
    if account_id:
        conditions.append(SQL("item.account_id = %s", account_id))
    if month:
        conditions.append(
            SQL(
                """(date_trunc('month', item.plan_day::timestamp) = %(month)s
                    OR date_trunc('month', item.book_day::timestamp) = %(month)s)""",
                month=month,
            )
        )
    return SQL("SELECT item.id FROM (%s) item %s", ledger_items(query, books), where(conditions))


def ledger_items(query: FactQuery, books: Books) -> SQL:
    """Return items one by one: ``id`` of the journal item, ``move_id``, ``account_id``, ``reason``,
    ``planned`` on ``plan_day``, ``booked`` on ``book_day``; both in the company's currency, NULL
    where it is not there."""
    facts = replace(query.as_raw(), measure="revenue")
    # what is in both, which is most of it, needs nothing else of its journal item
    return SQL(
        """WITH both_sides AS MATERIALIZED (
               SELECT COALESCE(fact.id, booked.id) AS id, booked.move_id, booked.account_id,
                      fact.value AS planned, fact.date AS plan_day,
                      booked.amount AS booked, booked.date AS book_day
                 FROM (SELECT CASE WHEN res_model = 'account.move' THEN line_id END AS id,
                              value, date
                         FROM (%(facts)s) every_fact) fact
                 FULL JOIN (%(booked)s) booked ON booked.id = fact.id)
           SELECT id, move_id, account_id, planned, plan_day, booked, book_day,
                  CASE WHEN planned = booked THEN 'agrees' ELSE 'rates' END AS reason
             FROM both_sides
            WHERE planned IS NOT NULL AND booked IS NOT NULL
            UNION ALL
           SELECT line.id, line.move_id, line.account_id, both_sides.planned, both_sides.plan_day,
                  both_sides.booked, both_sides.book_day, %(reason)s
             FROM both_sides
             LEFT JOIN account_move_line line ON line.id = both_sides.id
             LEFT JOIN account_account account ON account.id = line.account_id
             LEFT JOIN account_move move ON move.id = line.move_id
             LEFT JOIN res_company company ON company.id = move.company_id
            WHERE both_sides.planned IS NULL OR both_sides.booked IS NULL""",
        facts=fact_query(facts),
        booked=_booked(query, books),
        reason=_reason(query, books),
    )


def _amount(query: FactQuery) -> SQL:
    """What an item is worth in the plan's currency, at the plan's rates: income is a credit, so its
    sign is turned round."""
    amount = SQL("-line.balance")
    if not query.exchange:
        return amount
    columns = {"amount": amount, "company_id": SQL("line.company_id"), "date": SQL("line.date")}
    return query.exchange.convert(columns)["amount"]


def _booked(query: FactQuery, books: Books) -> SQL:
    """The items of the ledger."""
    return SQL(
        """SELECT line.id, line.move_id, line.account_id, %s AS amount, line.date
             FROM account_move_line line
             JOIN account_account account ON account.id = line.account_id
            WHERE line.parent_state = 'posted' AND %s AND line.company_id IN %s
              AND line.date BETWEEN %s AND %s""",
        _amount(query),
        _IS_INCOME,
        books.company_ids,
        books.date_from,
        books.date_to,
    )


def _reason(query: FactQuery, books: Books) -> SQL:
    """Return the reason of an item that is in one of both; the first condition that holds is
    it."""
    return SQL(
        """CASE WHEN line.id IS NULL THEN 'till'
                WHEN both_sides.planned IS NOT NULL
                THEN CASE WHEN %(is_income)s THEN 'dates'
                          WHEN line.is_downpayment IS TRUE THEN 'down_payments'
                          ELSE 'other_accounts' END
                WHEN line.display_type = 'product' AND %(is_sold)s
                THEN CASE WHEN %(day)s BETWEEN %(first)s AND %(last)s THEN 'scope'
                          ELSE 'dates' END
                WHEN %(is_tax)s THEN 'taxes'
                WHEN line.display_type = 'rounding' THEN 'cash_rounding'
                WHEN line.display_type = 'epd' THEN 'early_payment'
                WHEN line.display_type = 'discount' THEN 'discounts'
                WHEN %(is_sold)s THEN 'unsold'
                %(by_apps)s
                WHEN move.move_type <> 'entry' THEN 'bills'
                WHEN %(is_deferred)s THEN 'deferred'
                WHEN %(is_exchange)s THEN 'exchange'
                WHEN move.origin_payment_id IS NOT NULL OR move.statement_line_id IS NOT NULL
                THEN 'payments'
                ELSE 'entries' END""",
        is_income=_IS_INCOME,
        is_sold=_IS_SOLD,
        day=SQL.identifier("move", query.date_column),
        first=query.date_from,
        last=query.date_to,
        is_tax=_IS_TAX,
        by_apps=SQL(" ").join(_made_by(name) for name in _APPS if name in books.apps),
        is_deferred=_is_deferred(books),
        is_exchange=_IS_EXCHANGE,
    )


def _made_by(name: str) -> SQL:
    return SQL("WHEN EXISTS %s THEN %s", SQL(_APPS[name]), name)  # pylint: disable=sql-injection


def _is_deferred(books: Books) -> SQL:
    """Whether the entry of an item puts revenue off, or takes what was put off."""
    if not books.deferral_ids:
        return SQL("FALSE")
    return SQL(
        """EXISTS (SELECT FROM account_move_line other
                    WHERE other.move_id = move.id AND other.account_id IN %s)""",
        books.deferral_ids,
    )


# Beside the ledger ------------------------------------------------------------


def beside_ledger(query: FactQuery, books: Books, other_ids: Sequence[int]) -> SQL:
    """Return what is told beside the ledger, ``(what, amount as text, items)``: ``drafts`` of the
    span on income accounts or of products sold, and income of ``other_companies``."""
    return SQL(
        """SELECT CASE WHEN line.parent_state = 'draft' THEN 'drafts'
                       ELSE 'other_companies' END AS what,
                  SUM(%s)::text, COUNT(*)
             FROM (%s) beside
             JOIN account_move_line line ON line.id = beside.id
            GROUP BY what""",
        _amount(query),
        SQL(" UNION ALL ").join(
            beside_numbers(books, what, other_ids) for what in ("drafts", "other_companies")
        ),
    )


def beside_numbers(books: Books, what: str, other_ids: Sequence[int]) -> SQL:
    """Return the ids of the journal items of ``drafts``, or of ``other_companies``."""
    conditions = [SQL("line.date BETWEEN %s AND %s", books.date_from, books.date_to)]
    if what == "drafts":
        conditions += [
            SQL("line.parent_state = 'draft'"),
            SQL("line.company_id IN %s", books.company_ids),
            SQL("(%s OR line.display_type = 'product' AND %s)", _IS_INCOME, _IS_SOLD),
        ]
    else:
        conditions += [
            SQL("line.parent_state = 'posted'"),
            SQL("line.company_id IN %s", tuple(other_ids) or (None,)),
            _IS_INCOME,
        ]
    return SQL(
        """SELECT line.id
             FROM account_move_line line
             JOIN account_move move ON move.id = line.move_id
             JOIN account_account account ON account.id = line.account_id %s""",
        where(conditions),
    )


# When a difference came -------------------------------------------------------


def ledger_changes(query: FactQuery, books: Books) -> SQL:
    """Return by what the ledger came to differ from a plan, and when: reason, day, and the amount
    that the day added, in the ledger less in the plan.

    An item is there from the day on which its entry was posted for the last time, as far as Odoo
    keeps that; else from that on which it was made. What was reset since is missing. What tills
    sold and booked is there on the day of its entry. What follows from how the plan is set up is
    left out.
    """
    posted = SQL(
        """(SELECT MAX(change.create_date)
              FROM mail_message message
              JOIN mail_tracking_value change ON change.mail_message_id = message.id
              JOIN (%s) label ON label.label = change.new_value_char
             WHERE message.model = 'account.move' AND message.res_id = move.id
               AND label.value = 'posted')""",
        selection_labels("account.move", "state"),
    )
    return SQL(
        """SELECT item.reason,
                  CASE WHEN item.reason = 'till' THEN COALESCE(item.plan_day, item.book_day)
                       ELSE %(day)s END AS day,
                  SUM(COALESCE(item.booked, 0) - COALESCE(item.planned, 0)) AS amount
             FROM (%(items)s) item
             LEFT JOIN account_move move ON move.id = item.move_id
             LEFT JOIN res_company company ON company.id = move.company_id
            WHERE item.reason NOT IN %(left_out)s
            GROUP BY item.reason, day""",
        day=local_day(SQL("COALESCE(%s, move.create_date)", posted)),
        items=ledger_items(query, books),
        left_out=SET_UP,
    )
