import contextlib

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.cascade import CascadeCommon
from ..common.publishing import publish

ANSWER_TYPE = "sales_plan.mail_activity_type_answer"


class AgreementCommon(CascadeCommon):
    """North and its salespeople were given their targets, in a plan that asks for agreement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cascade.asks_agreement = True
        plan = cls.cascade.with_user(cls.manager)
        publish(plan, [cls.tree["north"].id])
        rows = [cls.tree["salesperson"].id, cls.tree["colleague"].id]
        publish(cls.cascade.with_user(cls.leader), rows)
        cls.env.invalidate_all()

    def agreement(self, *names):
        self.env.invalidate_all()
        return [self.tree[name].agreement for name in names]

    def wizard(self, user, name, **values):
        action = self.row_of(name, user).action_propose()
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        wizard.write(values)
        return wizard

    def propose(self, user, name, amount, comment="Two customers left."):
        """Propose another target as its owner; return the answer."""
        self.wizard(user, name, amount_proposed=amount, comment=comment).action_propose()
        return self.answers(name)[:1]

    def answers(self, name):
        self.env.invalidate_all()
        return self.env["sales.plan.answer"].search([("allocation_id", "=", self.tree[name].id)])

    def visible(self, user):
        """Return of which rows a user sees answers."""
        self.env.invalidate_all()
        answers = self.env["sales.plan.answer"].with_user(user).search([])
        return {name for name, row in self.tree.items() if row in answers.sudo().allocation_id}

    def keep(self, user, answer, reply="The new line makes up for it."):
        action = answer.with_user(user).action_keep()
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        wizard.reply = reply
        return wizard.action_keep()

    def prepare(self, user, answer):
        """Take a proposal over; return the dialog that publishes it, as the user sees it."""
        action = answer.with_user(user).action_take_over()
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        self.assertTrue(wizard.line_ids)
        wizard.env.flush_all()
        return wizard

    def take_over(self, user, answer):
        self.prepare(user, answer).action_publish()

    def activities(self, user):
        return self.env["mail.activity"].search(
            [
                ("user_id", "=", user.id),
                ("activity_type_id", "=", self.env.ref(ANSWER_TYPE).id),
            ]
        )


@tagged("post_install", "-at_install")
class TestAgreement(AgreementCommon):
    """S16: owners accept what was published to them, or propose something else."""

    def test_publishing_asks(self):
        rows = ("north", "salesperson", "colleague", "acme")
        self.assertEqual(self.agreement(*rows), ["open", "open", "open", False])

    def test_accept(self):
        row = self.row_of("salesperson", self.salesperson)
        self.assertTrue(row.can_answer)
        row.action_accept()
        row.action_accept()
        self.assertEqual(self.agreement("salesperson", "colleague"), ["accepted", "open"])
        answer = self.answers("salesperson")
        self.assertEqual(
            (answer.kind, answer.state, answer.amount_in_force, answer.user_id),
            ("accepted", False, 350, self.salesperson),
        )
        self.assertFalse(self.activities(self.leader))

    def test_only_owners_of_published_targets_are_asked(self):
        refused = [
            ("salesperson", self.leader),
            ("salesperson", self.manager),
            ("acme", self.manager),
            ("total", self.auditor),
        ]
        for name, user in refused:
            with self.subTest(name=name, user=user.login):
                row = self.row_of(name, user)
                self.assertFalse(row.can_answer)
                for method in (row.action_accept, row.action_propose):
                    with self.assertRaisesRegex(UserError, "not yours to accept"):
                        method()
        for name, user in (("salesperson", self.colleague), ("acme", self.salesperson)):
            with self.subTest(name=name, user=user.login), self.assertRaises(AccessError):
                self.row_of(name, user).action_accept()

    def test_only_confirmed_plans_that_ask(self):
        row = self.row_of("salesperson", self.salesperson)
        self.cascade.asks_agreement = False
        self.env.invalidate_all()
        self.assertFalse(row.can_answer)
        self.cascade.asks_agreement = True
        self.cascade.action_close()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "not yours to accept"):
            row.action_accept()

    def test_propose(self):
        answer = self.propose(self.salesperson, "salesperson", 320)
        self.assertEqual((answer.kind, answer.state, answer.is_planned), ("proposed", "open", True))
        self.assertEqual(
            (answer.amount_in_force, answer.amount_proposed, answer.difference), (350, 320, -30)
        )
        self.assertEqual(answer.comment, "Two customers left.")
        self.assertEqual(self.agreement("salesperson"), ["proposed"])
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 350})

    def test_who_sees_and_decides(self):
        """Whoever sees the row sees the answer; who may prepare the row decides."""
        answer = self.propose(self.salesperson, "salesperson", 320)
        sees = {
            self.salesperson: False,
            self.leader: True,
            self.manager: True,
            self.auditor: False,
        }
        for user in self.env["res.users"].union(*sees, self.colleague, self.other_leader):
            with self.subTest(user=user.login):
                self.assertEqual(self.visible(user), {"salesperson"} if user in sees else set())
        for user, decides in sees.items():
            with self.subTest(user=user.login):
                self.assertEqual(answer.with_user(user).can_decide, decides)
                if not decides:
                    with self.assertRaises(UserError):
                        answer.with_user(user).action_take_over()
                    with self.assertRaises(UserError):
                        answer.with_user(user)._keep_target("No.")
        with self.assertRaises(AccessError):
            answer.with_user(self.other_leader).action_take_over()
        with self.assertRaises(AccessError):
            self.env["sales.plan.answer"].with_user(self.clerk).search([])
        self.assertEqual(answer.state, "open")

    def test_nobody_writes_answers_by_hand(self):
        answer = self.propose(self.salesperson, "salesperson", 320)
        for user in (self.salesperson, self.leader, self.manager):
            mine = answer.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    mine.state = "taken"
                with self.assertRaises(AccessError):
                    mine.copy()
                with self.assertRaises(AccessError):
                    mine.unlink()
                with self.assertRaises(AccessError):
                    self.row_of("salesperson", user).agreement = "accepted"

    def test_defaults_of_a_client_are_not_used(self):
        row = self.row_of("salesperson", self.salesperson)
        row.with_context(default_state="taken", default_reply="Fine").action_accept()
        self.assertEqual(self.answers("salesperson").mapped("reply"), [False])

    def test_proposals_that_are_refused(self):
        refused = [
            (350, "Same", "is your target already"),
            (350.004, "The same, rounded", "is your target already"),
            (320, " ", "Say why"),
            (1e15, "Much", "too large"),
        ]
        for amount, comment, message in refused:
            with self.subTest(amount=amount), self.assertRaisesRegex(UserError, message):
                self.propose(self.salesperson, "salesperson", amount, comment)
        wizard = self.wizard(
            self.salesperson, "salesperson", amount_proposed=300, comment="As I saw it"
        )
        self.type(self.leader, "salesperson", "340")
        self.publish(self.leader, "salesperson")
        with self.assertRaisesRegex(UserError, "340.00 meanwhile"):
            wizard.action_propose()
        self.assertFalse(self.answers("salesperson"))

    def test_the_dialog_shows_no_rows_of_others(self):
        for user, name in ((self.colleague, "salesperson"), (self.salesperson, "acme")):
            wizards = self.env["sales.plan.propose"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(UserError):
                wizards.create({"allocation_id": self.tree[name].id})
        answer = self.propose(self.salesperson, "salesperson", 320)
        with self.assertRaises(AccessError):
            self.env["sales.plan.keep"].with_user(self.other_leader).create(
                {"answer_id": answer.id}
            )

    def test_the_dialogs_tell_nothing_of_others_before_they_are_saved(self):
        """A client may ask for the values of any dialog that it makes up."""
        answer = self.propose(self.salesperson, "salesperson", 320)
        row = {"allocation_id": self.tree["salesperson"].id}
        refused = [
            ("sales.plan.propose", self.colleague, row, "amount_in_force"),
            ("sales.plan.propose", self.colleague, row, "amount_proposed"),
            ("sales.plan.propose", self.leader, row, "amount_in_force"),
            ("sales.plan.keep", self.other_leader, {"answer_id": answer.id}, "comment"),
            ("sales.plan.keep", self.other_leader, {"answer_id": answer.id}, "amount_proposed"),
        ]
        for model, user, values, name in refused:
            with self.subTest(model=model, user=user.login, name=name):
                self.env.invalidate_all()
                told = {}
                with contextlib.suppress(AccessError):
                    wizards = self.env[model].with_user(user)
                    told = wizards.onchange(values, list(values), {name: {}})["value"]
                self.assertFalse(told.get(name))

    def test_owners_may_change_their_answer(self):
        first = self.propose(self.salesperson, "salesperson", 320)
        second = self.propose(self.salesperson, "salesperson", 330)
        self.assertEqual((first.state, second.state), ("lapsed", "open"))
        self.row_of("salesperson", self.salesperson).action_accept()
        self.assertEqual(self.agreement("salesperson"), ["accepted"])
        self.env.invalidate_all()
        self.assertEqual(second.state, "lapsed")
        self.assertFalse(self.activities(self.leader))

    def test_zero_may_be_proposed(self):
        answer = self.propose(self.salesperson, "salesperson", 0)
        self.take_over(self.leader, answer)
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 0})
        self.assertEqual(self.answers("salesperson").state, "taken")


@tagged("post_install", "-at_install")
class TestProposals(AgreementCommon):
    """What becomes of proposals: taken over, kept, overtaken by other figures, lapsed."""

    def test_take_over(self):
        answer = self.propose(self.salesperson, "salesperson", 320)
        wizard = self.prepare(self.leader, answer)
        self.assertEqual(self.working(self.leader, "salesperson", "acme"), [320, 200])
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 350})
        self.assertEqual(self.answers("salesperson").state, "open")
        step = self.env["sales.plan.step"].search([("plan_id", "=", self.cascade.id)], limit=1)
        self.assertRegex(step._get_label(), "Took over the proposal of .*320.00 for Salesperson")
        wizard.action_publish()
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 320})
        self.assertEqual(self.agreement("salesperson"), ["accepted"])
        answer = self.answers("salesperson")
        self.assertEqual((answer.state, answer.decided_by_id), ("taken", self.leader))
        self.assertFalse(answer.with_user(self.leader).can_decide)

    def test_preparing_a_proposal_can_be_undone(self):
        answer = self.propose(self.salesperson, "salesperson", 320)
        self.prepare(self.leader, answer)
        self.undo(self.leader)
        self.assertEqual(self.working(self.leader, "salesperson"), [350])
        self.assertEqual(self.answers("salesperson").state, "open")

    def test_periods_share_a_proposal_in_proportion(self):
        self.type(self.leader, "salesperson", "300")
        self.type(self.leader, "salesperson", "100", period=self.february)
        self.publish(self.leader, "salesperson")
        answer = self.propose(self.salesperson, "salesperson", 200)
        self.assertEqual(answer.amount_in_force, 400)
        self.take_over(self.leader, answer)
        amounts = self.tree["salesperson"].target_ids.sorted("period_id").mapped("amount")
        self.assertEqual(amounts, [150, 50])

    def test_a_manager_takes_over_what_a_leader_proposes(self):
        answer = self.propose(self.leader, "north", 550)
        self.assertEqual(len(self.activities(self.manager)), 1)
        with self.assertRaisesRegex(UserError, "was given to you"):
            answer.with_user(self.leader).action_take_over()
        self.take_over(self.manager, answer)
        self.assertEqual(self.in_force(self.leader)["north"], 550)
        self.assertTrue(self.tree["salesperson"].needs_revision)

    def test_keep(self):
        answer = self.propose(self.salesperson, "salesperson", 320)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.keep(self.leader, answer, " ")
        self.keep(self.leader, answer)
        answer = self.answers("salesperson")
        self.assertEqual(
            (answer.state, answer.reply, answer.decided_by_id),
            ("kept", "The new line makes up for it.", self.leader),
        )
        self.assertEqual(self.agreement("salesperson"), ["open"])
        with self.assertRaisesRegex(UserError, "no longer open"):
            answer.with_user(self.leader).action_take_over()
        [text] = [text for text in self.send()[self.salesperson] if "makes up" in text]
        self.assertIn("350.00", text)

    def test_other_figures_answer_a_proposal(self):
        cases = [("335", "changed", "open"), ("320", "taken", "accepted")]
        for entry, state, agreement in cases:
            with self.subTest(entry=entry):
                self.propose(self.salesperson, "salesperson", 320)
                self.type(self.leader, "salesperson", entry)
                self.publish(self.leader, "salesperson")
                self.assertEqual(self.answers("salesperson")[0].state, state)
                self.assertEqual(self.agreement("salesperson"), [agreement])

    def test_the_same_figures_leave_a_proposal_open(self):
        self.propose(self.salesperson, "salesperson", 320)
        self.publish(self.leader, "salesperson")
        self.assertEqual(self.answers("salesperson").state, "open")
        self.assertEqual(self.agreement("salesperson"), ["proposed"])

    def test_withdrawn_targets_have_no_open_answers(self):
        self.propose(self.salesperson, "salesperson", 320)
        self.propose(self.leader, "north", 500)
        self.withdraw(self.manager, "north")
        self.assertEqual(self.answers("salesperson").state, "lapsed")
        self.assertEqual(self.answers("north").state, "lapsed")
        self.assertEqual(self.agreement("north", "salesperson"), [False, False])
        for user in (self.leader, self.manager):
            self.assertFalse(self.activities(user))
        self.assertEqual(self.visible(self.salesperson), set())

    def test_what_one_publishes_to_oneself_is_accepted(self):
        self.tree["acme"].responsible_id = self.leader
        self.publish(self.leader, "acme")
        self.assertEqual(self.agreement("acme"), ["accepted"])

    def test_who_decides_is_told(self):
        self.send()
        self.propose(self.salesperson, "salesperson", 320)
        self.propose(self.colleague, "colleague", 240, "My <b>best</b> customer left.")
        told = self.send()
        texts = [text for text in told[self.leader] if "proposes" in text]
        self.assertEqual(len(texts), 2)
        self.assertTrue(any("320.00" in text and "350.00" in text for text in texts))
        self.assertTrue(any("&lt;b&gt;best" in text for text in texts))
        self.assertFalse(any("proposes" in text for text in told.get(self.manager, ())))
        activity = self.activities(self.leader)
        self.assertIn("1 more", activity.summary)
        self.keep(self.leader, self.answers("colleague"))
        self.assertNotIn("more", self.activities(self.leader).summary)
        self.take_over(self.leader, self.answers("salesperson"))
        self.assertFalse(self.activities(self.leader))

    def test_who_decides_is_told_of_nothing_else(self):
        publish(self.cascade.with_user(self.manager), self.ids_of("south"))
        self.propose(self.other_leader, "south", 410)
        self.propose(self.salesperson, "salesperson", 320)
        told = {user: self.activities(user).summary for user in (self.leader, self.manager)}
        for user, name in ((self.leader, "Salesperson"), (self.manager, "South")):
            self.assertTrue(told[user].endswith(name), told[user])
            self.assertNotIn("more", told[user])

    def test_nothing_is_told_of_what_is_decided_already(self):
        answer = self.propose(self.salesperson, "salesperson", 320)
        self.keep(self.leader, answer)
        told = self.send()
        self.assertFalse(any("proposes" in text for text in told[self.leader]))

    def test_closed_plans_have_nothing_to_decide(self):
        answer = self.propose(self.salesperson, "salesperson", 320)
        self.cascade.with_user(self.manager).action_close()
        self.assertFalse(self.activities(self.leader))
        self.env.invalidate_all()
        self.assertFalse(answer.with_user(self.leader).can_decide)
        with self.assertRaisesRegex(UserError, "no longer open"):
            answer.with_user(self.leader).action_take_over()

    def test_revisions_do_not_ask_again(self):
        """What a revision leaves as it was stays accepted; what was open is asked again."""
        self.row_of("salesperson", self.salesperson).action_accept()
        self.propose(self.colleague, "colleague", 240)
        self.propose(self.leader, "north", 500)
        action = self.cascade.with_user(self.manager).action_revise()
        revision = self.env["sales.plan"].with_user(self.manager).browse(action["res_id"])
        copies = {row.origin_id: row for row in revision.allocation_ids}
        copies[self.tree["north"]].target_ids.amount = 590
        revision.action_confirm()
        self.env.invalidate_all()
        found = [
            copies[self.tree[name]].agreement for name in ("salesperson", "colleague", "north")
        ]
        self.assertEqual(found, ["accepted", "open", "open"])
        self.assertEqual(
            [self.answers(name).state for name in ("colleague", "north")], ["lapsed", "lapsed"]
        )

    def test_answers_of_a_row_and_what_was_published(self):
        answer = self.propose(self.salesperson, "salesperson", 320).with_user(self.leader)
        self.assertEqual(answer.publication_line_ids.mapped("amount_after"), [350])
        self.assertEqual(answer.history_amount, 0)

    def test_publishing_takes_no_more_queries_for_more_proposals(self):
        people = [self.salesperson, self.colleague]
        newcomers = [self._make_user(f"new{n}", "sales_team.group_sale_salesman") for n in range(2)]
        self.team_north.member_ids = [Command.link(user.id) for user in newcomers]
        for user in newcomers:
            row = self.row_of("north").sudo()
            row = self.env["sales.plan.allocation"].create(
                {"parent_id": row.id, "user_id": user.id}
            )
            self.tree[user.login] = row
        logins = [user.login for user in newcomers]
        for login in logins:
            self.type(self.manager, login, "1")
        self.publish(self.manager, *logins)

        def count(users, entry):
            names = [name for name, row in self.tree.items() if row.user_id in users]
            names = [name for name in names if self.tree[name].level_id.dimension != "customer"]
            for name in names:
                self.propose(self.tree[name].user_id, name, float(entry) + 100)
                self.type(self.leader, name, entry)
            plan = self.plan_of(self.leader)
            before = self.env.cr.sql_log_count
            publish(plan, self.ids_of(*names))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(self.env["res.users"].union(*people, *newcomers), "10")
        two = count(self.env["res.users"].union(*people), "12")
        four = count(self.env["res.users"].union(*people, *newcomers), "14")
        self.assertLessEqual(four, two)
