from odoo.tests import freeze_time

from .deal_history import DealHistoryCommon

#: Where readers are: on the day of UTC, always a day behind Auckland's, and the furthest ahead.
ZONES = ("UTC", "Etc/GMT+12", "Pacific/Kiritimati")
WEST, EAST = "America/Costa_Rica", "Pacific/Auckland"  # UTC−6 all year, UTC+12 or 13
#: Moments at which it is the last day of June, and of the year, in the west, the next one in UTC.
JULY_IN_UTC, NEW_YEAR_IN_UTC = "2025-07-01 02:00:00", "2026-01-01 02:00:00"
#: Moments at which these days are over in the east, but not in UTC.
JULY_IN_EAST, NEW_YEAR_IN_EAST = "2025-06-30 12:30:00", "2025-12-31 12:30:00"


class CompanyDayCommon(DealHistoryCommon):
    """A company whose day may be moved, and readers everywhere."""

    def at_work(self, moment, zone):
        """Let it be a moment in UTC, and the company work in a time zone, until the test ends."""
        self.company.resource_calendar_id.tz = zone
        self.startPatcher(freeze_time(moment))
        self.env.flush_all()
        self.env.invalidate_all()

    def for_readers(self, records, user=None):
        """Yield records as the manager, or somebody, reads them from each time zone."""
        for zone in ZONES:
            self.env.invalidate_all()
            there = records.with_user(user or self.manager)
            yield there.with_context(tz=zone, allowed_company_ids=self.company.ids)

    def assertForReaders(self, records, read, expected, user=None):  # noqa: N802
        """Assert what is read of records, whichever time zone they are read from."""
        for there in self.for_readers(records, user):
            self.assertEqual(read(there), expected, there.env.context["tz"])
