from dataclasses import dataclass, field

from odoo import api, models

from ...queries import forecast as forecast_query
from ...queries.time import day_ending_at, is_over, moment_at_end_of
from ...tools.forecast_sums import Live, collect
from ...tools.rollup import COMPANY, PERSON, TEAM, Tree


@dataclass
class State:
    """All that figures of a period are made of, at one moment.

    :ivar moment: in UTC, None for now
    :ivar live: figures of deals by seat
    :ivar adjustments: those in force, ``{(seat of the worksheet, seat corrected): {role: record}}``
    :ivar forecasts: ids of forecasts by seat
    :ivar submissions: the last submission of each seat that submitted
    :ivar standings: what was read of submissions already, see ``standing.py``
    """

    tree: Tree
    period: object
    moment: object = None
    live: dict = field(default_factory=dict)
    adjustments: dict = field(default_factory=dict)
    forecasts: dict = field(default_factory=dict)
    submissions: dict = field(default_factory=dict)
    standings: dict = field(default_factory=dict)

    def get_live(self, seat):
        return self.live.get(seat) or Live()

    def get_adjustments(self, owner, row):
        """Return the adjustments of one row of a worksheet: ``{role: amount}``."""
        found = self.adjustments.get((owner, row), {})
        return {role: adjustment.amount for role, adjustment in found.items()}

    def get_submitted(self, seat):
        """Return the amounts that a seat submitted last, None where it did not."""
        submission = self.submissions.get(seat)
        return submission._get_amounts() if submission else None

    def put_submission(self, seat, submission):
        """Count another submission of a seat from now on."""
        self.submissions[seat] = submission
        self.standings.clear()

    def get_open_deals(self, seat):
        """Return what all open deals of a seat and of those below it come to, unadjusted."""
        kind, key = seat
        amounts = {seat: live.amounts for seat, live in self.live.items()}
        if kind == PERSON:
            return self.get_live(seat).amounts.open_pipeline
        return self.tree.roll_up(key, amounts, {}).open_pipeline

    def get_own(self, seat):
        """Return what a seat's own deals come to, with its own adjustments."""
        return self.get_live(seat).amounts.adjusted(self.get_adjustments(seat, seat))

    def roll_up(self, seat):
        """Return what a seat would come to if everybody submitted now."""
        kind, key = seat
        if kind == PERSON:
            return self.get_own(seat)
        amounts = {seat: live.amounts for seat, live in self.live.items()}
        adjustments = {key: self.get_adjustments(*key) for key in self.adjustments}
        return self.tree.roll_up(key, amounts, adjustments)


class SalesForecast(models.Model):
    """Figures of forecasts, of now or of any past moment, read for all at once.

    Figures count deals whoever asks: who may see a forecast may see its sums, see
    ``people.py`` for who may; the deals themselves obey the rules of deals.
    """

    _inherit = "sales.forecast"

    @api.model
    def _get_moment(self, company, as_of):
        """Return the moment that figures as of a day are of; None for now.

        They are of now unless the day is over both for the reader and where the company works.
        """
        if not as_of or not is_over(self.env, company, as_of):
            return None
        # sudo: how a company counts its days does not depend on who looks
        return moment_at_end_of(company.sudo(), as_of)

    @api.model
    def _get_day(self, period, moment):
        """Return the day that figures are of: the one that a moment ends, today without one."""
        if moment is None:
            return period.company_id._get_today()
        # sudo: how a company counts its days does not depend on who looks
        return day_ending_at(period.company_id.sudo(), moment)

    @api.model
    def _read_state(self, period, moment=None, tree=None):
        """Read what all figures of a period are made of.

        :param moment: datetime in UTC, None for now. Who reports to whom is as it is today.
        """
        # sudo: a forecast counts all deals and submissions, whoever looks at it
        period = period.sudo()
        state = State(tree or self._read_tree(period.company_id), period, moment)
        relation = forecast_query.get_relation(self.env, period._get_company_ids(), moment)
        day = self._get_day(period, moment)
        rows = forecast_query.read_sums(self.env, relation, period.date_from, period.date_to, day)
        state.live = collect(state.tree, rows)
        for live in state.live.values():
            live.round_amounts(period.currency_id.round)
        forecasts = self.sudo().search_fetch(
            [("period_id", "=", period.id)], ["kind", "user_id", "team_id"]
        )
        state.forecasts = {forecast._get_seat(): forecast.id for forecast in forecasts}
        state.adjustments = self._read_adjustments(forecasts, moment)
        latest = forecast_query.read_latest_submissions(self.env, forecasts.ids, moment)
        submissions = self.env["sales.forecast.submission"].sudo().browse(latest.values())
        state.submissions = {
            submission.forecast_id._get_seat(): submission for submission in submissions
        }
        return state

    @api.model
    def _read_adjustments(self, forecasts, moment):
        """Return the adjustments in force of some forecasts, see ``State``."""
        # sudo: as in _read_state
        found = self.env["sales.forecast.adjustment"].sudo()
        found = found.search(found._get_domain_in_force(moment) & found._get_domain_of(forecasts))
        adjustments = {}
        for adjustment in found:
            owner = adjustment.forecast_id._get_seat()
            row = adjustment._get_row_seat()
            adjustments.setdefault((owner, row), {})[adjustment.role] = adjustment
        return adjustments

    @api.model
    def _read_condition(self, tree, seat):
        """Return the condition of the deals that count in a seat, see ``forecast_query``."""
        kind, key = seat
        if kind == PERSON:
            return forecast_query.owned_by(key)
        if key == COMPANY:
            return forecast_query.of_no_team(tree.places, tree.homes)
        teams = [team for team, place in tree.places.items() if place == key]
        return forecast_query.of_nobody(teams or [key], tree.homes)

    @api.model
    def _get_rows(self, state, team, shows_live):
        """Return what a team's worksheet counts: ``[(kind, seat, basis, total), …]``.

        The basis of a row is what still stands of what was submitted, see ``standing.py``; of the
        leader's own deals and of deals of nobody in particular it is what they are, for who may
        see live figures.

        :param shows_live: whether own and others' deals are as they are
        """
        owner = (TEAM, team)
        leader = (PERSON, state.tree.leaders.get(team))
        reports = state.tree.get_reports(team)
        asked = [seat for seat in reports if not (shows_live and seat == leader)]
        standings = self._read_standings(state, asked)
        rows = []
        for seat in reports:
            basis = standings[seat].amounts if seat in standings else state.get_own(seat)
            rows.append(("own" if seat == leader else seat[0], seat, basis))
        others = (
            state.get_live(owner).amounts if shows_live else self._get_standing_others(state, owner)
        )
        rows.append(("others", owner, others))
        return [
            (kind, seat, basis, basis.adjusted(state.get_adjustments(owner, seat)))
            for kind, seat, basis in rows
        ]
