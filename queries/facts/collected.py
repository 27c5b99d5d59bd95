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
    conditions = [
        POSTED_CUSTOMER_MOVES,
        SQL("move.amount_total_in_currency_signed <> 0"),
        *company_condition(query, SQL("move.company_id")),
        *scope_conditions(query, "move"),
    ]
    if query.date_to:
        conditions.append(SQL("part.date <= %s", query.date_to))
    is_of_few = not _OF_FEW.isdisjoint(code for code, __ in query.scope)
    parts = _parts_since(query) if query.date_from and not is_of_few else _all_parts(query)
    return SQL(
        """SELECT part.partial_id, part.move_id, part.date,
                  move.amount_total_in_currency_signed AS total,
                  SUM(part.amount) OVER settling AS after,
                  SUM(part.amount) OVER settling - part.amount AS before,
                  SIGN(move.amount_total_in_currency_signed) * currency.rounding AS coin,
                  ROW_NUMBER() OVER settling AS number,
                  part.amount = move.amount_total_in_currency_signed AS is_whole
             FROM (%s) part
             JOIN account_move move ON move.id = part.move_id
             JOIN res_company company ON company.id = move.company_id
             JOIN res_currency currency ON currency.id = company.currency_id
            %s
           WINDOW settling AS (PARTITION BY part.move_id ORDER BY part.date, part.partial_id)""",
        parts,
        where(conditions),
    )


def _all_parts(query: FactQuery) -> SQL:
    """Return all reconciliations of documents in the scope, from the first one on."""
    ending, known = _known(query)
    documents = scope_conditions(query, "move")
    # in each side, so that it begins with the documents where these are few
    among = SQL(
        "AND receivable.move_id IN (SELECT move.id FROM account_move move %s)",
        where([POSTED_CUSTOMER_MOVES, *documents]),
    )
    return SQL(" UNION ALL ").join(
        SQL(
            """SELECT receivable.move_id, partial.id AS partial_id, partial.max_date AS date,
                      %(sign)s * partial.%(amount)s AS amount
                 FROM account_partial_reconcile partial
                 JOIN account_move_line receivable ON receivable.id = partial.%(line)s %(ending)s
                WHERE %(receivable)s %(known)s %(among)s""",
            receivable=_IS_RECEIVABLE,
            among=among if documents else SQL(),
            ending=ending,
            known=known,
            sign=sign,
            amount=amount,
            line=line,
        )
        for line, amount, sign in _SIDES
    )


def _parts_since(query: FactQuery) -> SQL:
    """Return the reconciliations of those documents of which a part was settled in the span, from
    the first one on: few among those of many years.

    It begins with the reconciliations of the span, and finds the others by the documents' lines.
    """
    ending, known = _known(query)
    documents = scope_conditions(query, "move")
    if documents:  # all of them are on columns that the index on headers has
        documents = [POSTED_CUSTOMER_MOVES, *documents]
    span = date_conditions(query, SQL("partial.max_date"))
    touched = SQL(" UNION ").join(
        SQL(
            """SELECT receivable.move_id
                 FROM account_partial_reconcile partial
                 JOIN account_move_line receivable ON receivable.id = partial.%s %s %s""",
            line,
            SQL("JOIN account_move move ON move.id = receivable.move_id") if documents else SQL(),
            where([_IS_RECEIVABLE, *span, *documents]),
        )
        for line, __, __ in _SIDES
    )
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
        """WITH touched AS MATERIALIZED (%(touched)s)
           SELECT receivable.move_id, partial.id AS partial_id, partial.max_date AS date,
                  partial.amount
             FROM touched
             JOIN account_move_line receivable ON receivable.move_id = touched.move_id
            CROSS JOIN LATERAL (%(sides)s) partial %(ending)s
            WHERE %(receivable)s %(known)s""",
        touched=touched,
        sides=sides,
        ending=ending,
        receivable=_IS_RECEIVABLE,
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
