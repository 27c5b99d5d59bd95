from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

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
