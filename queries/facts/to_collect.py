"""The source of what is still to be collected: the open part of posted documents.

Every open instalment is read as the settlement that is still to come, on the day it is due, in the
order of these days. What it will collect is the difference that it makes, see ``collected.py``: so
what was collected up to a day and what was to be collected at its end are together what was
invoiced up to it, line by line and to the cent, at the invoice's own rate. A credit note that is
not matched yet takes away. A payment that is not matched settles nothing yet.

Documents whose total is nothing have nothing to be collected, whatever their lines. At the end of a
past day documents are what they are now, but for what was settled since: those that were reset or
cancelled since are missing, and a due day that was moved is the new one.
"""

from odoo.tools import SQL

from ..receivables import DUE, is_receivable
from .collected import settled_sources
from .invoices import POSTED_CUSTOMER_MOVES
from .question import FactQuery
from .source import Source, company_condition, scope_conditions, where


def to_collect_sources(query: FactQuery) -> list[Source]:
    """Return the source of open instalments, read from headers if no lines are asked for."""
    return settled_sources(query, _open_instalments(query))


def _open_instalments(query: FactQuery) -> SQL:
    """Open instalments in the columns of settlements, with the running total of each document: the
    part of it that is settled before and after, in its own currency. ``partial_id`` is the
    instalment's line; ``number`` counts on from what is settled already."""
    return SQL(
        """SELECT item.id AS partial_id, item.move_id, item.due AS date, item.total,
                  item.settled + SUM(item.amount) OVER falling AS after,
                  item.settled + SUM(item.amount) OVER falling - item.amount AS before,
                  SIGN(item.total) * currency.rounding AS coin,
                  item.settlements + ROW_NUMBER() OVER falling AS number,
                  item.amount = item.total AS is_whole
             FROM (%s) item
             JOIN res_company company ON company.id = item.company_id
             JOIN res_currency currency ON currency.id = company.currency_id
            WHERE item.amount <> 0
           WINDOW falling AS (PARTITION BY item.move_id ORDER BY item.due, item.id)""",
        _instalments(query),
    )


def _instalments(query: FactQuery) -> SQL:
    """All instalments of documents that may have an open one, with their open ``amount``, and what
    of the document is settled, in how many settlements."""
    conditions = [
        SQL("line.display_type = 'payment_term' AND line.parent_state = 'posted'"),
        POSTED_CUSTOMER_MOVES,
        SQL("move.amount_total_in_currency_signed <> 0"),
        SQL("line.move_id IN (%s)", _documents(query)),
        *company_condition(query, SQL("move.company_id")),
        *scope_conditions(query, "move"),
    ]
    if query.as_of:
        conditions.append(SQL("move.date <= %s", query.as_of))
    return SQL(
        """SELECT line.id, line.move_id, move.company_id, %(due)s AS due,
                  move.amount_total_in_currency_signed AS total,
                  line.amount_currency - COALESCE(part.amount, 0) AS amount,
                  SUM(COALESCE(part.amount, 0)) OVER of_document AS settled,
                  SUM(part.count) OVER of_document AS settlements
             FROM account_move_line line
             JOIN account_move move ON move.id = line.move_id
             CROSS JOIN LATERAL (
                  SELECT SUM(matched.amount) AS amount, COUNT(*) AS count
                    FROM (SELECT partial.debit_amount_currency AS amount
                            FROM account_partial_reconcile partial
                           WHERE partial.debit_move_id = line.id %(until)s
                           UNION ALL
                          SELECT -partial.credit_amount_currency
                            FROM account_partial_reconcile partial
                           WHERE partial.credit_move_id = line.id %(until)s) matched) part
             %(where)s
           WINDOW of_document AS (PARTITION BY line.move_id)""",
        due=DUE,
        until=SQL("AND partial.max_date <= %s", query.as_of) if query.as_of else SQL(),
        where=where(conditions),
    )


def _documents(query: FactQuery) -> SQL:
    """The documents that are open now, which an index finds, and those that were settled since."""
    found = SQL(
        """SELECT item.move_id FROM account_move_line item
            WHERE item.reconciled IS NOT TRUE AND item.display_type = 'payment_term'
              AND %s""",
        is_receivable("item"),
    )
    if not query.as_of:
        return found
    return SQL(
        """%s
            UNION ALL
           SELECT item.move_id
             FROM account_partial_reconcile partial
             JOIN account_move_line item
               ON item.id IN (partial.debit_move_id, partial.credit_move_id)
            WHERE partial.max_date > %s""",
        found,
        query.as_of,
    )
