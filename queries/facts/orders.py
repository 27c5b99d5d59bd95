"""The sources of confirmed orders."""

from odoo.tools import SQL

from ..dimensions import ORDERED
from ..time import local_day
from .known import SALE_ORDERS, Reading, get_readings
from .question import FactQuery
from .source import (
    Source,
    company_condition,
    date_conditions,
    fact_id,
    pieces,
    reference_quantity,
    rounded,
    share_out,
    unit_joins,
    where,
)

#: The rate that the order recorded: units of its currency for one of the company's.
ORDER_RATE = SQL("COALESCE(NULLIF(so.currency_rate, 0), 1)::numeric")
ORDER_DAY = local_day(SQL("so.date_order"))
ORDER_LINES = SQL(
    """sale_order_line sol
       JOIN sale_order so ON so.id = sol.order_id
       JOIN res_company company ON company.id = so.company_id
       JOIN res_currency currency ON currency.id = company.currency_id"""
)
#: What a line is worth in the company's currency, beside its ``shared`` amount.
ORDERED_AMOUNT = SQL(
    "COALESCE(shared.amount, %s)", rounded(SQL("sol.price_subtotal / %s", ORDER_RATE))
)
#: Whether a line is a combo, which its products follow line by line; an invoice has it as a title.
IS_COMBO = SQL(
    """EXISTS (
        SELECT FROM product_product sold
          JOIN product_template template ON template.id = sold.product_tmpl_id
         WHERE sold.id = sol.product_id AND template.type = 'combo')"""
)


def order_sources(query: FactQuery) -> list[Source]:
    """Return the sources of orders that are confirmed, or were at the end of the day that is asked
    for.

    Lines of an order in another currency are its untaxed total at the order's rate, rounded, and
    shared out over them, so that they add up to it.
    """
    return [
        _source(query, reading) for reading in get_readings(SALE_ORDERS, query.as_of, ORDER_DAY)
    ]


def _source(query: FactQuery, reading: Reading) -> Source:
    quantity = reference_quantity("sol", "product_uom_qty")
    return Source(
        SQL(
            """%s %s LEFT JOIN (%s) shared ON shared.id = sol.id
           LEFT JOIN res_partner contact ON contact.id = so.partner_id %s""",
            ORDER_LINES,
            reading.joins,
            shares(query, reading),
            unit_joins("sol", "product_uom_id") if query.by_pieces else SQL(),
        ),
        _conditions(query, reading),
        {
            "id": fact_id(SQL("sol.id::bigint"), ORDERED),
            "date": ORDER_DAY,
            "invoice_date": ORDER_DAY,
            "company_id": SQL("so.company_id"),
            "currency_id": SQL("company.currency_id"),
            "amount": ORDERED_AMOUNT,
            "weighted_amount": ORDERED_AMOUNT,
            "recurring_amount": SQL("NULL::numeric"),
            "cost": rounded(SQL("sol.sales_plan_unit_cost * %s", quantity)),
            "quantity": pieces(
                quantity,
                SQL("sol.product_uom_qty * sol.price_subtotal"),
                SQL("NOT %s", IS_COMBO),
            ),
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


#: Orders that are confirmed.
_NOW = Reading(SQL(), [SALE_ORDERS.is_counted])


def confirmed(query: FactQuery, reading: Reading = _NOW) -> list[SQL]:
    """Return the conditions of lines of confirmed orders, those of down payments among them.

    :param reading: of which orders, where not of those that are confirmed now
    """
    return [
        *reading.conditions,
        SQL("sol.display_type IS NULL"),
        *company_condition(query, SQL("so.company_id")),
        *date_conditions(query, ORDER_DAY),
    ]


def _conditions(query: FactQuery, reading: Reading) -> list[SQL]:
    return [*confirmed(query, reading), SQL("sol.is_downpayment IS NOT TRUE")]


def shares(query: FactQuery, reading: Reading = _NOW) -> SQL:
    """Return the lines of orders in another currency, with their shares of the converted total.

    All lines of an order are read, whatever is asked: without one, others would have its cents.
    They are worked out once: PostgreSQL, which takes orders that were just written for hardly any,
    would do it anew for each line.

    :param reading: as for :func:`confirmed`
    """
    exact = SQL("sol.price_subtotal / (%s * currency.rounding)", ORDER_RATE)
    whole = SQL(
        "SUM(sol.price_subtotal) OVER (PARTITION BY so.id) / (%s * currency.rounding)", ORDER_RATE
    )
    return SQL(
        """WITH share AS MATERIALIZED (
               SELECT sol.id, currency.rounding * %s AS amount FROM %s %s %s)
           SELECT id, amount FROM share""",
        share_out(exact, whole, SQL("so.id"), SQL("sol.id")),
        ORDER_LINES,
        reading.joins,
        where([SQL("so.currency_id IS DISTINCT FROM currency.id"), *_conditions(query, reading)]),
    )
