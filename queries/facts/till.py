"""The sources of what tills sold without an invoice, where Odoo's point of sale is installed.

A session of a till is booked when it is closed, as one entry for all of its orders that have no
invoice. So an order counts as invoiced on the day of its session's entry (or on its own day, for
plans that count by invoice date), once that is posted; as ordered on its own day, whether it is
invoiced or not. An order that settles a sales order is no order of its own.

An order that is invoiced after its session was closed is taken back by an entry of its own, on the
day on which it is invoiced: what it counted for before stays, the invoice and what is taken back
cancel out from then on. So it never counts twice, and no closed period changes.

Documents are the orders: ``move``, or ``so``, has their columns under the names that dimensions
read, ``line``, or ``sol``, their products. The team is that of the till, where it has one.
"""

from odoo.tools import SQL

from ..dimensions import INVOICED, ORDERED
from ..time import local_day
from .known import endings, is_known
from .question import FactQuery
from .source import Source, company_condition, date_conditions, fact_id, pieces, rounded

#: Tills that know nothing of sales orders, and those that do and have a team.
TILL_ALONE, TILL_WITH_SALES = "alone", "with_sales"
#: Ids of tills' facts are beyond those of documents: ids of their lines times sixteen from here on.
_FIRST_ID = 1 << 40


def till_sources(query: FactQuery) -> list[Source]:
    """Return the sources of orders of tills; none for bases that have none, or without tills."""
    if not query.till:
        return []
    if query.basis == ORDERED:
        return [_source(query, "so", "sol", _ordered(query), SQL("1"))]
    if query.basis == INVOICED:
        return [
            _source(query, "move", "line", _booked(query), SQL("1")),
            _source(query, "move", "line", _taken_back(query), SQL("-1")),
        ]
    return []


def _ordered(query: FactQuery) -> SQL:
    return _orders(query, SQL("pos.create_date"), local_day(SQL("pos.date_order")), SQL())


def _booked(query: FactQuery) -> SQL:
    """Orders that are part of the entry of a session: without an invoice, or invoiced later."""
    return _orders(
        query,
        SQL("entry.create_date"),
        SQL("entry.date"),
        SQL(
            """JOIN account_move entry ON entry.id = session.move_id AND entry.state = 'posted'
                AND (pos.account_move IS NULL OR EXISTS (
                    SELECT FROM account_move back WHERE back.reversed_pos_order_id = pos.id))"""
        ),
    )


def _taken_back(query: FactQuery) -> SQL:
    """Orders that were invoiced after their session was booked."""
    return _orders(
        query,
        SQL("entry.create_date"),
        SQL("entry.date"),
        SQL(
            """JOIN account_move entry
                 ON entry.reversed_pos_order_id = pos.id AND entry.state = 'posted'"""
        ),
    )


def _orders(query: FactQuery, made: SQL, day: SQL, joins: SQL) -> SQL:
    """Orders of tills that are paid, in the columns of invoices and of sales orders.

    :param made: when what makes them count was made
    :param day: the day that they count on
    """
    ending, conditions = SQL(), [SQL("pos.state NOT IN ('draft', 'cancel')")]
    if query.as_of:
        ending = SQL(
            "JOIN (%s) ending ON ending.id = pos.company_id", endings("pos_order", query.as_of)
        )
        conditions.append(is_known(made, day, query.as_of))
    if query.basis == INVOICED and query.date_column == "invoice_date":
        own_day = local_day(SQL("pos.date_order"))
        day = SQL("CASE WHEN entry.id = session.move_id THEN %s ELSE %s END", own_day, day)
    conditions += company_condition(query, SQL("pos.company_id"))
    return SQL(
        """SELECT pos.id, pos.name, pos.company_id, pos.user_id, pos.user_id AS invoice_user_id,
                  %(team)s AS team_id, pos.partner_id, contact.commercial_partner_id,
                  pos.partner_id AS partner_shipping_id, pos.partner_id AS partner_invoice_id,
                  NULL::integer AS source_id, NULL::integer AS medium_id,
                  NULL::integer AS campaign_id, NULL::integer AS opportunity_id,
                  COALESCE(journal.currency_id, company.currency_id) AS currency_id,
                  COALESCE(NULLIF(pos.currency_rate, 0), 1)::numeric AS currency_rate,
                  COALESCE(NULLIF(pos.currency_rate, 0), 1)::numeric AS invoice_currency_rate,
                  pos.is_refund OR pos.amount_total < 0 AS is_refund, %(day)s AS day
             FROM pos_order pos
             JOIN pos_session session ON session.id = pos.session_id
             JOIN pos_config config ON config.id = session.config_id
             JOIN res_company company ON company.id = pos.company_id
             LEFT JOIN account_journal journal ON journal.id = config.journal_id
             LEFT JOIN res_partner contact ON contact.id = pos.partner_id
             %(joins)s %(ending)s
            WHERE %(conditions)s""",
        team=SQL("config.crm_team_id") if query.till == TILL_WITH_SALES else SQL("NULL::integer"),
        day=day,
        joins=joins,
        ending=ending,
        conditions=SQL(" AND ").join(conditions),
    )


def _source(query: FactQuery, order: str, line: str, orders: SQL, sign: SQL) -> Source:
    """The lines of some orders.

    :param order: what dimensions call a document
    :param line: and its lines
    :param sign: 1, or -1 where orders are taken back
    """
    here, sold = SQL.identifier(order), SQL.identifier(line)
    conditions = date_conditions(query, SQL("%s.day", here))
    if query.basis == ORDERED and query.till == TILL_WITH_SALES:
        conditions.append(SQL("%s.sale_order_line_id IS NULL", sold))
    amount = _in_company_currency(here, SQL("%s.price_subtotal", sold))
    quantity = SQL("%s.qty", sold)
    return Source(
        SQL(
            """(%(orders)s) %(order)s
               JOIN pos_order_line %(line)s ON %(line)s.order_id = %(order)s.id
               JOIN res_company company ON company.id = %(order)s.company_id
               JOIN res_currency currency ON currency.id = company.currency_id
               %(contact)s""",
            orders=orders,
            order=here,
            line=sold,
            contact=SQL("LEFT JOIN res_partner contact ON contact.id = so.partner_id")
            if order == "so"
            else SQL(),
        ),
        conditions,
        {
            "id": SQL(
                "%s + %s",
                _FIRST_ID,
                fact_id(SQL("(%s.id::bigint * 2 + (%s < 0)::integer)", sold, sign), query.basis),
            ),
            "date": SQL("%s.day", here),
            "invoice_date": SQL("%s.day", here),
            "company_id": SQL("%s.company_id", here),
            "currency_id": SQL("company.currency_id"),
            "amount": SQL("%s * %s", sign, amount),
            "weighted_amount": SQL("%s * %s", sign, amount),
            "recurring_amount": SQL("NULL::numeric"),
            "cost": SQL(
                "CASE WHEN %s.is_total_cost_computed THEN %s * %s END",
                sold,
                sign,
                _in_company_currency(here, SQL("%s.total_cost", sold)),
            ),
            "quantity": SQL(
                "%s * %s", sign, pieces(quantity, SQL("%s * %s.price_subtotal", quantity, sold))
            ),
            "count": SQL(
                """CASE WHEN %(line)s.id = (
                        SELECT largest.id FROM pos_order_line largest
                         WHERE largest.order_id = %(order)s.id
                         ORDER BY largest.price_subtotal DESC, largest.id LIMIT 1)
                        AND NOT %(order)s.is_refund
                   THEN %(sign)s ELSE 0 END""",
                line=sold,
                order=here,
                sign=sign,
            ),
            "res_id": SQL("%s.id", here),
            "res_model": SQL("'pos.order'"),
            "line_id": SQL("%s.id", sold),
            "reference": SQL("%s.name", here),
        },
    )


def _in_company_currency(order: SQL, amount: SQL) -> SQL:
    return rounded(SQL("%s::numeric / %s.currency_rate", amount, order))
