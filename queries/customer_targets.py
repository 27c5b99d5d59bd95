"""The SQL of targets of customers in plans in force, and what is left of them."""

from collections.abc import Sequence
from dataclasses import replace

from odoo.tools import SQL

from .dimensions import BY_CODE
from .facts.read import fact_query
from .market import Market
from .plans import PlanFrame, net_targets, row_joins


def customer_targets(market: Market, frames: Sequence[PlanFrame], visible: SQL | None) -> SQL:
    """Return targets of customers in plans in force, and what is left of them.

    Effective targets: where a customer's row has none in a period, those of the rows below it
    count. A customer with rows in several plans has those of the plan with the largest target. What
    is left of a target is what its plan's own documents have not reached, never less than nothing.

    :param frames: the plans in force
    :param visible: ids of the rows that the reader sees, as a subquery; None for all
    """
    frames = [frame for frame in frames if _has_customers(frame)]
    if not frames:
        return SQL("SELECT NULL::integer AS partner_id, 0.0 AS target, 0.0 AS remaining LIMIT 0")
    depth = max(len(frame.levels) for frame in frames)
    return SQL(
        """SELECT DISTINCT ON (planned.partner_id) planned.partner_id, planned.target,
                  GREATEST(planned.target - COALESCE(reached.actual, 0), 0) AS remaining
             FROM (SELECT net.plan_id, row.partner_id, SUM(net.amount) AS target
                     FROM (%(net)s) net
                     JOIN sales_plan_allocation row ON row.id = net.allocation_id
                    WHERE row.partner_id IS NOT NULL AND %(some)s
                    GROUP BY net.plan_id, row.partner_id) planned
             LEFT JOIN (SELECT plan_id, partner_id, SUM(value) AS actual FROM (%(facts)s) fact
                         GROUP BY plan_id, partner_id) reached
               ON reached.plan_id = planned.plan_id AND reached.partner_id = planned.partner_id
            ORDER BY planned.partner_id, planned.target DESC, planned.plan_id""",
        net=net_targets([frame.plan_id for frame in frames], depth, _visible_rows(market, visible)),
        some=market.of_customers("row", "partner_id"),
        facts=SQL(" UNION ALL ").join(_reached(market, frame, visible) for frame in frames),
    )


def _visible_rows(market: Market, visible: SQL | None) -> SQL | None:
    """Return the ids of the rows that the reader sees, where a few customers are asked for those of
    their rows: rows below a customer's are the customer's, too."""
    if market.customer_ids is None:
        return visible
    rows = SQL(
        "SELECT row.id FROM sales_plan_allocation row WHERE %s",
        market.of_customers("row", "partner_id"),
    )
    return SQL("(%s)", rows) if visible is None else SQL("(%s INTERSECT %s)", rows, visible)


def _has_customers(frame: PlanFrame) -> bool:
    return "customer" in {*frame.levels, *dict(frame.scope)}


def _reached(market: Market, frame: PlanFrame, visible: SQL | None) -> SQL:
    """Return the facts that fall under the customers' rows of a plan."""
    if "customer" not in frame.levels:
        top, condition = replace(frame, levels=(), level_ids=()), SQL("TRUE")
    else:
        depth = frame.levels.index("customer") + 1
        top = replace(frame, levels=frame.levels[:depth], level_ids=frame.level_ids[:depth])
        node = SQL.identifier(f"node{depth}", "id")
        condition = SQL("%s IS NOT NULL", node)
        if visible is not None:
            condition = SQL("%s IN %s", node, visible)
    facts = fact_query(top.facts({"customer", *top.levels}))
    return SQL(
        "SELECT %s AS plan_id, fact.partner_id, fact.value FROM (%s) fact %s WHERE %s AND %s",
        frame.plan_id,
        facts,
        row_joins(top),
        condition,
        market.of_customers("fact", BY_CODE["customer"].field),
    )
