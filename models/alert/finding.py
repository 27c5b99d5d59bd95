from odoo import models

from ...queries.time import moment_at_start_of, zone_of, zone_where
from ...tools.alerts import Telling, get_days
from ...tools.pacing import ONE_DAY
from .sales_alert_rule import ROW_KINDS


class SalesAlertRule(models.Model):
    """What a rule finds in a company, on any days: today, or those of the past."""

    _inherit = "sales.alert.rule"

    def _find_causes(self, company, days, with_later=False):
        """Return what a rule finds on the mornings of some days that are worked.

        What is known on the morning of a day is what had happened by the end of the day before,
        whenever on the day it is asked. The number of queries does not depend on that of what is
        looked at.

        :param company: a company, with the rights of the program
        :param days: in order
        :param with_later: whether rows are looked at that were published only later
        :return: ``{day: [tools.alerts.Cause, …]}``, without days on which this rule does not look
        """
        self.ensure_one()
        if not days:
            return {}
        mornings = self._get_mornings(company, days)
        if self.kind in ROW_KINDS:
            return self._find_row_causes(company, mornings, with_later)
        find = {
            "forecast": self._find_forecast_causes,
            "deal": self._find_deal_causes,
            "promise": self._find_promise_causes,
            "ledger": self._find_ledger_causes,
        }[self.kind]
        found = {day: [] for day in days}
        for day, cause in find(company, mornings):
            found[day].append(cause)
        return found

    def _get_mornings(self, company, days):
        """Return days with the moments at which they begin in a company."""
        zone = zone_of(company)
        return [(day, moment_at_start_of(zone, day)) for day in days]

    def _get_telling(self, company):
        """Return whom the rule tells, as ``tools.alerts`` takes it."""
        self.ensure_one()
        # sudo: who works in the company, as of now
        users = self.env["res.users"].sudo()
        return Telling(
            self.tells_owner,
            self.leader_days if self.tells_leader else None,
            frozenset(users.search(users._get_staff_domain(company.ids)).ids),
        )

    def _get_looked_days(self, company, first, last):
        """Return the days of a span on which is looked, and when people may be told."""
        hours = company._get_alert_hours(first - 7 * ONE_DAY, last + 30 * ONE_DAY)
        return get_days(hours, first, last), hours

    def _get_zones_of(self, company, user_ids):
        """Return the time zones that people live in, that of the company where they say none."""
        # sudo: when somebody may be told something
        users = self.env["res.users"].sudo().browse(user_ids)
        return {user.id: zone_where(user, company) for user in users}

    def _get_leaders(self, company):
        """Return who leads teams and those above them: ``{team id: [user id, …]}``, the nearest
        first."""
        # sudo: who leads whom, whoever asks
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        teams = teams.search_fetch([("company_id", "in", (False, company.id))], ["user_id"])
        parents = {team: team.parent_id for team in teams}
        leaders = {}
        for team in teams:
            above, found = team, []
            while above and len(found) <= len(teams):
                found += above.user_id.ids
                above = parents.get(above, above.parent_id)
            leaders[team.id] = found
        return leaders

    @staticmethod
    def _get_leader(leaders, team_id, owner):
        """Return the nearest of the leaders of a team who is somebody else than an owner."""
        others = [user for user in leaders.get(team_id, ()) if user != owner]
        return others[0] if others else None
