from odoo import api, models
from odoo.tools.gc import disabling_gc

from ...tools.landing import PRECISION
from ...tools.rollup import PERSON, TEAM, get_path
from ..landing.answer import get_precision
from ..org.arguments import takes
from .request import A_WORKSHEET


class SalesForecast(models.Model):
    """Where the seats of a worksheet will end up.

    A seat with a target lands on the basis of the target's plan; by won deals where that is what
    the plan counts, and without a target.
    """

    _inherit = "sales.forecast"

    @api.model
    @takes(request=A_WORKSHEET)
    def worksheet_landing(self, request=None):
        """Return where a worksheet's seat and, for a team, who reports to it will end up.

        Like :meth:`worksheet_open` it makes the period and the forecast where they are not there.

        :param request: as for :meth:`worksheet_open`
        :return: ``{"own": landing, "rows": {key of the row: landing}}``, see
            ``sales.landing._prepare_answer``; with ``basis`` and ``plan``, the name of the
            target's plan or None
        """
        opened = self._open_worksheet(request)
        if opened.seat[0] == TEAM:
            rows = {
                self._get_row_key(opened, seat): seat
                for seat in opened.tree.get_reports(opened.seat[1])
            }
        else:
            rows = {}
        targets = self._get_targets(
            opened.state.period, [opened.seat, *rows.values()], opened.tree, opened.as_of
        )
        landings = self._read_landings(
            opened.state, {opened.seat, *rows.values()}, targets, opened.seat
        )
        return {
            "own": landings[opened.seat],
            "rows": {key: landings[seat] for key, seat in rows.items()},
        }

    @api.model
    @disabling_gc()  # as for the rows of plans, see ``landing.row_landing``
    def _read_landings(self, state, seats, targets, told):
        """Return the landings of seats for clients: ``{seat: landing}``.

        :param targets: ``{seat: SeatTarget or None}``
        :param told: the seat of which reasons are wanted, and the other way to foresee it
        """
        landing = self.env["sales.landing"]
        period, asked = state.period, self._ask_landing(state)
        found = self._gather_landings(landing, asked, state.tree, seats, targets, told)
        answers, precision = {}, get_precision(len(seats))
        for seat in seats:
            target = targets.get(seat)
            parts, known = found[seat]
            tells = seat == told
            answers[seat] = {
                **landing._prepare_answer(
                    parts,
                    target.amount if target else None,
                    period.currency_id,
                    known,
                    tells=tells,
                    precision=PRECISION if tells else precision,
                    past=self._read_past(asked, state.tree, seat, target) if tells else None,
                ),
                "basis": target.plan.basis if target else "won",
                "plan": target.plan.name if target else None,
            }
        return answers

    @api.model
    def _gather_landings(self, landing, asked, tree, seats, targets, told=None):
        """Return the parts of each seat's landing, and the deals that are known of.

        :param told: the seat of which the other way to foresee it is wanted, too
        """
        by_plan = {}
        for seat in seats:
            by_plan.setdefault(self._get_landing_plan(targets.get(seat)), []).append(seat)
        found = {}
        for plan, its_seats in by_plan.items():
            if plan is None:
                parts, known = landing._gather_owners(
                    asked, self._get_keys(tree), [told] if told else ()
                )
                for seat in its_seats:
                    found[seat] = [parts[seat]] if seat in parts else [], known
                continue
            wanted = {row for seat in its_seats for row in targets[seat].rows}
            parts, known = landing._gather_rows(plan, asked, wanted)
            for seat in its_seats:
                rows = targets[seat].rows
                found[seat] = [parts[row] for row in rows if row in parts], known
        return found

    @api.model
    def _get_landing_plan(self, target):
        """Return the plan on whose basis a seat lands; None for won deals."""
        return target.plan if target and target.plan.basis != "won" else None

    @api.model
    def _read_past(self, asked, tree, seat, target):
        """Return what the past tells of a seat's landing, see ``history_reasons.Past``."""
        landing, plan = self.env["sales.landing"], self._get_landing_plan(target)
        if plan is None:
            return landing._read_past_of_owner(asked, self._get_keys(tree), seat)
        return landing._read_past_of_rows(plan, asked, target.rows)

    @api.model
    def _get_keys(self, tree):
        """Return the function that tells in which seats a deal counts, by its owner and team."""

        def get_keys(user_id, team_id):
            seat = tree.get_seat(user_id, team_id)
            keys = {(PERSON, user_id)} if user_id else set()
            if seat is not None:
                team = tree.get_team(seat)
                keys |= {(TEAM, above) for above in get_path(tree.parents, team)}
            return keys

        return get_keys
