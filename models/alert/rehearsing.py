from odoo import models

from ...queries.time import moment_at_end_of
from ...tools.alerts import rehearse, tell_at
from ..org.raised import raised


class SalesAlertRule(models.Model):
    """A rule is tried on the past, by what looks today; nobody is told anything."""

    _inherit = "sales.alert.rule"

    def _rehearse(self, company, first, last, with_later=False):
        """Return who would have been told what, had the rule been there from a first day on.

        :param company: a company that the caller may look at as a whole
        :param with_later: whether rows are looked at that were published only later
        :return: ``[tools.alerts.WouldTell, …]`` in order of their moments
        """
        self.ensure_one()
        # sudo: as the scheduled action looks, which sees all that is there
        rule, company = raised(self), company.sudo()
        days, hours = rule._get_looked_days(company, first, last)
        if not days:
            return []
        telling = rule._get_telling(company)
        zones = rule._get_zones_of(company, list(telling.able))
        return rehearse(
            rule._get_mornings(company, days),
            rule._find_causes(company, days, with_later),
            telling,
            lambda user, moment: tell_at(hours, zones[user], moment),
            moment_at_end_of(company, last),
        )
