from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.cascade import CascadeCommon


@tagged("post_install", "-at_install")
class TestRowMessages(CascadeCommon):
    """P16: what is written on a row is for those who see the row."""

    def setUp(self):
        super().setUp()
        self.publish(self.manager, "north", below=True)
        self.row = self.tree["salesperson"]

    def write_on(self, user, text="What can I do?", row=None, **values):
        row = (row or self.row).with_user(user)
        return row.message_post(body=text, message_type="comment", **values)

    def test_who_writes(self):
        """Owners, and those above them; not who only reads, nor who does not see the row."""
        for user in (self.salesperson, self.leader, self.manager):
            self.assertEqual(self.write_on(user).author_id, user.partner_id)
        for user in (self.auditor, self.colleague, self.other_leader):
            with self.assertRaises(AccessError):
                self.write_on(user)

    def test_who_reads(self):
        message = self.write_on(self.leader, "Half of it by June?")
        for user in (self.salesperson, self.leader, self.manager, self.auditor):
            self.assertIn("June", message.with_user(user).body, user.login)
        for user in (self.colleague, self.other_leader, self.stranger):
            found = self.env["mail.message"].with_user(user)
            self.assertFalse(found.search([("model", "=", self.row._name)]), user.login)

    def test_rows_that_are_not_published(self):
        """Nobody writes what later owners would read."""
        with self.assertRaisesRegex(UserError, "Publish South first"):
            self.write_on(self.manager, row=self.tree["south"])

    def test_owners_are_suggested(self):
        """Never the customer whom a row is about."""
        suggested = self.tree["acme"]._message_get_suggested_recipients()
        partners = [one["partner_id"] for one in suggested]
        self.assertEqual(partners, self.salesperson.partner_id.ids)
        self.assertFalse(self.tree["south"]._message_get_suggested_recipients())

    def test_following(self):
        """Only those follow who see the row, and only as long as they do."""
        everybody = (self.salesperson | self.leader | self.colleague | self.other_leader).partner_id
        self.row.with_user(self.leader).message_subscribe(everybody.ids)
        followers = (self.salesperson | self.leader).partner_id
        self.assertEqual(self.row.message_partner_ids, followers)
        told = self.write_on(self.manager, subtype_xmlid="mail.mt_comment")
        self.assertEqual(told.notified_partner_ids, followers)
        self.withdraw(self.leader, "salesperson")
        text = "Taken back"
        told = (
            self.row.with_user(self.manager)
            .sudo()
            .message_post(body=text, message_type="notification", subtype_xmlid="mail.mt_comment")
        )
        self.assertEqual(told.notified_partner_ids, self.leader.partner_id)

    def test_activities(self):
        """Leaders give their people something to do, on the row that it is about."""
        activity = self.row.with_user(self.leader).activity_schedule(
            "mail.mail_activity_data_todo", summary="Call them", user_id=self.salesperson.id
        )
        self.assertEqual(activity.with_user(self.salesperson).summary, "Call them")
        with self.assertRaises(AccessError):
            activity.with_user(self.colleague).read(["summary"])
        activity.with_user(self.salesperson).action_feedback("Done.")
        self.assertIn("Done.", self.row.message_ids[0].body)

    def test_making_rows_is_silent(self):
        """Rows are made by the thousand: without messages, followers, or mails."""
        loud = dict.fromkeys(
            ("tracking_disable", "mail_create_nolog", "mail_create_nosubscribe", "mail_notrack"),
            False,
        )
        rows = self.env["sales.plan.allocation"].with_user(self.manager).with_context(**loud)
        created = rows.create({"parent_id": self.tree["colleague"].id, "partner_id": self.bolt.id})
        self.assertFalse(created.message_ids)
        self.assertFalse(created.message_partner_ids)
        self.assertFalse(created.env.context["tracking_disable"])

    def test_what_hangs_on_rows_goes_with_them(self):
        """With the plan, and with the row above them."""
        plan = self.cascade.copy({"name": "Copy"})
        above = plan.root_id.child_ids.filtered(lambda row: row.team_id == self.team_north)
        below = above.child_ids[0]
        for row in (above, below, plan.root_id):
            row.activity_schedule("mail.mail_activity_data_todo", user_id=self.manager.id)
            row._message_log(body="Made from last year")
        hanging = [(model, "in", (above | below).ids) for model in ("res_id",)]
        for model in ("mail.activity", "mail.message"):
            self.assertTrue(self.env[model].sudo().search(hanging))
        above.with_user(self.manager).unlink()
        for model, name in (("mail.activity", "res_model"), ("mail.message", "model")):
            domain = [(name, "=", above._name), *hanging]
            self.assertFalse(self.env[model].sudo().search(domain), model)
        root = plan.root_id.id
        plan.with_user(self.manager).unlink()
        for model, name in (("mail.activity", "res_model"), ("mail.message", "model")):
            domain = [(name, "=", "sales.plan.allocation"), ("res_id", "=", root)]
            self.assertFalse(self.env[model].sudo().search(domain), model)

    def test_rows_that_become_one(self):
        """What was written on one of them is found on the other."""
        kept, gone = self.row, self.tree["colleague"]
        gone._message_log(body="Kept")
        file = self.env["ir.attachment"].create(
            {"name": "why.txt", "raw": b"why", "res_model": gone._name, "res_id": gone.id}
        )
        gone.with_user(self.colleague).message_subscribe(self.colleague.partner_id.ids)
        kept.sudo()._take_messages(gone.sudo())
        self.assertIn("Kept", kept.message_ids.mapped("body")[0])
        self.assertFalse(gone.message_ids)
        self.assertEqual(file.res_id, kept.id)
        self.env.invalidate_all()
        self.assertFalse(gone.message_partner_ids | kept.message_partner_ids)
