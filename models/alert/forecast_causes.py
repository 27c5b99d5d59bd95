from datetime import timedelta

from odoo import models

from ...queries.alerts import first_submissions
from ...tools.alerts import Cause
from ...tools.pacing import ONE_DAY
from ...tools.rollup import PERSON, TEAM


class SalesAlertRule(models.Model):
    """Whose forecast is missing when its period is about to end."""

    _inherit = "sales.alert.rule"

    def _find_forecast_causes(self, company, mornings):
        """Yield forecasts of people and of teams that nobody has submitted, some days before the
        end of their period. Whom their leader has reminded by then is not told once more."""
        periods = self._get_ending_periods(company, mornings)
        if not periods:
            return
        submitted, reminded = self._read_submitted(periods)
        seats = self._get_seats(company)
        for day, begin in mornings:
            for period in periods:
                asked_from = period.date_to - timedelta(days=self.days)
                if not asked_from <= day <= period.date_to:
                    continue
                for seat, (owner, leader) in seats.items():
                    moment = submitted.get((period.id, *seat))
                    if moment and moment < begin:
                        continue
                    on = reminded.get((period.id, *seat))
                    is_reminded = on and asked_from <= on < day
                    yield (
                        day,
                        self._make_forecast_cause(
                            period, seat, None if is_reminded else owner, leader
                        ),
                    )

    def _make_forecast_cause(self, period, seat, owner, leader):
        kind, number = seat
        return Cause(
            f"forecast {kind} {number} {period.id}",
            "sales.forecast.period",
            period.id,
            owner,
            leader,
            {"kind": kind, "seat": number},
        )

    def _get_ending_periods(self, company, mornings):
        """Return the periods that are asked for on one of some days; branches have none."""
        first, last = mornings[0][0], mornings[-1][0]
        # sudo: a forecast's periods, whoever asks
        return (
            self.env["sales.forecast.period"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("kind", "=", company.forecast_period_type),
                    ("date_to", ">=", first),
                    ("date_to", "<=", last + self.days * ONE_DAY),
                ]
            )
        )

    def _read_submitted(self, periods):
        """Return when forecasts were submitted first, and on which day people were reminded of
        them last: ``{(period id, kind, id): moment or day}``."""
        # sudo: whether a forecast is there is told to whose it is
        forecasts = self.env["sales.forecast"].sudo()
        for model in ("sales.forecast", "sales.forecast.submission"):
            self.env[model].flush_model()
        submitted = {
            (period, *_seat_of(user, team)): moment
            for period, user, team, moment in self.env.execute_query(first_submissions(periods.ids))
        }
        known = forecasts.search_fetch(
            [("period_id", "in", periods.ids), ("reminded_day", "!=", False)],
            ["period_id", "user_id", "team_id", "reminded_day"],
        )
        reminded = {
            (one.period_id.id, *_seat_of(one.user_id.id, one.team_id.id)): one.reminded_day
            for one in known
        }
        return submitted, reminded

    def _get_seats(self, company):
        """Return who is to submit: ``{seat: (owner, leader)}``; leaders submit for their teams."""
        tree = self.env["sales.forecast"]._read_tree(company)
        leaders = self._get_leaders(company)
        seats = {}
        if self.level in ("all", "salesperson"):
            for person, team in tree.homes.items():
                if tree.leaders.get(team) != person:
                    seats[PERSON, person] = person, self._get_leader(leaders, team, person)
        if self.level in ("all", "team"):
            for team, owner in tree.leaders.items():
                seats[TEAM, team] = owner, self._get_leader(leaders, team, owner)
        return seats


def _seat_of(user_id, team_id):
    return (PERSON, user_id) if user_id else (TEAM, team_id)
