from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ...tools import landing
from ..common.forecast import ForecastCommon

#: The parts of a landing, in the order of these tests.
PARTS = ("certain", "committed", "deals", "to_come")


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastLanding(ForecastCommon):
    """S13: where a person, a team, the company will end up in March 2026, on the 16th of it.

    There are too few deals to learn from: those that are expected in time count by what their
    probability says.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise(cls.salesperson, 300, "closed", "2026-03-02", team=cls.team_north)
        cls.promise(cls.salesperson, 200, team=cls.team_north)
        cls.promise(cls.salesperson, 100, "pipeline", team=cls.team_north)

    def land(self, user=None, of=None, **request):
        user = user or self.salesperson
        if of:
            request["user_id" if of._name == "res.users" else "team_id"] = of.id
        request.setdefault("period_id", self.march.id)
        return self.forecasts(user).worksheet_landing(request)

    def parts(self, found):
        return tuple(found["parts"][name] for name in PARTS)

    def test_parts_add_up(self):
        """300 are won; of 200 at 85 % and 100 at 20 % come 190."""
        found = self.land()["own"]
        self.assertEqual(self.parts(found), (300, 0, 190, 0))
        self.assertEqual(found["mean"], 490)
        self.assertEqual((found["basis"], found["plan"], found["target"]), ("won", None, None))

    def test_range_is_that_of_the_sum(self):
        found = self.land()["own"]
        sums = landing.land(300, [(200, 0.85), (100, 0.2)])
        self.assertEqual(
            (found["p10"], found["p50"], found["p90"]),
            tuple(round(sums.quantile(share), 2) for share in (0.1, 0.5, 0.9)),
        )
        self.assertLessEqual(found["p10"], found["p50"])
        self.assertLessEqual(found["p50"], found["p90"])

    def test_chance_to_reach_the_target(self):
        """450 are reached where the larger deal is won, in 85 of 100 cases."""
        self.plan_of(450)
        found = self.land()["own"]
        self.assertEqual(found["target"], 450)
        self.assertAlmostEqual(found["chance"], 0.85)

    def test_no_chance_where_the_range_is_wider_than_the_target(self):
        self.plan_of(100)
        self.promise(self.salesperson, 5000, team=self.team_north, probability=50)
        found = self.land()["own"]
        self.assertGreater(found["p90"] - found["p10"], 100)
        self.assertIsNone(found["chance"])

    def test_expected_later(self):
        """What is expected after the period, or at no time, brings nothing to it."""
        self.promise(self.salesperson, 999, day="2026-04-01", team=self.team_north)
        self.promise(self.salesperson, 999, day=False, team=self.team_north)
        self.assertEqual(self.parts(self.land()["own"]), (300, 0, 190, 0))
        april = self.land(period_id=self.april.id)["own"]
        self.assertEqual(self.parts(april), (0, 0, 0.85 * 999, 0))

    def test_lost_and_archived(self):
        """Neither brings anything."""
        for number, deal in enumerate(
            self.env["crm.lead"].search([("user_id", "=", self.salesperson.id)])
        ):
            if deal.won_status == "pending":
                deal.action_set_lost() if number % 2 else deal.write({"active": False})
        self.assertEqual(self.parts(self.land()["own"]), (300, 0, 0, 0))

    def test_as_of_a_past_day(self):
        """Before the deals were there nothing was to be expected of them."""
        with self.at("2026-03-10 00:00:00"):
            deal = self.promise(self.salesperson, 1000, team=self.team_north, probability=50)
        self.env.cr.execute(
            SQL("UPDATE crm_lead SET create_date = '2026-03-10' WHERE id = %s", deal.id)
        )
        self.assertEqual(self.parts(self.land(as_of="2026-03-09")["own"])[2], 0)
        self.assertEqual(self.parts(self.land(as_of="2026-03-11")["own"])[2], 500)
        with self.at("2026-03-12 00:00:00"):
            deal.action_set_lost()
        self.assertEqual(self.parts(self.land(as_of="2026-03-11")["own"])[2], 500)
        self.assertEqual(self.parts(self.land(as_of="2026-03-13")["own"])[2], 0)

    def test_period_that_is_over(self):
        """What is there is certain; nothing is to come."""
        april = self.period_of("2026-03-01")
        with self.freeze("2026-04-02 00:00:00"):
            found = self.land(period_id=april.id)["own"]
        self.assertEqual(self.parts(found), (300, 0, 0, 0))
        self.assertEqual((found["p10"], found["p50"], found["p90"]), (300, 300, 300))

    def test_teams(self):
        """Every deal counts once in each team above; rows land by themselves."""
        self.promise(self.colleague, 70, "closed", "2026-03-03", team=self.team_north)
        self.promise(None, 40, team=self.team_north, probability=50)
        sheet = self.land(self.leader)
        self.assertEqual(self.parts(sheet["own"]), (370, 0, 210, 0))
        self.assertEqual(
            {key: self.parts(row)[0] for key, row in sheet["rows"].items()},
            {
                "own": 0,
                f"person-{self.salesperson.id}": 300,
                f"person-{self.colleague.id}": 70,
                f"team-{self.harbour.id}": 0,
            },
        )
        self.assertEqual(self.parts(self.land(self.chief)["own"]), (370, 0, 210, 0))
        company = self.land(self.manager, kind="company")["own"]
        self.assertEqual(self.parts(company), (370, 0, 210, 0))

    def test_nothing(self):
        found = self.land(self.colleague)["own"]
        self.assertEqual(self.parts(found), (0, 0, 0, 0))
        self.assertEqual((found["p10"], found["p50"], found["p90"]), (0, 0, 0))
        self.assertEqual(found["reasons"], [])

    def test_reasons_name_deals_that_decide(self):
        found = self.land()["own"]
        reason = next(reason for reason in found["reasons"] if reason["key"] == "deciding")
        self.assertIn("commit 200 (85%)", reason["text"])
        self.assertEqual(
            reason["amount"],
            sum(self.env["crm.lead"].browse(reason["deal_ids"]).mapped("expected_revenue")),
        )

    def test_names_of_hidden_deals_are_not_told(self):
        """A leader who may not read a deal learns how many decide, not which."""
        self.promise(self.stranger, 900, team=self.team_south, probability=50, name="Secret")
        found = self.land(self.manager, kind="company")["own"]
        self.assertIn("Secret", str(found["reasons"]))
        with self.assertRaises(AccessError):
            self.land(self.salesperson, self.stranger)
        with self.assertRaises(AccessError):
            self.land(self.leader, self.team_south)

    def test_queries_do_not_grow(self):
        """However many people and deals there are."""

        def count():
            self.land(self.leader)
            forecasts = self.forecasts(self.leader)
            before = self.env.cr.sql_log_count
            forecasts.worksheet_landing({"period_id": self.march.id})
            return self.env.cr.sql_log_count - before

        one = count()
        users = self._make_users(
            {f"more_{number}": "sales_team.group_sale_salesman" for number in range(4)}
        )
        self.join(self.team_north, *users)
        for user in users:
            self.promise(user, 50, team=self.team_north)
        self.assertEqual(count(), one)

    @classmethod
    def plan_of(cls, amount, basis="won"):
        """Make a plan of 2026 for the salesperson with a target of March, in force."""
        plan = cls.plan("salesperson", year=2026, basis=basis)
        cls.target(cls.row(plan, cls.salesperson), amount, 3)
        plan.with_user(cls.manager).action_confirm()
        return plan

    # On the basis of the target's plan --------------------------------------------

    def test_invoices(self):
        """By invoices: 900 are invoiced; what is still to come goes by the months before."""
        for month in range(1, 13):
            self.bill(1000, f"2025-{month:02}-20")
            self.bill(1000, f"2024-{month:02}-20")
        self.bill(1000, "2026-01-20")
        self.bill(1000, "2026-02-20")
        self.bill(900, "2026-03-10")
        self.plan_of(2000, "invoiced")
        found = self.land()["own"]
        self.assertEqual((found["basis"], found["target"]), ("invoiced", 2000))
        certain, committed, deals, to_come = self.parts(found)
        self.assertEqual((certain, committed), (900, 0))
        # all of a month came on its 20th
        self.assertAlmostEqual(deals + to_come, 1000, delta=150)
        self.assertEqual(found["mean"], round(certain + deals + to_come, 2))

    def test_orders_to_invoice(self):
        """Committed is what is ordered and not invoiced yet, by how long that usually takes."""
        self.order(
            self.acme,
            "2026-03-11 10:00:00",
            (self.screw, 500),
            user_id=self.salesperson.id,
            team_id=self.team_north.id,
        )
        self.plan_of(2000, "invoiced")
        found = self.land()["own"]
        committed = self.parts(found)[1]
        self.assertGreater(committed, 50)
        self.assertLess(committed, 500)

    @classmethod
    def bill(cls, price, day):
        return cls.invoice(
            cls.acme,
            day,
            (cls.screw, price),
            team_id=cls.team_north.id,
            invoice_user_id=cls.salesperson.id,
        )
