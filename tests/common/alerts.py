from datetime import datetime, timedelta

from odoo.tests import freeze_time
from odoo.tools import SQL

from .cockpit import CockpitCommon


class AlertCommon(CockpitCommon):
    """The company of the cockpit, told by rules from 17 March 2026 on.

    It works in Auckland, its people live by UTC: a Tuesday of the company begins at eleven on
    Monday by their clock. Only the rules that a test makes look at anything.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["sales.alert.rule"]
        cls.rules.search([("active", "=", True)]).active = False
        cls.alerts = cls.env["sales.alert"].sudo()
        cls.notices = cls.env["sales.alert.notice"].sudo()
        rows = cls.in_force.allocation_ids
        cls.set_created(rows, "2026-03-16 10:00:00", "published_date")

    @classmethod
    def rule(cls, kind="pace", **values):
        return cls.rules.create(
            {
                "name": kind.title(),
                "kind": kind,
                "level": "all",
                "company_id": cls.company.id,
                "leader_days": 2,
                **values,
            }
        )

    def look(self, moment):
        """Run the scheduled action at a moment in UTC, as the server does."""
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("sales_plan.ir_cron_alert").method_direct_trigger()
        self.env.invalidate_all()

    def told(self, *conditions):
        """Return who has been told what: ``{(name, summary), …}``."""
        notices = self.notices.search([("state", "!=", "waiting"), *conditions])
        return {
            (notice.user_id.name, notice.alert_id.summary.replace("\xa0", " "))
            for notice in notices
        }

    @classmethod
    def set_created(cls, records, moment, name="create_date"):
        """Let records be created at a moment: PostgreSQL's clock is not frozen."""
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id IN %s",
                SQL.identifier(records._table),
                SQL.identifier(name),
                moment,
                tuple(records.ids),
            )
        )
        records.invalidate_recordset([name])

    def play(self, events, first="2026-03-16", days=19):
        """Let days pass: twice a day somebody looks, at half past eight and at noon, by UTC.

        :param events: ``{day by UTC: function}``, done in the afternoon
        """
        for count in range(days):
            day = datetime.fromisoformat(first) + timedelta(days=count)
            for hour in (8.5, 12):
                self.look(day + timedelta(hours=hour))
            if event := events.get(day.date().isoformat()):
                moment = day + timedelta(hours=15)
                with freeze_time(moment), self.env["crm.lead.history"]._at(moment):
                    event(moment)
                    self.env.flush_all()
