from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL

from ...models.org.nullable import NullableMonetary
from ...queries.dimensions import BASES, DIMENSIONS
from ...queries.plans import deepest_row, row_joins, targets_of
from ...queries.request import ReportRequest

#: Which plan of a chain each measure tells of.
PREVIOUS, ORIGINAL = "previous", "original"
#: Measures of the present targets against the previous ones.
_CHANGES = ("change_amount", "raised_amount", "cut_amount")
#: Kinds of rows as in :meth:`SalesPlanReport._row_id`, after the bases and the targets.
_KINDS_OF_EARLIER = {PREVIOUS: len(BASES) + 1, ORIGINAL: len(BASES) + 2}


class SalesPlanReport(models.Model):
    """Targets of earlier revisions beside those of the plan that revises them.

    They are rows of the plan in force (or of the draft that is to be): what the revised plan, and
    the first plan of all, planned beyond the rows below, so that they add up as targets do. Each
    stands in the row of the present plan that its sales fall under now, and in the period that its
    day falls in. Plans of another company or measure are not compared, superseded ones with none.
    """

    _inherit = "sales.plan.report"

    kind = fields.Selection(selection_add=[("earlier", "Earlier Target")])
    previous_amount = NullableMonetary(
        "Previous Revision", readonly=True, help="The target in the plan that this one revises."
    )
    original_amount = NullableMonetary(
        "Original", readonly=True, help="The target in the first plan, before any revision."
    )
    change_amount = NullableMonetary(
        "Change", readonly=True, help="The target less that of the previous revision."
    )
    raised_amount = NullableMonetary(
        "Raised",
        readonly=True,
        help="By how much rows were raised in periods, against the previous revision. Raised and "
        "lowered add up to the change; what is raised in one row or period hides nothing that is "
        "lowered in another.",
    )
    cut_amount = NullableMonetary(
        "Lowered",
        readonly=True,
        help="By how much rows were lowered in periods, against the previous revision: below zero.",
    )

    _depends = {
        "sales.plan": ["revised_plan_id"],
        "sales.plan.allocation": ["level_id", "parent_path", *(d.field for d in DIMENSIONS)],
    }

    @api.model
    def _get_sources(self, frames, request: ReportRequest) -> list[SQL]:
        earlier = self._get_earlier(frames, request)
        compared = {plan_id for plan_id, others in earlier.items() if PREVIOUS in others}
        sources = super()._get_sources(frames, replace(request, compared=frozenset(compared)))
        for frame in frames:
            others = earlier.get(frame.plan_id, {})
            previous, original = others.get(PREVIOUS), others.get(ORIGINAL)
            if previous:
                roles = (PREVIOUS, ORIGINAL) if previous == original else (PREVIOUS,)
                sources.append(self._get_earlier_source(frame, previous, roles, request))
            if original and original != previous:
                sources.append(self._get_earlier_source(frame, original, (ORIGINAL,), request))
            if previous and not request.is_raw and request.asks_for("raised_amount", "cut_amount"):
                sources.append(self._get_change_source(frame, previous, request))
        return sources

    @api.model
    def _get_change_source(self, frame, previous, request: ReportRequest) -> SQL:
        """By how much each row was raised or cut in each period; nothing to be read one by one."""
        cells = ("plan_id", "allocation_id", "period_id", "company_id", "currency_id")
        names = SQL(", ").join(map(SQL.identifier, [*cells, *(d.field for d in DIMENSIONS)]))
        asked = replace(
            request,
            columns=request.columns | set(cells),
            measures=request.measures and request.measures | {"change_amount"},
            compared=frozenset({frame.plan_id}),
        )
        change = SQL("cell.change_amount")
        given = {
            **{name: SQL.identifier("cell", name) for name in cells},
            **{d.field: SQL.identifier("cell", d.field) for d in DIMENSIONS},
            "date": SQL("cell.date"),
            "kind": SQL("'earlier'"),
            "measure": SQL("%s", frame.measure),
            "is_counted": SQL("FALSE"),
            "rows": SQL("0"),
            "raised_amount": SQL("GREATEST(%s, 0)", change),
            "cut_amount": SQL("LEAST(%s, 0)", change),
        }
        return SQL(
            """SELECT %s
                 FROM (SELECT %s, MIN(date) AS date, SUM(change_amount) AS change_amount
                         FROM (%s UNION ALL %s) change
                        GROUP BY %s) cell
                WHERE cell.change_amount <> 0""",
            self._get_columns(given),
            names,
            self._get_target_source(frame, asked),
            self._get_earlier_source(frame, previous, (PREVIOUS,), asked),
            names,
        )

    @api.model
    def _get_target_values(self, frame, request: ReportRequest) -> dict[str, SQL]:
        values = super()._get_target_values(frame, request)
        if frame.plan_id in request.compared:
            values["change_amount"] = SQL("net.amount")
        return values

    @api.model
    def _get_earlier(self, frames, request: ReportRequest) -> dict[int, dict]:
        """Return which plans to compare each plan with, as far as that is asked.

        :return: ``{plan id: {PREVIOUS: frame, ORIGINAL: frame}}``, without plans that the user
            may not see
        """
        asked = request.asks_for
        # what a plan was compared with on a past day is not what it is compared with now
        if request.as_of or not asked("previous_amount", "original_amount", *_CHANGES):
            return {}
        chains = self._read_chains([frame.plan_id for frame in frames])
        ids = {plan_id for chain in chains.values() for plan_id in chain.values()}
        # the user's rules decide what there is to compare with
        plans = self.env["sales.plan"].with_context(active_test=False)
        visible = plans.search([("id", "in", list(ids))])
        others = self.env["sales.plan.figures"]._get_frames(visible)
        earlier = {}
        for frame in frames:
            found = {
                role: others[plan_id]
                for role, plan_id in chains.get(frame.plan_id, {}).items()
                if plan_id in others and self._is_comparable(frame, others[plan_id])
            }
            if not asked("original_amount"):
                found.pop(ORIGINAL, None)
            elif not asked("previous_amount", *_CHANGES):
                found.pop(PREVIOUS, None)
            earlier[frame.plan_id] = found
        return earlier

    @api.model
    def _is_comparable(self, frame, earlier) -> bool:
        return (frame.company_id, frame.measure) == (earlier.company_id, earlier.measure)

    @api.model
    def _read_chains(self, plan_ids) -> dict[int, dict[str, int]]:
        """Return ``{plan id: {PREVIOUS: plan id, ORIGINAL: plan id}}`` of those that revise one
        and are not superseded themselves."""
        self.env["sales.plan"].flush_model(["revised_plan_id", "state"])
        rows = self.env.execute_query(
            SQL(
                """WITH RECURSIVE above AS (
                       SELECT id AS plan_id, revised_plan_id AS id, 1 AS distance
                         FROM sales_plan
                        WHERE id IN %s AND revised_plan_id IS NOT NULL AND state <> 'superseded'
                        UNION
                       SELECT above.plan_id, plan.revised_plan_id, above.distance + 1
                         FROM above JOIN sales_plan plan ON plan.id = above.id
                        WHERE plan.revised_plan_id IS NOT NULL)
                   SELECT plan_id, id FROM above ORDER BY plan_id, distance""",
                tuple(plan_ids) or (None,),
            )
        )
        chains: dict[int, dict[str, int]] = {}
        for plan_id, earlier_id in rows:
            chains.setdefault(plan_id, {PREVIOUS: earlier_id})[ORIGINAL] = earlier_id
        return chains

    @api.model
    def _get_earlier_source(self, frame, earlier, roles, request: ReportRequest) -> SQL:
        """Targets of an earlier plan, in rows and periods of the plan that revises it.

        :param roles: what the earlier plan is to it: PREVIOUS, ORIGINAL or both
        """
        given = {
            "kind": SQL("'earlier'"),
            "is_counted": SQL("FALSE"),
            **{f"{role}_amount": SQL("net.amount") for role in roles},
        }
        if PREVIOUS in roles:
            given["change_amount"] = SQL("-net.amount")
        if request.is_raw:
            given["id"] = self._row_id(
                SQL("net.id::bigint"), _KINDS_OF_EARLIER[roles[0]], frame.plan_id
            )
            given["res_model"] = SQL("'sales.plan'")
            given["res_id"] = SQL("%s", earlier.plan_id)
            plan = self.env["sales.plan"].browse(earlier.plan_id)
            given["reference"] = SQL("%s", plan.display_name)
        return self._map_targets(frame, earlier, given, request)

    @api.model
    def _map_targets(self, frame, earlier, given, request: ReportRequest) -> SQL:
        """Return the targets of an earlier plan, in rows and periods of another one.

        :param frame: the plan whose rows and periods they are to stand in
        :param given: columns of theirs beside those that say where they stand
        """
        given = {
            "plan_id": SQL("%s", frame.plan_id),
            "period_id": SQL("period.id"),
            "date": SQL("earlier.date_from"),
            "company_id": SQL("%s", frame.company_id),
            "currency_id": SQL("%s", frame.currency_id),
            "measure": SQL("%s", frame.measure),
            "rows": SQL("net.own::integer"),
            **given,
        }
        for dimension in DIMENSIONS:
            given[dimension.field] = SQL.identifier("allocation", dimension.field)
        targets = targets_of(earlier, self._get_visible(earlier))
        joins = SQL()
        if request.is_raw or "allocation_id" in request.columns:
            given["allocation_id"] = self._present_row(frame, earlier)
            joins = row_joins(frame, "allocation")
        return SQL(
            """SELECT %s FROM (%s) net
                 JOIN sales_plan_period earlier ON earlier.id = net.period_id
                 JOIN sales_plan_allocation allocation ON allocation.id = net.allocation_id
                 LEFT JOIN sales_plan_period period
                   ON period.plan_id = %s
                  AND earlier.date_from BETWEEN period.date_from AND period.date_to
                   %s
                WHERE %s""",
            self._get_columns(given),
            targets,
            frame.plan_id,
            joins,
            self._date_condition(SQL("earlier.date_from"), request),
        )

    @api.model
    def _present_row(self, frame, earlier) -> SQL:
        """The deepest row of a plan that an earlier plan's row falls under, of those that the user
        may see; the total when there is none.

        Where the plan is broken down as before, that is no deeper than the row was: a row that
        stands for a whole team is not the row of what the team sells itself.
        """
        is_same_breakdown = frame.levels[: len(earlier.levels)] == earlier.levels
        depth = _depth_of(SQL("allocation")) if is_same_breakdown else None
        return deepest_row(frame, self._get_visible(frame), depth)


def _depth_of(row: SQL) -> SQL:
    """How many rows stand above a row."""
    return SQL("array_length(string_to_array(rtrim(%s.parent_path, '/'), '/'), 1) - 1", row)
