from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common.access import AccessCommon


@tagged("post_install", "-at_install")
class TestAccessMail(AccessCommon):
    """P16: messages and activities are made where their author may make them, however they come;
    both say what their record is called."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls.plan("team", "salesperson", name="Hush", year=2027)
        cls.hidden_row = cls.row(cls.row(cls.hidden, cls.team_north), cls.salesperson)
        cls.target(cls.hidden_row, 5)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def setUp(self):
        super().setUp()
        refusals = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
        self.enterContext(mute_logger(*refusals))

    def call(self, user, model, method, /, *args, **options):
        """Call a method as a client does."""
        env = self.env(user=user)
        with self.env.cr.savepoint():
            return call_kw(env[model], method, list(args), options)

    def test_notices_about_hidden_records(self):
        """P16: nobody is told what a hidden record is called by addressing a notice about it."""
        for user in (self.clerk, self.salesperson, self.leader):
            to = user.partner_id.ids
            for record in (self.hidden, self.hidden_row):
                about = {"model": record._name, "res_id": record.id}
                with self.subTest(user=user.login, record=record._name):
                    with self.assertRaises(AccessError):
                        self.call(
                            *(user, "mail.thread", "message_notify", []),
                            **{"body": "x", "partner_ids": to, **about},
                        )
                    for kind in ("user_notification", "notification", "comment"):
                        values = {"message_type": kind, "body": "x", **about}
                        with self.assertRaises(AccessError):
                            self.call(user, "mail.message", "create", values)

    def test_who_sees_a_row_tells_others(self):
        """P16: who sees a row may tell a colleague of it; a notice is no message on the row."""
        self.hidden.action_confirm()
        told = self.hidden_row.with_user(self.salesperson).message_notify(
            body="Look", partner_ids=self.leader.partner_id.ids
        )
        self.assertEqual(told.notified_partner_ids, self.leader.partner_id)

    def test_auditors(self):
        """P16: an auditor follows what they read, and neither writes there nor lets others
        follow."""
        me = self.auditor.partner_id
        self.hidden.action_confirm()
        for record in (self.hidden, self.hidden_row):
            followed = record.with_user(self.auditor)
            followed.message_subscribe(me.ids)
            self.assertIn(me, record.message_partner_ids)
            with self.subTest(record=record._name):
                self.assertForbidden(followed.message_post, body="x")
                self.assertForbidden(
                    followed.message_notify, body="x", partner_ids=self.manager.partner_id.ids
                )
                self.assertForbidden(followed.message_subscribe, self.manager.partner_id.ids)

    def test_followers_who_see_a_row_no_more(self):
        """P16: who followed a row writes nothing there once it is hidden from them."""
        row = self.hidden_row.parent_id
        row.responsible_id = self.salesperson
        self.hidden.action_confirm()
        row.with_user(self.salesperson).message_subscribe(self.salesperson.partner_id.ids)
        row.responsible_id = self.colleague
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(row.with_user(self.salesperson).has_access("read"))
        self.assertForbidden(row.with_user(self.salesperson).message_post, body="x")

    def test_answers(self):
        """P16: who was sent a message of a plan answers it there, and writes nothing elsewhere."""
        plans = self.in_force | self.hidden
        question, answered = "What do you think?", "Fine"
        sent = self.in_force.with_user(self.manager).message_post(
            body=question, partner_ids=self.salesperson.partner_id.ids
        )
        own, other = plans.with_user(self.salesperson)
        answer = own.message_post(body=answered, parent_id=sent.id)
        self.assertEqual((answer.model, answer.res_id), ("sales.plan", own.id))
        self.assertForbidden(other.message_post, body="x", parent_id=sent.id)
        self.assertForbidden(own.message_post, body="x")

    def test_rows_that_are_not_published(self):
        """P16: nothing that a person writes stands on a row before it is published, of whatever
        kind its message is."""
        row = self.hidden_row.with_user(self.manager)
        for kind in ({}, {"message_type": "notification"}, {"message_type": "comment"}):
            with self.subTest(kind), self.assertRaisesRegex(UserError, "Publish .* first"):
                self.call(self.manager, row._name, "message_post", row.ids, body="x", **kind)

    def test_activities_that_move(self):
        """P16: an activity moves to no hidden record, whose name it would tell."""
        for user in (self.clerk, self.salesperson, self.auditor):
            activity = self.env["mail.activity"].with_user(user).create({"user_id": user.id})
            for record in (self.hidden, self.hidden_row):
                model = self.env["ir.model"]._get_id(record._name)
                away = {"res_model_id": model, "res_id": record.id}
                with self.subTest(user=user.login, record=record._name):
                    with self.assertRaises(AccessError):
                        self.call(user, "mail.activity", "write", activity.ids, away)
                    self.assertFalse(activity.res_name)
        mine = (
            self.env["mail.activity"].with_user(self.manager).create({"user_id": self.manager.id})
        )
        model = self.env["ir.model"]._get_id(self.hidden._name)
        mine.write({"res_model_id": model, "res_id": self.hidden.id})
        self.assertEqual(mine.res_name, self.hidden.display_name)

    def test_forms_that_are_not_saved(self):
        """P16: neither does a message or an activity that is not saved tell such a name."""
        for model, about, name in (
            ("mail.message", "model", "record_name"),
            ("mail.activity", "res_model_id", "res_name"),
        ):
            for user in (self.clerk, self.salesperson, self.manager):
                mine = self.env["mail.activity"].with_user(user).create({"user_id": user.id})
                for ids in ([], mine.ids if model == "mail.activity" else []):
                    record = self.hidden
                    values = {about: record._name, "res_id": record.id}
                    if about != "model":
                        values[about] = self.env["ir.model"]._get_id(record._name)
                    spec = {about: {}, "res_id": {}, name: {}}
                    with self.subTest(user=user.login, model=model, ids=ids):
                        answer = self.call(user, model, "onchange", ids, values, ["res_id"], spec)
                        told = answer["value"].get(name, False)
                        shown = record.display_name if user == self.manager else False
                        self.assertEqual(told, shown)
