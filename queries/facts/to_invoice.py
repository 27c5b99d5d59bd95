"""The source of what is still to be invoiced of confirmed orders.

Of a line it is what posted invoices, less credit notes, that Odoo links to it did not take: the
part of its ordered amount, rounded, so that the rates of invoices do not matter. It never crosses
zero, and is never more than was ordered. Nothing is left of a line whose whole quantity is
invoiced, at whatever price: Odoo offers it no more. Drafts take nothing.

A down payment invoices an order in advance without taking anything of its lines: the order has a
line of its own for it. What was invoiced by that line is taken off, as in Odoo's sales analysis,
until the final invoice sets it off: a fact less than nothing, without pieces and costs.

At the end of a past day orders have the lines that they have now, and those that were cancelled
since are missing: Odoo does not keep what they were.
"""

from dataclasses import replace

from odoo.tools import SQL

from ..dimensions import TO_INVOICE
from .orders import (
    IS_COMBO,
    ORDER_DAY,
    ORDER_LINES,
    ORDER_RATE,
    ORDERED_AMOUNT,
    confirmed,
    shares,
)
from .question import FactQuery
from .source import Source, fact_id, pieces, reference_quantity, rounded, unit_joins, where

#: What an invoice line counts for: a credit note gives back. Odoo counts invoices that an older
#: version's payments settled, too.
_SIGN = SQL("CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END")
_POSTED = SQL(
    """line.display_type = 'product'
       AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND (move.state = 'posted' OR move.payment_state = 'invoicing_legacy')"""
)
#: Whether a line of an order stands for a down payment.
_IS_ADVANCE = SQL("(sol.is_downpayment IS TRUE)")


def to_invoice_sources(query: FactQuery) -> list[Source]:
    """Return the source of order lines of which something is still to be invoiced."""
    days = [day for day in (query.date_to, query.as_of) if day]
    query = replace(query, date_to=min(days, default=None))
    quantity = reference_quantity("owed", "quantity")
    return [
        Source(
            SQL(
                """(%s) owed
                   JOIN sale_order_line sol ON sol.id = owed.id
                   JOIN sale_order so ON so.id = sol.order_id
                   JOIN res_company company ON company.id = so.company_id
                   JOIN res_currency currency ON currency.id = company.currency_id
                   LEFT JOIN res_partner contact ON contact.id = so.partner_id %s""",
                _owed(query),
                unit_joins("owed", "product_uom_id") if query.by_pieces else SQL(),
            ),
            [],
            {
                "id": fact_id(SQL("sol.id::bigint"), TO_INVOICE),
                "date": ORDER_DAY,
                "invoice_date": ORDER_DAY,
                "company_id": SQL("so.company_id"),
                "currency_id": SQL("company.currency_id"),
                "amount": SQL("owed.amount"),
                "weighted_amount": SQL("owed.amount"),
                "recurring_amount": SQL("NULL::numeric"),
                "cost": SQL(
                    "CASE WHEN %s THEN 0 ELSE %s END",
                    _IS_ADVANCE,
                    rounded(SQL("sol.sales_plan_unit_cost * %s", quantity)),
                ),
                "quantity": pieces(
                    quantity,
                    SQL("sol.product_uom_qty * sol.price_subtotal"),
                    SQL("NOT %s", IS_COMBO),
                ),
                "count": SQL(
                    """CASE WHEN owed.is_largest AND owed.amount <> 0 AND NOT %s
                       THEN 1 ELSE 0 END""",
                    _IS_ADVANCE,
                ),
                "res_id": SQL("so.id"),
                "line_id": SQL("sol.id"),
                "reference": SQL("so.name"),
            },
        )
    ]


def _owed(query: FactQuery) -> SQL:
    """The lines of which something is left, with the ``amount`` in the company's currency and the
    ``quantity`` in the line's unit; ``is_largest`` on one of each order, the first of equals."""
    return SQL(
        """SELECT line.*,
                  ROW_NUMBER() OVER (PARTITION BY line.order_id
                                     ORDER BY line.amount DESC, line.id) = 1 AS is_largest
             FROM (SELECT sol.id, sol.order_id, sol.product_id, sol.product_uom_id,
                          CASE WHEN %(is_advance)s THEN LEAST(0, -%(advance)s)
                               WHEN taken.quantity <> 0 AND remaining.quantity = 0 THEN 0
                               ELSE COALESCE(%(amount)s, 0) END AS amount,
                          remaining.quantity
                     FROM %(lines)s
                     LEFT JOIN (%(shares)s) shared ON shared.id = sol.id
                     CROSS JOIN LATERAL (%(taken)s) taken
                     CROSS JOIN LATERAL (
                          SELECT %(amount_left)s AS amount, %(quantity_left)s AS quantity) remaining
                     %(where)s) line
            WHERE line.amount <> 0 OR line.quantity <> 0""",
        is_advance=_IS_ADVANCE,
        advance=rounded(SQL("taken.amount / %s", ORDER_RATE)),
        # a part of the ordered amount: all of it, if nothing was invoiced
        amount=rounded(
            SQL("%s * remaining.amount / NULLIF(sol.price_subtotal, 0)", ORDERED_AMOUNT)
        ),
        lines=ORDER_LINES,
        shares=shares(query),
        taken=_taken(query),
        amount_left=_left(SQL("sol.price_subtotal"), SQL("taken.amount")),
        # rounded: what was counted in other units is not exact in its last digits
        quantity_left=_left(SQL("sol.product_uom_qty"), SQL("ROUND(taken.quantity, 6)")),
        where=where([*confirmed(query), _may_be_left(query)]),
    )


def _left(whole: SQL, taken: SQL) -> SQL:
    """What is left of a whole, between it and nothing, with its sign."""
    return SQL(
        """SIGN(%(whole)s) * GREATEST(0, LEAST(
               ABS(%(whole)s), SIGN(%(whole)s) * (%(whole)s - %(taken)s)))""",
        whole=whole,
        taken=taken,
    )


def _taken(query: FactQuery) -> SQL:
    """What was invoiced of ``sol``: the ``amount`` in the order's currency, at the order's rate if
    the invoice is in another, and the ``quantity`` in the line's unit."""
    conditions = [SQL("link.order_line_id = sol.id"), _POSTED]
    if query.as_of:
        conditions.append(SQL("%s <= %s", SQL.identifier("move", query.date_column), query.as_of))
    else:  # what Odoo keeps with the line tells that nothing was, also in no draft
        conditions.append(
            SQL(
                """(sol.untaxed_amount_invoiced IS DISTINCT FROM 0
                    OR sol.qty_invoiced IS DISTINCT FROM 0)"""
            )
        )
    return SQL(
        """SELECT COALESCE(SUM(CASE WHEN line.currency_id = so.currency_id
                                    THEN %(sign)s * line.price_subtotal
                                    ELSE -line.balance * %(rate)s END), 0) AS amount,
                  COALESCE(SUM(%(sign)s * line.quantity * COALESCE(
                      invoiced_unit.factor / NULLIF(ordered_unit.factor, 0), 1)), 0) AS quantity
             FROM sale_order_line_invoice_rel link
             JOIN account_move_line line ON line.id = link.invoice_line_id
             JOIN account_move move ON move.id = line.move_id
             LEFT JOIN uom_uom invoiced_unit ON invoiced_unit.id = line.product_uom_id
             LEFT JOIN uom_uom ordered_unit ON ordered_unit.id = sol.product_uom_id
             %(where)s""",
        sign=_SIGN,
        rate=ORDER_RATE,
        where=where(conditions),
    )


def _may_be_left(query: FactQuery) -> SQL:
    """The lines that Odoo does not say to be wholly invoiced, and those that were invoiced since:
    what was invoiced of the others need not be read."""
    is_left = SQL(
        """(sol.untaxed_amount_invoiced IS DISTINCT FROM sol.price_subtotal
            OR (NOT %(is_advance)s AND (
                sol.price_subtotal = 0
                OR sol.qty_invoiced IS DISTINCT FROM sol.product_uom_qty)))""",
        is_advance=_IS_ADVANCE,
    )
    if not query.as_of:
        return is_left
    return SQL(
        """(%s OR sol.id IN (
            SELECT link.order_line_id
              FROM account_move move
              JOIN account_move_line line ON line.move_id = move.id
              JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = line.id
             WHERE %s > %s AND %s))""",
        is_left,
        SQL.identifier("move", query.date_column),
        query.as_of,
        _POSTED,
    )
