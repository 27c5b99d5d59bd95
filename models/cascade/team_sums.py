from odoo import api, models
from odoo.fields import Domain

from ...tools import pacing, team_sums
from ...tools.amounts import to_float
from ..org.arguments import takes
from .sales_plan_capacity import STAFFED


class SalesPlanAllocation(models.Model):
    """Sums up the targets of teams for whoever leads them, whether or not they have a row."""

    _inherit = "sales.plan.allocation"

    @api.model
    @api.readonly
    @takes()
    def read_team_sums(self):
        """Return what the teams of the user have to reach this year, for each plan in force.

        A plan is of this year if today falls into it. A team has the sum of its rows that the user
        may see, each once: where the plan has a row for the team, that row; else those of the teams
        below it and of its people. Managers who lead nobody see the teams that are part of no
        other.

        :return: ``[{"plan": {"id", "name", "measure", "basis", "currency_id"}, "has_own": whether
            the user answers for a row of it, "teams": [{"id", "name", "depth", "row_ids",
            "target", "actual", "gap", "attainment", "expected", "status"}, …]}, …]``, amounts in
            the plan's unit; teams that have no row are left out, and plans without any
        """
        if not self.env.user.has_group("sales_plan.group_sales_plan_leader"):
            return []
        teams, shown = self._read_own_teams()
        rows = self._find_running_rows() if shown else self.browse()
        if not rows:
            return []
        homes, parents = self._get_team_homes(rows), self._get_rows_above(rows)
        figures = self.env["sales.plan.figures"]._read_figures(rows.plan_id)
        own_plans = self._find_running_rows(Domain("responsible_id", "=", self.env.uid)).plan_id
        sums = []
        for plan, its_rows in rows.grouped("plan_id").items():
            its_homes = {row_id: homes[row_id] for row_id in its_rows.ids if row_id in homes}
            lines = [
                self._sum_team(plan, team, depth, summed, figures)
                for team, depth in shown
                if (summed := team_sums.find_summed_rows(team.id, teams, its_homes, parents))
            ]
            if lines:
                sums.append(
                    {
                        "plan": self._describe_plan(plan),
                        "has_own": plan in own_plans,
                        "teams": lines,
                    }
                )
        return sums

    @api.model
    def _read_own_teams(self):
        """Return which team is part of which, and the user's teams in order with their depths."""
        # sudo: the names of teams whose rows the user may see, and what they are part of
        every = self.env["crm.team"].sudo().search([("active", "=", True)])
        parents = {team.id: team.parent_id.id or None for team in every}
        led = every.filtered(lambda team: self.env.user == team.user_id).ids
        if not led and self.env["sales.plan"]._sees_whole_plans():
            led = [team for team, above in parents.items() if above not in parents]
        ordered = team_sums.order_teams(led, parents)
        return parents, [(every.browse(team), depth) for team, depth in ordered]

    @api.model
    def _find_running_rows(self, domain=None):
        """Return the published rows of plans that today falls into, as far as the user sees them.

        :param domain: which ones; else those of teams and people, and totals, which may be theirs
        """
        staffed = Domain("level_id.dimension", "in", STAFFED) | Domain("parent_id", "=", False)
        return self.search(
            (domain or staffed)
            & Domain("is_published", "=", True)
            & Domain("plan_id.state", "=", "confirmed")
            & Domain("plan_id.date_from", "<=", "today")
            & Domain("plan_id.date_to", ">=", "today")
        )

    @api.model
    def _get_team_homes(self, rows):
        """Return the team that each row is of, or whose person it is of: ``{row id: team id}``."""
        # sudo: what a row stands for is known to who sees it
        return {
            row.id: (row.team_id or row.user_id.sale_team_id).id
            for row in rows.sudo()
            if row.team_id or row.user_id.sale_team_id
        }

    @api.model
    def _get_rows_above(self, rows):
        """Return ``{row id: id of the row above or None}`` of rows and all above them, those too
        that are hidden from the user: what is below a row counts in it."""
        parents = {}
        for row in rows:
            above = None
            for step in row.parent_path.split("/")[:-1]:
                parents[int(step)] = above
                above = int(step)
        return parents

    @api.model
    def _sum_team(self, plan, team, depth, row_ids, figures):
        """Return the figures of one team in one plan, see :meth:`read_team_sums`."""
        nodes = [figures[row_id] for row_id in row_ids]
        targets = [node.target for node in nodes if node.target is not None]
        target = round(sum(targets), 6) if targets else None
        actual = round(sum(node.actual for node in nodes), 6)
        expected = round(sum(node.expected for node in nodes), 6)
        # sudo: the plan's dates and threshold, no secret to who sees one of its rows
        status = plan.sudo()._get_status(target, actual, expected)
        return {
            "id": team.id,
            "name": team.display_name,
            "depth": depth,
            "row_ids": row_ids,
            "target": target,
            "actual": actual,
            "gap": to_float(pacing.gap(target, actual)),
            "attainment": to_float(pacing.attainment(target, actual)),
            "expected": expected,
            "status": status,
        }

    @api.model
    def _describe_plan(self, plan):
        """Return how the sums of a plan are called and measured."""
        # sudo: what a plan measures is no secret to who sees one of its rows
        plan = plan.sudo()
        labels = {
            name: dict(plan._fields[name]._description_selection(self.env))[plan[name]]
            for name in ("measure", "basis")
        }
        return {
            "id": plan.id,
            "name": plan.display_name,
            "currency_id": plan.unit_currency_id.id,
            **labels,
        }
