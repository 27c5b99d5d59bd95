from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...queries.dimensions import FIELDS
from ...tools.rollup import PERSON, TEAM, get_share

#: Plans by these are preferred, in this order: forecasts are of deals.
PREFERRED_BASES = ("won", "ordered", "invoiced", "collected")


class SalesForecast(models.Model):
    """Targets that forecasts are held against: those of plans in force, where the reader sees
    them."""

    _inherit = "sales.forecast"

    @api.model
    def _get_targets(self, period, seats):
        """Return the targets of people and teams in a period, None where nothing is planned.

        Of a person counts what is planned for them, in whatever teams, of a team what is planned
        for all of it; rows for part of it only (a customer, a product) do not. Plan periods that
        reach beyond the forecast's count by their share of calendar days. Each target is that of
        one plan: by won deals rather than by orders, invoices or payments, then of the latest.

        :return: ``{seat: amount or None}``
        """
        people = [key for kind, key in seats if kind == PERSON]
        teams = [key for kind, key in seats if kind != PERSON]
        alone = [(name, "=", False) for name in FIELDS if name not in ("team_id", "user_id")]
        whose = Domain("user_id", "in", people) | (
            Domain("team_id", "in", teams) & Domain("user_id", "=", False)
        )
        targets = self.env["sales.plan.target"].search_fetch(
            Domain("allocation_id", "any", Domain(alone) & whose)
            & Domain("plan_id.company_id", "=", period.company_id.id)
            & Domain("plan_id.active", "=", True)
            & Domain("plan_id.state", "in", ["confirmed", "closed"])
            & Domain("plan_id.measure", "=", "revenue")
            & Domain("period_id.date_from", "<=", period.date_to)
            & Domain("period_id.date_to", ">=", period.date_from),
            ["allocation_id", "period_id", "plan_id", "amount"],
        )
        found = defaultdict(lambda: defaultdict(float))
        # sudo: of the targets that the reader sees
        for target in targets.sudo():
            seat = self._get_target_seat(target.allocation_id)
            if seat is not None:
                span = target.period_id
                share = get_share(span.date_from, span.date_to, period.date_from, period.date_to)
                found[seat][target.plan_id] += target.amount * share
        return {
            seat: self._choose_plan(found[seat], period) if seat in found else None
            for seat in seats
        }

    @api.model
    def _get_target_seat(self, allocation):
        """Return whose target a row of a plan has; None where the row above has it too."""
        name = "user_id" if allocation.user_id else "team_id"
        if allocation.parent_id[name] == allocation[name]:
            return None
        return (PERSON if name == "user_id" else TEAM), allocation[name].id

    @api.model
    def _choose_plan(self, amounts, period):
        """Return the amount of the plan that counts among several."""
        plan = min(amounts, key=lambda plan: (PREFERRED_BASES.index(plan.basis), -plan.id))
        return period.currency_id.round(amounts[plan])
