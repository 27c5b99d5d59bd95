"""Leads, and the first ones of customers, for what sources bring.

``customers`` and ``first_money`` read the relations ``lead`` and ``customer``, which are those of
``leads`` and ``customers``: a query names them so.
"""

from odoo.tools import SQL

from .deals import company_joins, company_of
from .dimensions import COLLECTED
from .facts.question import FactQuery
from .facts.read import fact_query
from .time import local_day

#: Where a lead comes from.
UTM = ("source_id", "medium_id", "campaign_id")


def leads() -> SQL:
    """Return all leads and opportunities with their company's day; lost and archived ones, too.

    Qualified is an opportunity that has been in another stage than the first, or was won.
    """
    company = company_of("lead")
    return SQL(
        """SELECT lead.id, lead.name, lead.create_date, %(day)s AS day, %(company)s AS company_id,
                  contact.commercial_partner_id AS partner_id, lead.user_id, lead.team_id,
                  lead.source_id, lead.medium_id, lead.campaign_id,
                  (lead.type = 'opportunity')::integer AS opportunities,
                  (lead.type = 'opportunity' AND (lead.won_status = 'won' OR lead.id IN (
                      SELECT version.deal_number FROM crm_lead_history version
                       WHERE version.status <> 'lead' AND version.stage_id <> (
                             SELECT stage.id FROM crm_stage stage
                              ORDER BY stage.sequence, stage.id LIMIT 1))))::integer AS qualified
             FROM crm_lead lead %(joins)s
             LEFT JOIN res_company company ON company.id = %(company)s
             LEFT JOIN res_partner contact ON contact.id = lead.partner_id""",
        day=local_day(SQL("lead.create_date")),
        company=company,
        joins=company_joins("lead"),
    )


def customers() -> SQL:
    """Return the customers of each company: their first lead, and source, medium and campaign of
    the first one that names any. A lead of no company is one of all."""
    first = SQL(", ").join(
        SQL(
            """(ARRAY_AGG(%s ORDER BY create_date, id) FILTER (WHERE
                COALESCE(source_id, medium_id, campaign_id) IS NOT NULL))[1] AS %s""",
            SQL.identifier(name),
            SQL.identifier(name),
        )
        for name in UTM
    )
    return SQL(
        """SELECT company_id, partner_id, MIN(day) AS day,
                  (ARRAY_AGG(id ORDER BY create_date, id))[1] AS lead_id,
                  COUNT(COALESCE(source_id, medium_id, campaign_id)) > 0 AS is_touched, %s
             FROM (SELECT lead.* FROM lead WHERE company_id IS NOT NULL
                   UNION ALL
                   SELECT lead.id, lead.name, lead.create_date, lead.day, company.id,
                          lead.partner_id, lead.user_id, lead.team_id, lead.source_id,
                          lead.medium_id, lead.campaign_id, lead.opportunities, lead.qualified
                     FROM lead CROSS JOIN res_company company
                    WHERE lead.company_id IS NULL) lead
            WHERE partner_id IS NOT NULL
            GROUP BY company_id, partner_id""",
        first,
    )


def first_money(company_ids: tuple[int, ...] | None) -> SQL:
    """Return the relation of first leads, ``lead_id``, with the days to the first payment by their
    customer that came then or later.

    :param company_ids: companies whose payments count; None for all
    """
    paid = FactQuery(
        COLLECTED,
        frozenset(("customer",)),
        company_ids=company_ids,
        grain="day",
        details=("company_id",),
    )
    return SQL(
        """SELECT customer.lead_id, MIN(paid.date - customer.day) AS days
             FROM customer
             JOIN (%s) paid ON paid.company_id = customer.company_id
              AND paid.partner_id = customer.partner_id AND paid.date >= customer.day
            WHERE paid.value > 0
            GROUP BY customer.lead_id""",
        fact_query(paid),
    )


def main_of(name: SQL, table: SQL) -> SQL:
    """Return the relation of what each source or campaign is part of in the end: itself,
    if it is part of none.

    :param name: what the query calls the relation
    """
    return SQL(
        """SELECT id, id AS main_id FROM %(table)s WHERE parent_id IS NULL
           UNION ALL
           SELECT part.id, whole.main_id
             FROM %(table)s part JOIN %(name)s whole ON whole.id = part.parent_id""",
        name=name,
        table=table,
    )
