from odoo.tests import freeze_time, tagged

from ..common.alerts import AlertCommon
from ..common.ledger import LedgerCommon

MARCH = "2026-03-%s 12:00:00"


@tagged("post_install", "-at_install")
class TestLedgerAlerts(LedgerCommon, AlertCommon):
    """N1: a difference from the ledger that was not there before is told to the responsible."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.books = cls.plan("customer", year=2026, name="Books")
        cls.target(cls.books, 10)
        cls.books.action_confirm()
        cls.in_force.active = False  # it would be told of, too
        cls.new_differences = cls.rule("ledger", days=5, tells_leader=False)

    def booked(self, moment, amount=70):
        """Post an entry of some income at a moment; return it."""
        with freeze_time(moment):
            move = self.entry(moment[:10], amount)
            self.env.flush_all()
        return self.written(move, moment)

    def written(self, move, moment):
        """Let what was written of a move now be written at a moment."""
        self.set_created(move, moment)
        changes = self.env["mail.tracking.value"].sudo()
        found = changes.search([("mail_message_id", "in", move.message_ids.ids)])
        if found:
            self.set_created(found, moment)
        return move

    def open_alerts(self):
        return self.alerts.search([("state", "=", "open"), ("res_id", "=", self.books.id)])

    def test_new_difference(self):
        """An entry without an invoice is told the morning after, once, to the plan's responsible,
        and closes when it is gone."""
        self.look(MARCH % 17)
        self.assertEqual(self.told(), set())
        move = self.booked("2026-03-17 10:00:00")
        self.look(MARCH % 17)
        self.assertEqual(self.told(), set())
        self.look(MARCH % 18)
        expected = {
            ("Manager", "Books: $ 70.00 off the ledger, Journal entries without an invoice")
        }
        self.assertEqual(self.told(), expected)
        alert = self.open_alerts()
        action = alert.with_user(self.manager).action_open_subject()
        self.assertEqual(action["context"]["active_id"], self.books.id)
        self.look(MARCH % 19)
        self.assertEqual(self.told(), expected)
        more = self.booked("2026-03-19 10:00:00", 5)
        self.look(MARCH % 22)  # Monday where the company works
        self.assertEqual(len(self.told()), 1)
        self.assertIn("75.00", self.open_alerts().text)
        with freeze_time(MARCH % 22):
            (move | more).button_draft()
        self.look(MARCH % 24)
        self.assertEqual((alert.state, alert.activity_ids.ids), ("closed", []))
        self.assertIn("difference is gone", alert.reason)

    def test_old_differences_are_no_news(self):
        """What was there some days before is not told, nor what follows from the plan's scope."""
        self.booked("2026-03-09 10:00:00")
        scoped = self.plan(year=2026, name="Scoped", partner_id=self.acme.id)
        self.target(scoped, 10)
        scoped.action_confirm()
        with freeze_time("2026-03-16 10:00:00"):
            sold = self.invoice(self.bolt, "2026-03-16", (None, 10))
            self.env.flush_all()
        self.written(sold, "2026-03-16 10:00:00")
        self.look(MARCH % 18)
        self.assertEqual(self.told(), set())
        self.booked("2026-03-18 10:00:00")
        self.look(MARCH % 19)
        self.assertEqual(self.told(), set())

    def test_reversed_and_back(self):
        """A difference that is taken back is gone; one that comes again is told anew."""
        move = self.booked("2026-03-17 10:00:00")
        self.look(MARCH % 18)
        with freeze_time(MARCH % 18):
            back = move._reverse_moves([{"date": "2026-03-18"}])
            back.action_post()
            self.env.flush_all()
        self.written(back, MARCH % 18)
        self.look(MARCH % 19)
        self.assertFalse(self.open_alerts())
        self.booked("2026-03-24 10:00:00", 3)
        self.look(MARCH % 25)
        self.assertIn("3.00", self.open_alerts().summary)
        self.assertEqual(len(self.notices.search([])), 2)

    def test_plan_is_over(self):
        """What is told of a plan closes with the plan."""
        self.booked("2026-03-17 10:00:00")
        self.look(MARCH % 18)
        self.assertTrue(self.open_alerts())
        self.books.action_close()
        self.look(MARCH % 19)
        self.assertFalse(self.open_alerts())

    def test_tried_on_the_past(self):
        """The dry run tells what the real runs told."""
        played = {
            "2026-03-17": lambda moment: self.booked(moment.isoformat(" ")),
            "2026-03-19": lambda moment: self.booked(moment.isoformat(" "), 4),
            "2026-03-23": lambda moment: self.booked(moment.isoformat(" "), -74),
            "2026-03-27": lambda moment: self.booked(moment.isoformat(" "), 8),
        }
        self.play(played, days=14)
        told = [
            (notice.alert_id.key, notice.user_id.id, notice.day)
            for notice in self.notices.search([], order="day")
        ]
        self.assertEqual(len(told), 2)
        with freeze_time("2026-03-30 12:00:00"):
            days = (self.day("2026-03-16"), self.day("2026-03-30"))
            tried = self.new_differences._rehearse(self.company, *days)
        self.assertEqual([(each.cause.key, each.user, each.day) for each in tried], told)

    def test_as_many_queries_for_more_plans(self):
        """The number of queries does not depend on that of plans and entries."""
        days = [self.day(f"2026-03-{day}") for day in (17, 18, 19)]
        self.booked("2026-03-17 10:00:00")

        def count(some_days):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.new_differences._find_causes(self.company, some_days)
            return self.env.cr.sql_log_count - before

        count(days)
        few = count(days[:1])
        for number in range(3):
            plan = self.plan("customer", year=2026, name=f"More {number}")
            self.target(plan, 10)
            plan.action_confirm()
            self.booked("2026-03-18 10:00:00", number + 1)
        self.assertEqual(count(days), few)
