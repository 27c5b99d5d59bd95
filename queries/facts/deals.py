"""The sources of deals: won and lost deals and the open pipeline.

A deal counts with its expected revenue, whatever its products sum to. If a product is asked for, a
deal has one fact for each of its product lines and one without a product for the remainder, which
may be negative. So every grouping sums to the expected revenue.
"""

from datetime import date

from odoo.tools import SQL

from ..deals import company_joins, company_of, in_companies, weigh, weighted_of
from ..dimensions import EVERY_BASIS, LOST, WON
from ..time import DayEnd, company_moments, is_valid_at, local_day
from .question import FactQuery
from .source import (
    Source,
    company_condition,
    date_conditions,
    pieces,
    reference_quantity,
    unit_joins,
)

#: The bases of deals that are over, for who closed them.
_CLOSED = (WON, LOST)
_CLOSED_COMPANY = SQL("closing.closed_company_id")
_CLOSED_DEALS = SQL(
    """crm_lead lead
       JOIN crm_lead_history closing ON closing.deal_number = lead.id
        AND closing.valid_to IS NULL AND closing.closed_at IS NOT NULL
       LEFT JOIN res_company company ON company.id = %s
       LEFT JOIN res_partner contact ON contact.id = lead.partner_id""",
    _CLOSED_COMPANY,
)
_OPEN_COMPANY = company_of("lead")
_REVENUE = SQL("COALESCE(lead.expected_revenue, 0)")
#: What recurs of a deal a month, as Odoo has it: rounded as its company's currency is.
_RECURRING = SQL("COALESCE(lead.recurring_revenue_monthly, 0)")
#: The currency of the deal's company, in which weighted amounts are rounded.
_CURRENCY = SQL("LEFT JOIN res_currency currency ON currency.id = company.currency_id")
_ROUNDING = SQL("COALESCE(currency.rounding, 0.01)")
_WEIGHTED = weighted_of("lead", rounding=_ROUNDING)
#: A deal's line, weighed as the deal itself.
_WEIGHTED_LINE = weigh(SQL("line.price_subtotal"), SQL("lead.probability"), _ROUNDING)
#: 1 on the largest line of a deal, the first of equals; 0 on its other lines.
_LARGEST_LINE = SQL(
    """CASE WHEN line.id = (
        SELECT largest.id FROM crm_lead_line largest
         WHERE largest.lead_id = line.lead_id
         ORDER BY largest.price_subtotal DESC, largest.id LIMIT 1)
    THEN 1 ELSE 0 END"""
)


def _deals_closed_then(day: date) -> SQL:
    """The deals that were won or lost at the end of a day, as far as they are still there: with
    what the history keeps of them as it was then, all else as it is now."""
    return SQL(
        """(SELECT deal.id, deal.type, deal.active, version.status AS won_status, deal.name,
                   deal.partner_id, deal.source_id, deal.medium_id, deal.campaign_id,
                   deal.country_id, deal.state_id, deal.create_date, deal.recurring_revenue_monthly,
                   version.amount AS expected_revenue, version.probability,
                   version.id AS version_id
              FROM crm_lead deal
              JOIN crm_lead_history version
                ON version.deal_number = deal.id AND version.closed_at IS NOT NULL
              LEFT JOIN (%s) ending ON ending.id = version.company_id
             WHERE %s) lead
           JOIN crm_lead_history closing ON closing.id = lead.version_id
           LEFT JOIN res_company company ON company.id = %s
           LEFT JOIN res_partner contact ON contact.id = lead.partner_id""",
        company_moments(DayEnd(day)),
        is_valid_at(DayEnd(day), "version", "ending"),
        _CLOSED_COMPANY,
    )


def _get_open_deals(deals: SQL) -> SQL:
    """The tables of open deals.

    :param deals: crm_lead, or a relation with the columns that are read of it
    """
    return SQL(
        """%s lead %s
           LEFT JOIN res_company company ON company.id = %s
           LEFT JOIN res_partner contact ON contact.id = lead.partner_id""",
        deals,
        company_joins("lead"),
        _OPEN_COMPANY,
    )


def _deals_open_then(day: date) -> SQL:
    """The deals that were open at the end of a day, as far as they are still there: with what the
    history keeps of them as it was then, all else as it is now."""
    return SQL(
        """(SELECT deal.id, deal.type, TRUE AS active, 'pending' AS won_status, deal.name,
                   deal.partner_id, deal.source_id, deal.country_id, deal.state_id,
                   deal.create_date, deal.recurring_revenue_monthly,
                   version.amount AS expected_revenue,
                   version.probability, version.date_deadline, version.user_id, version.team_id,
                   version.company_id
              FROM crm_lead deal
              JOIN crm_lead_history version
                ON version.deal_number = deal.id AND version.status = 'open'
              LEFT JOIN (%s) ending ON ending.id = version.company_id
             WHERE %s)""",
        company_moments(DayEnd(day)),
        is_valid_at(DayEnd(day), "version", "ending"),
    )


def deal_sources(query: FactQuery) -> list[Source]:
    """Won and lost deals by the day they were closed, for who closed them; open ones by their
    expected closing."""
    if query.by_product:
        return [_line_source(query), _remainder_source(query)]
    return [_deal_source(query)]


def _weighted(query: FactQuery, amount: SQL, weighted: SQL) -> SQL:
    """Won deals count in full."""
    return amount if query.basis == WON else weighted


def _deals(query: FactQuery) -> SQL:
    """The tables of the deals of a basis; those that are over beside their ``closing``."""
    if query.basis in _CLOSED:
        return _deals_closed_then(query.as_of) if query.as_of else _CLOSED_DEALS
    return _get_open_deals(_deals_open_then(query.as_of) if query.as_of else SQL("crm_lead"))


def _source(
    query: FactQuery, tables: SQL, conditions: list[SQL], columns: dict[str, SQL]
) -> Source:
    """A source of deals: tables with ``lead``, and the columns that all such sources share."""
    if query.basis in _CLOSED:
        company, day = _CLOSED_COMPANY, local_day(SQL("closing.closed_at"))
        condition = SQL("closing.status = %s", query.basis)
        asked = company_condition(query, company)
    else:
        company = _OPEN_COMPANY
        asked = [] if query.company_ids is None else [in_companies("lead", query.company_ids)]
        day = SQL("lead.date_deadline")
        condition = SQL("lead.won_status = 'pending' AND lead.active")
    return Source(
        tables,
        [
            SQL("lead.type = 'opportunity'"),
            condition,
            *asked,
            *date_conditions(query, day),
            *conditions,
        ],
        {
            "date": day,
            "invoice_date": day,
            "company_id": company,
            "currency_id": SQL("company.currency_id"),
            "cost": SQL("NULL::numeric"),
            "res_id": SQL("lead.id"),
            "reference": SQL("lead.name"),
            **columns,
        },
    )


def _fact_id(query: FactQuery, number: SQL) -> SQL:
    """Facts of deals have even numbers, those of their lines odd ones."""
    return SQL("(%s) * 8 + %s", number, EVERY_BASIS.index(query.basis))


def _deal_source(query: FactQuery) -> Source:
    """Deals as a whole, if no product is asked for."""
    return _source(
        query,
        _deals(query),
        [],
        {
            "amount": SQL("lead.expected_revenue"),
            "recurring_amount": _RECURRING,
            "count": SQL("1"),
        },
    )


def _line_source(query: FactQuery) -> Source:
    """The product lines of deals; recurring revenue and the deal's count go with the largest."""
    amount = SQL("COALESCE(line.price_subtotal, 0)")
    return _source(
        query,
        SQL(
            "%s %s JOIN crm_lead_line line ON line.lead_id = lead.id %s",
            _deals(query),
            _CURRENCY,
            unit_joins("line", "product_uom_id") if query.by_pieces else SQL(),
        ),
        [],
        {
            "id": _fact_id(query, SQL("line.id::bigint * 2 + 1")),
            "amount": amount,
            "weighted_amount": _weighted(query, amount, _WEIGHTED_LINE),
            "recurring_amount": SQL("%s * %s", _LARGEST_LINE, _RECURRING),
            "quantity": pieces(
                reference_quantity("line", "product_uom_qty"),
                SQL("line.product_uom_qty * %s", amount),
            ),
            "count": _LARGEST_LINE,
            "line_id": SQL("line.id"),
        },
    )


def _remainder_source(query: FactQuery) -> Source:
    """The expected revenue of deals less their products: all of it if they have none."""
    amount = SQL("%s - COALESCE(told.amount, 0)", _REVENUE)
    weighted = SQL("%s - COALESCE(told.weighted, 0)", _WEIGHTED)
    without = SQL("CASE WHEN told.amount IS NULL THEN 1 ELSE 0 END")
    return _source(
        query,
        SQL(
            """%s %s LEFT JOIN LATERAL (
                SELECT SUM(COALESCE(line.price_subtotal, 0)) AS amount, SUM(%s) AS weighted
                  FROM crm_lead_line line
                 WHERE line.lead_id = lead.id) told ON TRUE
               CROSS JOIN (SELECT NULL::integer AS product_id) line""",
            _deals(query),
            _CURRENCY,
            _WEIGHTED_LINE,
        ),
        [SQL("(told.amount IS NULL OR (%s) <> 0 OR (%s) <> 0)", amount, weighted)],
        {
            "id": _fact_id(query, SQL("lead.id::bigint * 2")),
            "amount": amount,
            "weighted_amount": _weighted(query, amount, weighted),
            "recurring_amount": SQL("%s * %s", without, _RECURRING),
            "quantity": SQL("NULL::numeric"),
            "count": without,
            "line_id": SQL("NULL::integer"),
        },
    )
