from types import SimpleNamespace

from odoo.tests import tagged

from ..common.cockpit import CockpitCommon
from ..common.publishing import publish


@tagged("post_install", "-at_install", "sales_plan")
class TestCockpitLists(CockpitCommon):
    """P26, S8, S13, S14: customers, deals, money and activities of a salesperson; what is new."""

    def lists(self, user=None, **request):
        return self.cockpit(user).cockpit_lists(request)

    def landing(self, user=None, **request):
        return self.cockpit(user).cockpit_landing(request)

    def opened(self, what, user=None, **request):
        """Return what a list opens as a whole."""
        action = self.cockpit(user).cockpit_open_list(request, what)
        return (
            self.env[action["res_model"]]
            .with_user(user or self.salesperson)
            .search(action["domain"])
        )

    # Customers ------------------------------------------------------------------

    def test_customers(self):
        """Those who are planned for, and those who bought."""
        self.bill(self.coil, 70, "2026-03-02")
        found = self.lists(unit="quarter")["customers"]
        by_name = {row["partner"]: row for row in found["rows"]}
        self.assertEqual(found["count"], 2)
        acme = by_name["Acme"]
        self.assertEqual((acme["target"], acme["actual"], acme["gap"]), (1800, 2000, 200))
        self.assertEqual(acme["bought_on"], "2026-03-10")
        self.assertEqual(acme["row_id"], self.at_acme.id)
        coil = by_name["Coil"]
        self.assertEqual((coil["target"], coil["actual"], coil["gap"]), (None, 70, None))
        self.assertEqual(self.opened("customers").partner_id, self.acme | self.coil)

    def test_figures_of_a_customer(self):
        """What a customer bought, and what is planned for them."""
        self.bill(self.coil, 70, "2026-03-02")
        self.assertEqual(self.documents("invoiced", partner_id=self.coil.id), 70)
        self.assertEqual(self.documents("invoiced", partner_id=self.acme.id), 2000)
        action = self.cockpit().cockpit_open_target({"row_id": self.at_acme.id})
        self.assertEqual(action["res_id"], self.at_acme.id)

    def test_where_effort_pays_comes_first(self):
        self.bill(self.coil, 70, "2026-03-02")
        self.env["sales.customer.potential"].create(
            {"partner_id": self.coil.id, "year": 2026, "amount": 90000}
        )
        rows = self.lists()["customers"]["rows"]
        self.assertEqual([row["partner"] for row in rows], ["Coil", "Acme"])
        self.assertEqual([row["potential"] for row in rows], [90000, None])

    # Money ----------------------------------------------------------------------

    def test_invoices(self):
        """What is due and not paid, the largest first; nothing of others."""
        found = self.lists()["invoices"]
        opened = self.opened("invoices")
        self.assertEqual(found["count"], len(opened))
        self.assertAlmostEqual(found["amount"], sum(opened.mapped("overdue_amount")), places=2)
        self.assertNotIn("Bolt", [row["partner"] for row in found["rows"]])
        amounts = [row["amount"] for row in found["rows"]]
        self.assertEqual(amounts, sorted(amounts, reverse=True))
        self.pay(self.first, "2026-03-16")
        self.assertEqual(self.lists()["invoices"]["count"], found["count"] - 1)

    def test_invoices_of_a_person(self):
        """A leader who looks at somebody sees what they are owed."""
        found = self.lists(self.leader, row_id=self.theirs.id)["invoices"]
        self.assertEqual({row["partner"] for row in found["rows"]}, {"Bolt"})
        both = self.lists(self.leader)["invoices"]
        self.assertEqual({row["partner"] for row in both["rows"]}, {"Acme", "Bolt"})

    # Activities -----------------------------------------------------------------

    def schedule(self, deal, user, day):
        return deal.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=day, summary="Call", user_id=user.id
        )

    def test_activities(self):
        deal = self.deal(self.acme, 100, date_deadline="2026-04-01")
        late = self.schedule(deal, self.salesperson, "2026-03-10")
        self.schedule(deal, self.salesperson, "2026-03-20")
        self.schedule(deal, self.leader, "2026-03-20")
        found = self.lists()["tasks"]
        self.assertEqual((found["count"], found["late"]), (2, 1))
        self.assertEqual(found["rows"][0]["id"], late.id)
        self.assertTrue(found["rows"][0]["is_late"])
        self.assertEqual(len(self.opened("tasks")), 2)
        advice = {item["what"]: item["text"] for item in self.lists()["advice"]}
        self.assertEqual(advice["tasks"], "Do an activity that is late")

    # Deals ----------------------------------------------------------------------

    def test_deals_say_what_to_do(self):
        late = self.deal(self.acme, 4000, date_deadline="2026-03-06", probability=50)
        idle = self.deal(self.acme, 3000, date_deadline="2026-04-05", probability=50)
        fine = self.deal(
            self.acme, 2000, date_deadline="2026-04-01", next_step="Visit", probability=50
        )
        self.schedule(fine, self.salesperson, "2026-03-20")
        self.deal(self.bolt, 9000, user_id=self.colleague.id, date_deadline="2026-04-01")
        found = self.landing()["deals"]
        to_do = {row["id"]: row["to_do"] for row in found["rows"]}
        self.assertEqual(found["count"], 3)
        self.assertEqual(
            to_do[late.id],
            ["should have closed 10 days ago", "no activity planned", "no next step"],
        )
        self.assertEqual(to_do[idle.id], ["no activity planned", "no next step"])
        late.date_deadline = "2026-03-15"
        rows = self.landing()["deals"]["rows"]
        [first, *__] = next(row["to_do"] for row in rows if row["id"] == late.id)
        self.assertEqual(first, "should have closed yesterday")
        self.assertEqual(to_do[fine.id], [])
        self.assertEqual(self.opened("deals"), late | idle | fine)

    def test_deal_without_a_day(self):
        """One that was put off twice, is not dated any more, and whose activity is late."""
        deal = self.deal(self.acme, 3000, date_deadline="2026-04-05")
        deal.date_deadline = False
        self.schedule(deal, self.salesperson, "2026-03-10")
        cockpit = self.cockpit()
        known = SimpleNamespace(pushed=2)
        found = cockpit._get_to_do(cockpit._stand({}), deal.with_env(cockpit.env), known)
        self.assertEqual(
            found,
            ["no expected closing", "an activity is late", "put off 2 times", "no next step"],
        )

    def test_what_to_do_first(self):
        """Deals past their day before those without an activity, then money."""
        late = self.deal(self.acme, 4000, date_deadline="2026-03-06")
        idle = self.deal(self.acme, 3000, date_deadline="2026-04-06")
        advice = self.lists()["advice"]
        self.assertEqual(
            [item["what"] for item in advice], ["late_deals", "idle_deals", "invoices"]
        )
        self.assertRegex(advice[0]["text"], "^Date or close a deal past .+4,000")
        self.assertEqual(self.opened("late_deals"), late)
        self.assertEqual(self.opened("idle_deals"), idle)

    def test_one_and_several(self):
        """Sentences count; there is no more than three of them."""
        for day in ("2026-03-02", "2026-03-03", "2026-04-06", "2026-04-07"):
            self.deal(self.acme, 100, date_deadline=day)
        texts = [item["text"] for item in self.lists()["advice"]]
        self.assertRegex(texts[0], "^Date or close 2 deals past their expected closing .+200")
        self.assertRegex(texts[1], "^Plan the next activity of 2 open deals .+200")
        self.assertRegex(texts[2], "^Ask for .+ overdue in 5 invoices")
        self.assertEqual(len(texts), 3)
        (money,) = [
            item["text"]
            for item in self.lists(self.leader, row_id=self.theirs.id)["advice"]
            if item["what"] == "invoices"
        ]
        self.assertRegex(money, "^Ask for .+600 overdue in one invoice$")

    def test_answers_come_first(self):
        """A target that waits for an answer is the first thing to do."""
        plan = self.plan(
            "salesperson", year=2026, name="Asks", is_cascaded=True, asks_agreement=True
        )
        row = self.row(plan, self.salesperson)
        self.target(row, 10)
        plan.with_user(self.manager).action_confirm()
        publish(plan.with_user(self.manager), row.ids)
        first = self.lists(plan_id=plan.id)["advice"][0]
        self.assertEqual(first["text"], "Answer the target that was published to you")
        action = self.cockpit().cockpit_open_list({"plan_id": plan.id}, "answers")
        self.assertEqual(action["res_id"], row.id)

    # Landing --------------------------------------------------------------------

    def test_landing(self):
        """Of oneself as of the row, in the span that is looked at; none of what is over."""
        found = self.landing(unit="year")
        row = self.own.with_user(self.salesperson)
        self.assertAlmostEqual(found["own"]["p50"], row.landing_amount, delta=50)
        self.assertEqual(found["own"]["target"], 12000)
        self.assertEqual(found["own"]["parts"]["certain"], 2000)
        self.assertEqual(found["rows"], {})
        self.assertEqual(self.landing(unit="month")["own"]["target"], 1000)
        self.assertIsNone(self.landing(unit="month", day="2026-01-01")["own"])

    def test_landing_of_a_team(self):
        found = self.landing(self.leader)
        self.assertEqual(set(found["rows"]), {self.own.id, self.theirs.id})
        self.assertEqual(found["rows"][self.theirs.id]["target"], 6000)
        self.assertEqual(found["rows"][self.theirs.id]["reasons"], [])

    # News -----------------------------------------------------------------------

    def test_news(self):
        """What became of deals since a week ago; nothing of others."""
        self.deal(self.acme, 800, date_deadline="2026-05-01")
        self.deal(self.bolt, 60, user_id=self.colleague.id, date_deadline="2026-05-01")
        news = {row["step"]: row for row in self.lists()["news"]}
        self.assertEqual((news["new"]["count"], news["new"]["amount"]), (1, 800))
        action = self.cockpit().cockpit_open_step({}, "new")
        flow = self.env[action["res_model"]].with_user(self.salesperson)
        flow = flow.with_context(**action["context"])
        self.assertEqual(flow.search(action["domain"]).mapped("amount"), [800])
