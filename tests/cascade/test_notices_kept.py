from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..common.cascade import CascadeCommon
from ..common.failing import refuse
from ..common.notices import NoticesCommon

JOB = "sales_plan.ir_cron_notices"
FAILS = mute_logger("odoo.sql_db", "odoo.addons.sales_plan.models.org.sales_failure")


@tagged("post_install", "-at_install", "sales_plan_commits")
class TestNoticesConflict(NoticesCommon):
    """Whatever others do meanwhile, everybody is told, and once.

    The second person has an activity on the plan that somebody else is changing.
    """

    def change_activity(self, env):
        env.cr.execute(
            "UPDATE mail_activity SET note = 'changed' WHERE user_id = %s", [self.users[1]]
        )

    def test_serialization_error(self):
        """The notice stays until it can be sent; those before and after it do not wait for it."""
        with self.connect() as env:
            self.change_activity(env)
            with mute_logger("odoo.sql_db"):
                wait = self.in_background(self.run_job)
                self.wait_for_blocked(env)
                env.cr.commit()  # whoever waited for this has read what is not true any more
                wait()
            self.assertEqual(self.told(env), [2, 2, 2])
            self.assertFalse(env["sales.plan.notice"].search([]))
            activities = env["mail.activity"].search([("user_id", "in", self.users)])
            self.assertEqual(len(activities), 3)

    def test_dropped_connection(self):
        """Who was told is not told again, and the others are, on another connection."""
        with self.connect() as env:
            self.change_activity(env)
            with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_cron"):
                wait = self.in_background(self.run_job)
                process = self.wait_for_blocked(env)
                with self.connect() as other:
                    other.cr.execute("SELECT pg_terminate_backend(%s)", [process])
                env.cr.rollback()
                wait()
            self.assertEqual(self.told(env), [2, 2, 2])
            self.assertFalse(env["sales.plan.notice"].search([]))

    def test_two_runs_at_once(self):
        """What one run is sending, another one leaves alone."""
        with self.connect() as env:
            self.change_activity(env)
            wait = self.in_background(self.run_job)
            self.wait_for_blocked(env)
            self.in_background(self.send_queued)()
            with self.connect() as other:
                self.assertEqual(self.told(other), [2, 1, 2])
            env.cr.rollback()
            wait()
            self.assertEqual(self.told(env), [2, 2, 2])
            self.assertFalse(env["sales.plan.notice"].search([]))

    def test_conflict_that_stays(self):
        """What meets a conflict again and again is left for later, and listed; it is never given
        up."""
        with self.connect() as env:
            # any transaction that changes the activity finds that it was changed meanwhile
            env.cr.execute(
                SQL(
                    """CREATE FUNCTION sales_plan_test_conflict() RETURNS trigger
                           LANGUAGE plpgsql AS $$
                       BEGIN
                           RAISE EXCEPTION 'conflict' USING ERRCODE = 'serialization_failure';
                       END $$;
                       CREATE TRIGGER sales_plan_test_conflict BEFORE UPDATE ON mail_activity
                           FOR EACH ROW WHEN (OLD.user_id = %s)
                           EXECUTE FUNCTION sales_plan_test_conflict()""",
                    self.users[1],
                )
            )
        try:
            with FAILS:
                self.run_job()
        finally:
            with self.connect() as env:
                env.cr.execute("DROP FUNCTION sales_plan_test_conflict CASCADE")
        with self.connect() as env:
            self.assertEqual(self.told(env), [2, 1, 2])
            self.assertEqual(env["sales.plan.notice"].search([]).user_id.ids, [self.users[1]])
            failure = env["sales.failure"].search([])
            self.assertEqual((failure.state, failure.attempts), ("waiting", 1))
            self.assertGreater(failure.next_try, fields.Datetime.now())
            failure.action_try_again()
        self.run_job()
        with self.connect() as env:
            self.assertEqual(self.told(env), [2, 2, 2])
            self.assertFalse(env["sales.failure"].search([]))


@tagged("post_install", "-at_install")
class TestNoticesKept(CascadeCommon):
    """A notice that fails stays, and an administrator sees why; the others are sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.company_ids |= cls.company
        cls.admin.company_id = cls.company
        cls.notices = cls.env["sales.plan.notice"]
        cls.failures = cls.env["sales.failure"]

    def send_at(self, moment):
        with freeze_time(moment), FAILS:
            told = self.send()
        self.env.invalidate_all()
        return set(told)

    def refuse_notifying(self, user):
        """Have PostgreSQL refuse to notify somebody; return a function that lets it again."""
        condition = SQL("NEW.res_partner_id = %s", user.partner_id.id)
        return refuse(self.env, "mail_notification", condition)

    def test_failure_stays_and_is_tried_again(self):
        """Tried again after a while, longer each time, then left to an administrator."""
        self.publish(self.manager, "north", below=True)
        others = {self.leader, self.colleague}
        allow = self.refuse_notifying(self.salesperson)
        moment = datetime(2026, 3, 2, 10)
        self.assertEqual(self.send_at(moment), others)
        self.assertEqual(self.notices.search([]).user_id, self.salesperson)
        failure = self.failures.search([])
        self.assertEqual(failure.about, "Salesperson: Cascade")
        self.assertEqual(failure.company_id, self.company)
        self.assertIn("refused by a test", failure.reason)
        self.assertIn("Traceback", failure.trace)
        for number, minutes in enumerate((5, 30, 120, 720), 1):
            self.assertEqual((failure.state, failure.attempts), ("waiting", number))
            self.assertEqual(failure.next_try, moment + timedelta(minutes=minutes))
            trigger = self.env["ir.cron.trigger"].search([("call_at", "=", failure.next_try)])
            self.assertEqual(trigger.cron_id, self.env.ref(JOB))
            self.send_at(failure.next_try - timedelta(minutes=1))
            self.assertEqual(failure.attempts, number, "It is not time yet.")
            moment = failure.next_try
            self.send_at(moment)
        self.assertEqual((failure.state, failure.attempts), ("failed", 5))
        self.assertFalse(failure.next_try)
        self.assertEqual(failure.first_date, datetime(2026, 3, 2, 10))
        allow()
        moment += timedelta(days=9)
        self.assertEqual(self.send_at(moment), others, "It is left to an administrator.")
        with freeze_time(moment):
            failure.with_user(self.admin).action_try_again()
        self.assertEqual(self.send_at(moment), {*others, self.salesperson})
        self.assertFalse(self.notices.search([]))
        self.assertFalse(failure.exists())

    def test_activity_type_missing(self):
        """What an administrator can mend is told once it is mended."""
        self.publish(self.manager, "north", below=True)
        known = self.env["ir.model.data"].search([("name", "=", "mail_activity_data_todo")])
        known.name = "gone"
        self.assertEqual(self.send_at("2026-03-02 10:00:00"), set())
        self.assertEqual(len(self.notices.search([])), 3)
        self.assertEqual(len(self.failures.search([])), 3)
        known.name = "mail_activity_data_todo"
        self.assertEqual(
            self.send_at("2026-03-02 10:05:00"), {self.leader, self.colleague, self.salesperson}
        )
        self.assertFalse(self.failures.search([]))

    def test_kind_that_nobody_writes(self):
        """As of a module that is gone."""
        self.notices._queue(self.cascade, "gone", [{"user_id": self.leader.id, "data": {}}])
        self.publish(self.manager, "north")
        self.assertEqual(self.send_at("2026-03-02 10:00:00"), {self.leader})
        self.assertEqual(self.notices.search([]).kind, "gone")

    def test_removed_row(self):
        """Who was to be told of several rows is told although the first one is gone."""
        self.publish(self.manager, "north", below=True)
        self.send()
        self.withdraw(self.manager, "north")
        queued = self.notices.search([("user_id", "=", self.salesperson.id)])
        self.assertEqual(queued.kind, "withdrawn")
        self.edit(self.manager, "remove_rows", rows=["salesperson"])
        self.assertFalse(self.tree["salesperson"].exists())
        [text] = [text for text in self.send()[self.salesperson] if "took back" in text]
        self.assertIn("took back targets of yours", text)
        self.assertIn("Split anew", text)

    def test_nobody_to_tell(self):
        """Who left, and plans that are gone, leave nothing behind."""
        self.publish(self.manager, "north", below=True)
        self.salesperson.active = False
        self.refuse_notifying(self.colleague)
        self.assertEqual(self.send_at("2026-03-02 10:00:00"), {self.leader})
        self.assertEqual(self.notices.search([]).user_id, self.colleague)
        self.assertEqual(len(self.failures.search([])), 1)
        self.notices.search([]).unlink()
        self.send_at("2026-03-02 10:05:00")
        self.assertFalse(self.failures.search([]))

    def test_given_up(self):
        """An administrator who deletes a failure gives up its message; nobody else can."""
        self.publish(self.manager, "north", below=True)
        self.refuse_notifying(self.salesperson)
        self.send_at("2026-03-02 10:00:00")
        failure = self.failures.search([])
        for user in (self.manager, self.leader, self.salesperson, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                failure.with_user(user).read(["reason"])
            with self.subTest(user.login), self.assertRaises(AccessError):
                failure.with_user(user).action_try_again()
        listed = failure.with_user(self.admin)
        self.assertTrue(listed.search([]))
        with self.assertRaises(AccessError):
            listed.write({"state": "failed"})
        with self.assertRaises(AccessError):
            listed.create({"cron_id": self.env.ref(JOB).id, "res_model": "x", "res_id": 1})
        other = self.make_other_company()
        self.admin.company_ids |= other
        elsewhere = listed.with_context(allowed_company_ids=other.ids)
        self.assertFalse(elsewhere.search([]), "It is of another company.")
        listed.unlink()
        self.assertFalse(self.notices.search([]))
