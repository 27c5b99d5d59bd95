from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common.money import MoneyCommon

REMARKS = ("sales.collection.promise", "sales.collection.dispute")


@tagged("post_install", "-at_install")
class TestMoneyAccess(MoneyCommon):
    """G5–G7: who reads and changes what customers said, steps and notices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.owed()
        cls.others = cls.owed(partner=cls.bolt, invoice_user_id=cls.colleague.id)
        cls.away = cls.owed(
            partner=cls.coil, invoice_user_id=cls.stranger.id, team_id=cls.team_south.id
        )
        everything = cls.own | cls.others | cls.away
        for move in everything:
            cls.env["sales.collection.promise"].create(
                {"move_id": move.id, "date": "2025-02-20", "said_by": "They"}
            )
            cls.env["sales.collection.dispute"].create({"move_id": move.id, "reason": "No"})
        cls.env.flush_all()
        cls.seen = {
            cls.salesperson: cls.own,
            cls.colleague: cls.others,
            cls.leader: cls.own | cls.others,
            cls.other_leader: cls.away,
            cls.manager: everything,
            cls.auditor: everything,
            cls.accountant: everything,
            cls.collector: everything,
        }

    def test_remarks_are_read(self):
        for user, moves in self.seen.items():
            for model in REMARKS:
                self.env.invalidate_all()
                with self.subTest(user=user.login, model=model):
                    found = self.env[model].with_user(user).search([])
                    self.assertEqual(found.sudo().move_id, moves)
        for model in REMARKS:
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.clerk).search([])

    def test_remarks_are_written(self):
        """By who may read the invoice; not by auditors."""
        values = {
            "sales.collection.promise": {"date": "2025-02-21", "said_by": "They"},
            "sales.collection.dispute": {"reason": "Still no"},
        }
        for user, may in (
            (self.salesperson, True),
            (self.colleague, False),
            (self.leader, False),
            (self.manager, True),
            (self.auditor, False),
            (self.accountant, False),
            (self.collector, True),
        ):
            for model, vals in values.items():
                self.env.invalidate_all()
                with self.subTest(user=user.login, model=model):
                    create = self.env[model].with_user(user).create
                    if may:
                        self.assertTrue(create({"move_id": self.own.id, **vals}))
                        continue
                    with self.assertRaises(AccessError):
                        create({"move_id": self.own.id, **vals})

    def test_auditors_have_no_buttons(self):
        """G5, G9: auditors change nothing, so nothing offers them to."""
        for model, kind, button in (
            ("sales.receivable", "list", "action_promise"),
            ("sales.receivable", "list", "action_dispute"),
            ("sales.collection.dispute", "list", "action_end"),
            ("sales.collection.dispute", "kanban", "action_end"),
            ("sales.open.task", "list", "action_done"),
            ("sales.open.task", "kanban", "action_done"),
        ):
            for user, offers in ((self.salesperson, True), (self.auditor, False)):
                arch = self.env[model].with_user(user).get_view(view_type=kind)["arch"]
                with self.subTest(model=model, view=kind, user=user.login):
                    self.assertEqual(button in arch, offers)

    def test_remarks_are_changed(self):
        """By whom they concern, the salesperson and those above; salespeople delete none."""
        for model in REMARKS:
            own = self.env[model].search([("move_id", "=", self.own.id)])
            name = "said_by" if "said_by" in own._fields else "reason"
            for user in (self.colleague, self.other_leader, self.auditor):
                with self.assertRaises(AccessError):
                    own.with_user(user).write({name: "Changed"})
            own.with_user(self.salesperson).write({name: "Changed"})
            with self.assertRaises(AccessError):
                own.with_user(self.salesperson).unlink()
            own.with_user(self.collector).unlink()

    def test_steps(self):
        """Managers choose them; salespeople need not know them."""
        step = self.env.ref("sales_plan.collection_step_collector")
        step.with_user(self.manager).days = 2
        for user in (self.salesperson, self.leader, self.clerk):
            with self.assertRaises(AccessError):
                step.with_user(user).read(["days"])
        with self.assertRaises(AccessError):
            step.with_user(self.auditor).days = 3

    def test_notices(self):
        """Nobody forges them."""
        self.run_job()
        here = [("company_id", "=", self.company.id)]
        self.assertFalse(self.notices.sudo().search(here), "All of it is disputed.")
        due = self.owed()
        self.run_job()
        notice = self.notices.with_user(self.manager).search(here)[:1]
        self.assertEqual(notice.move_id, due)
        for user in (self.manager, self.auditor):
            with self.assertRaises(AccessError):
                notice.with_user(user).state = "done"
        with self.assertRaises(AccessError):
            self.notices.with_user(self.salesperson).search([])
