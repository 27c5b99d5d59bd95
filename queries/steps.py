"""What steps did to cells: the history of a part of a plan, and what changed beside a cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from odoo.tools import SQL


@dataclass(frozen=True)
class StepRange:
    """Which steps of a plan are asked for.

    :ivar plan_id: the plan
    :ivar user_id: who asks; own steps are shown whatever ``rows`` says
    :ivar rows: ``{row id: number of the last step that the reader may not know of}``; None for
        all steps of the plan, also those that only added or removed rows
    :ivar period_ids: only what changed in these periods, unless None
    :ivar by_id: only steps of this person, unless None
    :ivar since: only steps from this moment in UTC on, unless None
    :ivar until: only steps before this moment in UTC, unless None
    """

    plan_id: int
    user_id: int
    rows: Mapping[int, int] | None = None
    period_ids: Collection[int] | None = None
    by_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def history_page(asked: StepRange, limit: int, offset: int) -> SQL:
    """Return a page of the steps of a range, newest first, in one query.

    Columns: step_id; total, how many steps there are in all; people, the ids of all who took any
    in the range; is_typed, whether the step was named in the range by who took it; count, how many
    cells it changed there; before and after, the sums of these. Rows below a row that the same step
    changed are part of it and not summed again. A range without steps has one line without a
    step, so that its people are known.
    """
    return SQL(
        """WITH line AS MATERIALIZED (
               SELECT line.id, line.step_id, line.allocation_id, line.cells
                 FROM sales_plan_step_row line
                 JOIN sales_plan_step step ON step.id = line.step_id
                 %(seen)s
                WHERE step.plan_id = %(plan)s),
           shown AS MATERIALIZED (
               SELECT step.id, step.number, step.create_uid, step.create_date
                 FROM sales_plan_step step
                WHERE step.plan_id = %(plan)s AND (%(known)s)),
           page AS (
               SELECT shown.id, shown.number, COUNT(*) OVER () AS total
                 FROM shown WHERE %(chosen)s
                ORDER BY shown.number DESC LIMIT %(limit)s OFFSET %(offset)s),
           paged AS (SELECT line.* FROM line JOIN page ON page.id = line.step_id),
           missing AS (
               SELECT DISTINCT allocation_id FROM paged
                WHERE NOT EXISTS (SELECT FROM sales_plan_allocation row
                                   WHERE row.id = paged.allocation_id)),
           place AS (
               SELECT row.id, row.parent_path FROM sales_plan_allocation row
                WHERE row.plan_id = %(plan)s
                UNION
               SELECT (row->>'id')::integer, row->>'parent_path'
                 FROM sales_plan_step step, jsonb_array_elements(step.removed_rows) row
                WHERE step.plan_id = %(plan)s AND jsonb_typeof(step.removed_rows) = 'array'
                  AND (SELECT EXISTS (SELECT FROM missing))
                  AND (row->>'id')::integer IN (SELECT allocation_id FROM missing)),
           inner_line AS (
               SELECT DISTINCT paged.id
                 FROM paged
                 JOIN place ON place.id = paged.allocation_id
                CROSS JOIN LATERAL unnest(
                      string_to_array(trim(trailing '/' from place.parent_path), '/')::integer[]
                      ) above (id)
                 JOIN paged other ON other.step_id = paged.step_id
                                 AND other.allocation_id = above.id
                                 AND above.id <> paged.allocation_id
                                 AND other.cells <> '[]'),
           sums AS (
               SELECT paged.step_id, COUNT(*) AS count, bool_or((state->>1) = '1') AS is_typed,
                      SUM((state->2->>0)::numeric) FILTER (WHERE inner_line.id IS NULL) AS before,
                      SUM((state->3->>0)::numeric) FILTER (WHERE inner_line.id IS NULL) AS after
                 FROM paged
                 LEFT JOIN inner_line ON inner_line.id = paged.id
                CROSS JOIN LATERAL jsonb_array_elements(paged.cells) state
                WHERE %(in_periods)s
                GROUP BY paged.step_id)
           SELECT page.id, COALESCE(page.total, 0), everybody.people,
                  COALESCE(sums.is_typed, FALSE), COALESCE(sums.count, 0), sums.before, sums.after
             FROM (SELECT array_agg(DISTINCT create_uid) AS people FROM shown) everybody
             LEFT JOIN page ON TRUE
             LEFT JOIN sums ON sums.step_id = page.id
            ORDER BY page.number DESC""",
        plan=asked.plan_id,
        seen=_get_seen(asked),
        known=_get_known(asked),
        chosen=_get_chosen(asked),
        in_periods=_in_periods(asked, SQL("state->>0")),
        limit=limit,
        offset=offset,
    )


def _get_seen(asked: StepRange) -> SQL:
    """Return the join that keeps the lines of the range that the reader may know of."""
    if asked.rows is None:
        return SQL()
    return SQL(
        """JOIN unnest(%s::integer[], %s::integer[]) seen (id, hidden)
             ON seen.id = line.allocation_id
            AND (step.number > seen.hidden OR step.create_uid = %s)""",
        list(asked.rows),
        list(asked.rows.values()),
        asked.user_id,
    )


def _get_known(asked: StepRange) -> SQL:
    """Return the condition that a step belongs to the range."""
    if asked.rows is None and asked.period_ids is None:
        return SQL("TRUE")
    noted = SQL("TRUE")
    if asked.rows is not None:
        noted = SQL(
            """EXISTS (SELECT FROM unnest(%s::integer[], %s::integer[]) seen (id, hidden)
                        WHERE seen.id = (note->>0)::integer
                          AND (step.number > seen.hidden OR step.create_uid = %s))""",
            list(asked.rows),
            list(asked.rows.values()),
            asked.user_id,
        )
    return SQL(
        """EXISTS (SELECT FROM line WHERE line.step_id = step.id AND (
                       line.cells = '[]' OR EXISTS (
                           SELECT FROM jsonb_array_elements(line.cells) state WHERE %s)))
           OR (jsonb_typeof(step.notes) = 'array' AND EXISTS (
                   SELECT FROM jsonb_array_elements(step.notes) note WHERE %s AND %s))""",
        _in_periods(asked, SQL("state->>0")),
        _in_periods(asked, SQL("note->>1")),
        noted,
    )


def _in_periods(asked: StepRange, period: SQL) -> SQL:
    if asked.period_ids is None:
        return SQL("TRUE")
    return SQL("(%s)::integer = ANY(%s)", period, list(asked.period_ids))


def _get_chosen(asked: StepRange) -> SQL:
    """Return the condition of the person and the days that are asked for."""
    conditions = [SQL("TRUE")]
    if asked.by_id is not None:
        conditions.append(SQL("shown.create_uid = %s", asked.by_id))
    if asked.since is not None:
        conditions.append(SQL("shown.create_date >= %s", asked.since))
    if asked.until is not None:
        conditions.append(SQL("shown.create_date < %s", asked.until))
    return SQL(" AND ").join(conditions)


def changed_beside(
    step_ids: Collection[int], row_id: int, period_id: int, beside: Collection[int]
) -> SQL:
    """Return what steps did likewise beside a cell: named by who took the step, or not, as it.

    Columns: step_id; way, ``rows`` for the cells of ``beside`` in the period, ``periods`` for those
    of the row; sums of the amounts before and after, and of the positive history; ids of the rows
    or periods. Only where there is more than one.
    """
    return SQL(
        """WITH cell AS (
               SELECT line.step_id, line.allocation_id AS row_id,
                      (state->>0)::integer AS period_id, (state->>1) AS is_typed,
                      (state->2->>0)::numeric AS before, (state->3->>0)::numeric AS after,
                      (state->3->>1)::numeric AS history
                 FROM sales_plan_step_row line, jsonb_array_elements(line.cells) state
                WHERE line.step_id = ANY(%(steps)s) AND line.allocation_id = ANY(%(rows)s)),
           own AS (
               SELECT step_id, is_typed FROM cell
                WHERE row_id = %(row)s AND period_id = %(period)s)
           SELECT cell.step_id, way.name, SUM(before), SUM(after), SUM(GREATEST(history, 0)),
                  array_agg(CASE way.name WHEN 'rows' THEN row_id ELSE period_id END)
             FROM cell
             JOIN own ON own.step_id = cell.step_id AND own.is_typed = cell.is_typed
             JOIN (VALUES ('rows'), ('periods')) way (name)
               ON CASE way.name WHEN 'rows' THEN cell.period_id = %(period)s
                                             AND cell.row_id = ANY(%(beside)s)
                                ELSE cell.row_id = %(row)s END
            WHERE cell.after IS NOT NULL
            GROUP BY cell.step_id, way.name HAVING COUNT(*) > 1""",
        steps=list(step_ids),
        rows=[row_id, *beside],
        row=row_id,
        period=period_id,
        beside=list(beside),
    )
