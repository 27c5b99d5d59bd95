from pathlib import Path
from runpy import run_path

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common.customers import CustomerChangeCommon
from ..common.publishing import hand_over, hangs_on, publish
from ..common.table_calls import table_of

MIGRATION = Path(__file__).parents[2] / "migrations" / "19.0.1.5.0"


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 06:00:00")
class TestCustomersSplit(CustomerChangeCommon):
    """Customers who go to another salesperson while targets are split, handed over, taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.split = cls.plan("team", "customer", name="Split", year=2026, is_cascaded=True)
        cls.north = cls.row(cls.split, cls.team_north)
        cls.north_acme, cls.north_bolt = cls.rows(cls.north, cls.acme, cls.bolt)
        for row in (cls.split.root_id, cls.north, cls.north_acme, cls.north_bolt):
            cls.target(row, 10, 7)
        cls.split.action_confirm()
        publish(cls.split.with_user(cls.manager), cls.north.ids)
        cls.env.flush_all()

    def test_rows_that_are_not_published(self):
        """Who prepares them decides; nobody below is asked, and publishing opens nothing."""
        self.take(self.acme, self.stranger, by=self.stranger)
        self.assertIn(self.north_acme, self.waiting(self.leader))
        self.assertNotIn(self.north_acme, self.waiting(self.salesperson))
        publish(self.split.with_user(self.leader), self.north_acme.ids)
        self.assertFalse(self.seen(self.stranger))
        drafts = self.env["sales.plan.draft"].with_user(self.stranger)
        lines = self.env["sales.plan.publication.line"]
        self.assertFalse(drafts.has_access("read") and drafts.search([]))
        self.assertFalse(lines.with_user(self.stranger).search([]))
        self.assertIn(self.north_acme, self.seen(self.salesperson))
        self.line(self.north_acme, self.leader).action_accept_customer()
        self.assertEqual(self.seen(self.stranger), self.north_acme)
        self.assertTrue(lines.with_user(self.stranger).search([]))

    def test_leader_of_the_row_above(self):
        """Not somebody who leads another team, even who gains by it."""
        self.take(self.acme, self.other_leader, by=self.other_leader)
        self.assertNotIn(self.north_acme, self.seen(self.other_leader))
        change = self.line(self.north_acme, self.manager).with_user(self.other_leader)
        with self.assertRaises(UserError):
            change.action_accept_customer()

    def test_handed_over(self):
        """Rows that are made for who takes targets over know of their customers what the rows
        know that give them."""
        self.take(self.bolt, self.stranger, by=self.stranger)
        plan = self.by_person.with_user(self.manager)
        receiver = self.salesperson.with_user(self.manager)
        hand_over(plan, self.person.ids, receiver, Date.to_date("2026-06-15"))
        made = self.by_person.allocation_ids.filtered(
            lambda row: row.user_id == self.salesperson and row.partner_id == self.bolt
        )
        self.assertTrue(made.is_published)
        self.assertEqual(made.customer_user_id, self.colleague)
        self.assertFalse(self.seen(self.stranger))
        self.assertIn(made, self.waiting(self.salesperson))

    def test_what_was_accepted(self):
        """The owner of before has accepted the target, the new one is asked."""
        plan = self.plan("customer", name="Asks", year=2026, is_cascaded=True, asks_agreement=True)
        acme, bolt = self.rows(plan, self.acme, self.bolt)
        for row, amount in ((plan.root_id, 20), (acme, 10), (bolt, 10)):
            self.target(row, amount, 7)
        plan.action_confirm()
        publish(plan.with_user(self.manager), [acme.id, bolt.id])
        acme.with_user(self.salesperson).action_accept()
        bolt.with_user(self.colleague).action_accept()
        self.take(self.acme | self.bolt, self.stranger, by=self.stranger)
        self.assertEqual((acme | bolt).mapped("agreement"), ["accepted", "accepted"])
        self.line(acme, self.salesperson).action_accept_customer()
        self.assertEqual((acme | bolt).mapped("agreement"), ["open", "accepted"])
        self.assertTrue(acme.with_user(self.stranger).can_answer)

    def test_removed_and_back(self):
        """A row that comes back by undoing its removal knows what it knew."""
        draft = self.flat.copy({"name": "Draft"})
        row = draft.allocation_ids.filtered(lambda row: row.partner_id == self.bolt)
        self.take(self.bolt, self.stranger, by=self.stranger)
        plan = draft.with_user(self.manager)
        edit = {"kind": "remove_rows", "rows": row.ids}
        table_of(plan).edit(edit, plan.edit_version, "test: 1")
        self.assertFalse(row.exists())
        self.env.invalidate_all()
        table_of(plan).undo(plan.edit_version, "test: 2")
        self.assertEqual(row.customer_user_id, self.colleague)
        draft.action_confirm()
        self.assertFalse(self.seen(self.stranger))

    def test_told(self):
        """Who answers for rows that wait gets one message and activity for each plan, while the
        question is open; who has made the change, or only reads along, none."""
        notices = self.env["sales.plan.notice"]
        notices.search([]).unlink()
        self.take(self.acme | self.bolt, self.stranger, by=self.stranger)
        self.take(self.acme, self.other_leader, by=self.stranger)
        queued = notices.search([("kind", "=", "customers")])
        self.assertEqual(
            {(notice.plan_id, notice.user_id) for notice in queued},
            {
                (self.flat, self.salesperson),
                (self.flat, self.colleague),
                (self.by_person, self.colleague),
            },
        )
        self.assertEqual(len(queued), 3)
        own = queued.filtered(lambda notice: notice.user_id == self.salesperson)
        texts = own._get_customers_texts()
        self.assertEqual(texts["subject"], "Customers with another salesperson in Flat")
        self.assertIn("<li>Acme: Customer now with Other Leader</li>", texts["body"])
        self.assertNotIn("Bolt", texts["body"])
        own._send()
        activity = self.env["mail.activity"].search(
            [("user_id", "=", self.salesperson.id), *hangs_on(self.flat, "res_model")]
        )
        row = self.env[activity.res_model].browse(activity.res_id)
        self.assertEqual((row._name, row.responsible_id), (self.flat_acme._name, self.salesperson))
        self.line(self.flat_acme, self.salesperson).action_keep()
        self.assertIsNone(own._get_customers_texts())

    def test_told_of_many(self):
        """The message names ten customers and counts the others."""
        partners = self.env["res.partner"]
        customers = partners.create(
            [{"name": f"C{number}", "user_id": self.salesperson.id} for number in range(13)]
        )
        plan = self.plan("customer", name="Many", year=2026)
        self.target(plan, 10)
        self.rows(plan, *customers)
        plan.action_confirm()
        self.take(customers, self.stranger, by=self.stranger)
        notices = self.env["sales.plan.notice"]
        notice = notices.search([("kind", "=", "customers"), ("plan_id", "=", plan.id)])
        body = notice._get_customers_texts()["body"]
        self.assertEqual(body.count("<li>"), 10)
        self.assertIn("And 3 more targets.", body)

    def test_upgrade(self):
        """Rows of before know the salespeople whom they followed until then."""
        rows = self.flat.allocation_ids
        known = {row: row.customer_user_id for row in rows}
        rows.sudo().customer_user_id = False
        self.env.flush_all()
        run_path(str(MIGRATION / "post-customers.py"))["migrate"](self.env.cr, "19.0.1.4.0")
        self.env.invalidate_all()
        self.assertEqual({row: row.customer_user_id for row in rows}, known)
        self.assertEqual(self.waiting(self.manager), {})
