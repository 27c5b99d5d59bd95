from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ...tools.alerts import LEADER, OWNER
from ..common.alerts import AlertCommon
from ..common.publishing import publish

#: The morning of Tuesday the 17th in Auckland, at which people who live by UTC work.
TUESDAY = "2026-03-16 12:00:00"


@tagged("post_install", "-at_install")
class TestAlerts(AlertCommon):
    """P28: people are told what goes wrong without looking, once, until it is right again."""

    # Causes come and go -------------------------------------------------------

    def test_once(self):
        """P28: twice adds nothing; the owner at once, the leader when it is still so."""
        self.rule("pace", level="salesperson")
        self.look(TUESDAY)
        behind = "Salesperson: 60% of what should be there by now"
        owners = {
            ("Salesperson", f"North / {behind}"),
            ("Colleague", "North / Colleague: 0% of what should be there by now"),
            ("Stranger", "South / Stranger: 0% of what should be there by now"),
        }
        self.assertEqual(self.told(), owners)
        count = self.env["mail.activity"].sudo().search_count([])
        for moment in (TUESDAY, "2026-03-16 16:00:00", "2026-03-17 12:00:00"):
            self.look(moment)
            self.assertEqual(self.env["mail.activity"].sudo().search_count([]), count)
        self.look("2026-03-18 12:00:00")
        self.assertEqual(
            {name for name, __ in self.told(("role", "=", LEADER))}, {"Leader", "Other Leader"}
        )
        self.assertEqual(len(self.told(("role", "=", OWNER))), len(owners))
        self.assertEqual(len(self.alerts.search([])), 3)

    def test_gone(self):
        """P28: what is right again closes by itself and says why; what comes back is told anew."""
        self.rule("pace", level="salesperson")
        self.look(TUESDAY)
        alert = self.alerts.search([("owner_id", "=", self.salesperson.id)])
        activity = alert.activity_ids
        self.assertEqual(activity.user_id, self.salesperson)
        note = str(activity.note).replace("&nbsp;", " ")
        self.assertIn("$ 300.00 have come in Mar 2026", note)
        self.bill(self.acme, 400, "2026-03-17")
        self.look("2026-03-16 14:00:00")
        self.assertEqual(alert.state, "open", "an invoice of today counts tomorrow")
        self.look("2026-03-17 12:00:00")
        self.assertEqual((alert.state, alert.reason), ("closed", "Enough has come since."))
        self.assertFalse(activity.active)
        self.assertEqual(activity.feedback, "Enough has come since.")
        self.assertIn("Enough has come since.", str(alert.message_ids[:1].body))
        self.credit(self.first, "2026-03-18", (self.screw, 400))
        self.look("2026-03-18 12:00:00")
        self.assertEqual(
            self.alerts.search_count([("key", "=", alert.key), ("state", "=", "open")]), 1
        )
        self.in_force.with_user(self.manager).action_close()
        self.look("2026-03-19 12:00:00")
        self.assertFalse(self.alerts.search([("state", "=", "open")]))
        reasons = self.alerts.search([]).mapped("reason")
        self.assertIn("The target is not in force any more.", reasons)

    def test_archived_rule(self):
        """P28: what a rule has told is over when it is archived."""
        rule = self.rule("pace", level="salesperson")
        self.look(TUESDAY)
        rule.active = False
        self.look("2026-03-17 12:00:00")
        self.assertEqual(set(self.alerts.search([]).mapped("reason")), {"The rule was archived."})

    def test_figures_follow(self):
        """P28: as long as it is there, the activity says the figures of the day."""
        self.rule("attainment", threshold=0.9, level="salesperson")
        self.look(TUESDAY)
        alert = self.alerts.search([("owner_id", "=", self.salesperson.id)])
        self.assertIn("30% of the target", alert.activity_ids.summary)
        self.bill(self.acme, 200, "2026-03-17")
        self.look("2026-03-17 12:00:00")
        self.assertIn("50% of the target", alert.activity_ids.summary)

    def test_done(self):
        """P28: what a person has done is not told to them again while it is still so."""
        self.rule("pace", level="salesperson", tells_leader=False)
        self.look(TUESDAY)
        alert = self.alerts.search([("owner_id", "=", self.salesperson.id)])
        with freeze_time(TUESDAY):
            alert.activity_ids.with_user(self.salesperson).action_done()
        self.look("2026-03-17 12:00:00")
        self.assertEqual((alert.state, alert.notice_ids.state), ("open", "done"))
        self.assertFalse(alert.activity_ids)

    def test_language(self):
        """P28: everybody is told in their own language, a reader reads in theirs."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.salesperson.lang = "fr_FR"
        self.rule("promise")
        alert = self.alerts.new({"kind": "pace", "rule_id": self.rules.search([], limit=1).id})
        self.assertTrue(alert)
        self.rule("missed", level="salesperson")
        self.look("2026-04-01 12:00:00")
        note = self.alerts.search([("owner_id", "=", self.salesperson.id)]).activity_ids.note
        self.assertIn("300,00", note)

    # Hours --------------------------------------------------------------------

    def test_quiet_hours_and_weekends(self):
        """P28: by the company's working days and everybody's own clock."""
        self.colleague.tz = "Pacific/Auckland"
        self.rule("pace", level="salesperson")
        # Tuesday, one in the morning in Auckland
        self.look(TUESDAY)
        self.assertEqual({name for name, __ in self.told()}, {"Salesperson", "Stranger"})
        self.look("2026-03-16 18:30:00")
        self.assertEqual({name for name, __ in self.told()}, {"Salesperson", "Stranger"})
        self.look("2026-03-16 19:30:00")
        self.assertIn("Colleague", {name for name, __ in self.told()})

    def test_weekend(self):
        """P28: on days off nobody looks, and on a holiday of the company neither."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "date_from": "2026-03-22 11:00:00",
                "date_to": "2026-03-23 10:59:00",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
            }
        )
        self.rule("pace", level="salesperson", tells_leader=False)
        for moment in ("2026-03-20 12:00:00", "2026-03-21 12:00:00", "2026-03-22 15:00:00"):
            self.look(moment)
            self.assertEqual(self.told(), set(), moment)
        self.look("2026-03-23 12:00:00")
        self.assertEqual(len(self.told()), 3)

    def test_who_has_left(self):
        """P28: whose account is archived is told nothing; the leader is, in time."""
        self.colleague.sudo().active = False
        self.rule("pace", level="salesperson")
        self.look(TUESDAY)
        self.assertNotIn("Colleague", {name for name, __ in self.told()})
        self.look("2026-03-18 12:00:00")
        summaries = {summary for name, summary in self.told() if name == "Leader"}
        self.assertEqual(len(summaries), 2)

    def test_companies(self):
        """P28: a rule of one company looks at its plans only; one without at all."""
        other = self.make_other_company()
        self.rule("pace", company_id=other.id)
        self.look(TUESDAY)
        self.assertFalse(self.alerts.search([]))
        self.rule("pace", company_id=False, level="salesperson")
        self.look(TUESDAY)
        self.assertEqual(self.alerts.search([]).company_id, self.company)

    # Kinds --------------------------------------------------------------------

    def test_pace_by_the_own_curve(self):
        """P28, N6: where a plan is paced by its own curve, nobody is told who is on it."""
        self.bill(self.acme, 100, "2025-03-28")
        self.in_force.sudo().pace_by = "seasonal"
        self.rule("pace", level="salesperson")
        self.look(TUESDAY)
        self.assertEqual(self.told(), set())
        self.look("2026-03-30 12:00:00")
        self.assertEqual(len(self.told(("role", "=", OWNER))), 3)

    def test_missed_is_told_once(self):
        """P28: where a rule tells of missed targets, no message does besides."""
        self.rule("missed", level="salesperson")
        messages = self.env["mail.message"].sudo()
        self.look("2026-04-01 12:00:00")
        self.assertEqual(
            self.told(("user_id", "=", self.salesperson.id)),
            {("Salesperson", "North / Salesperson: target of Mar 2026 missed")},
        )
        with freeze_time("2026-04-01 12:00:00"):
            period = self.env["sales.forecast.period"]
            period._ensure(self.company)
            before = messages.search_count([])
            period.sudo()._queue_missed(self.company.sudo())
            self.assertFalse(self.env["sales.forecast.notice"].sudo().search([]))
            self.assertEqual(messages.search_count([]), before)
        self.bill(self.acme, 700, "2026-03-30")
        self.look("2026-04-02 12:00:00")
        alert = self.alerts.search([("owner_id", "=", self.salesperson.id)])
        self.assertEqual(alert.state, "closed")

    def test_promise_is_joined(self):
        """P28: who is asked to collect is not told of a broken promise twice; the leader is."""
        rule = self.rule("promise", leader_days=0)
        with freeze_time("2026-03-16 10:00:00"):
            promise = self.env["sales.collection.promise"].create(
                {"move_id": self.first.id, "date": "2026-03-17", "said_by": "Ann"}
            )
        self.set_created(promise, "2026-03-16 10:00:00")
        self.look(TUESDAY)
        self.assertEqual(self.told(), set())
        self.look("2026-03-17 12:00:00")
        self.assertEqual([name for name, __ in self.told()], ["Leader"])
        self.pay(self.first, "2026-03-18")
        self.look("2026-03-18 12:00:00")
        self.assertFalse(self.alerts.search([("state", "=", "open")]))
        self.env["sales.collection.step"].search([]).active = False
        found = rule._find_causes(self.company, [self.day("2026-03-18")])
        self.assertEqual(found[self.day("2026-03-18")][0].owner, self.salesperson.id)

    @mute_logger("odoo.sql_db")
    def test_values_are_checked(self):
        for values in (
            {"threshold": 0},
            {"days": 0},
            {"from_share": 1},
            {"leader_days": -1},
        ):
            with self.subTest(values), self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.rule(**values)
                self.env.flush_all()
        with self.assertRaises(ValidationError):
            self.rule(tells_owner=False, tells_leader=False)
        with self.assertRaises(ValidationError):
            self.company.write({"alert_from_hour": 18, "alert_until_hour": 8})

    # As many queries ----------------------------------------------------------

    def test_as_many_queries_for_twice_as_many_rows(self):
        """P28: one grouped query, however many rows there are and are told."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "user_id": self.salesperson.id} for n in range(12)]
        )
        counts = []
        for place, some in enumerate((partners[:4], partners[4:])):
            plan = self.plan("customer", year=2026, basis="invoiced", name=f"Many {place}")
            for partner in some:
                self.target(self.row(plan, partner), 100, 3)
            plan.with_user(self.manager).action_confirm()
            self.set_created(plan.allocation_ids, "2026-03-16 10:00:00", "published_date")
            rule = self.rule("attainment", level="other")
            self.in_force.active = False
            self.env.flush_all()
            self.env.invalidate_all()
            watch = self.env["sales.alert.watch"].sudo()
            watch = watch.create({"rule_id": rule.id, "company_id": self.company.id})
            self.env.flush_all()
            self.count_queries(watch)  # what is in no cache yet
            counts.append(self.count_queries(watch))
            with freeze_time(TUESDAY):
                watch._look()
            self.assertEqual(len(self.alerts.search([("rule_id", "=", rule.id)])), len(some))
            plan.active = False
        self.assertEqual(*counts)

    def count_queries(self, watch):
        """Return how many queries a look takes, and undo it."""
        with freeze_time(TUESDAY), self.env.cr.savepoint() as savepoint:
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            watch._look()
            self.env.flush_all()
            count = self.env.cr.sql_log_count - before
            savepoint.rollback()
        self.env.invalidate_all()
        return count


@tagged("post_install", "-at_install")
class TestAlertsOfThePast(AlertCommon):
    """P28: what a rule would have told in the past is what it did tell then."""

    def real(self, rule):
        """Return what a rule has told: ``{(day, user, role, key, day told), …}``."""
        notices = self.notices.search(
            [("alert_id.rule_id", "=", rule.id), ("state", "!=", "waiting")]
        )
        return {
            (one.day, one.user_id.id, one.role, one.alert_id.key, one.told_on.date())
            for one in notices
        }

    def rehearsed(self, rule, first="2026-03-17", last="2026-04-03", **options):
        found = rule._rehearse(self.company, self.day(first), self.day(last), **options)
        return {(one.day, one.user, one.role, one.cause.key, one.at.date()) for one in found}

    def test_every_kind(self):
        """P28: day by day over a month's end, with documents, deals, a promise and forecasts that
        come and go, the real runs and the dry run afterwards tell the same, for every kind."""
        rules = [
            self.rule("pace"),
            self.rule("attainment", threshold=0.75, from_share=0.6, level="salesperson"),
            self.rule("coverage", threshold=1.5, span="quarter", level="team"),
            self.rule("landing", threshold=0.1, days=12, level="salesperson"),
            self.rule("missed"),
            self.rule("forecast", days=3),
            self.rule("deal", threshold=0.2, days=20),
            self.rule("promise", leader_days=1),
        ]
        made = {}
        for month in range(2, 13):  # about a thousand comes on the 25th of each month
            self.bill(self.acme, 950 + 10 * month, f"2025-{month:02}-25")
        self.env["sales.forecast.period"]._ensure(self.company)

        def deals(moment):
            made["deal"] = self.deal(self.acme, 900, date_deadline="2026-03-30")
            made["small"] = self.deal(self.bolt, 100, date_deadline="2026-03-25")
            self.set_created(made["deal"] | made["small"], moment)
            promises = self.env["sales.collection.promise"]
            made["promise"] = promises.create(
                {"move_id": self.first.id, "date": "2026-03-19", "said_by": "Ann"}
            )
            self.set_created(made["promise"], moment)

        def plan_activity(moment):
            activity = made["deal"].activity_schedule(
                "mail.mail_activity_data_call", user_id=self.salesperson.id
            )
            self.set_created(activity, moment)

        def submit(moment):
            forecasts = self.env["sales.forecast"].with_user(self.salesperson)
            period = self.env["sales.forecast.period"].search(
                [
                    ("company_id", "=", self.company.id),
                    ("date_from", "=", "2026-03-01"),
                    ("kind", "=", "month"),
                ]
            )
            sheet = forecasts.worksheet_open(
                {"period_id": period.id, "user_id": self.salesperson.id}
            )
            forecasts.worksheet_submit(sheet["forecast"]["id"])

        self.play(
            {
                "2026-03-16": deals,
                "2026-03-18": lambda __: self.bill(self.acme, 400, "2026-03-19"),
                "2026-03-19": plan_activity,
                "2026-03-23": lambda __: made["deal"].write({"date_deadline": "2026-05-20"}),
                "2026-03-24": lambda __: self.pay(self.first, "2026-03-25"),
                "2026-03-26": lambda __: self.bill(self.bolt, 90, "2026-03-27", self.colleague),
                "2026-03-30": submit,
            }
        )
        for rule in rules:
            with self.subTest(rule.kind):
                told = self.real(rule)
                self.assertTrue(told)
                self.assertEqual(self.rehearsed(rule), told)

    def test_published_later(self):
        """P28: nobody would have been told of what was published to them only later, unless one
        asks as if it had been."""
        rule = self.rule("pace", level="salesperson")
        self.assertEqual(self.rehearsed(rule, "2026-02-02", "2026-02-28"), set())
        self.assertTrue(self.rehearsed(rule, "2026-02-02", "2026-02-28", with_later=True))

    def test_targets_of_then(self):
        """P28: on a past day the targets count that were published then."""
        plan = self.plan("salesperson", year=2026, basis="invoiced", is_cascaded=True)
        row = self.row(plan, self.salesperson)
        self.target(plan, 5000, 3)
        self.target(row, 500, 3)
        plan.with_user(self.manager).action_confirm()
        publications = self.env["sales.plan.publication"].sudo()

        def publish_at(moment):
            before = publications.search([("plan_id", "=", plan.id)])
            self.env.flush_all()
            publish(plan.with_user(self.manager), row.ids)
            made = publications.search([("plan_id", "=", plan.id)]) - before
            self.set_created(made, moment)

        publish_at("2026-03-16 10:00:00")
        self.set_created(row, "2026-03-16 10:00:00", "published_date")
        self.in_force.active = False
        rule = self.rule("attainment", threshold=0.5, level="salesperson", tells_leader=False)
        days = ("2026-03-16 12:00:00", "2026-03-17 12:00:00", "2026-03-18 12:00:00")
        for moment in days:
            self.look(moment)
        self.assertEqual(self.real(rule), set())
        self.type_target(row, plan.period_ids.sorted("date_from")[2], 1000)
        publish_at("2026-03-18 15:00:00")
        self.set_created(row, "2026-03-16 10:00:00", "published_date")
        for moment in ("2026-03-18 16:00:00", "2026-03-19 12:00:00"):
            self.look(moment)
        told = self.real(rule)
        self.assertEqual({str(day) for day, *__ in told}, {"2026-03-20"})
        self.assertEqual(self.rehearsed(rule, last="2026-03-20"), told)

    def test_dialog(self):
        """P28: the dialog says how often, when, whom and why; it tells nobody."""
        rule = self.rule("pace", level="salesperson")
        with freeze_time("2026-03-20 12:00:00"):
            action = rule.with_user(self.manager).action_try()
            trial = self.env[action["res_model"]].browse(action["res_id"])
            trial = trial.with_user(self.manager)
            self.assertEqual(str(trial.date_to), "2026-03-20")
            self.assertEqual(
                trial.summary,
                "It would have told 6 times from 12/20/2025 to 03/20/2026, 5 people.",
            )
            self.assertIn("60% of what should be there by now", trial.result)
            self.assertIn("Targets are those that were published then", trial.unknown)
            trial.write({"date_from": "2026-03-19", "date_to": "2026-03-19"})
            self.assertIn("3 times", trial.summary)
            with self.assertRaises(ValidationError):
                trial.date_to = "2026-03-30"
        self.assertFalse(self.alerts.search([]))
        self.assertFalse(self.notices.search([]))
