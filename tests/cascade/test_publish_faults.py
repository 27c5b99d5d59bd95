from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import AdminShutdown, DiskFull

from ..common.cascade import CascadeCommon
from ..common.failing import DISK_FULL, refuse

#: What PostgreSQL says when somebody takes the connection away.
ADMIN_SHUTDOWN = "57P01"
#: What publishing writes, in its order, and the row of each for which there is no room left.
WRITTEN = {
    "sales_plan_target": 2,
    "sales_plan_publication": 1,
    "sales_plan_step": 1,
    "sales_plan_notice": 2,
}


@tagged("post_install", "-at_install", "sales_plan")
class TestPublishFaults(CascadeCommon):
    """Publishing that fails in the middle leaves nothing, and the next try does all of it once."""

    def setUp(self):
        super().setUp()
        self.names = ("north", "south")

    def look(self):
        """Return all that publishing changes."""
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.states(self.manager, *self.names),
            self.in_force(self.manager),
            self.env["sales.plan.publication"].search_count([]),
            self.env["sales.plan.notice"].search_count([]),
            self.cascade.edit_version,
        )

    def break_off(self, table, code, error):
        """Publish while a table takes no more rows."""
        self.env.cr.execute(SQL("CREATE SEQUENCE sales_plan_test_written"))
        number = SQL("nextval('sales_plan_test_written') >= %s", SQL(str(WRITTEN[table])))
        allow = refuse(self.env, table, number, code)
        with mute_logger("odoo.sql_db"), self.assertRaises(error), self.cr.savepoint():
            self.publish(self.manager, *self.names)
            self.env.flush_all()
        self.env.invalidate_all()
        allow()
        self.env.cr.execute(SQL("DROP SEQUENCE sales_plan_test_written"))

    def test_no_room_left(self):
        before = self.look()
        self.assertEqual(before[0], [("draft", False)] * 2)
        for table in WRITTEN:
            with self.subTest(table=table):
                self.break_off(table, DISK_FULL, DiskFull)
                self.assertEqual(self.look(), before)
        self.publish_all(before)

    def test_connection_taken_away(self):
        before = self.look()
        for table in WRITTEN:
            with self.subTest(table=table):
                self.break_off(table, ADMIN_SHUTDOWN, AdminShutdown)
                self.assertEqual(self.look(), before)
        self.publish_all(before)

    def publish_all(self, before):
        """Publish at last: it is there once, and everybody is told once."""
        self.publish(self.manager, *self.names)
        states, targets, publications, notices, __ = self.look()
        self.assertEqual(states, [("published", False)] * 2)
        self.assertEqual({name: targets[name] for name in self.names}, {"north": 600, "south": 400})
        self.assertEqual((publications, notices), (before[2] + 1, before[3] + 2))
        told = self.send()
        self.assertEqual(
            {user: len(told.get(user, ())) for user in (self.leader, self.other_leader)},
            {self.leader: 1, self.other_leader: 1},
        )
