from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common.alerts import AlertCommon


@tagged("post_install", "-at_install")
class TestAlertAccess(AlertCommon):
    """P28: alerts are read by whom they were told to; rules are the managers'."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pace = cls.rule("pace", level="salesperson", leader_days=0)
        watch = cls.env["sales.alert.watch"].sudo()
        watch = watch.create({"rule_id": cls.pace.id, "company_id": cls.company.id})
        with freeze_time("2026-03-16 12:00:00"):
            watch._look()
        cls.env.flush_all()
        cls.env.invalidate_all()

    def owners(self, user):
        """Return whose alerts a user reads."""
        return set(self.env["sales.alert"].with_user(user).search([]).owner_id.mapped("name"))

    def test_who_reads_what(self):
        everybody = {"Salesperson", "Colleague", "Stranger"}
        for user, found in (
            (self.salesperson, {"Salesperson"}),
            (self.leader, {"Salesperson", "Colleague"}),
            (self.other_leader, {"Stranger"}),
            (self.manager, everybody),
            (self.auditor, everybody),
            (self.accountant, everybody),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.owners(user), found)
        with self.assertRaises(AccessError):
            self.owners(self.clerk)

    def test_other_companies(self):
        """P28: managers of another company read neither alerts nor rules of this one."""
        other = self.make_other_company()
        foreigner = self._make_user(
            "abroad",
            "sales_plan.group_sales_plan_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertEqual(self.owners(foreigner), set())
        rules = self.rules.with_user(foreigner)
        self.assertNotIn(self.pace, rules.search([]))
        with self.assertRaises(AccessError):
            self.pace.with_user(foreigner).action_try()

    def test_told_are_own(self):
        notices = self.env["sales.alert.notice"]
        own = notices.with_user(self.salesperson).search([])
        self.assertEqual(own.user_id, self.salesperson)
        self.assertEqual(len(notices.with_user(self.auditor).search([])), 6)

    def test_nobody_writes_alerts(self):
        alert = self.alerts.search([("owner_id", "=", self.salesperson.id)])
        for user in (self.salesperson, self.leader, self.manager, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    alert.with_user(user).write({"state": "closed"})
                with self.assertRaises(AccessError):
                    alert.with_user(user).unlink()

    def test_rules_are_managers(self):
        values = {"name": "Mine", "kind": "pace"}
        for user in (self.salesperson, self.leader, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.rules.with_user(user).create(values)
                with self.assertRaises(AccessError):
                    self.pace.with_user(user).write({"threshold": 0.5})
                with self.assertRaises(AccessError):
                    self.pace.with_user(user).action_try()
        self.rules.with_user(self.manager).create(values)
        self.pace.with_user(self.manager).unlink()
        self.assertFalse(self.alerts.search([]))
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        self.assertFalse(activities.search([("res_model", "=", "sales.alert")]))

    def test_opens_what_it_is_about(self):
        alert = self.alerts.search([("owner_id", "=", self.salesperson.id)])
        action = alert.with_user(self.salesperson).action_open_subject()
        self.assertEqual((action["res_model"], action["res_id"]), (self.own._name, self.own.id))
