"""The SQL of customer plans: what is expected of one customer in one span, and what came of it.

Two kinds of lines stand beside each other: customer plans, and the rows of customers of plans in
force. Both have the columns of :data:`EXPECTED_COLUMNS` and get their figures in the same way.
``tools/customer_plans.py`` says the same of one plan in Python.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from odoo.tools import SQL

from .dimensions import WON
from .facts.question import FactQuery
from .facts.read import fact_query
from .facts.source import rounded
from .plans import PlanFrame, net_targets, node_actuals
from .time import company_days

#: Columns that both kinds of lines have before their figures are worked out.
EXPECTED_COLUMNS = (
    "id",
    "kind",
    "customer_plan_id",
    "allocation_id",
    "plan_id",
    "partner_id",
    "user_id",
    "company_id",
    "date_from",
    "date_to",
    "achieved_by",
    "active",
    "probability",
    "amount",
    "achieved_amount",
)
#: Linked deals that were won, as one of the ways in which a customer plan is achieved.
DEALS = "deals"


@dataclass(frozen=True)
class AskedFacts:
    """The facts of one basis that customer plans of one company are measured by.

    :param company_ids: the company and its branches
    :param customer_ids: commercial partners of the plans
    :param date_from: first day of the earliest plan, ``date_to`` last day of the latest one
    """

    basis: str
    company_id: int
    company_ids: tuple[int, ...]
    customer_ids: tuple[int, ...]
    date_from: date
    date_to: date


def asked_facts() -> SQL:
    """Return the query of what facts customer plans are measured by: ``achieved_by``,
    ``company_id``, ids of their customers, first and last day."""
    return SQL(
        """SELECT plan.achieved_by, plan.company_id,
                  ARRAY_AGG(DISTINCT customer.commercial_partner_id),
                  MIN(plan.date_from), MAX(plan.date_to)
             FROM sales_customer_plan plan
             JOIN res_partner customer ON customer.id = plan.partner_id
            WHERE plan.achieved_by <> %s
            GROUP BY plan.achieved_by, plan.company_id""",
        DEALS,
    )


def plan_lines(asked: Iterable[AskedFacts], frames: Iterable[PlanFrame]) -> SQL:
    """Return all lines with their figures.

    Columns: :data:`EXPECTED_COLUMNS`, ``currency_id``, ``team_id`` (of the responsible), industry,
    country and state of the customer, and the figures. Amounts are in the currency of the company.

    :param frames: plans in force that have rows of customers
    """
    sources = [_own_lines(asked), *(_row_lines(frame) for frame in frames)]
    amount, achieved = SQL("line.amount"), SQL("line.achieved_amount")
    return SQL(
        """SELECT %(columns)s, company.currency_id, salesperson.sale_team_id AS team_id,
                  customer.industry_id, customer.country_id, customer.state_id,
                  %(probable)s AS probable_amount,
                  GREATEST(%(amount)s - %(achieved)s, 0) + 0 * %(amount)s AS remainder_amount,
                  GREATEST(%(achieved)s - %(amount)s, 0) + 0 * %(amount)s AS beyond_amount,
                  (%(achieved)s / NULLIF(%(amount)s, 0))::float8 AS achieved_share,
                  %(status)s AS status
             FROM (%(sources)s) line
             JOIN res_company company ON company.id = line.company_id
             JOIN res_currency currency ON currency.id = company.currency_id
             JOIN (%(days)s) day ON day.id = line.company_id
             JOIN res_partner customer ON customer.id = line.partner_id
             LEFT JOIN res_users salesperson ON salesperson.id = line.user_id""",
        columns=SQL(", ").join(SQL.identifier("line", name) for name in EXPECTED_COLUMNS),
        probable=rounded(SQL("line.amount * COALESCE(line.probability, 100) / 100")),
        amount=amount,
        achieved=achieved,
        status=_status(amount, achieved),
        sources=SQL(" UNION ALL ").join(sources),
        days=company_days(),
    )


def _status(amount: SQL, achieved: SQL) -> SQL:
    """The status on the day that it is in the company, see ``tools.customer_plans.status``."""
    return SQL(
        """CASE WHEN %(amount)s > 0 AND %(achieved)s >= %(amount)s THEN 'achieved'
                WHEN line.date_to >= day.today THEN 'active'
                WHEN %(amount)s IS NULL AND %(achieved)s > 0 THEN 'achieved'
                WHEN %(achieved)s >= %(amount)s THEN 'achieved'
                ELSE 'missed' END""",
        amount=amount,
        achieved=achieved,
    )


# Customer plans ---------------------------------------------------------------


def _own_lines(asked: Iterable[AskedFacts]) -> SQL:
    """The lines of customer plans: even ids."""
    achieved = SQL(" UNION ALL ").join([_won_deals(), *map(_counted_facts, asked)])
    return SQL(
        """SELECT plan.id::bigint * 2 AS id, 'customer' AS kind, plan.id AS customer_plan_id,
                  NULL::integer AS allocation_id, NULL::integer AS plan_id, plan.partner_id,
                  plan.user_id, plan.company_id, plan.date_from, plan.date_to, plan.achieved_by,
                  plan.active, plan.probability::numeric, plan.amount,
                  COALESCE(achieved.amount, 0) AS achieved_amount
             FROM sales_customer_plan plan
             LEFT JOIN (SELECT plan_id, SUM(amount) AS amount FROM (%s) part GROUP BY plan_id)
                       achieved ON achieved.plan_id = plan.id""",
        achieved,
    )


def _won_deals() -> SQL:
    """What linked deals brought that are won, whenever that was: ``plan_id``, ``amount``.

    An amount in another currency counts at the rate of the day on which the deal was won.
    """
    facts = FactQuery(WON, frozenset(), grain="day", details=("res_id", "company_id"))
    converted = SQL(
        "fact.value * %s / %s",
        _rate(SQL("own.currency_id"), SQL("fact.date")),
        _rate(SQL("theirs.currency_id"), SQL("fact.date")),
    )
    return SQL(
        """SELECT deal.customer_plan_id AS plan_id,
                  SUM(CASE WHEN theirs.currency_id IS NULL OR theirs.currency_id = own.currency_id
                           THEN fact.value ELSE %s END) AS amount
             FROM (%s) fact
             JOIN crm_lead deal ON deal.id = fact.res_id
             JOIN sales_customer_plan linked ON linked.id = deal.customer_plan_id
              AND linked.achieved_by = %s
             JOIN res_company own ON own.id = linked.company_id
             JOIN res_currency currency ON currency.id = own.currency_id
             LEFT JOIN res_company theirs ON theirs.id = fact.company_id
            GROUP BY deal.customer_plan_id""",
        rounded(converted),
        fact_query(facts),
        DEALS,
    )


def _rate(currency: SQL, day: SQL) -> SQL:
    """The rate of a currency on a day, as Odoo finds it for the company ``own``."""
    return SQL(
        """COALESCE((SELECT rate.rate FROM res_currency_rate rate
                      WHERE rate.currency_id = %(currency)s
                        AND (rate.company_id IS NULL
                             OR rate.company_id = split_part(own.parent_path, '/', 1)::integer)
                      ORDER BY rate.company_id,
                               CASE WHEN rate.name <= %(day)s THEN rate.name END DESC NULLS LAST,
                               rate.name
                      LIMIT 1), 1)""",
        currency=currency,
        day=day,
    )


def _counted_facts(asked: AskedFacts) -> SQL:
    """All that plans of a company are measured by which count a basis: ``plan_id``, ``amount``."""
    facts = FactQuery(
        asked.basis,
        frozenset(["customer"]),
        company_ids=asked.company_ids,
        date_from=asked.date_from,
        date_to=asked.date_to,
        grain="day",
        scope=(("customer", asked.customer_ids),),
    )
    return SQL(
        """SELECT counting.id AS plan_id, fact.value AS amount
             FROM sales_customer_plan counting
             JOIN res_partner buyer ON buyer.id = counting.partner_id
             JOIN (%s) fact ON fact.partner_id = buyer.commercial_partner_id
              AND fact.date BETWEEN counting.date_from AND counting.date_to
            WHERE counting.achieved_by = %s AND counting.company_id = %s""",
        fact_query(facts),
        asked.basis,
        asked.company_id,
    )


# Rows of plans in force ---------------------------------------------------------


def _cut_to_customer(frame: PlanFrame) -> PlanFrame:
    """Return a plan without the levels below that of its customers."""
    codes = [code for code, __ in frame.scope]
    depth = 0 if "customer" in codes else frame.levels.index("customer") + 1
    return replace(frame, levels=frame.levels[:depth], level_ids=frame.level_ids[:depth])


def _row_lines(frame: PlanFrame) -> SQL:
    """The highest rows of a customer in a plan in force that are published: odd ids."""
    return SQL(
        """SELECT row.id::bigint * 2 + 1 AS id, 'plan' AS kind, NULL::integer AS customer_plan_id,
                  row.id AS allocation_id, row.plan_id, row.partner_id,
                  row.responsible_id AS user_id, row.company_id, %(date_from)s::date AS date_from,
                  %(date_to)s::date AS date_to, %(basis)s AS achieved_by, TRUE AS active,
                  NULL::numeric AS probability, target.amount,
                  COALESCE(actual.value, 0) AS achieved_amount
             FROM sales_plan_allocation row
             LEFT JOIN sales_plan_allocation above ON above.id = row.parent_id
             LEFT JOIN (%(targets)s) target ON target.row_id = row.id
             LEFT JOIN (SELECT COALESCE(node.node_id, %(root)s) AS row_id, SUM(node.value) AS value
                          FROM (%(actuals)s) node
                         WHERE node.node_id IS NOT NULL OR node.depth = 0
                         GROUP BY 1) actual ON actual.row_id = row.id
            WHERE row.plan_id = %(plan)s AND row.is_published AND row.partner_id IS NOT NULL
              AND above.partner_id IS NULL""",
        date_from=frame.date_from,
        date_to=frame.date_to,
        basis=frame.basis,
        targets=_row_targets([frame.plan_id], len(frame.levels)),
        root=frame.root_id,
        actuals=node_actuals(_cut_to_customer(frame), by_period=False),
        plan=frame.plan_id,
    )


def _row_targets(plan_ids: Collection[int], depth: int) -> SQL:
    """The effective targets of rows, those of their own and of the rows below: ``row_id``,
    ``amount``."""
    return SQL(
        """SELECT up.id AS row_id, SUM(net.amount) AS amount
             FROM (%s) net
             JOIN sales_plan_allocation lowest ON lowest.id = net.allocation_id
            CROSS JOIN LATERAL
                  UNNEST(STRING_TO_ARRAY(RTRIM(lowest.parent_path, '/'), '/')::integer[]) up (id)
            GROUP BY up.id""",
        net_targets(plan_ids, depth),
    )
