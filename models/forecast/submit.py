from math import inf

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.arguments import a_flag, a_text, an_amount, an_id, one_of, optional
from ...tools.rollup import ADJUSTABLE, NOTHING, PERSON, TEAM, is_stale
from ..org.arguments import takes
from ..org.raised import raised
from .deals import LINE_COLUMNS
from .request import A_WORKSHEET

#: Fields of a deal whose change since the last submission is news.
NEWS = (
    "deal_number",
    "status",
    "amount",
    "probability",
    "category_id",
    "stage_id",
    "day",
    "is_included",
)
#: Fields of a team's row whose change is news.
ROW_NEWS = ("user_id", "team_id", "child_id", "note", *(f"adjusted_{role}" for role in ADJUSTABLE))


class SalesForecast(models.Model):
    """Adjusting and submitting: who answers for a forecast does, one after the other."""

    _inherit = "sales.forecast"

    @api.model
    @takes(
        forecast_id=an_id,
        row=optional(a_text()),
        role=one_of(*ADJUSTABLE),
        amount=optional(an_amount(below=inf)),
        note=optional(a_text()),
        request=A_WORKSHEET,
        is_total=optional(a_flag),
    )
    def worksheet_adjust(
        self, forecast_id, row, role, amount, note="", request=None, is_total=False
    ):
        """Adjust a figure of a worksheet that the user answers for.

        :param row: whose figure, the ``key`` of a row; None on a person's worksheet
        :param role: commit, best_case or pipeline
        :param amount: the difference; None or zero resets it
        :param note: why
        :param request: what to open after that, as for :meth:`worksheet_open`; the same worksheet
            where it is left out
        :param is_total: whether the amount is what the figure shall come to rather than the
            difference; an amount that it comes to anyway resets it
        :return: as :meth:`worksheet_open`
        """
        opened = self._open_mine(forecast_id)
        if is_total and amount is not None:
            amount = self._get_adjusting_difference(opened, row, role, amount, note)
        seat, amount, note = self._check_adjustment(opened, row, role, amount, note)
        opened.forecast._lock()
        self.env["sales.forecast.adjustment"]._set_adjustment(
            opened.forecast, seat, role, amount, note
        )
        return self.worksheet_open(
            request or self._prepare_request(opened.state.period, opened.seat)
        )

    @api.model
    def _get_adjusting_difference(self, opened, row, role, amount, note):
        """Return the difference that lets a figure come to an amount."""
        seat, amount, _note = self._check_adjustment(opened, row, role, amount, note)
        if opened.seat[0] == PERSON:
            before = opened.state.get_live(seat).amounts
        else:
            rows = self._get_worksheet_rows(opened)
            before = next(basis for kind, other, basis, total in rows if other == seat)
        return opened.currency.round(amount - getattr(before, role))

    @api.model
    @takes(forecast_id=an_id, request=A_WORKSHEET)
    def worksheet_submit(self, forecast_id, request=None):
        """Submit a forecast that the user answers for; refused where nothing is new.

        A team's leader submits their own deals along with it.

        :param request: what to open after that, see :meth:`worksheet_adjust`
        :return: as :meth:`worksheet_open`
        """
        opened = self._open_mine(forecast_id)
        opened.forecast._lock()
        if not self._submit(opened.forecast, opened.state):
            raise UserError(
                self.env._(
                    "Nothing has changed since %s was submitted.", opened.forecast.display_name
                )
            )
        return self.worksheet_open(
            request or self._prepare_request(opened.state.period, opened.seat)
        )

    @api.model
    def _submit(self, forecast, state):
        """Submit a forecast as it is; return nothing where nothing is new.

        :param forecast: locked, as superuser
        :param state: all that its figures are made of
        """
        seat = forecast._get_seat()
        prepare = self._prepare_of_person if forecast.kind == PERSON else self._prepare_of_team
        total, adjustments, lines, rows = prepare(state, seat)
        latest = state.submissions.get(seat)
        if latest and not self._has_news(latest, total, adjustments, lines, rows):
            return self.env["sales.forecast.submission"]
        target = self._get_targets(state.period, [seat], state.tree)[seat]
        # sudo: nobody makes submissions but by submitting; a client's defaults do not count there
        submission = raised(self.env["sales.forecast.submission"]).create(
            {
                "forecast_id": forecast.id,
                "team_id": state.tree.get_team(seat) or False,
                **self._prepare_frozen_target(target),
                "adjustments": adjustments,
                **total.as_values(),
            }
        )
        for model, values in (("line", lines), ("row", rows)):
            # sudo: as for the submission
            records = raised(self.env[f"sales.forecast.submission.{model}"])
            records.create([{**value, "submission_id": submission.id} for value in values])
        state.put_submission(seat, submission)
        return submission

    @api.model
    def _prepare_frozen_target(self, target):
        """Return what a submission keeps of its target; none is not zero."""
        if target is None:
            return {"target": 0, "has_target": False}
        return {
            "target": target.amount,
            "has_target": True,
            "target_actual": target.actual,
            "target_basis": target.plan.basis,
            "target_plan": target.plan.name,
        }

    @api.model
    def _prepare_of_person(self, state, seat):
        """Return the amounts, adjustments and deals of a person's submission."""
        return (
            state.get_own(seat),
            self._prepare_frozen_adjustments(state, seat),
            self._prepare_lines(state, seat),
            [],
        )

    @api.model
    def _prepare_of_team(self, state, seat):
        """Return the amounts, adjustments, deals of nobody and rows of a team's submission.

        What its leader's own deals come to is submitted first.
        """
        team = seat[1]
        leader = (PERSON, state.tree.leaders.get(team))
        if leader in state.tree.get_reports(team):
            own = self._find_or_make(state.period, leader)
            own._lock()
            self._submit(own, state)
        rows = self._get_rows(state, team, shows_live=True)
        total = sum((total for kind, row, basis, total in rows), NOTHING)
        total = total.rounded(state.period.currency_id.round)
        names = self._get_names(state.tree, seat)
        values = [
            self._prepare_frozen_row(state, seat, row, names, number)
            for number, row in enumerate(rows)
        ]
        return (
            total,
            self._prepare_frozen_adjustments(state, seat),
            self._prepare_lines(state, seat),
            values,
        )

    @api.model
    def _prepare_frozen_adjustments(self, state, seat):
        return [
            {
                "role": role,
                "amount": adjustment.amount,
                "note": adjustment.note,
                "row_user_id": adjustment.row_user_id.id,
                "row_team_id": adjustment.row_team_id.id,
            }
            for (owner, row), by_role in sorted(state.adjustments.items())
            for role, adjustment in sorted(by_role.items())
            if owner == seat
        ]

    @api.model
    def _prepare_frozen_row(self, state, seat, row, names, number):
        kind, who, basis = row[:3]
        found = state.adjustments.get((seat, who), {})
        child = state.submissions.get(who) if kind != "others" else None
        notes = [found[role].note for role in ADJUSTABLE if role in found]
        return {
            "sequence": number,
            "kind": kind,
            "name": self.env._("Other deals") if kind == "others" else names[who],
            "user_id": who[1] if who[0] == PERSON else False,
            "team_id": who[1] or False if who[0] == TEAM else False,
            "child_id": child.id if child else False,
            **basis.as_values(),
            **{
                f"adjusted_{role}": found[role].amount if role in found else 0
                for role in ADJUSTABLE
            },
            "note": "\n".join(dict.fromkeys(notes)) or False,
        }

    @api.model
    def _prepare_lines(self, state, seat):
        """Return the values of the lines that keep the deals of a seat."""
        deals = self._read_counted_deals(state, seat)
        # sudo: a submission keeps all deals that it counts
        leads = self.env["crm.lead"].sudo().browse([deal["id"] for deal in deals])
        steps = {lead.id: lead.next_step for lead in leads}
        return [
            {
                **{name: deal.get(key) for key, name in LINE_COLUMNS.items()},
                "lead_id": deal["id"],
                "stage_name": deal["stage"],
                "category_name": deal["category"],
                "next_step": steps[deal["id"]],
            }
            for deal in deals
        ]

    @api.model
    def _has_news(self, latest, total, adjustments, lines, rows):
        """Whether a submission would say anything that the latest does not."""
        return (
            is_stale(total, latest._get_amounts())
            or adjustments != (latest.adjustments or [])
            or self._freeze(lines, NEWS) != self._freeze(latest.line_ids, NEWS)
            or self._freeze(rows, ROW_NEWS) != self._freeze(latest.row_ids, ROW_NEWS)
        )

    @api.model
    def _freeze(self, records, names):
        """Return what is compared of lines or rows, be they records or their values."""
        return sorted(
            tuple(str(getattr(record[name], "id", record[name]) or "") for name in names)
            for record in records
        )
