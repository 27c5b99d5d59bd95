from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .test_agreement import AgreementCommon


@tagged("post_install", "-at_install")
class TestAsked(AgreementCommon):
    """S16: who was asked about their target, who has answered, and who has not."""

    def asked(self, user, *domain):
        """Return what a user finds of who was asked: ``{row: records}``."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.env["sales.plan.agreement"].with_user(user).search(list(domain))
        names = {row: name for name, row in self.tree.items()}
        by_row = found.sudo().grouped("allocation_id")
        return {names[row]: records.with_user(user) for row, records in by_row.items()}

    def kinds(self, user, *domain):
        found = self.asked(user, *domain)
        return {name: records.mapped("kind") for name, records in found.items()}

    def test_all_who_were_asked(self):
        """Whoever has not answered stands there, as well as every answer."""
        self.assertEqual(
            self.kinds(self.manager),
            {"north": ["waiting"], "salesperson": ["waiting"], "colleague": ["waiting"]},
        )
        self.propose(self.salesperson, "salesperson", 320)
        self.row_of("colleague", self.colleague).action_accept()
        self.assertEqual(
            self.kinds(self.manager),
            {"salesperson": ["proposed"], "north": ["waiting"], "colleague": ["accepted"]},
        )
        [first] = self.asked(self.manager)["salesperson"]
        self.assertEqual(
            (first.amount_in_force, first.amount_proposed, first.difference, first.comment),
            (350, 320, -30, "Two customers left."),
        )
        found = self.env["sales.plan.agreement"].with_user(self.manager).search([])
        self.assertEqual(found.mapped("kind"), ["proposed", "waiting", "accepted"])
        self.assertEqual([record.amount_in_force for record in found], [350, 600, 250])

    def test_who_answers_again_is_awaited_again(self):
        """A target that is kept is asked about anew; the answer before stays on record."""
        answer = self.propose(self.salesperson, "salesperson", 320)
        self.keep(self.leader, answer)
        self.assertEqual(sorted(self.kinds(self.leader)["salesperson"]), ["proposed", "waiting"])
        self.row_of("salesperson", self.salesperson).action_accept()
        self.assertEqual(sorted(self.kinds(self.leader)["salesperson"]), ["accepted", "proposed"])

    def test_only_live_plans_that_ask(self):
        self.cascade.asks_agreement = False
        self.assertEqual(self.kinds(self.manager), {})
        self.cascade.asks_agreement = True
        self.assertTrue(self.kinds(self.manager))
        self.withdraw(self.leader, "colleague")
        self.assertNotIn("colleague", self.kinds(self.manager))
        self.cascade.action_close()
        self.assertEqual(self.kinds(self.manager), {})

    def test_who_sees_it(self):
        """Who sees a row sees whether its owner has answered, and nobody else."""
        sees = {
            self.salesperson: {"salesperson"},
            self.colleague: {"colleague"},
            self.leader: {"north", "salesperson", "colleague"},
            self.manager: {"north", "salesperson", "colleague"},
            self.auditor: {"north", "salesperson", "colleague"},
            self.other_leader: set(),
            self.stranger: set(),
        }
        for user, names in sees.items():
            with self.subTest(user.login):
                self.assertEqual(set(self.asked(user)), names)
        with self.assertRaises(AccessError):
            self.asked(self.clerk)

    def test_list_opens_with_what_is_to_do(self):
        action = self.env.ref("sales_plan.sales_plan_answer_action")
        self.assertEqual(action.res_model, "sales.plan.agreement")
        self.propose(self.salesperson, "salesperson", 320)
        self.row_of("colleague", self.colleague).action_accept()
        to_do = ["|", ("urgency", "=", 1), ("kind", "=", "waiting")]
        self.assertEqual(
            self.kinds(self.leader, *to_do, ("user_id", "!=", self.leader.id)),
            {"salesperson": ["proposed"]},
        )
        opened = self.asked(self.leader)["salesperson"].action_open()
        self.assertEqual(
            (opened["res_model"], opened["res_id"]),
            ("sales.plan.answer", self.answers("salesperson").id),
        )
        opened = self.asked(self.leader)["north"].action_open()
        self.assertEqual(
            (opened["res_model"], opened["res_id"]),
            ("sales.plan.allocation", self.tree["north"].id),
        )

    def test_deciding_from_the_list(self):
        self.propose(self.salesperson, "salesperson", 320)
        asked = self.asked(self.leader)
        self.assertTrue(asked["salesperson"].can_decide)
        self.assertFalse(asked["north"].can_decide)
        action = asked["salesperson"].action_take_over()
        wizard = self.env[action["res_model"]].with_user(self.leader).browse(action["res_id"])
        wizard.action_publish()
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 320})
        answer = self.propose(self.colleague, "colleague", 200)
        action = self.asked(self.leader)["colleague"].action_keep()
        wizard = self.env[action["res_model"]].with_user(self.leader).browse(action["res_id"])
        self.assertEqual(wizard.answer_id, answer)
        for method in ("action_take_over", "action_keep"):
            with self.assertRaisesRegex(UserError, "North has not been answered yet"):
                getattr(self.asked(self.leader)["north"], method)()

    def test_remind(self):
        """Who has not answered is reminded, once a day, by whoever may decide."""
        self.send()
        with freeze_time("2026-02-10 10:00:00"):
            asked = self.asked(self.leader)
            waiting = asked["salesperson"] | asked["colleague"]
            told = waiting.action_remind()["params"]["message"]
            self.assertEqual(told, "2 people are reminded.")
            again = self.asked(self.manager)
            again = again["salesperson"] | again["north"]
            self.assertEqual(again.action_remind()["params"]["message"], "1 person is reminded.")
            self.assertEqual(
                again.action_remind()["params"]["message"],
                "All of them were reminded today already.",
            )
            self.assertTrue(self.asked(self.leader)["colleague"].reminded_date)
        self.row_of("colleague", self.colleague).action_accept()
        told = {
            user: [text for text in texts if "or to propose others" in text]
            for user, texts in self.send().items()
        }
        [text] = told[self.salesperson]
        self.assertIn("350.00", text)
        self.assertIn("Leader asks you", text)
        self.assertFalse(told[self.colleague])  # answered before it was sent
        with freeze_time("2026-02-12 10:00:00"):
            one = self.asked(self.leader)["salesperson"]
            self.assertEqual(one.action_remind()["params"]["message"], "1 person is reminded.")

    def test_who_may_remind(self):
        with self.assertRaisesRegex(UserError, "Only those who gave"):
            self.asked(self.auditor)["salesperson"].action_remind()
        with self.assertRaisesRegex(UserError, "Nobody else"):
            self.asked(self.salesperson)["salesperson"].action_remind()
        self.row_of("colleague", self.colleague).action_accept()
        with self.assertRaisesRegex(UserError, "Nobody else"):
            self.asked(self.leader)["colleague"].action_remind()

    def test_as_many_queries_for_any_number(self):
        names = ("allocation_id", "user_id", "kind", "amount_in_force", "can_decide")
        agreements = self.env["sales.plan.agreement"].with_user(self.leader)

        def count(domain):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            agreements.search_read(domain, names)
            return self.env.cr.sql_log_count - before

        some = [("allocation_id", "in", self.ids_of("north", "colleague"))]
        count([])
        self.assertLessEqual(count([]), count(some))
