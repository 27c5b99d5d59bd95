"""The sources of invoices: their headers, or their lines if those are asked for."""

from odoo.tools import SQL

from ..dimensions import INVOICED
from .known import MOVES, Reading, get_readings
from .question import FactQuery
from .source import (
    Source,
    company_condition,
    date_conditions,
    fact_id,
    pieces,
    reference_quantity,
    rounded,
    unit_joins,
)


def invoice_sources(query: FactQuery) -> list[Source]:
    """Return the sources of invoices, credit notes and receipts to customers that are posted, or
    were at the end of the day that is asked for."""
    sources = []
    for reading in get_readings(MOVES, query.as_of, _move_date(query, "move")):
        if query.by_product:
            sources.append(_line_source(query, reading))
        else:
            sources += _header_sources(query, reading)
    return sources


#: Invoices, credit notes and receipts to customers.
_CUSTOMER_MOVES = SQL("move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')")
#: Those that are posted.
POSTED_CUSTOMER_MOVES = SQL("move.state = 'posted' AND %s", _CUSTOMER_MOVES)
_LINE_IS_POSTED = SQL("line.parent_state = 'posted'")
#: Lines that Odoo calls untaxed but that sell nothing: cash rounding and non-deductible parts.
_ROUNDS = SQL(
    """line.display_type IN ('rounding', 'non_deductible_product', 'non_deductible_product_total')
       AND line.tax_repartition_line_id IS NULL"""
)
SELLS_NOTHING = SQL("%s AND %s", _ROUNDS, _LINE_IS_POSTED)
_LINES = SQL("account_move_line line JOIN account_move move ON move.id = line.move_id")
#: Sign of a document's quantities and counts: negative for credit notes.
_REFUND_SIGN = SQL("CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END")


def _move_date(query: FactQuery, alias: str) -> SQL:
    return SQL.identifier(alias, query.date_column)


def _move_conditions(query: FactQuery, alias: str) -> list[SQL]:
    """Company and dates, stated on header or line: stating both halves the time to read."""
    return [
        *company_condition(query, SQL.identifier(alias, "company_id")),
        *date_conditions(query, _move_date(query, alias)),
    ]


def _line_conditions(reading: Reading) -> list[SQL]:
    """What counts now is also stated on lines, as their indexes have it."""
    return [_CUSTOMER_MOVES, *reading.conditions, *([_LINE_IS_POSTED] if reading.is_now else [])]


def _header_sources(query: FactQuery, reading: Reading) -> list[Source]:
    """Invoiced revenue or count, read from headers: they are a tenth of the lines.

    ``amount_untaxed_signed`` is the sum of product lines and of those of :data:`SELLS_NOTHING`. The
    second source subtracts these few lines, so that headers equal product lines to the cent.
    """
    headers = Source(
        SQL("account_move move %s", reading.joins),
        [_CUSTOMER_MOVES, *reading.conditions, *_move_conditions(query, "move")],
        {
            "date": _move_date(query, "move"),
            "amount": SQL("move.amount_untaxed_signed"),
            "count": SQL("CASE WHEN move.move_type = 'out_refund' THEN 0 ELSE 1 END"),
        },
    )
    if query.measure == "count":
        return [headers]
    not_sold = Source(
        SQL("%s %s", _LINES, reading.joins),
        [
            _ROUNDS,
            *_line_conditions(reading),
            *_move_conditions(query, "line"),
            *_move_conditions(query, "move"),
        ],
        {
            "date": _move_date(query, "move"),
            "amount": SQL("line.balance"),
            "rows": SQL("0"),
        },
    )
    return [headers, not_sold]


def _quantity() -> SQL:
    return SQL("%s * (%s)", _REFUND_SIGN, reference_quantity("line", "quantity"))


#: What :func:`line_pieces` and :func:`line_cost` need besides ``line`` and ``move``.
LINE_UNITS = unit_joins("line", "product_uom_id")


def line_pieces() -> SQL:
    """Return the pieces that an invoice line sells.

    None in a down payment, nor where a final invoice sets it off: Odoo marks both.
    """
    sign = SQL("%s * line.quantity * -line.balance", _REFUND_SIGN)
    return pieces(_quantity(), sign, SQL("line.is_downpayment IS NOT TRUE"))


def line_cost(query: FactQuery) -> SQL:
    """Return the cost of an invoice line: its own cost-of-sales entries, else the unit cost that it
    was posted with; NULL, unknown, for lines without entries that were posted before the add-on
    was installed."""
    stamped = rounded(SQL("line.sales_plan_unit_cost * %s", _quantity()), "company_currency")
    if not query.has_cogs:
        return stamped
    return SQL(
        """COALESCE(
            (SELECT SUM(cogs.balance)
               FROM account_move_line cogs
               JOIN account_account cogs_account ON cogs_account.id = cogs.account_id
              WHERE cogs.move_id = line.move_id
                AND cogs.display_type = 'cogs'
                AND cogs.cogs_origin_id = line.id
                AND cogs_account.account_type NOT LIKE 'asset%%'),
            %s)""",
        stamped,
    )


#: Whether a line is the largest of its document, the first of equals.
IS_LARGEST_LINE = SQL(
    """line.id = (
        SELECT largest.id FROM account_move_line largest
         WHERE largest.move_id = line.move_id AND largest.display_type = 'product'
         ORDER BY largest.balance, largest.id LIMIT 1)"""
)


def _line_source(query: FactQuery, reading: Reading) -> Source:
    tables = SQL("%s %s", _LINES, reading.joins)
    if query.raw or query.measure == "margin":
        tables = SQL(
            """%s JOIN res_currency company_currency
                    ON company_currency.id = line.company_currency_id""",
            tables,
        )
    if query.by_pieces:
        tables = SQL("%s %s", tables, LINE_UNITS)
    return Source(
        tables,
        [
            # entries have "product" lines too, but no invoice date: the index leaves them out
            SQL("line.display_type = 'product' AND line.invoice_date IS NOT NULL"),
            *_line_conditions(reading),
            *_move_conditions(query, "line"),
            *_move_conditions(query, "move"),
        ],
        {
            "id": fact_id(SQL("line.id::bigint"), INVOICED),
            "date": _move_date(query, "move"),
            "invoice_date": SQL("move.invoice_date"),
            "company_id": SQL("move.company_id"),
            "currency_id": SQL("line.company_currency_id"),
            "amount": SQL("-line.balance"),
            "weighted_amount": SQL("-line.balance"),
            "recurring_amount": SQL("NULL::numeric"),
            "cost": line_cost(query),
            "quantity": line_pieces(),
            "count": SQL(
                """CASE WHEN move.move_type <> 'out_refund' AND %s THEN 1 ELSE 0 END""",
                IS_LARGEST_LINE,
            ),
            "res_id": SQL("move.id"),
            "line_id": SQL("line.id"),
            "reference": SQL("move.name"),
        },
    )
