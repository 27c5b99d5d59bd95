from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...queries.time import today_of, zone_of

#: Periods that a forecast is made ahead for, at most: ten years of months.
MOST_PERIODS_AHEAD = 120
#: Days ahead that a closing date may be proposed for, at most: ten years.
MOST_CLOSING_DAYS = 3650


class ResCompany(models.Model):
    _inherit = "res.company"

    forecast_period_type = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter")],
        string="Forecast Periods",
        default="month",
        required=True,
        help="The spans of time that forecasts are made and submitted for.",
    )
    forecast_periods_ahead = fields.Integer(
        "Periods Ahead",
        default=3,
        help="How many periods after the current one forecasts are made for.",
    )
    closing_days = fields.Integer(
        "Expected Closing after",
        default=42,
        help="Days from today that are proposed as the expected closing of a new opportunity. "
        "0 proposes none.",
    )

    @api.constrains("forecast_periods_ahead")
    def _check_forecast_periods_ahead(self):
        for company in self:
            if not 0 <= company.forecast_periods_ahead <= MOST_PERIODS_AHEAD:
                raise ValidationError(
                    self.env._(
                        "%(company)s: forecasts can be made for 0 to %(most)s periods ahead, "
                        "not %(number)s.",
                        company=company.name,
                        most=MOST_PERIODS_AHEAD,
                        number=company.forecast_periods_ahead,
                    )
                )

    @api.constrains("closing_days")
    def _check_closing_days(self):
        for company in self:
            if not 0 <= company.closing_days <= MOST_CLOSING_DAYS:
                raise ValidationError(
                    self.env._(
                        "%(company)s: the expected closing can be 0 to %(most)s days ahead, "
                        "not %(number)s.",
                        company=company.name,
                        most=MOST_CLOSING_DAYS,
                        number=company.closing_days,
                    )
                )

    def _get_today(self):
        """Return the day that it is where the company works, whoever asks; in UTC for none."""
        # sudo: every user of a company may know its time zone
        return today_of(self.sudo())

    @api.model
    def _get_zones(self):
        """Return the companies that work in each time zone: ``{zone: company ids}``.

        An id is False for what has no company, which is in UTC.
        """
        # sudo: every user may know where which day it is; records of archived companies remain
        companies = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        zones = {}
        for company in [companies.browse(), *companies]:
            zones.setdefault(zone_of(company), []).append(company.id)
        return zones

    @api.model
    def _get_zones_by_day(self):
        """Return ``[(day, time zone, company ids), …]`` for each day that it is somewhere.

        The zone is one of those that have this day; ids as for :meth:`_get_zones`.
        """
        groups = {}
        for zone, ids in self._get_zones().items():
            today = self.browse(ids[0])._get_today()
            groups.setdefault(today, (today, zone, []))[-1].extend(ids)
        return list(groups.values())

    def _get_branch_ids(self):
        """Return the ids of the company and of its branches; archived ones as the context says."""
        self.ensure_one()
        # sudo: a branch is part of its company also where the user does not work in it
        return self.env["res.company"].sudo().search([("id", "child_of", self.id)]).ids

    def _get_working_days(self, date_from, date_to):
        """Return the weekdays (0 is Monday) worked here and the holidays between two days.

        Both are empty where the company's calendar says nothing, so that callers count calendar
        days. A holiday is a day that a leave of the whole company covers in the calendar's zone.
        """
        self.ensure_one()
        resource_calendar = self.resource_calendar_id
        worked = resource_calendar.attendance_ids.filtered(lambda line: line._is_work_period())
        weekdays = {int(day) for day in worked.mapped("dayofweek")}
        if not weekdays:
            return set(), set()
        return weekdays, set(resource_calendar._get_global_days_off(self, date_from, date_to))
