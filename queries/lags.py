"""How long it took until what was promised counted, and what of it never did: the own history.

The rows are those of ``tools/lags.py``, with the company before them. Lags are of what came in the
last two years before a day. The leak is that of what began earlier than half a year before it, in
the same two years, since what began lately has not had its time yet. Only what is known at the
day's end counts, but of orders, which Odoo keeps as they are now.

================ ============================== ==================================================
kind             lag, and its amount            leak
================ ============================== ==================================================
order to invoice from the order's day to its    of confirmed orders, what posted invoices did not
                 invoice's, by what the         take; and of cancelled ones that had been confirmed
                 invoice has of the order       (Odoo's chatter says so), what was never invoiced
due to payment   from an instalment's due day   of due instalments, what is open or was credited
                 to its payment's, as in *Days
                 to Pay*
won to order     from the day a deal was won    won deals without a confirmed order
                 to its first order's, by its
                 expected revenue
won to invoice   the same, to the first         won deals without a posted invoice
                 invoice's
================ ============================== ==================================================
"""

from datetime import date

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL

from ..tools.lags import (
    DUE_TO_PAYMENT,
    LONGEST,
    ORDER_TO_INVOICE,
    SHORTEST,
    WON_TO_INVOICE,
    WON_TO_ORDER,
    Lags,
    lags_by_company,
)
from .dimensions import ORDERED, TO_INVOICE, WON
from .facts.question import FactQuery
from .facts.read import fact_query
from .facts.source import company_condition, where
from .receivables import DUE, INVOICES, SETTLED_BY, is_receivable, payments
from .time import local_day

#: Lags are learned from so long, and leaks from what is older than this.
LEARNED = relativedelta(years=2)
SETTLING = relativedelta(days=180)
#: What is written before a history is read, as deals are, whose versions triggers write.
_LEARNED_FROM = (
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "crm.lead",
    "mail.message",
    "sale.order",
    "sale.order.line",
)
_ORDER_DAY = local_day(SQL("so.date_order"))
#: What an invoice has of an order, in the company's currency.
_POSTED_LINES = SQL(
    """sale_order_line_invoice_rel link
       JOIN sale_order_line sol ON sol.id = link.order_line_id
       JOIN account_move_line line
         ON line.id = link.invoice_line_id AND line.display_type = 'product'
       JOIN account_move move ON move.id = line.move_id AND move.state = 'posted'"""
)


def read_lags(env, kind: str, company_ids, day: date) -> dict[int, Lags]:
    """Return the lags of companies up to the end of a day; none of those without a history.

    :param kind: one of ``tools.lags.LAG_KINDS``
    :param company_ids: None for all companies
    """
    for model in _LEARNED_FROM:
        env[model].flush_model()
    return lags_by_company(kind, env.execute_query(lag_samples(kind, company_ids, day)))


def lag_samples(kind: str, company_ids, day: date) -> SQL:
    """Return the history of a kind: ``company_id``, ``days`` (NULL for the older part, in which
    the leak is), ``amount``, ``squares`` (the sum of the squares of documents' amounts), ``lost``.

    :param company_ids: None for all companies
    """
    query = FactQuery("", company_ids=company_ids, as_of=day)
    came, older = {
        ORDER_TO_INVOICE: _orders,
        DUE_TO_PAYMENT: _instalments,
        WON_TO_ORDER: _deals_to_order,
        WON_TO_INVOICE: _deals_to_invoice,
    }[kind](query)
    return SQL(
        """SELECT came.company_id, LEAST(GREATEST(came.days, %(shortest)s), %(longest)s) AS days,
                  SUM(came.amount) AS amount, SUM(came.amount * came.amount) AS squares,
                  0::numeric AS lost
             FROM (%(came)s) came
            WHERE came.amount > 0
            GROUP BY 1, 2
            UNION ALL
           SELECT older.company_id, NULL, SUM(older.amount), SUM(older.amount * older.amount),
                  SUM(GREATEST(0, LEAST(older.amount, older.lost)))
             FROM (%(older)s) older
            WHERE older.amount > 0
            GROUP BY 1""",
        shortest=SHORTEST,
        longest=LONGEST,
        came=came,
        older=older,
    )


def _learned(query: FactQuery, day: SQL) -> SQL:
    """Whether what came on a day is of the history."""
    return SQL("%s BETWEEN %s AND %s", day, query.as_of - LEARNED, query.as_of)


def _span_of_leak(query: FactQuery) -> tuple[date, date]:
    """The days on which what is looked at for the leak began."""
    return query.as_of - LEARNED, query.as_of - SETTLING


def _orders(query: FactQuery) -> tuple[SQL, SQL]:
    """Invoices of orders with their lags, none shorter than nothing; orders with what was lost."""
    came = SQL(
        """SELECT so.company_id, GREATEST(move.date - %(order_day)s, 0) AS days,
                  SUM(-line.balance) AS amount
             FROM %(lines)s
             JOIN sale_order so ON so.id = sol.order_id
             JOIN res_company company ON company.id = so.company_id
             %(where)s
            GROUP BY so.id, company.id, move.id""",
        order_day=_ORDER_DAY,
        lines=_POSTED_LINES,
        where=where(
            [
                SQL("so.state = 'sale' AND move.move_type IN %s", INVOICES),
                _learned(query, SQL("move.date")),
                *company_condition(query, SQL("so.company_id")),
            ]
        ),
    )
    older = SQL(
        """SELECT promised.company_id, SUM(promised.amount) AS amount, SUM(promised.lost) AS lost
             FROM (SELECT company_id, res_id, value AS amount, 0 AS lost FROM (%s) ordered
                   UNION ALL
                   SELECT company_id, res_id, 0, value FROM (%s) to_invoice
                   UNION ALL
                   %s) promised
            GROUP BY promised.company_id, promised.res_id""",
        fact_query(_by_order(query, ORDERED)),
        fact_query(_by_order(query, TO_INVOICE)),
        _cancelled(query),
    )
    return came, older


def _by_order(query: FactQuery, basis: str) -> FactQuery:
    """The question for the facts of the older orders, one for each."""
    date_from, date_to = _span_of_leak(query)
    return FactQuery(
        basis,
        frozenset(),
        company_ids=query.company_ids,
        date_from=date_from,
        date_to=date_to,
        details=("company_id", "res_id"),
        as_of=query.as_of,
    )


def _cancelled(query: FactQuery) -> SQL:
    """Cancelled orders that were confirmed before: with their amount, and what of it was never
    invoiced. What was invoiced of an order shows that it was confirmed, too."""
    return SQL(
        """SELECT so.company_id, so.id,
                  amount.untaxed, amount.untaxed - COALESCE(taken.amount, 0)
             FROM sale_order so
             JOIN res_company company ON company.id = so.company_id
             CROSS JOIN LATERAL (
                  SELECT SUM(sol.price_subtotal)
                         / COALESCE(NULLIF(so.currency_rate, 0), 1)::numeric AS untaxed
                    FROM sale_order_line sol
                   WHERE sol.order_id = so.id AND sol.display_type IS NULL
                     AND sol.is_downpayment IS NOT TRUE) amount
             CROSS JOIN LATERAL (
                  SELECT SUM(-line.balance) AS amount
                    FROM %(lines)s
                   WHERE sol.order_id = so.id AND move.date <= %(day)s) taken
             %(where)s""",
        lines=_POSTED_LINES,
        day=query.as_of,
        where=where(
            [
                SQL("so.state = 'cancel'"),
                SQL("%s BETWEEN %s AND %s", _ORDER_DAY, *_span_of_leak(query)),
                SQL(
                    """(taken.amount IS NOT NULL OR EXISTS (
                        SELECT FROM mail_message message
                          JOIN ir_model_data subtype ON subtype.res_id = message.subtype_id
                           AND subtype.module = 'sale' AND subtype.name = 'mt_order_confirmed'
                         WHERE message.model = 'sale.order' AND message.res_id = so.id))"""
                ),
                *company_condition(query, SQL("so.company_id")),
            ]
        ),
    )


def _instalments(query: FactQuery) -> tuple[SQL, SQL]:
    """Payments with their days after the due day; due instalments with what was not paid."""
    came = SQL(
        """SELECT payment.company_id, payment.days_late::integer AS days, payment.amount
             FROM (%s) payment %s""",
        payments(),
        where(
            [
                _learned(query, SQL("payment.date")),
                *company_condition(query, SQL("payment.company_id")),
            ]
        ),
    )
    older = SQL(
        """SELECT move.company_id, line.balance AS amount, line.balance - paid.amount AS lost
             FROM account_move_line line
             JOIN account_move move ON move.id = line.move_id
             CROSS JOIN LATERAL (
                  SELECT COALESCE(SUM(partial.amount), 0) AS amount
                    FROM account_partial_reconcile partial
                    JOIN account_move_line other ON other.id = partial.credit_move_id
                    JOIN account_move entry ON entry.id = other.move_id
                   WHERE partial.debit_move_id = line.id AND partial.max_date <= %(day)s
                     AND %(settled_by)s <> 'credit') paid
             %(where)s""",
        day=query.as_of,
        settled_by=SETTLED_BY,
        where=where(
            [
                SQL("line.display_type = 'payment_term' AND line.parent_state = 'posted'"),
                SQL("move.move_type IN %s AND move.date <= %s", INVOICES, query.as_of),
                is_receivable(),
                SQL("%s BETWEEN %s AND %s", DUE, *_span_of_leak(query)),
                *company_condition(query, SQL("move.company_id")),
            ]
        ),
    )
    return came, older


def _deals_to_order(query: FactQuery) -> tuple[SQL, SQL]:
    """Won deals with the days until their first order."""
    first = SQL(
        """SELECT so.opportunity_id, MIN(%s) AS day
             FROM sale_order so
             JOIN res_company company ON company.id = so.company_id
            WHERE so.state = 'sale' AND so.opportunity_id IS NOT NULL
            GROUP BY so.opportunity_id""",
        _ORDER_DAY,
    )
    return _deals(query, first)


def _deals_to_invoice(query: FactQuery) -> tuple[SQL, SQL]:
    """Won deals with the days until the first invoice of their orders."""
    first = SQL(
        """SELECT so.opportunity_id, MIN(move.date) AS day
             FROM %s
             JOIN sale_order so ON so.id = sol.order_id AND so.opportunity_id IS NOT NULL
            WHERE move.move_type IN %s
            GROUP BY so.opportunity_id""",
        _POSTED_LINES,
        INVOICES,
    )
    return _deals(query, first)


def _deals(query: FactQuery, first: SQL) -> tuple[SQL, SQL]:
    """Won deals with the days until ``first``, none shorter than nothing; older ones, which are
    lost where that has not come."""
    won = fact_query(
        FactQuery(
            WON,
            frozenset(),
            company_ids=query.company_ids,
            date_to=query.as_of,
            grain="day",
            details=("company_id", "res_id"),
        )
    )
    came = SQL(
        """SELECT won.company_id, GREATEST(first.day - won.date, 0) AS days, won.value AS amount
             FROM (%s) won JOIN (%s) first ON first.opportunity_id = won.res_id
            WHERE won.company_id IS NOT NULL AND %s""",
        won,
        first,
        _learned(query, SQL("first.day")),
    )
    older = SQL(
        """SELECT won.company_id, won.value AS amount,
                  CASE WHEN first.day <= %s THEN 0 ELSE won.value END AS lost
             FROM (%s) won LEFT JOIN (%s) first ON first.opportunity_id = won.res_id
            WHERE won.company_id IS NOT NULL AND won.date BETWEEN %s AND %s""",
        query.as_of,
        won,
        first,
        *_span_of_leak(query),
    )
    return came, older
