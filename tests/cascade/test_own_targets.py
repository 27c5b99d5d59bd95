from pathlib import Path
from runpy import run_path

from odoo.tests import Form, freeze_time, tagged

from ..common.cascade import CascadeCommon
from ..common.publishing import hangs_on

MIGRATION = Path(__file__).parents[2] / "migrations" / "19.0.1.6.0"


@tagged("post_install", "-at_install")
class TestOwnTargets(CascadeCommon):
    """S14, S16: who is given a target answers it where they are told of it, and sees beside it what
    who published it saw."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cascade.sudo().asks_agreement = True
        cls.invoice(cls.acme, "2025-03-10", (cls.screw, 200), invoice_user_id=cls.salesperson.id)
        cls.deal(
            cls.acme,
            70,
            user_id=cls.salesperson.id,
            team_id=cls.team_north.id,
            date_deadline="2026-05-01",
        )

    def to_do(self, user):
        """Return what the activities of a user in the plan stand on."""
        activities = self.env["mail.activity"].search(
            [("user_id", "=", user.id), *hangs_on(self.cascade, "res_model")]
        )
        return [self.env[one.res_model].browse(one.res_id) for one in activities]

    def tell(self):
        self.publish(self.manager, "north", below=True)
        self.send()

    def test_activities_stand_on_rows(self):
        """None on the plan; one for each owner, on the highest of their rows."""
        self.tell()
        self.assertFalse(self.cascade.activity_ids)
        for user, name in (
            (self.leader, "north"),
            (self.salesperson, "salesperson"),
            (self.colleague, "colleague"),
        ):
            self.assertEqual(self.to_do(user), [self.tree[name]], user.login)

    def test_activities_follow_what_is_left(self):
        """They move to a row that is still to be answered, and go with the last one."""
        self.tell()
        salesperson = self.salesperson
        self.row_of("salesperson", salesperson).action_accept()
        self.assertEqual(self.to_do(salesperson), [self.tree["acme"]])
        self.row_of("acme", salesperson).action_accept()
        self.assertFalse(self.to_do(salesperson))

    def test_activities_leave_rows_that_are_taken_back(self):
        self.tell()
        self.withdraw(self.leader, "acme")
        self.send()
        self.assertEqual(self.to_do(self.salesperson), [self.tree["salesperson"]])
        self.withdraw(self.leader, "salesperson")
        self.send()
        self.assertFalse(self.to_do(self.salesperson))

    def test_activities_end_with_the_plan(self):
        self.tell()
        self.cascade.with_user(self.manager).action_close()
        for user in (self.leader, self.salesperson, self.colleague):
            self.assertFalse(self.to_do(user), user.login)

    def test_activities_come_back_with_the_plan(self):
        """Of those who have yet to answer, and of those who have yet to split or to decide."""
        self.tell()
        self.row_of("salesperson", self.salesperson).action_accept()
        self.row_of("acme", self.salesperson).action_accept()
        action = self.row_of("colleague", self.colleague).action_propose()
        wizard = self.env[action["res_model"]].with_user(self.colleague).browse(action["res_id"])
        wizard.write({"amount_proposed": 90, "comment": "Two customers left."})
        wizard.action_propose()
        plan = self.cascade.with_user(self.manager)
        before = {user: self.to_do(user) for user in (self.leader, self.colleague, self.manager)}
        self.assertTrue(before[self.leader])
        plan.action_close()
        plan.action_reopen()
        after = {user: self.to_do(user) for user in before}
        self.assertEqual(after, before)
        self.assertFalse(self.to_do(self.salesperson), "they have answered all of it")

    def test_messages_open_the_target(self):
        """They stand on the row, name it as a link, and lead to the form with the buttons."""
        self.tell()
        row = self.tree["salesperson"]
        messages = (
            self.env["mail.message"]
            .sudo()
            .search([("model", "=", row._name), ("res_id", "=", row.id)])
        )
        self.assertEqual(messages.notified_partner_ids, self.salesperson.partner_id)
        self.assertIn(f"/odoo/my-targets/{row.id}", messages.body)
        self.assertIn(f'data-oe-id="{row.id}"', messages.body)
        own = row.with_user(self.salesperson)
        view = own.env["ir.ui.view"].browse(own.get_view(view_type="form")["id"])
        self.assertEqual(view, self.env.ref("sales_plan.sales_plan_my_targets_view_form"))
        activity = (
            self.env["mail.activity"]
            .with_user(self.salesperson)
            .search([("user_id", "=", self.salesperson.id), ("res_model", "=", row._name)])
        )
        self.assertEqual(activity.action_open_document()["res_id"], row.id)

    def test_messages_of_rows_that_are_gone(self):
        """Who does not see the row any more is told on the plan."""
        self.tell()
        self.withdraw(self.leader, "salesperson", reason="Split anew")
        self.send()
        messages = self.env["mail.message"].sudo()
        told = messages.search(
            [
                ("model", "=", "sales.plan"),
                ("notified_partner_ids", "in", self.salesperson.partner_id.ids),
            ]
        )
        self.assertIn("Split anew", told.body)

    @freeze_time("2026-02-15")
    def test_comparison(self):
        """Last year, growth and open deals: of the row, whoever owns it."""
        self.tell()
        row = self.row_of("salesperson", self.salesperson)
        self.assertEqual((row.year_before_amount, row.pipeline_amount), (200, 70))
        self.assertEqual(row.growth, 350 / 200 - 1)
        other = self.row_of("colleague", self.colleague)
        self.assertEqual((other.has_year_before, other.growth), (False, False))
        self.assertEqual((other.has_pipeline, other.pipeline_amount), (True, 0))
        form = Form(row, view="sales_plan.sales_plan_my_targets_view_form")
        self.assertTrue(form.can_answer)

    @freeze_time("2025-03-20")
    def test_comparison_with_a_year_that_runs(self):
        """While last year runs, it says so, and growth is that of the periods that are over."""
        own = {"invoice_user_id": self.salesperson.id}
        self.invoice(self.acme, "2025-01-10", (self.screw, 100), **own)
        self.tell()
        row = self.row_of("salesperson", self.salesperson)
        self.assertEqual((row.year_before_amount, row.year_before_name), (300, "2025 so far"))
        months = row.plan_id.sudo().period_ids[:2]
        over = row.target_ids.filtered(lambda target: target.period_id in months)
        self.assertTrue(over)
        self.assertAlmostEqual(row.growth, sum(over.mapped("amount")) / 100 - 1, 4)
        self.assertIn("on the periods of last year that are over", row._describe_asked())

    @freeze_time("2027-02-15")
    def test_comparison_of_what_is_over(self):
        """No deal closes in a plan that is over."""
        self.tell()
        row = self.row_of("salesperson", self.salesperson)
        self.assertEqual((row.has_pipeline, row.pipeline_amount), (False, False))

    def test_comparison_is_read_at_once(self):
        """As many queries for two rows as for four."""
        self.tell()
        counts = []
        for names in (("north", "salesperson"), ("north", "salesperson", "colleague", "acme")) * 2:
            self.env.flush_all()
            self.env.invalidate_all()
            rows = self.tree["north"].browse(self.ids_of(*names)).with_user(self.leader)
            before = self.env.cr.sql_log_count
            rows.mapped("year_before_amount")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])

    def test_plan_asks(self):
        """The plan asks about one target by name, about several by number."""
        self.publish(self.manager, "north", "south")
        plan = self.plan_of(self.other_leader)
        self.assertEqual(plan.asked_count, 1)
        self.assertIn("Your target for South is", plan.asked_notice)
        self.assertIn("400.00", plan.asked_notice)
        self.assertEqual(plan.action_propose_own()["res_model"], "sales.plan.propose")
        self.assertEqual(plan.action_open_own()["res_id"], self.tree["south"].id)
        self.assertFalse(self.plan_of(self.manager).asked_count)
        plan.action_accept_own()
        self.assertEqual(self.tree["south"].agreement, "accepted")
        self.assertEqual(self.plan_of(self.other_leader).asked_count, 0)
        self.assertFalse(self.plan_of(self.other_leader).asked_notice)

    def test_plan_asks_about_several(self):
        self.publish(self.manager, "north", below=True)
        plan = self.plan_of(self.salesperson)
        self.assertEqual(plan.asked_count, 2)
        self.assertTrue(plan.asked_notice.startswith("2 targets of yours"))
        rows = self.env["sales.plan.allocation"].with_user(self.salesperson)
        action = plan.action_propose_own()
        self.assertEqual(action["res_model"], "sales.plan.allocation")
        found = rows.search([*action["domain"], ("agreement", "=", "open")])
        self.assertEqual(found, self.tree["salesperson"] | self.tree["acme"])
        plan.action_accept_own()
        self.assertEqual(found.mapped("agreement"), ["accepted", "accepted"])
        self.assertEqual(self.tree["colleague"].agreement, "open")

    def test_nobody_else_is_asked(self):
        """Neither who only looks on, nor where the plan does not ask."""
        self.publish(self.manager, "north", "south")
        for user in (self.auditor, self.salesperson):
            self.assertFalse(self.cascade.with_user(user).sudo(False)._get_asked_rows(), user.login)
        self.cascade.sudo().asks_agreement = False
        self.assertFalse(self.plan_of(self.other_leader).asked_count)

    def test_migration(self):
        """What stood on plans stands on the rows afterwards, where they are found."""
        self.tell()
        activities = self.env["mail.activity"].search(hangs_on(self.cascade, "res_model"))
        plan_model = self.env["ir.model"]._get("sales.plan")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET res_model = 'sales.plan', res_model_id = %s, res_id = %s,"
            " res_name = 'The plan' WHERE id = ANY(%s)",
            [plan_model.id, self.cascade.id, activities.ids],
        )
        by_hand = self.env["mail.activity"].create(
            {
                "res_model_id": plan_model.id,
                "res_id": self.cascade.id,
                "user_id": self.leader.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            }
        )
        self.env.flush_all()
        run_path(str(MIGRATION / "post-activities.py"))["migrate"](self.env.cr, "19.0.1.5.0")
        self.env.invalidate_all()
        self.assertEqual(self.to_do(self.salesperson), [self.tree["salesperson"]])
        self.assertNotIn("The plan", activities.mapped("res_name"))
        self.assertEqual(by_hand.res_model, "sales.plan")
