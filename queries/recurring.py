"""The SQL of recurring customers: what they buy this year beside last year, and how often."""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo.tools import SQL

from .dimensions import ACTUAL_BASES
from .facts.question import FactQuery
from .facts.read import fact_query

#: Years before the running one whose purchases tell how often a customer buys.
YEARS_OF_HISTORY = 3
#: Purchases, each on a day of its own, from which on there is a usual interval between them.
FEWEST_PURCHASES = 3
#: Companies that are told apart in the numbers of rows.
_COMPANY_SLOTS = 1024


@dataclass(frozen=True)
class RecurringFrame:
    """What is asked of one company.

    :param company_ids: the company and its branches
    :param year_from: first day of the running year, ``today`` its last day that counts
    :param last_from: first day of the year before, ``last_to`` the same day of it as today
    :param visible: condition on ``fact``, which has a salesperson and a team; None for all facts
    :param expected: what is expected of customers this year: ``partner_id``, ``amount``
    """

    company_id: int
    company_ids: tuple[int, ...]
    year_from: date
    today: date
    last_from: date
    last_to: date
    visible: SQL | None
    expected: SQL


def recurring_customers(frames: list[RecurringFrame]) -> SQL:
    """Return the customers of some companies, one row for each basis.

    Columns: ``id``, ``basis``, ``company_id``, ``currency_id``, ``partner_id`` and what follows
    from the customer, ``this_year_amount``, ``last_year_amount``, ``plan_amount``,
    ``missing_amount``, ``last_date``, ``purchase_count``, ``usual_days``, ``next_date``,
    ``days_since`` and ``is_overdue``.
    """
    return SQL(" UNION ALL ").join(
        _customers(frame, basis) for frame in frames for basis in ACTUAL_BASES
    )


def _customers(frame: RecurringFrame, basis: str) -> SQL:
    return SQL(
        """SELECT (customer.id::bigint * %(bases)s + %(number)s) * %(slots)s
                      + %(company)s %% %(slots)s AS id,
                  %(basis)s AS basis, company.id AS company_id, company.currency_id,
                  customer.id AS partner_id, customer.user_id, customer.industry_id,
                  customer.country_id, customer.state_id,
                  COALESCE(sold.this_year, 0) AS this_year_amount,
                  COALESCE(sold.last_year, 0) AS last_year_amount,
                  expected.amount AS plan_amount,
                  GREATEST(COALESCE(expected.amount, sold.last_year, 0)
                           - COALESCE(sold.this_year, 0), 0) AS missing_amount,
                  sold.last_date, sold.purchases AS purchase_count, usual.days AS usual_days,
                  sold.last_date + usual.days AS next_date,
                  %(today)s::date - sold.last_date AS days_since,
                  COALESCE(sold.last_date + usual.days < %(today)s::date, FALSE) AS is_overdue
             FROM (%(sold)s) sold
             FULL JOIN (%(expected)s) expected ON expected.partner_id = sold.partner_id
             JOIN res_partner customer
               ON customer.id = COALESCE(sold.partner_id, expected.partner_id)
             JOIN res_company company ON company.id = %(company)s
             LEFT JOIN LATERAL (
                  SELECT CEIL(PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY gap))::integer AS days
                    FROM UNNEST(sold.gaps) gap
                   WHERE sold.purchases >= %(fewest)s) usual ON TRUE""",
        bases=len(ACTUAL_BASES),
        number=ACTUAL_BASES.index(basis),
        slots=_COMPANY_SLOTS,
        company=frame.company_id,
        basis=basis,
        today=frame.today,
        sold=_sold(frame, basis),
        expected=frame.expected,
        fewest=FEWEST_PURCHASES,
    )


def _sold(frame: RecurringFrame, basis: str) -> SQL:
    """What each customer bought, and the days between the days on which they did."""
    return SQL(
        """SELECT day.partner_id,
                  SUM(day.amount) FILTER (WHERE day.date >= %(year)s) AS this_year,
                  SUM(day.amount) FILTER (
                      WHERE day.date BETWEEN %(last_from)s AND %(last_to)s) AS last_year,
                  MAX(day.date) FILTER (WHERE day.amount > 0) AS last_date,
                  COUNT(*) FILTER (WHERE day.amount > 0) AS purchases,
                  ARRAY_AGG(day.date - day.before)
                      FILTER (WHERE day.amount > 0 AND day.before IS NOT NULL) AS gaps
             FROM (SELECT sum.*, LAG(sum.date) OVER (
                              PARTITION BY sum.partner_id, sum.amount > 0
                              ORDER BY sum.date) AS before
                     FROM (SELECT fact.partner_id, fact.date, SUM(fact.value) AS amount
                             FROM (%(facts)s) fact
                            WHERE fact.partner_id IS NOT NULL AND %(visible)s
                            GROUP BY fact.partner_id, fact.date) sum) day
            GROUP BY day.partner_id""",
        year=frame.year_from,
        last_from=frame.last_from,
        last_to=frame.last_to,
        facts=fact_query(_question(frame, basis)),
        visible=frame.visible or SQL("TRUE"),
    )


def _question(frame: RecurringFrame, basis: str) -> FactQuery:
    codes = ["customer", "salesperson", "team"] if frame.visible else ["customer"]
    return FactQuery(
        basis,
        frozenset(codes),
        company_ids=frame.company_ids,
        date_from=frame.last_from - timedelta(days=366 * (YEARS_OF_HISTORY - 1)),
        date_to=frame.today,
        grain="day",
    )
