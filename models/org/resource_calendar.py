from datetime import datetime, time, timedelta

import pytz
from odoo import models
from odoo.fields import Domain


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _get_global_days_off(self, company, date_from, date_to):
        """Yield the days between two days that leaves of the whole company cover."""
        self.ensure_one()
        zone = pytz.timezone(self.tz or "UTC")
        leaves = self.env["resource.calendar.leaves"].search(
            Domain("resource_id", "=", False)
            & Domain("calendar_id", "in", [self.id, False])
            & Domain("company_id", "in", [company.id, False])
            & Domain("date_to", ">=", datetime.combine(date_from, time.min) - timedelta(days=1))
            & Domain("date_from", "<=", datetime.combine(date_to, time.max) + timedelta(days=1))
        )
        for leave in leaves:
            day = pytz.utc.localize(leave.date_from).astimezone(zone).date()
            last = pytz.utc.localize(leave.date_to).astimezone(zone).date()
            while day <= last:
                if date_from <= day <= date_to:
                    yield day
                day += timedelta(days=1)
