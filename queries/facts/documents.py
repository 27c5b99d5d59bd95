"""The sources of facts: the native documents of each basis, as FROM, filters and columns.

All sources of a basis name the same columns, see ``question.RAW_COLUMNS``; dimensions are not
among them, ``dimensions.py`` declares those.
"""

from odoo.tools import SQL

from ..dimensions import BASES, COLLECTED, INVOICED, ORDERED
from ..time import local_day
from .deals import deal_sources
from .question import FactQuery
from .source import (
    Source,
    company_condition,
    date_conditions,
    fact_id,
    reference_quantity,
    rounded,
    where,
)


def get_sources(query: FactQuery) -> list[Source]:
    """Return the sources that together have the facts asked for, each fact once."""
    if query.basis == INVOICED:
        if not query.by_product:
            return _header_sources(query)
        return [_invoice_line_source(query)]
    if query.basis == ORDERED:
        return [_order_line_source(query)]
    if query.basis == COLLECTED:
        return [_collected_source(query)]
    return deal_sources(query)


#: Posted invoices, credit notes and receipts to customers.
_POSTED_CUSTOMER_MOVES = SQL(
    "move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
)
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


def _header_sources(query: FactQuery) -> list[Source]:
    """Invoiced revenue or count, read from headers: they are a tenth of the lines.

    ``amount_untaxed_signed`` is the sum of product lines and of the lines that Odoo calls untaxed
    but that sell nothing: cash rounding and non-deductible parts. The second source subtracts these
    few lines, so that headers equal product lines to the cent.
    """
    headers = Source(
        SQL("account_move move"),
        [_POSTED_CUSTOMER_MOVES, *_move_conditions(query, "move")],
        {
            "date": _move_date(query, "move"),
            "amount": SQL("move.amount_untaxed_signed"),
            "count": SQL("CASE WHEN move.move_type = 'out_refund' THEN 0 ELSE 1 END"),
        },
    )
    if query.measure == "count":
        return [headers]
    not_sold = Source(
        SQL("account_move_line line JOIN account_move move ON move.id = line.move_id"),
        [
            SQL(
                """line.display_type IN (
                    'rounding', 'non_deductible_product', 'non_deductible_product_total')"""
            ),
            SQL("line.parent_state = 'posted' AND line.tax_repartition_line_id IS NULL"),
            _POSTED_CUSTOMER_MOVES,
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


def _invoice_quantity() -> SQL:
    return SQL("%s * (%s)", _REFUND_SIGN, reference_quantity("line", "quantity", "product_uom_id"))


def _invoice_cost(query: FactQuery) -> SQL:
    """Cost of an invoice line: its own cost-of-sales entries, else the unit cost it was posted
    with; unknown (NULL) for lines posted before the add-on was installed and without entries."""
    stamped = rounded(
        SQL("line.sales_plan_unit_cost * %s", _invoice_quantity()), "company_currency"
    )
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


#: 1 on the largest line of a document, the first of equals; 0 on its other lines.
_LARGEST_INVOICE_LINE = SQL(
    """line.id = (
        SELECT largest.id FROM account_move_line largest
         WHERE largest.move_id = line.move_id AND largest.display_type = 'product'
         ORDER BY largest.balance, largest.id LIMIT 1)"""
)


def _invoice_line_source(query: FactQuery) -> Source:
    tables = SQL("account_move_line line JOIN account_move move ON move.id = line.move_id")
    if query.raw or query.measure == "margin":
        tables = SQL(
            """%s JOIN res_currency company_currency
                    ON company_currency.id = line.company_currency_id""",
            tables,
        )
    return Source(
        tables,
        [
            # entries have "product" lines too, but no invoice date: the index leaves them out
            SQL(
                """line.display_type = 'product' AND line.parent_state = 'posted'
                   AND line.invoice_date IS NOT NULL"""
            ),
            _POSTED_CUSTOMER_MOVES,
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
            "cost": _invoice_cost(query),
            "quantity": _invoice_quantity(),
            "count": SQL(
                """CASE WHEN move.move_type <> 'out_refund' AND %s THEN 1 ELSE 0 END""",
                _LARGEST_INVOICE_LINE,
            ),
            "res_id": SQL("move.id"),
            "line_id": SQL("line.id"),
            "reference": SQL("move.name"),
        },
    )


def _order_line_source(query: FactQuery) -> Source:
    day = local_day(SQL("so.date_order"))
    quantity = reference_quantity("sol", "product_uom_qty", "product_uom_id")
    return Source(
        SQL(
            """sale_order_line sol
               JOIN sale_order so ON so.id = sol.order_id
               JOIN res_company company ON company.id = so.company_id
               JOIN res_currency currency ON currency.id = company.currency_id
               LEFT JOIN res_partner contact ON contact.id = so.partner_id"""
        ),
        [
            SQL("so.state = 'sale' AND sol.display_type IS NULL"),
            SQL("sol.is_downpayment IS NOT TRUE"),
            *company_condition(query, SQL("so.company_id")),
            *date_conditions(query, day),
        ],
        {
            "id": fact_id(SQL("sol.id::bigint"), ORDERED),
            "date": day,
            "invoice_date": day,
            "company_id": SQL("so.company_id"),
            "currency_id": SQL("company.currency_id"),
            "amount": rounded(SQL("sol.price_subtotal / %s", _order_rate())),
            "weighted_amount": rounded(SQL("sol.price_subtotal / %s", _order_rate())),
            "recurring_amount": SQL("NULL::numeric"),
            "cost": rounded(SQL("sol.sales_plan_unit_cost * %s", quantity)),
            "quantity": quantity,
            "count": SQL(
                """CASE WHEN sol.id = (
                    SELECT largest.id FROM sale_order_line largest
                     WHERE largest.order_id = sol.order_id AND largest.display_type IS NULL
                       AND largest.is_downpayment IS NOT TRUE
                     ORDER BY largest.price_subtotal DESC, largest.id LIMIT 1)
                THEN 1 ELSE 0 END"""
            ),
            "res_id": SQL("so.id"),
            "line_id": SQL("sol.id"),
            "reference": SQL("so.name"),
        },
    )


def _order_rate() -> SQL:
    """The rate that the order recorded: units of its currency for one of the company's."""
    return SQL("COALESCE(NULLIF(so.currency_rate, 0), 1)::numeric")


def _collected_source(query: FactQuery) -> Source:
    """The untaxed share of what was settled, per reconciliation and invoice line.

    ``settlement`` has, for every reconciliation of an invoice's receivable, the part of the
    invoice settled before and after it, in the invoice's own currency. A line has collected its
    amount times that part, rounded; a fact is the difference of two such figures. So a paid
    invoice has collected exactly what it invoiced, at its own rate, whatever the instalments;
    exchange differences, which settle nothing in the invoice's currency, collect nothing.
    A credit note set against an invoice is the invoice's gain and its own loss: nothing was paid.
    """
    after, before = SQL("settlement.after"), SQL("settlement.before")
    return Source(
        SQL(
            """(%s) settlement
               JOIN account_move move ON move.id = settlement.move_id
               JOIN account_move_line line
                 ON line.move_id = move.id AND line.display_type = 'product'
               JOIN res_currency company_currency
                 ON company_currency.id = line.company_currency_id""",
            _settlements(query),
        ),
        date_conditions(query, SQL("settlement.date")),
        {
            "id": SQL(
                """((settlement.partial_id::bigint << 24) | (line.id & 16777215)) * 8 + %s""",
                BASES.index(COLLECTED),
            ),
            "date": SQL("settlement.date"),
            "invoice_date": SQL("settlement.date"),
            "company_id": SQL("move.company_id"),
            "currency_id": SQL("line.company_currency_id"),
            "amount": _settled(SQL("-line.balance"), after, before),
            "weighted_amount": _settled(SQL("-line.balance"), after, before),
            "recurring_amount": SQL("NULL::numeric"),
            "cost": _settled(_invoice_cost(query), after, before),
            "quantity": SQL(
                "%s * (%s - %s) / settlement.total", _invoice_quantity(), after, before
            ),
            "count": SQL(
                """CASE WHEN settlement.number = 1 AND move.move_type <> 'out_refund'
                     AND %s THEN 1 ELSE 0 END""",
                _LARGEST_INVOICE_LINE,
            ),
            "res_id": SQL("move.id"),
            "line_id": SQL("line.id"),
            "reference": SQL("move.name"),
        },
    )


def _settled(amount: SQL, after: SQL, before: SQL) -> SQL:
    """The difference that one settlement makes to the settled part of ``amount``, rounded."""
    return SQL(
        "%s - %s",
        rounded(SQL("(%s) * %s / settlement.total", amount, after), "company_currency"),
        rounded(SQL("(%s) * %s / settlement.total", amount, before), "company_currency"),
    )


def _settlements(query: FactQuery) -> SQL:
    """Reconciliations of customer receivables, with the running total of each invoice.

    Later settlements do not change what an earlier one collected, so only those up to the last
    day asked are read.
    """
    sides = [
        SQL(
            """SELECT receivable.move_id, partial.id AS partial_id, partial.max_date AS date,
                      %(sign)s * partial.%(amount)s AS amount
                 FROM account_partial_reconcile partial
                 JOIN account_move_line receivable ON receivable.id = partial.%(line)s
                WHERE receivable.display_type = 'payment_term'
                  AND receivable.parent_state = 'posted'""",
            sign=sign,
            amount=SQL.identifier(amount),
            line=SQL.identifier(line),
        )
        for sign, amount, line in (
            (1, "debit_amount_currency", "debit_move_id"),
            (-1, "credit_amount_currency", "credit_move_id"),
        )
    ]
    conditions = [
        _POSTED_CUSTOMER_MOVES,
        SQL("move.amount_total_in_currency_signed <> 0"),
        *company_condition(query, SQL("move.company_id")),
    ]
    if query.date_to:
        conditions.append(SQL("part.date <= %s", query.date_to))
    return SQL(
        """SELECT part.partial_id, part.move_id, part.date,
                  move.amount_total_in_currency_signed AS total,
                  SUM(part.amount) OVER settling AS after,
                  SUM(part.amount) OVER settling - part.amount AS before,
                  ROW_NUMBER() OVER settling AS number
             FROM (%s) part
             JOIN account_move move ON move.id = part.move_id
            %s
           WINDOW settling AS (PARTITION BY part.move_id ORDER BY part.date, part.partial_id)""",
        SQL(" UNION ALL ").join(sides),
        where(conditions),
    )
