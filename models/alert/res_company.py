from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.alerts import Hours


class ResCompany(models.Model):
    """When people of a company are told something by themselves."""

    _inherit = "res.company"

    alert_from_hour = fields.Float(
        "Told From",
        default=8.0,
        help="The hour from which on people are told what alert rules find, on working days, in "
        "their own time zone.",
    )
    alert_until_hour = fields.Float(
        "Told Until",
        default=18.0,
        help="The hour from which on it is quiet until the next working day.",
    )

    sends_weekly_mail = fields.Boolean(
        "Weekly Mail",
        default=True,
        help="Everybody who has something to do with a plan in force gets a mail on the first "
        "working day of the week, unless they have switched it off in their preferences.",
    )

    @api.constrains("alert_from_hour", "alert_until_hour")
    def _check_alert_hours(self):
        for company in self:
            if not 0 <= company.alert_from_hour < company.alert_until_hour <= 24:
                raise ValidationError(
                    self.env._("People are told something from one hour to a later one of a day.")
                )

    def _get_alert_hours(self, first, last):
        """Return when people may be told something, with the days that are worked in a span."""
        self.ensure_one()
        # sudo: when a company works is no secret
        company = self.sudo()
        weekdays, holidays = company._get_working_days(first, last)
        return Hours(
            company.alert_from_hour,
            company.alert_until_hour,
            frozenset(weekdays),
            frozenset(holidays),
        )
