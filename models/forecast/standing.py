from dataclasses import dataclass, field

from odoo import api, models

from ...queries import standing as standing_query
from ...queries.forecast import get_relation
from ...tools.rollup import NOTHING, PERSON, TEAM, Amounts
from ...tools.standing import Line, find_gone, find_moved, take_off


@dataclass
class Standing:
    """What counts of a submission now.

    :ivar amounts: closed as it is, open amounts as submitted less what is gone since
    :ivar gone: the deals that are gone, those of submissions that went into it too
    """

    amounts: Amounts
    gone: list[Line] = field(default_factory=list)


class SalesForecast(models.Model):
    """What still stands of what was submitted, see ``tools.standing``; read for many at once."""

    _inherit = "sales.forecast"

    @api.model
    def _read_standings(self, state, seats):
        """Return what counts of the last submissions of seats: ``{seat: Standing}``.

        Who has not submitted has what is closed. Deals are as of the moment of the state.
        """
        asked = tuple(seats)
        if asked not in state.standings:
            state.standings[asked] = self._prepare_standings(state, asked)
        return state.standings[asked]

    @api.model
    def _prepare_standings(self, state, seats):
        known = {seat: state.submissions[seat].id for seat in seats if seat in state.submissions}
        submitted, gone = {}, []
        if known:
            ids = list(known.values())
            rows = standing_query.read_submitted(self.env, ids)
            submitted = {row.root: Amounts(0, *row[1:]) for row in rows}
            gone = self._read_gone(state, ids)
        rounded = state.period.currency_id.round
        standings = {}
        for seat in seats:
            root = known.get(seat)
            lines = [line for line in gone if line.root == root]
            amounts = take_off(submitted.get(root, NOTHING), lines, state.roll_up(seat).closed)
            standings[seat] = Standing(amounts.rounded(rounded), lines)
        return standings

    @api.model
    def _read_gone(self, state, submission_ids):
        """Return the lines of submissions, and of what went into them, that stand no more."""
        period = state.period
        lines = [
            self._prepare_line(row)
            for row in standing_query.read_candidates(
                self.env,
                get_relation(self.env, period._get_company_ids(), state.moment),
                period.date_from,
                period.date_to,
                submission_ids,
            )
        ]
        moved = find_moved(state.tree, lines)
        holders = set()
        if moved:
            holders = standing_query.read_holders(
                self.env,
                [
                    state.submissions[seat].id
                    for seat in moved.values()
                    if seat in state.submissions
                ],
                {line.number for line in moved},
            )

        def has_submitted(seat, number):
            submission = state.submissions.get(seat)
            return bool(submission) and (submission.id, number) in holders

        return find_gone(state.tree, lines, moved, has_submitted)

    @api.model
    def _prepare_line(self, row):
        values = row._asdict()
        kind, holder_id = values.pop("kind"), values.pop("holder_id")
        return Line(holder=(PERSON if kind == PERSON else TEAM, holder_id), **values)

    @api.model
    def _get_standing_others(self, state, seat):
        """Return what counts of a team's deals of nobody, to who sees what its leader submitted."""
        submitted = self._get_submitted_others(state, seat) or NOTHING
        lines = self._get_gone_own(state, seat)
        amounts = take_off(submitted, lines, state.get_live(seat).amounts.closed)
        return amounts.rounded(state.period.currency_id.round)

    @api.model
    def _get_submitted_others(self, state, seat):
        """Return a team's deals of nobody as they were submitted, None where they were not."""
        submission = state.submissions.get(seat)
        rows = submission.row_ids if submission else self.env["sales.forecast.submission.row"]
        return next((row._get_amounts() for row in rows if row.kind == "others"), None)

    @api.model
    def _get_gone_own(self, state, seat):
        """Return the lines of a seat's own last submission that stand no more."""
        gone = self._read_standings(state, [seat])[seat].gone
        return [line for line in gone if line.submission == line.root]
