from odoo.tests import freeze_time, tagged

from ..common.cascade import CascadeCommon
from ..common.publishing import hangs_on


@tagged("post_install", "-at_install")
class TestCascadeNotices(CascadeCommon):
    """Whoever is given a target is told once, and only what is theirs."""

    def activities(self, user):
        return self.env["mail.activity"].search(
            [("user_id", "=", user.id), *hangs_on(self.cascade, "res_model")]
        )

    def test_one_message_and_one_activity(self):
        self.publish(self.manager, "north", "south", below=True)
        told = self.send()
        owners = {self.leader, self.other_leader, self.salesperson, self.colleague, self.stranger}
        self.assertEqual(set(told), owners)
        for user in owners:
            self.assertEqual(len(told[user]), 1, user.login)
            self.assertEqual(len(self.activities(user)), 1, user.login)
        self.assertIn("350.00", told[self.salesperson][0])
        self.assertNotIn("250.00", told[self.salesperson][0])
        self.assertFalse(self.env["sales.plan.notice"].search([]))
        self.assertEqual(self.send(), told)

    def test_due_on_the_day_that_it_is_where_people_are(self):
        """What owners are to do now is due today for each of them, though the company in Auckland
        has another day already, so that Odoo counts it with what is due."""
        self.cascade.asks_agreement = True
        people = (self.leader, self.salesperson, self.colleague)
        zones = ("Pacific/Pago_Pago", "UTC", "Pacific/Kiritimati")
        days = {"Pacific/Pago_Pago": 1, "UTC": 2, "Pacific/Kiritimati": 3}
        with freeze_time("2026-03-02 10:30:00"):
            for user, zone in zip(people, zones, strict=True):
                user.tz = zone
            self.publish(self.manager, "north", below=True)
            self.send()
            for user in people:
                due = self.activities(user).date_deadline
                self.assertEqual(due, self.day(f"2026-03-0{days[user.tz]}"), user.tz)
            self.cascade._take_out_of_force()
            self.cascade._put_back_into_force()
            for user in people:
                due = self.activities(user).mapped("date_deadline")
                self.assertIn(self.day(f"2026-03-0{days[user.tz]}"), due, user.tz)

    def test_changes_are_told_and_reminders_do_not_pile_up(self):
        self.publish(self.manager, "north", below=True)
        self.send()
        self.type(self.leader, "salesperson", "340")
        self.publish(self.leader, "salesperson")
        told = self.send()
        self.assertEqual(len(told[self.salesperson]), 2)
        self.assertEqual(len(told[self.colleague]), 1)
        self.assertEqual(len(self.activities(self.salesperson)), 1)
        [newest] = [text for text in told[self.salesperson] if "before" in text]
        self.assertIn("340.00", newest)
        self.assertIn("350.00", newest)

    def test_answering_finishes_the_activity(self):
        self.cascade.asks_agreement = True
        self.publish(self.manager, "north", below=True)
        self.send()
        salesperson = self.salesperson
        self.row_of("salesperson", salesperson).action_accept()
        self.assertEqual(len(self.activities(salesperson)), 1)  # a customer's row is left
        self.row_of("acme", salesperson)._propose(150, "They close a plant.")
        self.assertFalse(self.activities(salesperson))
        self.assertEqual(len(self.activities(self.colleague)), 1)

    def test_withdrawing_is_told_with_its_reason(self):
        self.publish(self.manager, "north", below=True)
        self.send()
        self.withdraw(self.leader, "salesperson", reason="The region is split anew.")
        told = self.send()
        [text] = [text for text in told[self.salesperson] if "split anew" in text]
        self.assertNotIn("350", text)
        self.assertEqual(len(told[self.leader]), 1)
        self.assertFalse(self.activities(self.salesperson))
        self.assertEqual(len(self.activities(self.colleague)), 1)

    def test_a_target_that_is_left_keeps_its_activity(self):
        self.publish(self.manager, "north", below=True)
        self.send()
        self.withdraw(self.leader, "acme")
        self.send()
        self.assertEqual(len(self.activities(self.salesperson)), 1)

    def test_nothing_is_told_of_what_is_gone_again(self):
        self.publish(self.manager, "north", below=True)
        self.withdraw(self.manager, "north")
        told = self.send()
        self.assertFalse(any("350" in text for text in told.get(self.salesperson, ())))

    def test_nobody_follows_the_plan_because_of_it(self):
        """Followers would be sent what others write about the whole plan."""
        self.publish(self.manager, "north", below=True)
        self.send()
        followers = self.cascade.message_partner_ids
        self.assertFalse(followers & (self.leader | self.salesperson).partner_id)
        self.assertFalse(self.cascade.allocation_ids.message_partner_ids)

    def test_messages_are_private(self):
        self.publish(self.manager, "north", below=True)
        self.send()
        for user in (self.salesperson, self.leader, self.stranger):
            messages = self.env["mail.message"].with_user(user).search(hangs_on(self.cascade))
            self.assertLessEqual(messages.notified_partner_ids, user.partner_id)
        self.assertFalse(self.cascade.message_ids.filtered(lambda m: "350" in (m.body or "")))


@tagged("post_install", "-at_install")
class TestPublications(CascadeCommon):
    """P16: who published what, when, and what changed is on record for those who see the rows."""

    def test_who_reads_them(self):
        self.publish(self.manager, "north", below=True)
        self.publish(self.manager, "south")
        self.type(self.leader, "salesperson", "340")
        self.publish(self.leader, "salesperson")
        self.withdraw(self.leader, "colleague", reason="Split anew")
        self.env.invalidate_all()
        expected = {
            self.manager: (5, 8),  # with that of the total
            self.auditor: (5, 8),
            self.leader: (3, 6),
            self.salesperson: (2, 3),
            self.colleague: (0, 0),
            self.other_leader: (1, 1),
            self.stranger: (0, 0),
        }
        plan = [("plan_id", "=", self.cascade.id)]
        for user, counts in expected.items():
            self.env.invalidate_all()
            publications = self.env["sales.plan.publication"].with_user(user).search(plan)
            lines = self.env["sales.plan.publication.line"].with_user(user).search(plan)
            with self.subTest(user=user.login):
                self.assertEqual((len(publications), len(lines)), counts)
                self.assertEqual(publications.line_ids, lines)
        newest = self.env["sales.plan.publication"].search(plan, limit=1)
        self.assertEqual((newest.kind, newest.reason), ("withdraw", "Split anew"))
        self.assertEqual(newest.create_uid, self.leader)
