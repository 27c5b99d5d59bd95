from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common.customers import CustomerChangeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 06:00:00")
class TestCustomersDecided(CustomerChangeCommon):
    """People Changes: who sees that a customer has another salesperson, and what they decide."""

    # Who is asked

    def test_who_is_asked(self):
        """Who answers for the row, who leads them, managers; auditors read."""
        self.assertEqual(self.waiting(self.manager), {})
        self.take(self.acme, self.stranger, by=self.stranger)
        reason = "Customer now with Stranger"
        both = {self.flat_acme: reason, self.person_acme: reason}
        self.assertEqual(self.waiting(self.manager), both)
        self.assertEqual(self.waiting(self.auditor), both)
        self.assertEqual(self.waiting(self.leader), both)
        self.assertEqual(self.waiting(self.salesperson), {self.flat_acme: reason})
        self.assertEqual(self.waiting(self.colleague), {self.person_acme: reason})
        for user in (self.stranger, self.other_leader, self.make_abroad()):
            self.assertEqual(self.waiting(user), {}, user.login)
        with self.assertRaises(AccessError):
            self.waiting(self.clerk)

    def test_what_a_line_says(self):
        self.take(self.acme, self.stranger, by=self.stranger)
        line = self.line(self.flat_acme, self.salesperson)
        self.assertEqual(line.person_id, self.salesperson)
        self.assertEqual(line.new_user_id, self.stranger)
        self.assertEqual(line.open_amount, 100)
        self.assertEqual(line.plan_id, self.flat)
        [shown] = line.web_read({"allocation_id": {"fields": {"display_name": {}}}, "reason": {}})
        self.assertEqual(shown["allocation_id"]["display_name"], "Acme")
        # a leader who does not see the row itself
        [shown] = self.line(self.flat_acme, self.leader).web_read(
            {"allocation_id": {"fields": {"display_name": {}}}, "person_id": {"fields": {}}}
        )
        self.assertEqual(shown["allocation_id"]["display_name"], "Acme")

    def test_nobody_any_more(self):
        self.take(self.acme, None, by=self.stranger)
        self.assertEqual(
            self.waiting(self.manager),
            dict.fromkeys((self.flat_acme, self.person_acme), "Customer now with nobody"),
        )
        self.assertEqual(self.flat_acme.responsible_id, self.salesperson)
        self.line(self.flat_acme, self.manager).action_accept_customer()
        self.assertEqual(self.flat_acme.responsible_id, self.manager)

    def test_back_before_anybody_saw_it(self):
        self.take(self.acme, self.stranger, by=self.stranger)
        self.take(self.acme, self.salesperson, by=self.stranger)
        self.assertEqual(self.waiting(self.manager), {})

    def test_plans_that_are_over(self):
        """They stay with who had them, and nobody is asked."""
        self.take(self.acme, self.stranger, by=self.stranger)
        self.flat.action_close()
        self.assertEqual(set(self.waiting(self.manager)), {self.person_acme})
        with freeze_time("2027-01-01 12:00:00"):
            self.assertEqual(self.waiting(self.manager), {})
        self.assertFalse(self.seen(self.stranger))

    def test_without_open_targets(self):
        """What was planned in months that have ended is read as well: it is asked about."""
        with freeze_time("2026-10-15 06:00:00"):
            self.take(self.acme, self.stranger, by=self.stranger)
            self.assertEqual(set(self.waiting(self.salesperson)), {self.flat_acme})
            self.assertFalse(self.line(self.flat_acme, self.salesperson).open_amount)

    # What is decided

    def test_accepted(self):
        """By each of them; the rows below follow, those of other plans wait."""
        self.take(self.acme, self.stranger, by=self.stranger)
        for user in (self.salesperson, self.leader, self.manager):
            with self.subTest(user.login), self.env.cr.savepoint() as savepoint:
                self.line(self.flat_acme, user).action_accept_customer()
                self.assertEqual(self.flat_acme.responsible_id, self.stranger)
                self.assertEqual(self.seen(self.stranger), self.flat_acme | self.flat_screw)
                self.assertNotIn(self.flat_acme, self.seen(self.salesperson))
                self.assertEqual(set(self.waiting(self.manager)), {self.person_acme})
                decision = self.env["sales.plan.people.answer"].search([])
                self.assertEqual(decision.answer, "follow")
                self.assertEqual(decision.user_id, self.stranger)
                self.assertEqual(decision.create_uid, user)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_below_somebody_elses_row(self):
        """There the customer's salesperson reads, and who answers for the row stays."""
        self.assertIn(self.person_acme, self.seen(self.salesperson))
        self.take(self.acme, self.stranger, by=self.stranger)
        self.line(self.person_acme, self.colleague).action_accept_customer()
        self.assertEqual(self.person_acme.responsible_id, self.colleague)
        self.assertEqual(self.seen(self.stranger), self.person_acme)
        self.assertNotIn(self.person_acme, self.seen(self.salesperson))

    def test_declined(self):
        """The row stays where it was, until the customer changes again."""
        self.take(self.acme, self.stranger, by=self.stranger)
        self.line(self.flat_acme, self.salesperson).action_keep()
        self.assertEqual(set(self.waiting(self.manager)), {self.person_acme})
        self.assertEqual(self.flat_acme.responsible_id, self.salesperson)
        self.assertFalse(self.seen(self.stranger))
        self.take(self.acme, self.other_leader, by=self.stranger)
        self.assertIn(self.flat_acme, self.waiting(self.salesperson))
        self.take(self.acme, self.stranger, by=self.stranger)
        self.assertIn(self.flat_acme, self.waiting(self.salesperson))

    def test_not_by_who_gains(self):
        """Nobody takes what they are to get, nor decides by guessing a number."""
        self.take(self.acme, self.stranger, by=self.stranger)
        for user in (self.stranger, self.colleague, self.auditor, self.clerk, self.make_abroad()):
            change = self.line(self.flat_acme, self.manager).with_user(user)
            for decide in (change.action_accept_customer, change.action_keep):
                with self.subTest(user.login), self.assertRaises(UserError):
                    decide()
        self.assertEqual(self.flat_acme.responsible_id, self.salesperson)

    def test_leader_who_gains(self):
        """A leader of another team waits like anybody; the leader of who has the row does not."""
        self.take(self.acme, self.other_leader, by=self.other_leader)
        self.assertNotIn(self.flat_acme, self.seen(self.other_leader))
        change = self.line(self.flat_acme, self.manager).with_user(self.other_leader)
        with self.assertRaises(UserError):
            change.action_accept_customer()
        self.take(self.acme, self.leader, by=self.leader)
        self.assertIn(self.flat_acme, self.seen(self.leader))

    def test_other_answers(self):
        """Targets are not handed over because a customer has another salesperson, and leavers
        are not accepted."""
        self.take(self.acme, self.stranger, by=self.stranger)
        change = self.line(self.flat_acme, self.manager)
        for answer in (change.action_hand_over, change.action_move_up):
            with self.assertRaisesRegex(UserError, "another salesperson is accepted"):
                answer()
        self.colleague.action_archive()
        left = self.line(self.person, self.manager)
        self.assertEqual(left.why, "left")
        with self.assertRaisesRegex(UserError, "left or moved"):
            left.action_accept_customer()
        with self.assertRaisesRegex(UserError, "left or moved"):
            (left | change).action_accept_customer()

    def test_owner_left_and_customer_went(self):
        """First the customer: if the row follows it, there is no other question."""
        self.salesperson.action_archive()
        self.assertEqual(self.line(self.flat_acme, self.manager).why, "responsible")
        self.take(self.acme, self.stranger, by=self.stranger)
        self.assertEqual(self.line(self.flat_acme, self.manager).why, "customer")
        self.line(self.flat_acme, self.manager).action_keep()
        self.assertEqual(self.line(self.flat_acme, self.manager).why, "responsible")
        self.line(self.flat_acme, self.manager).action_keep()
        self.assertFalse(self.line(self.flat_acme, self.manager))
        answers = self.env["sales.plan.people.answer"].search([])
        self.assertEqual(sorted(answers.mapped("answer")), ["keep", "stay"])

    def test_no_longer_open(self):
        self.take(self.acme, self.stranger, by=self.stranger)
        change = self.line(self.flat_acme, self.manager)
        change.action_accept_customer()
        for answer in (change.action_accept_customer, change.action_keep):
            with self.assertRaisesRegex(UserError, "no longer open"):
                answer()

    # Who decides by changing it themselves

    def test_seen_by_who_makes_it(self):
        """A change by somebody who decides about a row is seen: the row follows at once."""
        for user in (self.salesperson, self.leader, self.manager):
            with self.subTest(user.login), self.env.cr.savepoint() as savepoint:
                user.sudo().group_ids |= self.env.ref("base.group_partner_manager")
                self.take(self.acme, self.stranger, by=user)
                self.assertEqual(self.flat_acme.responsible_id, self.stranger)
                self.assertLessEqual(self.flat_acme | self.flat_screw, self.seen(self.stranger))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_only_where_they_decide(self):
        """Giving a customer away gives one's own rows, not those of others for it."""
        self.take(self.acme, self.stranger, by=self.salesperson)
        self.assertEqual(self.seen(self.stranger), self.flat_acme | self.flat_screw)
        self.assertEqual(set(self.waiting(self.manager)), {self.person_acme})
        self.take(self.bolt, self.salesperson, by=self.make_abroad())
        self.assertNotIn(self.flat_bolt, self.seen(self.salesperson))
        self.assertIn(self.flat_bolt, self.waiting(self.manager))

    def test_new_rows(self):
        """A row that a manager adds has the salesperson that the customer has then."""
        self.take(self.acme, self.stranger, by=self.stranger)
        plan = self.plan("customer", name="Later", year=2026)
        row = self.row(plan, self.acme)
        self.assertEqual(row.responsible_id, self.stranger)
        row.partner_id = self.bolt
        self.assertEqual(row.responsible_id, self.colleague)
        new = self.env["res.partner"].create({"name": "New", "user_id": self.stranger.id})
        self.assertEqual(self.row(plan, new).responsible_id, self.stranger)
        self.assertEqual(set(self.waiting(self.manager)), {self.flat_acme, self.person_acme})

    # Work

    def test_queries(self):
        """As many queries for many rows as for a few, whoever changes how many customers."""
        many = self.plan("team", "customer", "product", name="Many", year=2026)
        above = self.rows(many, self.team_north, self.team_south)
        rows = [self.row(each, self.acme) for each in above]
        rows += [self.row(each, self.bolt) for each in above]
        for row in rows:
            self.rows(row, self.screw, self.nail, self.advice)
        self.env.flush_all()

        def count(by, *customers):
            self.take(self.coil, None, by=self.manager)
            before = self.env.cr.sql_log_count
            customer = self.env["res.partner"].union(*customers).with_user(by)
            customer.write({"user_id": self.stranger.id})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        for by in (self.stranger, self.manager):
            by.sudo().group_ids |= self.env.ref("base.group_partner_manager")
            count(by, self.drip)
            few = count(by, self.coil)
            most = count(by, self.coil, self.acme, self.bolt)
            self.assertLessEqual(most, few + 6, by.login)
