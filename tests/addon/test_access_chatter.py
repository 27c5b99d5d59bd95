import contextlib
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common.access import AccessCommon

SECRET = "South gets 3500"


@tagged("post_install", "-at_install")
class TestAccessChatter(AccessCommon):
    """P16: what hangs on a plan is for those who see all of it."""

    def test_chatter(self):
        """P16: messages speak of the whole plan; who sees some rows of it does not read them."""
        message = self.in_force.message_post(body=SECRET, message_type="comment")
        for user in (self.salesperson, self.leader, self.clerk, self.visitor):
            messages = self.env["mail.message"].with_user(user)
            found = messages.search([("model", "=", "sales.plan")])
            self.assertFalse(found, user.login)
            self.assertForbidden(message.with_user(user).read, ["body"])
        for user in (self.manager, self.auditor):
            self.assertIn("3500", message.with_user(user).read(["body"])[0]["body"])
        for user in (self.salesperson, self.leader, self.auditor):
            self.assertForbidden(self.in_force.with_user(user).message_post, body="x")
        for user in (self.salesperson, self.leader):
            plans = self.env["sales.plan"].with_user(user)
            for path in ("message_ids", "website_message_ids"):
                self.assertFalse(plans.search([(f"{path}.body", "ilike", "South gets")]), path)
        self.assertTrue(
            self.env["sales.plan"]
            .with_user(self.auditor)
            .search([("message_ids.body", "ilike", "South gets")])
        )

    def test_following(self):
        """P16: nobody has messages sent to them that they may not read, by following a plan."""
        notes = self.env.ref("mail.mt_note") | self.env.ref("mail.mt_comment")
        for user in (self.salesperson, self.leader):
            plan = self.in_force.with_user(user)
            self.assertForbidden(plan.message_subscribe, user.partner_id.ids, notes.ids)
        message = self.in_force.message_post(body=SECRET, subtype_xmlid="mail.mt_note")
        self.assertFalse(message.notified_partner_ids)
        plan = self.in_force.with_user(self.auditor)
        plan.message_subscribe(self.auditor.partner_id.ids)
        self.assertIn(self.auditor.partner_id, plan.message_partner_ids)

    def test_attachments(self):
        """P16: files on a plan are as secret as its messages."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": "whole plan.csv",
                "raw": b"south,3500",
                "res_model": "sales.plan",
                "res_id": self.in_force.id,
            }
        )
        for user in (self.salesperson, self.leader, self.clerk, self.visitor):
            attachments = self.env["ir.attachment"].with_user(user)
            self.assertForbidden(attachment.with_user(user).read, ["raw"])
            with contextlib.suppress(AccessError):
                for domain in ([("res_model", "=", "sales.plan")], [("id", "=", attachment.id)]):
                    self.assertFalse(attachments.search(domain), user.login)
        for user in (self.manager, self.auditor):
            self.assertEqual(attachment.with_user(user).raw, b"south,3500")

    def test_activities(self):
        """P16: an activity on a plan is seen by whom it is for, and by who sees all of the plan."""
        activity = self.in_force.activity_schedule(
            "mail.mail_activity_data_todo",
            date(2025, 3, 1),
            summary="South missed 3500",
            user_id=self.manager.id,
        )
        for user in (self.salesperson, self.leader):
            found = self.env["mail.activity"].with_user(user).search([("id", "=", activity.id)])
            self.assertFalse(found, user.login)
            self.assertForbidden(activity.with_user(user).read, ["summary"])
            plan = self.in_force.with_user(user)
            self.assertFalse(plan.activity_summary)
            for path in ("activity_ids.summary", "activity_summary"):
                self.assertFalse(plan.search([(path, "ilike", "South")]), path)
        self.assertEqual(activity.with_user(self.manager).summary, "South missed 3500")
