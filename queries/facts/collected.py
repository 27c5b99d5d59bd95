"""The sources of what was collected: the untaxed part of what was settled.

Exactly this is collected: the settled part of a document's total, times its untaxed amount,
rounded; of a single settlement, the difference that it makes to this. So a paid invoice has
collected exactly what it invoiced, at its own rate, whatever the instalments and their order.

Lines share that amount out among them, in proportion to what they are worth: they add up to it at
every moment, and a single settlement has of a line the difference that it makes to the line's
share, which can be a cent less than nothing. Costs are shared out in the same way. Exchange
differences, which settle nothing in the invoice's own currency, collect nothing. A credit note
set against an invoice is the invoice's gain and its own loss: nothing was paid.
"""

from odoo.tools import SQL

from ..dimensions import EVERY_BASIS
from .invoices import (
    IS_LARGEST_LINE,
    LINE_UNITS,
    POSTED_CUSTOMER_MOVES,
    SELLS_NOTHING,
    line_cost,
    line_pieces,
)
from .known import endings, is_known
from .question import FactQuery
from .source import Source, company_condition, date_conditions, scope_conditions, share_out, where

#: The columns of settlements.
_SETTLED = SQL("partial_id, move_id, date, total, after, before, coin, number, is_whole")
_AFTER, _BEFORE = SQL("settlement.after"), SQL("settlement.before")
#: A document counts with its first settlement.
_IS_FIRST = SQL("settlement.number = 1 AND move.move_type <> 'out_refund'")
#: Dimensions by which documents are few, however long the span is: it begins with these.
_OF_FEW = frozenset(("salesperson", "customer"))
#: The line of a reconciliation that is the document's, its amount there, and the sign of it.
_SIDES = (
    (SQL("debit_move_id"), SQL("debit_amount_currency"), 1),
    (SQL("credit_move_id"), SQL("credit_amount_currency"), -1),
)
#: What is read of a document.
_HEADER = SQL(
    """move.amount_total_in_currency_signed AS total,
       SIGN(move.amount_total_in_currency_signed) * currency.rounding AS coin"""
)
#: What decides whether a document is asked for.
_ASKED_OF = SQL(
    """move.company_id, move.state, move.move_type, move.amount_total_in_currency_signed,
       move.invoice_user_id, move.team_id, move.commercial_partner_id, move.source_id"""
)
_IS_RECEIVABLE = SQL(
    "receivable.display_type = 'payment_term' AND receivable.parent_state = 'posted'"
)


def collected_sources(query: FactQuery) -> list[Source]:
    """Return the source of settlements, read from headers if no lines are asked for."""
    return settled_sources(query, _settlements(query))


def settled_sources(query: FactQuery, settlements: SQL) -> list[Source]:
    """Return the source of what settlements collect, or would collect.

    :param settlements: a relation with the columns of :func:`_settlements`
    """
    source = _line_source if query.by_product else _header_source
    return [source(query, settlements)]


def _header_source(query: FactQuery, settlements: SQL) -> Source:
    """Collected revenue or count, read from headers; see ``invoices.py``."""
    untaxed = SQL("(move.amount_untaxed_signed + COALESCE(besides.balance, 0))")
    after, before = (SQL("ROUND(%s)", _coins(untaxed, moment)) for moment in (_AFTER, _BEFORE))
    return Source(
        SQL(
            """(%s) settlement
               JOIN account_move move ON move.id = settlement.move_id
               LEFT JOIN (
                   SELECT line.move_id, SUM(line.balance) AS balance FROM account_move_line line
                    WHERE %s GROUP BY line.move_id
               ) besides ON besides.move_id = move.id""",
            settlements,
            SELLS_NOTHING,
        ),
        date_conditions(query, SQL("settlement.date")),
        {
            "date": SQL("settlement.date"),
            "amount": SQL("settlement.coin * (%s - %s)", after, before),
            "count": SQL("CASE WHEN %s THEN 1 ELSE 0 END", _IS_FIRST),
        },
    )


def _line_source(query: FactQuery, settlements: SQL) -> Source:
    """The lines of settled documents with their parts of each settlement.

    Of a document that is settled at once a line has all: only the others are shared out.
    """
    amount = SQL("COALESCE(settlement.amount, -line.balance)")
    cost = SQL("CASE WHEN settlement.is_whole THEN %s ELSE settlement.cost END", line_cost(query))
    return Source(
        SQL(
            """(WITH settled AS MATERIALIZED (SELECT * FROM (%s) settlement %s)
                SELECT %s, NULL::integer AS line_id, NULL::numeric AS amount, NULL::numeric AS cost
                  FROM settled
                 WHERE is_whole
                UNION ALL
                %s) settlement
               JOIN account_move_line line
                 ON line.move_id = settlement.move_id AND line.display_type = 'product'
                AND (settlement.line_id IS NULL OR settlement.line_id = line.id)
               JOIN account_move move ON move.id = line.move_id
               JOIN res_currency company_currency
                 ON company_currency.id = line.company_currency_id %s""",
            settlements,
            where(date_conditions(query, SQL("settlement.date"))),
            _SETTLED,
            _shares(query),
            LINE_UNITS if query.by_pieces else SQL(),
        ),
        [],
        {
            "id": SQL(
                """((settlement.partial_id::bigint << 24) | (line.id & 16777215)) * 8 + %s""",
                EVERY_BASIS.index(query.basis),
            ),
            "date": SQL("settlement.date"),
            "invoice_date": SQL("settlement.date"),
            "company_id": SQL("move.company_id"),
            "currency_id": SQL("line.company_currency_id"),
            "amount": amount,
            "weighted_amount": amount,
            "recurring_amount": SQL("NULL::numeric"),
            "cost": cost,
            "quantity": SQL("%s * (%s - %s) / settlement.total", line_pieces(), _AFTER, _BEFORE),
            "count": SQL("CASE WHEN %s AND %s THEN 1 ELSE 0 END", _IS_FIRST, IS_LARGEST_LINE),
            "res_id": SQL("move.id"),
            "line_id": SQL("line.id"),
            "reference": SQL("move.name"),
        },
    )


def _coins(amount: SQL, settled: SQL) -> SQL:
    """How many of the smallest coins a settled part of an amount is; in one division, exactly."""
    return SQL("%s * %s / (settlement.total * settlement.coin)", amount, settled)


def _shares(query: FactQuery) -> SQL:
    """Settlements in parts, line by line, each with its shares of amount and cost.

    All lines of a document are read, whatever is asked: without one, others would have its cents.
    """
    has_cost, nothing = query.raw or query.measure == "margin", SQL("NULL::numeric")
    return SQL(
        """SELECT %s, line_id, %s AS amount, %s AS cost
             FROM (SELECT settlement.*, line.id AS line_id, -line.balance AS line_amount,
                          %s AS line_cost
                     FROM settled settlement
                     JOIN account_move move ON move.id = settlement.move_id
                     JOIN account_move_line line
                       ON line.move_id = move.id AND line.display_type = 'product'
                     JOIN res_currency company_currency
                       ON company_currency.id = line.company_currency_id %s
                    WHERE NOT settlement.is_whole
                    OFFSET 0 -- else what a line costs is looked up again for each part of _share
                  ) settlement""",
        _SETTLED,
        _share(SQL("settlement.line_amount")),
        _share(SQL("settlement.line_cost")) if has_cost else nothing,
        line_cost(query) if has_cost else nothing,
        LINE_UNITS if has_cost else SQL(),
    )


def _share(amount: SQL) -> SQL:
    """What a settlement adds to a line's share of an amount."""
    settlement = SQL("settlement.partial_id, settlement.move_id")
    total = SQL("SUM(%s) OVER (PARTITION BY %s)", amount, settlement)
    after, before = (
        share_out(
            _coins(amount, settled), _coins(total, settled), settlement, SQL("settlement.line_id")
        )
        for settled in (_AFTER, _BEFORE)
    )
    return SQL("settlement.coin * (%s - %s)", after, before)


def _settlements(query: FactQuery) -> SQL:
    """Reconciliations of customer receivables, with the running total of each document: the part
    of it that is settled before and after, in its own currency. ``coin`` is the smallest one of
    the company's currency, with the document's sign: a credit note mirrors its invoice.

    Later settlements do not change what an earlier one collected, so only those up to the last
    day asked are read, and only those of documents that are in the scope. Of a past day these are
    the reconciliations that were there at its end: who undoes one deletes it, and resetting or
    cancelling a document undoes all of its own.
    """
    if query.date_from and _OF_FEW.isdisjoint(code for code, __ in query.scope):
        return _settlements_since(query)
    return SQL(
        """WITH document AS MATERIALIZED (
               SELECT move.id AS move_id, %s
                 FROM account_move move
                 JOIN res_company company ON company.id = move.company_id
                 JOIN res_currency currency ON currency.id = company.currency_id
                WHERE %s)
           SELECT settlement.* FROM (%s) settlement""",
        _HEADER,
        _documents(query),
        _running(query),
    )


def _settlements_since(query: FactQuery) -> SQL:
    """The same for a span among those of many years: it begins with what was settled in the span.

    Most documents are settled at once: of these nothing else is read. Of the others all parts are,
    from the first one on.
    """
    return SQL(
        """WITH touched AS MATERIALIZED (
               SELECT part.*, %(header)s
                 FROM (%(parts)s) part
                CROSS JOIN LATERAL (
                      SELECT %(columns)s FROM account_move move
                       WHERE move.id = part.move_id OFFSET 0) move
                 JOIN res_company company ON company.id = move.company_id
                 JOIN res_currency currency ON currency.id = company.currency_id
                WHERE %(documents)s),
           document AS MATERIALIZED (
               SELECT DISTINCT move_id, total, coin FROM touched WHERE amount <> total)
           SELECT partial_id, move_id, date, total, amount AS after, 0::numeric AS before, coin,
                  1::bigint AS number, TRUE AS is_whole
             FROM touched
            WHERE move_id NOT IN (SELECT document.move_id FROM document)
            UNION ALL
           SELECT settlement.* FROM (%(others)s) settlement""",
        header=_HEADER,
        columns=_ASKED_OF,
        parts=_touched(query),
        documents=_documents(query),
        others=_running(query),
    )


def _documents(query: FactQuery) -> SQL:
    """The condition of the documents that are asked for."""
    return SQL(" AND ").join(
        [
            POSTED_CUSTOMER_MOVES,
            SQL("move.amount_total_in_currency_signed <> 0"),
            *company_condition(query, SQL("move.company_id")),
            *scope_conditions(query, "move"),
        ]
    )


# What few rows have is looked up for these few (LATERAL), and PostgreSQL cannot turn that round
# (OFFSET): where it knows nothing of the tables yet, as in a new database or a restored one, it
# would go through all pairs of both. A lookup has no other condition than the id: an index of some
# rows only, which PostgreSQL then takes for tiny, would be read as a whole for each of them.


def _touched(query: FactQuery) -> SQL:
    """Return the reconciliations of the span."""
    ending, known = _known(query)
    return SQL(" UNION ALL ").join(
        SQL(
            """SELECT receivable.move_id, partial.id AS partial_id, partial.max_date AS date,
                      %(sign)s * partial.%(amount)s AS amount
                 FROM account_partial_reconcile partial
                CROSS JOIN LATERAL (
                      SELECT receivable.move_id, receivable.display_type, receivable.parent_state
                        FROM account_move_line receivable
                       WHERE receivable.id = partial.%(line)s OFFSET 0) receivable %(ending)s
                WHERE %(receivable)s AND %(span)s %(known)s""",
            receivable=_IS_RECEIVABLE,
            span=SQL(" AND ").join(date_conditions(query, SQL("partial.max_date"))),
            ending=ending,
            known=known,
            sign=sign,
            amount=amount,
            line=line,
        )
        for line, amount, sign in _SIDES
    )


def _running(query: FactQuery) -> SQL:
    """Return all reconciliations of the documents, from the first one on, added up."""
    ending, known = _known(query)
    sides = SQL(" UNION ALL ").join(
        SQL(
            """SELECT side.id, side.company_id, side.create_date, side.max_date,
                      %s * side.%s AS amount
                 FROM account_partial_reconcile side WHERE side.%s = receivable.id""",
            sign,
            amount,
            line,
        )
        for line, amount, sign in _SIDES
    )
    return SQL(
        """SELECT partial.id AS partial_id, document.move_id, partial.max_date AS date,
                  document.total, SUM(partial.amount) OVER settling AS after,
                  SUM(partial.amount) OVER settling - partial.amount AS before,
                  document.coin, ROW_NUMBER() OVER settling AS number,
                  partial.amount = document.total AS is_whole
             FROM document
            CROSS JOIN LATERAL (
                  SELECT receivable.id FROM account_move_line receivable
                   WHERE receivable.move_id = document.move_id AND %(receivable)s OFFSET 0
                  ) receivable
            CROSS JOIN LATERAL (%(sides)s) partial %(ending)s
            WHERE TRUE %(until)s %(known)s
           WINDOW settling AS (PARTITION BY document.move_id ORDER BY partial.max_date, partial.id)
           """,
        sides=sides,
        ending=ending,
        receivable=_IS_RECEIVABLE,
        until=SQL("AND partial.max_date <= %s", query.date_to) if query.date_to else SQL(),
        known=known,
    )


def _known(query: FactQuery) -> tuple[SQL, SQL]:
    """Return what to join to reconciliations, and their condition, as of a past day."""
    if not query.as_of:
        return SQL(), SQL()
    table = endings("account_partial_reconcile", query.as_of)
    made, day = SQL("partial.create_date"), SQL("partial.max_date")
    return (
        SQL("JOIN (%s) ending ON ending.id = partial.company_id", table),
        SQL("AND %s", is_known(made, day, query.as_of)),
    )
