from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL

from ...models.org.arguments import takes
from ...queries.plans import node_actuals
from ...tools import cockpit
from .request import A_COCKPIT

#: A longer span has a point for each week in the small lines of rows.
DAYS_OF_SMALL_LINES = 35


class SalesCockpit(models.AbstractModel):
    """What follows about the rows that are compared: how each has gone, and what may be done."""

    _inherit = "sales.cockpit"

    @api.readonly
    @api.model
    @takes(request=A_COCKPIT)
    def cockpit_rows(self, request=None):
        """Return how each row that is compared has gone since the span began, and what the user
        may do about it. The documents of all rows are read in one query.

        :param request: as for :meth:`cockpit_open`
        :return: ``{"days": [day, …], "rows": {row id: {actual: [amount at the end of each day, …]
            up to today, plan: [what should have been there, …] or None, acts: names of what the
            user may do: write, adjust, split}}}``; no rows where nothing is compared
        """
        standing = self._stand(request)
        below = self._get_below(standing) if standing else None
        if not below:
            return {"days": [], "rows": {}}
        points = cockpit.get_points(
            standing.first, standing.last, standing.today, DAYS_OF_SMALL_LINES
        )
        lines = self._read_lines(standing, below, points)
        plans = self._get_plan_lines(standing, below, points)
        acts = self._get_acts(standing, below)
        return {
            "days": [fields.Date.to_string(day) for day in points],
            "rows": {
                row.id: {
                    "actual": lines.get(row.id, []),
                    "plan": plans.get(row.id),
                    "acts": acts[row.id],
                }
                for row in below
            },
        }

    # Lines --------------------------------------------------------------------

    @api.model
    def _read_lines(self, standing, below, points):
        """Return what the rows had at the end of each day that is over or runs, in one query:
        ``{row id: [amount, …]}``; rows that had nothing are left out."""
        spans = [
            (place, first, last)
            for place, (first, last) in enumerate(cockpit.get_spans(points, standing.first))
            if first <= standing.today
        ]
        if not spans:
            return {}
        depth, basis = self._get_depth(standing, below), standing.basis
        frames = [
            replace(
                self._cut_frame(frame, standing, depth, basis),
                date_to=spans[-1][2],
                spans=tuple(spans),
                whole_months=False,
            )
            for frame in self._get_frames(standing)
        ]
        self.env["sales.actual"]._flush_sources()
        found = {}
        for row_id, __, place, amount, __ in self.env.execute_query(
            SQL(" UNION ALL ").join(
                SQL("SELECT node.* FROM (%s) node", node_actuals(frame, by_period=True))
                for frame in frames
            )
        ):
            if row_id and place is not None:
                line = found.setdefault(row_id, [0.0] * len(spans))
                line[place] += amount or 0.0
        return {row_id: self._run_up(standing, line) for row_id, line in found.items()}

    @api.model
    def _run_up(self, standing, amounts):
        """Return sums up to each amount, rounded."""
        line, total = [], 0.0
        for amount in amounts:
            total += amount
            line.append(standing.currency.round(total))
        return line

    @api.model
    def _get_plan_lines(self, standing, below, points):
        """Return what rows should have had at the end of each day: ``{row id: [amount, …]}``;
        rows without targets in the span are left out."""
        calendar = self._get_calendar(standing)
        pieces = self._get_pieces(standing)
        shares = cockpit.due_shares(points, pieces, calendar)
        rounded = standing.currency.round
        return {
            row_id: [rounded(amount) for amount in cockpit.due_line(shares, amounts)]
            for row_id, amounts in self._read_targets(standing.plan, below.ids).items()
            if cockpit.planned(pieces, amounts) is not None
        }

    # Acts ---------------------------------------------------------------------

    @api.model
    def _get_acts(self, standing, below):
        """Return what the user may do about rows: ``{row id: [name, …]}``.

        *write* to whom it was published to, *adjust* its target in the planning table, *split* it
        anew among those below it: the latter two where the plan is split level by level, in which
        targets change while they are in force.
        """
        if not self._can_act():
            return {row.id: [] for row in below}
        plan = standing.plan
        editable = splittable = below.browse()
        if plan._is_in_cascade() and plan.state == "confirmed":
            editable, splittable = below._filter_editable(), below._filter_splittable()
        # sudo: whose rows they are, and whether any is below them, is no secret to who sees them
        known = below.sudo()
        parents = {
            parent.id
            for [parent] in known._read_group([("parent_id", "in", below.ids)], ["parent_id"])
        }
        acts = {
            "write": {
                row.id for row in known if row.is_published and row.responsible_id - self.env.user
            },
            "adjust": set(editable.ids),
            "split": parents.intersection(splittable.ids),
        }
        return {
            row_id: [name for name, row_ids in acts.items() if row_id in row_ids]
            for row_id in below.ids
        }
