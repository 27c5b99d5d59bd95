"""Whom to ask for what is overdue, and how instalments and promises were settled."""

from odoo.tools import SQL

from .receivables import DUE, INVOICES, IS_EXCHANGE, SETTLED_BY, disputes, is_open, registered
from .time import company_days


def promises(line: str = "line") -> SQL:
    """Return the relation of what was promised of an item: ``promised``, the last day for which
    payment is awaited, and ``broken``, the last one for which it was in vain."""
    return SQL(
        """SELECT MAX(promise.date) FILTER (WHERE promise.state = 'open') AS promised,
                  MAX(promise.date) FILTER (WHERE promise.state = 'broken') AS broken
             FROM sales_collection_promise promise
            WHERE promise.move_id = %s
              AND (promise.line_id IS NULL OR promise.line_id = %s)""",
        SQL.identifier(line, "move_id"),
        SQL.identifier(line, "id"),
    )


def _able(user: SQL) -> SQL:
    """Return a user if they work in the company of ``move``, else NULL."""
    return SQL(
        """(SELECT worker.id FROM res_users worker
             WHERE worker.id = %s AND worker.active AND worker.share IS NOT TRUE
               AND EXISTS (SELECT FROM res_company_users_rel employed
                            WHERE employed.user_id = worker.id
                              AND employed.cid = move.company_id))""",
        user,
    )


def follow_ups(line_ids) -> SQL:
    """Return what decides who is asked for instalments, one row for each.

    The salesperson is the invoice's, or the leader of its team where that one works there no more;
    the collector the customer's own, or the company's.
    """
    return SQL(
        """SELECT line.id, line.move_id, move.company_id, line.parent_state AS state,
                  line.amount_residual_currency AS residual, %(due)s AS due, day.today,
                  company.collection_from,
                  COALESCE(%(salesperson)s, %(leader)s) AS salesperson,
                  COALESCE(%(own)s, %(companys)s, %(main)s) AS collector,
                  %(disputed)s AS is_disputed, promise.promised, promise.broken,
                  %(registered)s >= move.amount_residual AS is_paying
             FROM account_move_line line
             JOIN account_move move ON move.id = line.move_id
             JOIN res_company company ON company.id = move.company_id
             JOIN res_company root
               ON root.id = split_part(company.parent_path, '/', 1)::integer
             JOIN (%(days)s) day ON day.id = move.company_id
             LEFT JOIN crm_team team ON team.id = move.team_id
             LEFT JOIN res_partner partner ON partner.id = move.commercial_partner_id
             CROSS JOIN LATERAL (%(promises)s) promise
            WHERE line.id IN %(ids)s
            ORDER BY line.id""",
        due=DUE,
        salesperson=_able(SQL("move.invoice_user_id")),
        leader=_able(SQL("team.user_id")),
        own=_able(SQL("partner.sales_collector_id")),
        companys=_able(SQL("company.sales_collector_id")),
        main=_able(SQL("root.sales_collector_id")),
        disputed=disputes(),
        registered=registered(),
        days=company_days(),
        promises=promises(),
        ids=tuple(line_ids),
    )


def to_follow_up(company_id, today, after=0) -> SQL:
    """Return the instalments of a company that somebody may have to be asked for: ``id``.

    These are the open ones that are overdue, and those that somebody is asked for.

    :param after: only those with a higher id
    """
    return SQL(
        """SELECT line.id
             FROM account_move_line line
             JOIN account_move move ON move.id = line.move_id
             JOIN res_company company ON company.id = line.company_id
            WHERE %(open)s AND line.amount_residual > 0 AND line.company_id = %(company)s
              AND line.id > %(after)s
              AND move.move_type IN %(invoices)s AND %(due)s < %(today)s
              AND (company.collection_from IS NULL OR %(due)s >= company.collection_from)
            UNION
           SELECT notice.line_id
             FROM sales_collection_notice notice
            WHERE notice.state = 'open' AND notice.company_id = %(company)s
              AND notice.line_id > %(after)s
            ORDER BY id""",
        open=is_open(),
        after=after,
        company=company_id,
        invoices=INVOICES,
        due=DUE,
        today=today,
    )


def last_settlements(line_ids) -> SQL:
    """Return how instalments were settled last: ``line_id``, ``kind`` and ``name`` of the entry."""
    return SQL(
        """SELECT DISTINCT ON (partial.debit_move_id)
                  partial.debit_move_id AS line_id, %(kind)s AS kind, entry.name
             FROM account_partial_reconcile partial
             JOIN account_move_line other ON other.id = partial.credit_move_id
             JOIN account_move entry ON entry.id = other.move_id
            WHERE partial.debit_move_id IN %(ids)s AND NOT %(exchange)s
            ORDER BY partial.debit_move_id, partial.id DESC""",
        kind=SETTLED_BY,
        ids=tuple(line_ids),
        exchange=IS_EXCHANGE,
    )


def settled_of_promises(promise_ids) -> SQL:
    """Return what was paid, and what was settled in any way, of promised instalments by the day
    of the promise, in the invoice's currency: ``promise_id``, ``paid``, ``settled``."""
    return SQL(
        """SELECT promise.id AS promise_id,
                  GREATEST(%(registered)s, COALESCE(SUM(partial.debit_amount_currency)
                      FILTER (WHERE %(kind)s = 'payment'), 0)) AS paid,
                  GREATEST(%(registered)s, COALESCE(SUM(partial.debit_amount_currency), 0))
                      AS settled
             FROM sales_collection_promise promise
             JOIN account_move move ON move.id = promise.move_id
             LEFT JOIN (
                   account_partial_reconcile partial
                   JOIN account_move_line line ON line.id = partial.debit_move_id
                   JOIN account_move_line other ON other.id = partial.credit_move_id
                   JOIN account_move entry ON entry.id = other.move_id)
               ON line.move_id = promise.move_id
              AND (promise.line_id IS NULL OR promise.line_id = line.id)
              AND partial.max_date <= promise.date
              AND NOT %(exchange)s
            WHERE promise.id IN %(ids)s
            GROUP BY promise.id, move.id""",
        registered=registered(SQL("promise.date")),
        kind=SETTLED_BY,
        exchange=IS_EXCHANGE,
        ids=tuple(promise_ids),
    )


def watched(line_ids, move_ids) -> SQL:
    """Return the instalments, among some or of some invoices, that somebody was asked for or that
    were promised: ``id``. What nobody has ever asked for is left to the scheduled action."""
    lines, moves = tuple(line_ids) or (0,), tuple(move_ids) or (0,)
    return SQL(
        """SELECT notice.line_id AS id FROM sales_collection_notice notice
            WHERE notice.line_id IN %(lines)s OR notice.move_id IN %(moves)s
            UNION
           SELECT line.id FROM sales_collection_promise promise
             JOIN account_move_line line
               ON line.move_id = promise.move_id AND line.display_type = 'payment_term'
            WHERE promise.move_id IN %(moves)s OR promise.move_id IN (
                  SELECT of_line.move_id FROM account_move_line of_line
                   WHERE of_line.id IN %(lines)s)
            ORDER BY id""",
        lines=lines,
        moves=moves,
    )
