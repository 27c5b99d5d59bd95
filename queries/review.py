"""What is worth knowing of a plan before it is confirmed: one grouped query for each question.

Of drafts: all their amounts are targets.
"""

from __future__ import annotations

from odoo.tools import SQL

from .plans import net_targets


def empty_periods(plan_id: int) -> SQL:
    """The periods in which no row has a target, in order. Column: ``id``."""
    return SQL(
        """SELECT period.id
             FROM sales_plan_period period
             LEFT JOIN sales_plan_target target ON target.period_id = period.id
            WHERE period.plan_id = %s
            GROUP BY period.id, period.date_from
           HAVING COUNT(target.id) = 0
            ORDER BY period.date_from""",
        plan_id,
    )


def unplanned_rows(plan_id: int) -> SQL:
    """The rows without a target, and without one below them. Column: ``id``."""
    return SQL(
        """SELECT row.id
             FROM sales_plan_allocation row
             LEFT JOIN (%s) planned ON planned.id = row.id
            WHERE row.plan_id = %s AND row.parent_id IS NOT NULL AND planned.id IS NULL
            ORDER BY row.id""",
        planned_rows(plan_id, "sales_plan_target"),
        plan_id,
    )


def planned_rows(plan_id: int, table: str) -> SQL:
    """The rows that have an amount, or have one below them. Column: ``id``.

    :param table: where the amounts are, ``sales_plan_target`` or ``sales_plan_draft``
    """
    return SQL(
        """SELECT DISTINCT step.id::integer AS id
             FROM (SELECT DISTINCT allocation_id FROM %s WHERE plan_id = %s) cell
             JOIN sales_plan_allocation own ON own.id = cell.allocation_id
            CROSS JOIN LATERAL unnest(string_to_array(rtrim(own.parent_path, '/'), '/'))
                  AS step (id)""",
        SQL.identifier(table),
        plan_id,
    )


def over_assigned(plan_id: int, depth: int, rounding: float) -> SQL:
    """The rows below which more is given out than they have, in any period.

    Columns: ``id``; ``over``, by how much in these periods together; ``periods``, how many.

    :param depth: how many levels the plan has
    :param rounding: the smallest amount of the plan; what is less does not count
    """
    return SQL(
        """SELECT cell.allocation_id AS id, -SUM(cell.rest)::float AS over, COUNT(*) AS periods
             FROM (SELECT net.allocation_id, net.period_id, SUM(net.amount) AS rest
                     FROM (%s) net
                    WHERE net.allocation_id IS NOT NULL
                    GROUP BY net.allocation_id, net.period_id
                   HAVING BOOL_OR(NOT net.own) AND SUM(net.amount) <= -%s::numeric) cell
            GROUP BY cell.allocation_id
            ORDER BY over DESC, cell.allocation_id""",
        net_targets([plan_id], depth),
        rounding,
    )


def held_rows(plan_id: int) -> SQL:
    """The rows with held targets. Columns: ``id``, ``cells``, ``amount``."""
    return SQL(
        """SELECT allocation_id AS id, COUNT(*) AS cells, SUM(amount)::float AS amount
             FROM sales_plan_target
            WHERE plan_id = %s AND is_held
            GROUP BY allocation_id
            ORDER BY allocation_id""",
        plan_id,
    )
