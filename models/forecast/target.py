from dataclasses import dataclass
from math import inf

from odoo import api, models
from odoo.fields import Domain

from ...queries.dimensions import FIELDS
from ...tools.rollup import COMPANY, PERSON, TEAM, get_coverage, get_gap
from ..plan.lifecycle import IN_FORCE

#: Plans by these are preferred, in this order: forecasts are of deals.
PREFERRED_BASES = ("won", "ordered", "invoiced", "collected")
#: What a row may be of, so that it is a person's, a team's or, with none of them, the company's.
SEAT_FIELDS = {"team": "team_id", "salesperson": "user_id"}


@dataclass(frozen=True)
class SeatTarget:
    """What is planned for a person, a team or the company in a forecast's period.

    :ivar plan: the plan that it is of, as superuser
    :ivar amount: the effective target: where a row has none, the sum of what is planned below it
    :ivar actual: what the plan has counted of that in the period, by its own documents
    :ivar is_own: whether the plan has a row for just them
    :ivar rows: ids of the rows that it stands on
    """

    plan: object
    amount: float
    actual: float
    is_own: bool
    rows: tuple = ()


@dataclass
class PlanRows:
    """The rows of a plan that are a person's, a team's or the company's.

    :ivar seats: ``{seat: [row id, …]}``
    :ivar above: ids of the rows above each of them
    :ivar targets: effective targets of the period, of rows that have one
    :ivar actuals: what the plan has counted, of all rows; None as long as nobody needs to know
    """

    seats: dict
    above: dict
    targets: dict
    actuals: dict | None = None

    def find(self, tree, seat):
        """Return the rows that a seat's target stands on: its own ones, else those of who reports
        to it; none that is below another one of them."""
        if seat in self.seats:
            return self.seats[seat]
        if seat[0] == PERSON or seat[1] not in tree.parents:
            return []
        reports = tree.get_reports(seat[1])
        below = {row for report in reports for row in self.find(tree, report)}
        return [row for row in below if not self.above[row] & below]

    def get_distance(self, tree, seat):
        """Return how far below a seat its rows are: 0 for a row of its own, 1 where the plan has
        one for somebody who reports to it, and so on; infinite where it has none at all."""
        distance, level = 0, [seat]
        while level:
            if any(found in self.seats for found in level):
                return distance
            teams = [key for kind, key in level if kind == TEAM and key in tree.parents]
            level = [report for team in teams for report in tree.get_reports(team)]
            distance += 1
        return inf


class SalesForecast(models.Model):
    """Targets that forecasts are held against: those of plans in force, where the reader sees
    them, each with what its plan counts."""

    _inherit = "sales.forecast"

    @api.model
    def _get_targets(self, period, seats, tree, as_of=None, plans=None):
        """Return the targets of people, teams and the company in a period.

        Of a person counts what is planned for them, in whatever teams, of a team what is planned
        for all of it, of the company the plan's total; rows for part of it only (a customer, a
        product) do not. For a team without a row in any plan counts what a plan has for those who
        report to it. Periods of plans that reach beyond the forecast's count by their share of
        calendar days.

        Each target is that of one plan that measures revenue: by won deals rather than by orders,
        invoices or payments, then of the latest. What is held against it is what this plan counts.

        :param tree: who reports to whom, see ``tools.rollup.Tree``
        :param as_of: the last day whose documents count; None for all of the period
        :param plans: see :meth:`_read_plans`, where several readers ask
        :return: ``{seat: SeatTarget or None}``
        """
        plans = self._read_plans(period) if plans is None else plans
        visible = self._get_visible_rows(plans)
        chosen = {}
        for seat in seats:
            found = self._choose_plan(plans, tree, seat, visible)
            if found:
                chosen[seat] = found
        self._read_plan_actuals(period, {plan for plan, _rows in chosen.values()}, plans, as_of)
        rounded = period.currency_id.round
        targets = dict.fromkeys(seats)
        for seat, (plan, rows) in chosen.items():
            known = plans[plan]
            targets[seat] = SeatTarget(
                plan,
                rounded(sum(known.targets[row] for row in rows)),
                rounded(sum(known.actuals.get(row, 0) for row in rows)),
                seat in known.seats,
                tuple(rows),
            )
        return targets

    @api.model
    def _choose_plan(self, plans, tree, seat, visible):
        """Return the plan that a seat's target is of, and the rows it stands on; None without one.

        The plan that comes nearest to the seat comes first, the preferred one of equals: else a
        plan for one person would be that of the team, or of the region above a planned team.
        """
        nearest = sorted(plans, key=lambda plan: plans[plan].get_distance(tree, seat))
        for plan in nearest:
            rows = [
                row
                for row in plans[plan].find(tree, seat)
                if row in visible and row in plans[plan].targets
            ]
            if rows:
                return plan, rows
        return None

    @api.model
    def _read_plans(self, period):
        """Read the plans that a period's targets may be of: ``{plan: PlanRows}``, the preferred
        ones first, as superuser: who sees which row is a matter of its own."""
        # sudo: targets are shown to who may see their rows
        plans = self.env["sales.plan"].sudo()
        plans = plans.search(
            Domain("company_id", "=", period.company_id.id)
            & Domain("active", "=", True)
            & Domain("state", "in", IN_FORCE)
            & Domain("measure", "=", "revenue")
            & Domain("date_from", "<=", period.date_to)
            & Domain("date_to", ">=", period.date_from)
        )
        plans = plans.sorted(lambda plan: (PREFERRED_BASES.index(plan.basis), -plan.id))
        targets = plans.env["sales.plan.figures"]._read_span_targets(
            plans, period.date_from, period.date_to
        )
        found = {plan: PlanRows({}, {}, targets) for plan in plans}
        for row in self._find_seat_rows(plans):
            seat = self._get_row_seat(row)
            if seat is not None:
                known = found[row.plan_id]
                known.seats.setdefault(seat, []).append(row.id)
                known.above[row.id] = set(row._get_ancestors().ids)
        return found

    @api.model
    def _find_seat_rows(self, plans):
        """Return the rows of plans that are for all of a person, a team or the company."""
        names = SEAT_FIELDS.values()
        alone = Domain.AND(Domain(name, "=", False) for name in FIELDS if name not in names)
        return plans.env["sales.plan.allocation"].search_fetch(
            alone & Domain("plan_id", "in", plans.ids),
            ["plan_id", "parent_id", "parent_path", *names],
        )

    @api.model
    def _get_row_seat(self, row):
        """Return whose row of a plan it is; None where the row above has the same value."""
        name = "user_id" if row.user_id else "team_id"
        value = row[name]
        if not value:
            return None if row.parent_id else (TEAM, COMPANY)
        if row.parent_id[name] == value:
            return None
        return (PERSON if name == "user_id" else TEAM), value.id

    @api.model
    def _get_visible_rows(self, plans):
        """Return the ids of the rows that the user may see."""
        ids = [row for known in plans.values() for row in known.above]
        return set(self.env["sales.plan.allocation"].search([("id", "in", ids)]).ids)

    @api.model
    def _read_plan_actuals(self, period, chosen, plans, as_of):
        """Read what plans have counted in a period, in one query, of those that are not known."""
        unknown = (
            self.env["sales.plan"]
            .sudo()
            .union(*(plan for plan in plans if plan in chosen and plans[plan].actuals is None))
        )
        actuals = unknown.env["sales.plan.figures"]._read_row_actuals(
            unknown,
            period.date_from,
            min(period.date_to, as_of) if as_of else period.date_to,
            SEAT_FIELDS,
        )
        for plan in unknown:
            plans[plan].actuals = actuals

    # For clients --------------------------------------------------------------

    @api.model
    def _prepare_target(self, opened, target, total):
        """Describe a target, what is counted against it, and the gap that the forecast leaves.

        :param target: a ``SeatTarget``, None without one
        :param total: what is forecast, see ``tools.rollup.Amounts``
        """
        if target is None:
            return {"target": None, "measured": None, "gap": None}
        rounded = opened.currency.round
        return {
            "target": target.amount,
            "measured": {
                "plan_id": target.plan.id,
                "plan": target.plan.name,
                "basis": target.plan.basis,
                "actual": target.actual,
                "attainment": target.actual / target.amount if target.amount else None,
                "missing": max(rounded(target.amount - target.actual), 0),
            },
            "gap": rounded(get_gap(total, target.amount, target.actual)),
        }

    @api.model
    def _get_coverage(self, target, total):
        return get_coverage(total, target.amount, target.actual) if target else None
