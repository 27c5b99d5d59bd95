from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common.cascade import CascadeCommon
from ..common.publishing import hangs_on

SPLIT_TYPE = "sales_plan.mail_activity_type_split"
ROUND_TYPE = "sales_plan.mail_activity_type_round"


class RoundCommon(CascadeCommon):
    """The cascade just after confirming; salespeople are due on 10 March 2026, customers on the
    20th."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teams, cls.people, cls.customers = cls.cascade.level_ids
        cls.people.due_date = "2026-03-10"
        cls.customers.due_date = "2026-03-20"

    def splits(self, user=None):
        """Return the planning round as a user sees it: ``{name: row of the round}``."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["sales.plan.round"].with_user(user or self.manager)
        found = rows.search([("plan_id", "=", self.cascade.id)])
        names = {row.id: name for name, row in self.tree.items()}
        return {names[row.sudo().allocation_id.id]: row for row in found}

    def states(self, user=None):
        return {
            name: (row.state, row.rows_published, row.rows_below)
            for name, row in self.splits(user).items()
        }

    def remind(self, day):
        """Run the reminders of a day, at noon or one o'clock in Auckland."""
        with freeze_time(f"{day} 00:00:00"), self.enter_registry_test_mode():
            self.env.ref("sales_plan.ir_cron_reminders").method_direct_trigger()
        self.env.invalidate_all()

    def activities(self, user, activity_type=SPLIT_TYPE):
        activities = self.env["mail.activity"].search(
            [
                ("user_id", "=", user.id),
                ("activity_type_id", "=", self.env.ref(activity_type).id),
            ]
        )
        return [(str(activity.date_deadline), activity.summary) for activity in activities]

    def told(self, user, text):
        """Count the messages to a user whose subject has some words."""
        self.send()
        messages = self.env["mail.message"].sudo()
        messages = messages.search(
            [
                *hangs_on(self.cascade),
                ("notified_partner_ids", "in", user.partner_id.ids),
            ]
        )
        return sum(text in (message.subject or "") for message in messages)


@tagged("post_install", "-at_install")
class TestRound(RoundCommon):
    """P13: who owes which split by when, and where the round is stuck."""

    def test_states(self):
        """Each split, step by step: (state, published rows, rows below)."""
        waiting = {
            "north": ("waiting", 0, 2),
            "south": ("waiting", 0, 1),
            "salesperson": ("waiting", 0, 1),
            "colleague": ("waiting", 0, 0),
            "stranger": ("waiting", 0, 0),
        }
        self.assertEqual(self.states(), {"total": ("in_progress", 0, 2), **waiting})
        self.publish(self.manager, "north")
        self.assertEqual(
            self.states(),
            {**waiting, "total": ("partly", 1, 2), "north": ("in_progress", 0, 2)},
        )
        self.publish(self.manager, "south")
        self.publish(self.leader, "salesperson", "colleague")
        after = {
            "total": ("published", 2, 2),
            "north": ("published", 2, 2),
            "south": ("in_progress", 0, 1),
            "salesperson": ("in_progress", 0, 1),
            "colleague": ("to_split", 0, 0),
            "stranger": ("waiting", 0, 0),
        }
        self.assertEqual(self.states(), after)
        self.type(self.manager, "north", "580")
        self.publish(self.manager, "north")
        self.assertEqual(
            self.states(),
            {
                **after,
                "north": ("to_revise", 2, 2),
                "salesperson": ("to_revise", 0, 1),
                "colleague": ("to_revise", 0, 0),
            },
        )
        actionable = {name for name, row in self.splits().items() if row.is_actionable}
        self.assertEqual(actionable, {"north", "south"})
        self.withdraw(self.manager, "south")
        self.assertEqual(self.states()["south"], ("waiting", 0, 1))

    def test_to_split_until_something_is_prepared(self):
        self.publish(self.manager, "south")
        self.edit(self.other_leader, "clear", rows=["stranger"])
        self.assertEqual(self.states()["south"], ("to_split", 0, 1))
        self.edit(self.other_leader, "remove_rows", rows=["stranger"])
        self.assertEqual(self.states()["south"], ("to_split", 0, 0))

    def test_what_each_row_says(self):
        row = self.splits()["north"]
        self.assertEqual(
            (row.level_id, row.owner_id, row.team_id, row.company_id, row.due_date),
            (self.people, self.leader, self.team_north, self.company, Date.to_date("2026-03-10")),
        )
        self.assertFalse(self.splits()["total"].due_date)
        self.assertNotIn("acme", self.splits())
        with freeze_time("2026-03-12 00:00:00"):
            row = self.splits()["north"]
            self.assertEqual((row.is_overdue, row.days_overdue), (True, 2))

    def test_only_confirmed_cascades(self):
        draft = self.plan("team", "customer", name="Draft", is_cascaded=True)
        plain = self.plan("team", "customer", name="Plain")
        self.target(plain, 1)
        plain.action_confirm()
        rounds = self.env["sales.plan.round"].search([("plan_id", "in", (draft | plain).ids)])
        self.assertFalse(rounds)
        self.cascade.with_user(self.manager).action_close()
        self.assertEqual(self.splits(), {})

    def test_overdue_by_the_day_of_the_company(self):
        """At 11:00 in Greenwich the next day begins in Auckland, whoever looks."""
        self.publish(self.manager, "north")
        self.manager.tz, self.leader.tz = "Etc/GMT+12", "Pacific/Kiritimati"
        for user in (self.manager, self.leader):
            for moment, days in (("2026-03-10 10:59:00", 0), ("2026-03-10 11:00:00", 1)):
                with freeze_time(moment):
                    self.assertEqual(self.splits(user)["north"].days_overdue, days)
        with freeze_time("2026-03-10 11:00:00"):
            self.publish(self.leader, "salesperson", "colleague")
            self.assertFalse(self.splits(self.leader)["north"].is_overdue)

    def test_who_sees_what(self):
        """Leaders see their own splits and those below; salespeople and outsiders none."""
        self.assertEqual(self.splits(self.leader), {})
        self.publish(self.manager, "north", "south")
        seen = {
            self.manager: {"total", "north", "south", "salesperson", "colleague", "stranger"},
            self.auditor: {"total", "north", "south", "salesperson", "colleague", "stranger"},
            self.leader: {"north", "salesperson", "colleague"},
            self.other_leader: {"south", "stranger"},
        }
        for user, names in seen.items():
            with self.subTest(user=user.login):
                self.assertEqual(set(self.splits(user)), names)
                plan = self.plan_of(user)
                self.assertEqual(plan.round_count, len(names))
        self.publish(self.leader, "salesperson")
        for user in (self.salesperson, self.stranger, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.splits(user)
        self.assertEqual(self.plan_of(self.salesperson).round_count, 0)
        abroad = self.env["res.company"].create({"name": "Abroad"})
        self.manager.company_ids |= abroad
        rounds = self.env["sales.plan.round"].with_user(self.manager)
        self.assertFalse(rounds.with_context(allowed_company_ids=abroad.ids).search([]))

    def test_nobody_learns_how_far_others_are_with_rows_above_them(self):
        """A salesperson who leads a team sees no split of the row that is about them."""
        self.publish(self.manager, "north")
        self.publish(self.leader, "salesperson")
        self.salesperson.group_ids |= self.env.ref("sales_plan.group_sales_plan_leader")
        self.assertEqual(set(self.splits(self.salesperson)), {"salesperson"})
        self.tree["salesperson"].responsible_id = self.leader
        self.assertEqual(set(self.splits(self.salesperson)), set())

    def test_plan_form(self):
        plan = self.plan_of(self.manager)
        with freeze_time("2026-03-21 12:00:00"):
            counts = (plan.round_published_count, plan.round_count, plan.round_overdue_count)
        self.assertEqual(counts, (0, 6, 5))
        action = plan.action_open_round()
        self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 6)
        action = self.splits()["north"].action_open()
        self.assertEqual(action["context"]["row_id"], self.tree["north"].id)

    def test_open_answers(self):
        self.cascade.asks_agreement = True
        self.publish(self.manager, "north")
        self.publish(self.leader, "salesperson", "colleague")
        for user, name in ((self.salesperson, "salesperson"), (self.colleague, "colleague")):
            self.row_of(name, user)._propose(1, "Less")
        self.row_of("colleague", self.colleague).action_accept()
        self.assertEqual(self.splits()["north"].open_answers, 1)
        self.assertEqual(self.splits()["total"].open_answers, 0)

    def test_queries(self):
        """Twice the rows, the same number of queries."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rounds = self.env["sales.plan.round"].with_user(self.manager)
            rounds.search([("plan_id", "=", self.cascade.id)]).mapped("state")
            self.plan_of(self.manager).mapped("round_overdue_count")
            return self.env.cr.sql_log_count - before

        count()
        six = count()
        for number in range(6):
            team = self.env["crm.team"].create({"name": f"T{number}", "user_id": self.leader.id})
            self.tree[team.name] = self.row(self.cascade, team)
        self.assertEqual(len(self.splits()), 12)
        self.assertEqual(count(), six)


@tagged("post_install", "-at_install")
class TestDueDates(RoundCommon):
    """Levels are due one after the other, and may be postponed at any time."""

    def test_deeper_levels_are_not_due_before_upper_ones(self):
        message = "cannot be due on 03/09/2026, before"
        with self.assertRaisesRegex(ValidationError, message), self.env.cr.savepoint():
            self.customers.due_date = "2026-03-09"
        for day in ("2026-03-11", "2026-03-21"):
            with self.subTest(day=day), self.assertRaises(ValidationError):
                self.teams.due_date = day
        self.people.due_date = False
        self.teams.due_date = "2026-03-20"
        with self.assertRaises(ValidationError):
            self.teams.due_date = "2026-03-21"

    def test_they_change_after_confirming_nothing_else_does(self):
        plan = self.plan_of(self.manager)
        plan.write({"due_level_ids": [(1, self.people.id, {"due_date": "2026-03-11"})]})
        self.assertEqual(self.splits()["north"].due_date, Date.to_date("2026-03-11"))
        refused = [
            {"due_level_ids": [(1, self.people.id, {"dimension": "product"})]},
            {"due_level_ids": [(1, self.people.id, {"due_date": "2026-03-11", "name": "Reps"})]},
            {"due_level_ids": [(0, 0, {"dimension": "product"})]},
            {"due_level_ids": [(2, self.customers.id)]},
            {"level_ids": [(1, self.people.id, {"sequence": 99})]},
        ]
        for values in refused:
            with self.subTest(values=values), self.assertRaises(UserError):
                self.plan_of(self.manager).write(values)
        for user in (self.leader, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.people.with_user(user).due_date = "2026-04-01"

    def test_copies_have_no_due_dates(self):
        self.assertFalse(any(self.cascade.copy().level_ids.mapped("due_date")))


@tagged("post_install", "-at_install")
class TestReminders(RoundCommon):
    """Activities remind as long as a split is due; messages do so once."""

    def setUp(self):
        super().setUp()
        self.publish(self.manager, "north")
        self.send()

    def test_days(self):
        """day, activity's deadline, messages so far: (due soon, overdue)"""
        days = [
            ("2026-03-06", None, (0, 0)),
            ("2026-03-07", "2026-03-10", (1, 0)),
            ("2026-03-07", "2026-03-10", (1, 0)),
            ("2026-03-10", "2026-03-10", (1, 0)),
            ("2026-03-11", "2026-03-10", (1, 1)),
            ("2026-03-19", "2026-03-10", (1, 1)),
        ]
        for day, deadline, messages in days:
            with self.subTest(day=day):
                self.remind(day)
                found = [day for day, __ in self.activities(self.leader)]
                self.assertEqual(found, [deadline] if deadline else [])
                told = (self.told(self.leader, "due soon"), self.told(self.leader, "overdue"))
                self.assertEqual(told, messages)
        for user in (self.salesperson, self.other_leader, self.stranger):
            self.assertFalse(self.activities(user))

    def test_postponed_splits_are_told_anew(self):
        self.remind("2026-03-08")
        self.customers.due_date = self.people.due_date = "2026-03-30"
        self.remind("2026-03-09")
        [(deadline, __)] = self.activities(self.leader)
        self.assertEqual(deadline, "2026-03-30")
        self.remind("2026-03-28")
        self.assertEqual(self.told(self.leader, "due soon"), 2)

    def test_by_the_day_of_the_company(self):
        """It is Auckland's day that counts, wherever the owner is."""
        self.leader.tz = "Etc/GMT+12"
        with freeze_time("2026-03-10 10:59:00"):
            self.cascade.env["sales.plan.reminder"]._remind_of_splits(self.cascade)
        self.assertEqual(self.told(self.leader, "overdue"), 0)
        with freeze_time("2026-03-10 11:00:00"):
            self.cascade.env["sales.plan.reminder"]._remind_of_splits(self.cascade)
        self.assertEqual(self.told(self.leader, "overdue"), 1)

    def test_several_splits_are_one_activity(self):
        self.people.due_date = "2026-03-10"
        self.publish(self.manager, "south")
        self.tree["south"].responsible_id = self.leader
        self.remind("2026-03-09")
        [(deadline, summary)] = self.activities(self.leader)
        self.assertEqual(
            (deadline, summary), ("2026-03-10", "Split your targets for North and 1 more")
        )
        self.assertEqual(self.told(self.leader, "due soon"), 1)

    def test_what_is_done_is_no_longer_reminded_of(self):
        self.remind("2026-03-09")
        self.publish(self.leader, "salesperson")
        self.assertTrue(self.activities(self.leader))
        self.publish(self.leader, "colleague")
        self.assertFalse(self.activities(self.leader))
        self.remind("2026-03-09")
        self.assertFalse(self.activities(self.leader))

    def test_in_the_owners_language_without_figures(self):
        self.remind("2026-03-11")
        [text] = [text for text in self.send()[self.leader] if "to be split" in text]
        self.assertIn(">North</a>: due on 03/10/2026", text)
        self.assertNotIn("600", text)

    def test_withdrawn_or_closed(self):
        for end in (
            lambda: self.withdraw(self.manager, "north"),
            lambda: self.plan_of(self.manager).action_close(),
        ):
            self.remind("2026-03-11")
            self.assertTrue(self.activities(self.leader))
            self.assertTrue(self.activities(self.manager, ROUND_TYPE))
            end()
            self.assertFalse(self.activities(self.leader))
            if self.cascade.state == "confirmed":
                self.publish(self.manager, "north")
        self.assertFalse(self.activities(self.manager, ROUND_TYPE))

    def test_the_responsible_is_told_how_many_are_overdue(self):
        self.remind("2026-03-10")
        self.assertFalse(self.activities(self.manager, ROUND_TYPE))
        self.remind("2026-03-12")
        expected = [("2026-03-12", "2 splits are overdue in the planning round")]
        self.assertEqual(self.activities(self.manager, ROUND_TYPE), expected)
        self.publish(self.leader, "salesperson", "colleague")
        self.remind("2026-03-13")
        [(__, summary)] = self.activities(self.manager, ROUND_TYPE)
        self.assertEqual(summary, "1 split is overdue in the planning round")

    def test_people_who_left_are_not_reminded(self):
        self.leader.active = False
        self.remind("2026-03-11")
        self.assertFalse(self.activities(self.leader))

    def test_remind_by_hand(self):
        with freeze_time("2026-02-01 12:00:00"):
            for expected in ("1 person is reminded.", "All of them were reminded today already."):
                action = self.splits(self.manager)["north"].action_remind()
                self.assertEqual(action["params"]["message"], expected)
        with freeze_time("2026-02-02 12:00:00"):
            self.splits(self.manager)["north"].action_remind()
        self.assertEqual(self.told(self.leader, "Manager reminds you"), 2)
        [(deadline, summary)] = self.activities(self.leader)
        self.assertEqual((deadline, summary), ("2026-03-10", "Split your target for North"))
        self.assertTrue(self.splits()["north"].reminded_date)
        self.remind("2026-02-03")
        self.assertTrue(self.activities(self.leader))

    def test_remind_many(self):
        self.publish(self.manager, "south")
        rounds = self.env["sales.plan.round"].with_user(self.manager)
        action = rounds.search([("plan_id", "=", self.cascade.id)]).action_remind()
        self.assertEqual(action["params"]["message"], "2 people are reminded.")

    def test_without_due_dates(self):
        self.customers.due_date = self.people.due_date = False
        self.remind("2026-03-11")
        self.assertFalse(self.activities(self.leader))
        with freeze_time("2026-03-12 00:00:00"):
            self.splits()["north"].action_remind()
        self.assertEqual([day for day, __ in self.activities(self.leader)], ["2026-03-12"])

    def test_who_reminds_whom(self):
        """Those who gave a target, of what is to be done."""
        self.publish(self.leader, "salesperson")
        refused = [
            (self.manager, "stranger", "Nobody else has anything to do"),
            (self.manager, "total", "Nobody else has anything to do"),
            (self.leader, "north", "Nobody else has anything to do"),
            (self.auditor, "north", "Only those who gave a target"),
        ]
        for user, name, message in refused:
            with self.subTest(user=user.login, name=name):
                row = self.splits(user)[name]
                with self.assertRaisesRegex(UserError, message):
                    row.action_remind()
        row = self.splits()["north"]
        for user in (self.other_leader, self.salesperson):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.with_user(user).action_remind()
        self.splits(self.leader)["salesperson"].action_remind()
        self.assertEqual(self.told(self.salesperson, "Leader reminds you"), 1)

    def test_queries(self):
        """Twice the people to remind, no more queries but for the activities themselves."""
        day = Date.to_date("2026-03-11")

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(f"{day} 12:00:00"):
                self.cascade.env["sales.plan.reminder"]._remind_of_splits(self.cascade)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.publish(self.manager, "south")
        count()
        two = count()
        teams = []
        for number in range(4):
            user = self._make_user(f"lead{number}", "sales_plan.group_sales_plan_leader")
            team = self.env["crm.team"].create({"name": f"T{number}", "user_id": user.id})
            row = self.row(self.cascade, team)
            self.tree[team.name] = row
            self.type(self.manager, team.name, "1")
            teams.append(team.name)
        self.publish(self.manager, *teams)
        count()
        self.assertEqual(len(self.activities(user)), 1)
        self.assertLessEqual(count(), two)
        day += timedelta(days=1)
        self.assertLessEqual(count(), two + 3)
