"""The targets that were in force at the end of a past day.

What changes targets in force is published, and every publication keeps what was in force before and
after: read backwards, the first one after the day says what a target was at its end. A target that
none has changed since was what it is now. Rows that are gone took what was published of them along:
their targets are part of the row above.
"""

from datetime import datetime

from odoo.tools import SQL

#: Targets that are there no more have numbers above those of all that are: of the line of their
#: publication, and of their place in it.
_GONE = 1 << 38
_MOST_CELLS = 1 << 9


def with_targets_at(plan_id: int, moment: datetime, query: SQL) -> SQL:
    """Return a query that reads the targets of one plan as they were at a moment.

    It keeps its text: a relation that is named as their table takes the place of that.

    :param moment: in UTC
    :param query: reads ``sales_plan_target``, of this plan only
    """
    return SQL("WITH sales_plan_target AS MATERIALIZED (%s) %s", _targets(plan_id, moment), query)


def _targets(plan_id: int, moment: datetime) -> SQL:
    return SQL(
        """WITH undone AS MATERIALIZED (%(undone)s)
           SELECT target.id::bigint, target.plan_id, target.allocation_id, target.period_id,
                  target.amount, target.history_amount
             FROM sales_plan_target target
            WHERE target.plan_id = %(plan)s
              AND NOT EXISTS (SELECT FROM undone
                               WHERE undone.allocation_id = target.allocation_id
                                 AND undone.period_id = target.period_id)
            UNION ALL
           SELECT COALESCE(target.id, undone.id), %(plan)s, undone.allocation_id,
                  undone.period_id, undone.amount, target.history_amount
             FROM undone
             LEFT JOIN sales_plan_target target ON target.allocation_id = undone.allocation_id
                                               AND target.period_id = undone.period_id
            WHERE undone.amount IS NOT NULL""",
        plan=plan_id,
        undone=_undone(plan_id, moment),
    )


def _undone(plan_id: int, moment: datetime) -> SQL:
    """The cells that publications have changed since a moment, as they were before the first one.

    What a confirmation says of before was in force in the plan that was revised, not in this one.
    """
    return SQL(
        """SELECT DISTINCT ON (line.allocation_id, cell.period_id)
                  %(gone)s + line.id * %(places)s::bigint + cell.place AS id,
                  line.allocation_id, cell.period_id, cell.amount
             FROM sales_plan_publication publication
             JOIN sales_plan_publication_line line ON line.publication_id = publication.id
            CROSS JOIN LATERAL (
                  SELECT (state->>0)::integer AS period_id, (state->>1)::numeric AS amount, place
                    FROM jsonb_array_elements(line.cells) WITH ORDINALITY state (state, place)
                   WHERE jsonb_typeof(line.cells) = 'array' AND state->>0 IS NOT NULL) cell
            WHERE publication.plan_id = %(plan)s AND publication.kind <> 'confirm'
              AND publication.create_date >= %(moment)s
            ORDER BY line.allocation_id, cell.period_id, publication.id, line.id""",
        gone=_GONE,
        places=_MOST_CELLS,
        plan=plan_id,
        moment=moment,
    )
