import json

from odoo.tests import freeze_time, tagged

from ..common.cascade_private import CascadePrivateCommon
from ..common.publishing import publish


@tagged("post_install", "-at_install")
@freeze_time("2026-01-15 06:00:00")
class TestCascadePrivateAnswers(CascadePrivateCommon):
    """P16, S7: answers to targets, and what becomes of those who leave, are between those who
    are concerned."""

    PROPOSED, REPLY = 1212121, "1313131 is what the region needs."

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cascade.asks_agreement = True
        publish(cls.cascade.with_user(cls.leader), cls.tree["salesperson"].ids)
        row = cls.tree["salesperson"].with_user(cls.salesperson)
        cls.answer = row._propose(cls.PROPOSED, f"{cls.PROPOSED} is what can be sold.").sudo(False)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def assertTold(self, way, *told):  # noqa: N802
        """Assert who is told of the proposal by a way of asking: these and nobody else."""
        for user in (self.manager, *self.attackers):
            with self.subTest(user=user.login):
                answer = self.ask(user, way)
                if user in told:
                    self.assertIn(str(self.PROPOSED), answer)
                else:
                    self.assertSilent(answer, [self.PROPOSED, 1313131])

    def test_answers(self):
        def way(env, ask):
            names = list(env["sales.plan.answer"]._fields)
            ask(env["sales.plan.answer"].search_read, [], names)
            ask(env["sales.plan.answer"].browse(self.answer.id).read, names)

        self.assertTold(way, self.manager, self.leader, self.salesperson)

    def test_filters_on_answers(self):
        above = [("amount_proposed", ">", self.PROPOSED - 1)]

        def way(env, ask):
            if ask(env["sales.plan.answer"].search_count, above):
                ask(lambda: self.PROPOSED)
            if ask(env["sales.plan.answer"].search_count, [("comment", "ilike", "can be sold")]):
                ask(lambda: self.PROPOSED)

        self.assertTold(way, self.manager, self.leader, self.salesperson)

    def test_dialogs_about_answers(self):
        """Dialogs that a client makes for answers and rows of others."""

        def way(env, ask):
            def keep():
                wizard = env["sales.plan.keep"].create({"answer_id": self.answer.id})
                return wizard.read(["amount_proposed", "amount_in_force", "comment"])

            ask(keep)
            ask(env["sales.plan.answer"].browse(self.answer.id).action_keep)
            ask(env["sales.plan.answer"].browse(self.answer.id).action_take_over)

        self.assertTold(way, self.manager, self.leader)

    def test_proposing_for_others(self):
        """Only owners propose, and they are told their own target at most."""

        def way(env, ask):
            for row in self.tree.values():

                def propose(row=row):
                    wizard = env["sales.plan.propose"].create({"allocation_id": row.id})
                    return wizard.read(["amount_in_force", "amount_proposed", "is_planned"])

                ask(propose)
                values = {"allocation_id": row.id}
                names = {"amount_in_force": {}, "amount_proposed": {}}
                ask(env["sales.plan.propose"].onchange, values, ["allocation_id"], names)

        for user in self.attackers:
            with self.subTest(user=user.login):
                hidden = set(self.hidden[user])
                if user == self.salesperson:
                    hidden -= {self.AMOUNTS["salesperson"]}
                self.assertSilent(self.ask(user, way), hidden)
        self.assertIn(str(self.AMOUNTS["north"]), self.ask(self.leader, way))

    def test_reply(self):
        """What the owner is told is not told to others."""
        self.answer.with_user(self.leader)._keep_target(self.REPLY)

        def way(env, ask):
            ask(env["sales.plan.answer"].search_read, [], ["reply", "amount_proposed"])

        self.assertTold(way, self.manager, self.leader, self.salesperson)

    def test_messages(self):
        """Proposals and replies are sent to whom they are for."""
        self.answer.with_user(self.leader)._keep_target(self.REPLY)
        told = self.send()
        readers = {user for user, texts in told.items() if str(self.PROPOSED) in "".join(texts)}
        self.assertLessEqual(readers, {self.leader, self.salesperson})

        def way(env, ask):
            on = ["sales.plan", "sales.plan.allocation"]
            ask(env["mail.message"].search_read, [("model", "in", on)], ["body"])
            ask(env["mail.activity"].search_read, [("res_model", "in", on)], [])

        for user in set(self.attackers) - {self.leader, self.salesperson}:
            self.assertSilent(self.ask(user, way), [*self.hidden[user], self.PROPOSED, 1313131])

    def test_leavers(self):
        """What is open of who left is told to those who may decide about it."""
        self.stranger.sudo().active = False
        self.salesperson.sudo().active = False

        def way(env, ask):
            changes = env["sales.plan.people.change"]
            ask(changes.search_read, [], ["allocation_id", "open_amount", "person_id"])
            ask(changes.search_count, [("open_amount", ">", 2_000_000)])
            ask(changes.formatted_read_group, [], ["person_id"], ["open_amount:array_agg"])

        self.assertIn(str(self.AMOUNTS["stranger"]), self.ask(self.manager, way))
        self.assertIn(str(self.AMOUNTS["salesperson"]), self.ask(self.leader, way))
        self.assertPrivate(way, set(self.attackers) - {self.salesperson})

    def test_handing_over(self):
        """Nobody hands over what is not theirs to split, nor learns anything from trying."""

        def way(env, ask):
            for row in self.tree.values():

                def hand_over(row=row):
                    wizard = env["sales.plan.hand.over"].create(
                        {"allocation_ids": [(6, 0, row.ids)], "to_user_id": self.colleague.id}
                    )
                    told = wizard.read(["below_count", "date"])
                    wizard.action_hand_over()
                    return [{**values, "id": 0} for values in told]

                ask(hand_over)

        self.assertPrivate(way, set(self.attackers) - {self.leader}, told=False)
        names = list(self.tree)
        for user in self.attackers:
            answers = json.loads(self.ask(user, way))
            done = {
                name
                for name, answer in zip(names, answers, strict=True)
                if isinstance(answer, list)
            }
            # the colleague has the other row already, and cannot get their own
            self.assertEqual(done, {"salesperson"} if user == self.leader else set(), user.login)

    def test_round(self):
        """How far splits are is told without any figure."""

        def way(env, ask):
            ask(env["sales.plan.round"].search_read, [])

        self.assertIn("in_progress", self.ask(self.leader, way))
        self.assertPrivate(way, told=False)
        self.assertEqual(self.ask(self.salesperson, way), self.ask(self.colleague, way))
