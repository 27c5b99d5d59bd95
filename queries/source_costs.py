"""What sources cost: costs with their days, and the shares of posted vendor bills.

Both relations have the columns of :data:`COST_COLUMNS`, one row for each day of a cost and for each
share of a bill's line.
"""

from odoo.tools import SQL

from .facts.source import share_out, where

#: ``number`` is the record's, ``place`` tells rows of one record apart.
COST_COLUMNS = SQL(
    "number, place, date, company_id, source_id, medium_id, campaign_id, amount, res_id, reference"
)


def typed_costs(days: list[SQL]) -> SQL:
    """Return the costs that were typed or imported, day by day.

    Each day has its even share in whole coins; coins that are left over go to the first days, one
    each, so that the days add up to the cost.

    :param days: conditions on ``spread.date``
    """
    return SQL(
        """SELECT cost.id AS number, spread.date - DATE '1970-01-01' AS place, spread.date,
                  cost.company_id, cost.source_id, cost.medium_id, cost.campaign_id,
                  SIGN(whole.coins) * currency.rounding * (
                      DIV(ABS(whole.coins), whole.days)
                      + CASE WHEN spread.date - cost.date_from < MOD(ABS(whole.coins), whole.days)
                             THEN 1 ELSE 0 END) AS amount,
                  cost.id AS res_id, cost.name AS reference
             FROM sales_source_cost cost
             JOIN res_company company ON company.id = cost.company_id
             JOIN res_currency currency ON currency.id = company.currency_id
             CROSS JOIN LATERAL (
                  SELECT ROUND(cost.amount / currency.rounding) AS coins,
                         cost.date_to - cost.date_from + 1 AS days) whole
             CROSS JOIN LATERAL (
                  SELECT cost.date_from + number AS date
                    FROM generate_series(0, whole.days - 1) number) spread
             %s""",
        where(days),
    )


def bill_costs(days: list[SQL]) -> SQL:
    """Return the shares of posted vendor bills that are costs, by ``sales.source.account``.

    A part of a distribution counts once, for the first of the accounts that it names. A line is
    distributed in full in each analytic plan: it counts in the plan of its first account, and
    never with more than its amount. Its shares add up to what is distributed, to the coin.

    :param days: conditions on ``line.date``
    """
    exact = SQL("share.balance * share.percent / GREATEST(100, share.total) / share.rounding")
    whole = SQL("share.balance * share.total / GREATEST(100, share.total) / share.rounding")
    return SQL(
        """SELECT share.line_id AS number, share.part AS place, share.date, share.company_id,
                  share.source_id, share.medium_id, share.campaign_id,
                  share.rounding * %(coins)s AS amount, share.move_id AS res_id, share.reference
             FROM (SELECT chosen.*, SUM(chosen.percent) OVER (PARTITION BY chosen.line_id) AS total
                     FROM (SELECT named.*, FIRST_VALUE(named.analytic_plan) OVER (
                                      PARTITION BY named.line_id
                                      ORDER BY named.sequence, named.rule_id) AS chosen_plan
                             FROM (%(named)s) named) chosen
                    WHERE chosen.analytic_plan = chosen.chosen_plan) share""",
        coins=share_out(exact, whole, SQL("share.line_id"), SQL("share.part")),
        named=_named_shares(days),
    )


def _named_shares(days: list[SQL]) -> SQL:
    """The parts of distributions that name an account of costs, each for its first such account.

    The second condition says what the index on distributions knows, which the first cannot use.
    """
    conditions = [
        SQL("line.parent_state = 'posted'"),
        SQL("move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')"),
        SQL(
            r"""regexp_split_to_array(
                    jsonb_path_query_array(line.analytic_distribution, '$.keyvalue()."key"')::text,
                    '\D+')
                && ARRAY(SELECT account_id::text FROM sales_source_account)"""
        ),
        *days,
    ]
    return SQL(
        """SELECT DISTINCT ON (line.id, part.number)
                  line.id AS line_id, part.number AS part, line.move_id, line.date, line.company_id,
                  line.balance, part.value::numeric AS percent, currency.rounding,
                  rule.id AS rule_id, rule.sequence, rule.source_id, rule.medium_id,
                  rule.campaign_id, move.name AS reference,
                  SPLIT_PART(analytic.parent_path, '/', 1) AS analytic_plan
             FROM account_move_line line
             JOIN account_move move ON move.id = line.move_id
             JOIN res_company company ON company.id = line.company_id
             JOIN res_currency currency ON currency.id = company.currency_id
             CROSS JOIN LATERAL jsonb_each_text(line.analytic_distribution)
                  WITH ORDINALITY part (accounts, value, number)
             JOIN sales_source_account rule
               ON rule.account_id::text = ANY(STRING_TO_ARRAY(part.accounts, ','))
             JOIN res_company ruling ON ruling.id = rule.company_id
              AND company.parent_path LIKE ruling.parent_path || '%%'
             JOIN account_analytic_account account ON account.id = rule.account_id
             JOIN account_analytic_plan analytic ON analytic.id = account.plan_id
             %s
            ORDER BY line.id, part.number, rule.sequence, rule.id""",
        where(conditions),
    )
