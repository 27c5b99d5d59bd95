from odoo.tests import tagged

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastMeasured(ForecastCommon):
    """A target is measured by what its plan is measured by, wherever it is compared.

    In March the salesperson won 300 and has 200 committed, 100 pipeline; invoiced were 900.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise(cls.salesperson, 300, "closed", "2026-03-02", team=cls.team_north)
        cls.promise(cls.salesperson, 200, team=cls.team_north)
        cls.promise(cls.salesperson, 100, "pipeline", team=cls.team_north)
        cls.bill(900)
        cls.bill(50, day="2026-04-01")
        cls.bill(60, day="2026-02-28")

    @classmethod
    def bill(cls, price, user=None, team=None, day="2026-03-10"):
        return cls.invoice(
            cls.acme,
            day,
            (cls.screw, price),
            team_id=(team or cls.team_north).id,
            invoice_user_id=(user or cls.salesperson).id,
        )

    @classmethod
    def plan_of(cls, north=None, salesperson=None, basis="invoiced", **values):
        """Make a plan of 2026 by team and salesperson with targets of March, in force."""
        plan = cls.plan("team", "salesperson", year=2026, basis=basis, **values)
        row = cls.row(plan, cls.team_north)
        mine = cls.row(row, cls.salesperson)
        for target, amount in ((row, north), (mine, salesperson)):
            if amount is not None:
                cls.target(target, amount, 3)
        plan.with_user(cls.manager).action_confirm()
        return plan

    def figures(self, user=None, of=None, **request):
        return self.open(user or self.salesperson, of, **request)["figures"]

    def compared(self, figures):
        measured = figures["measured"]
        return (
            figures["target"],
            measured["actual"],
            figures["gap"],
            figures["coverage"],
            measured["attainment"],
        )

    def test_by_invoices(self):
        """1,000 to be invoiced, 900 are; 200 of open deals are forecast, 300 are open."""
        plan = self.plan_of(salesperson=1000)
        figures = self.figures()
        self.assertEqual(self.compared(figures), (1000, 900, 100, 3, 0.9))
        measured = figures["measured"]
        self.assertEqual(
            (measured["plan"], measured["plan_id"], measured["basis"], measured["missing"]),
            (plan.name, plan.id, "invoiced", 100),
        )
        # what was won keeps its own name
        self.assertEqual((figures["closed"], figures["forecast"]), (300, 500))

    def test_reached_by_invoices(self):
        self.plan_of(salesperson=800)
        self.assertEqual(self.compared(self.figures()), (800, 900, 300, None, 1.125))

    def test_by_won_deals(self):
        """Closed and committed deals against the target, as ever."""
        self.plan_of(salesperson=1000, basis="won")
        figures = self.figures()
        self.assertEqual(self.compared(figures), (1000, 300, -500, 300 / 700, 0.3))
        self.assertEqual(figures["measured"]["basis"], "won")

    def test_each_basis(self):
        """Orders and payments too: nothing was ordered, nothing paid."""
        for basis in ("collected", "ordered"):
            with self.subTest(basis):
                plan = self.plan_of(salesperson=1000, basis=basis)
                self.assertEqual(self.compared(self.figures()), (1000, 0, -800, 0.3, 0))
                plan.active = False
        self.order(
            self.acme,
            "2026-03-11 10:00:00",
            (self.screw, 70),
            user_id=self.salesperson.id,
            team_id=self.team_north.id,
        )
        self.plan_of(salesperson=1000, basis="ordered")
        self.assertEqual(self.figures()["measured"]["actual"], 70)

    def test_weighted(self):
        """The open part times its probability, beside what the plan counts."""
        self.plan_of(salesperson=1000)
        # 900, 85 % of 200 and 20 % of 100
        self.assertEqual(self.figures()["weights"]["gap"], 90)

    def test_bar(self):
        """The bar begins with what the target counts."""
        self.plan_of(salesperson=1200)
        bar = self.figures()["bar"]
        self.assertEqual(bar["parts"]["closed"], 75)
        self.assertEqual(bar["target"], 100)

    def test_teams(self):
        """A leader's rows and totals; a team's actual is that of its own row, with all in it."""
        self.bill(40, self.colleague)
        self.bill(5, self.docker, self.harbour)
        self.plan_of(north=2000, salesperson=1000)
        self.submit(self.salesperson)
        sheet = self.open(self.leader)
        self.assertEqual(self.compared(sheet["figures"])[:3], (2000, 945, -855))
        rows = {row["name"]: row for row in sheet["rows"]}
        self.assertEqual(
            self.compared({**rows["Salesperson"], "coverage": 0})[:3], (1000, 900, 100)
        )
        self.assertIsNone(rows["Colleague"]["measured"])
        self.assertEqual((sheet["totals"]["target"], sheet["totals"]["gap"]), (2000, -855))

    def test_part_of_a_longer_period(self):
        """A quarter's target is shared by days; of the facts count those of the month."""
        plan = self.plan("salesperson", year=2026, basis="invoiced", period_type="quarter")
        self.target(self.row(plan, self.salesperson), 900, 1)
        plan.with_user(self.manager).action_confirm()
        figures = self.figures()
        self.assertEqual((figures["target"], figures["measured"]["actual"]), (310, 900))

    def test_as_of(self):
        """Of a past day count the documents that are dated until then."""
        self.plan_of(salesperson=1000)
        for day, actual in (("2026-03-09", 0), ("2026-03-10", 900)):
            with self.subTest(day):
                figures = self.figures(as_of=day)
                self.assertEqual(figures["measured"]["actual"], actual)

    def test_other_measures(self):
        """Pieces, documents and margins are never set against money."""
        for measure in ("quantity", "count", "margin"):
            self.plan_of(salesperson=1000, measure=measure)
        self.assertEqual((self.figures()["target"], self.figures()["measured"]), (None, None))

    def test_submitted(self):
        """A submission keeps the target with what was counted against it, and by what."""
        plan = self.plan_of(salesperson=1000)
        self.submit(self.salesperson)
        submission = self.env["sales.forecast.submission"].search(
            [("forecast_id.user_id", "=", self.salesperson.id)]
        )
        self.assertEqual(
            (submission.target, submission.target_actual, submission.target_basis),
            (1000, 900, "invoiced"),
        )
        self.assertEqual(submission.target_plan, plan.name)

    def test_one_query(self):
        """The facts of all rows and of the whole are read at once."""
        self.plan_of(north=2000, salesperson=1000)

        def count():
            self.open(self.leader)
            forecasts = self.forecasts(self.leader)
            before = self.env.cr.sql_log_count
            forecasts.worksheet_open({"period_id": self.march.id})
            return self.env.cr.sql_log_count - before

        one = count()
        plan = self.env["sales.plan"].search([("name", "!=", False)], order="id desc", limit=1)
        revision = self.plan("team", "salesperson", year=2026, basis="invoiced", name="Many")
        row = self.row(revision, self.team_north)
        for user in (self.salesperson, self.colleague, self.leader):
            self.target(self.row(row, user), 10, 3)
        revision.with_user(self.manager).action_confirm()
        self.assertGreater(revision.id, plan.id)
        self.assertLessEqual(count(), one + 2)

    # Parents without a target of their own -----------------------------------

    def test_sum_below(self):
        """A team without an own target has the sum of what is planned below it."""
        self.plan_of(salesperson=1000)
        sheet = self.open(self.leader)
        self.assertEqual(self.compared(sheet["figures"])[:3], (1000, 900, -100))
        self.submit(self.salesperson)
        sheet = self.open(self.leader)
        self.assertEqual(self.compared(sheet["figures"])[:4], (1000, 900, 100, 3))

    def test_team_above_planned_teams(self):
        """A team that the plan has no row for: what is planned for the teams that it is made of."""
        self.bill(70, self.stranger, self.team_south)
        plan = self.plan("team", year=2026, basis="invoiced")
        for team, amount in ((self.team_north, 1000), (self.team_south, 200)):
            self.target(self.row(plan, team), amount, 3)
        plan.with_user(self.manager).action_confirm()
        for user in (self.director, self.chief):
            with self.subTest(user.name):
                figures = self.open(user)["figures"]
                self.assertEqual((figures["target"], figures["measured"]["actual"]), (1200, 970))
        rows = {row["name"]: row["target"] for row in self.open(self.director)["rows"]}
        self.assertEqual((rows["North"], rows["South"], rows["Rover"]), (1000, 200, None))

    def test_nearest_plan(self):
        """Above a team with a target stands the sum of such, not that of a plan for one person."""
        self.plan_of(north=500, name="By Teams")
        plan = self.plan("salesperson", year=2026, basis="won", name="For One")
        self.target(self.row(plan, self.salesperson), 100, 3)
        plan.with_user(self.manager).action_confirm()
        sheet = self.open(self.director)
        self.assertEqual({row["name"]: row["target"] for row in sheet["rows"]}["North"], 500)
        for user in (self.director, self.chief):
            with self.subTest(user.name):
                figures = self.open(user)["figures"]
                self.assertEqual(self.compared(figures)[:2], (500, 900))
                self.assertEqual(figures["measured"]["plan"], "By Teams")
        self.assertEqual(self.figures()["target"], 100)

    def test_team_of_planned_people(self):
        """A plan by salesperson alone has targets of teams, too."""
        plan = self.plan("salesperson", year=2026, basis="invoiced")
        for user, amount in ((self.salesperson, 1000), (self.docker, 30), (self.stranger, 4)):
            self.target(self.row(plan, user), amount, 3)
        plan.with_user(self.manager).action_confirm()
        self.assertEqual(self.open(self.leader)["figures"]["target"], 1030)
        self.assertEqual(self.open(self.manager, self.globe)["figures"]["target"], 1034)

    def test_person_in_two_teams(self):
        """Rows below a team's own row count with it once."""
        plan = self.plan("team", "salesperson", year=2026, basis="invoiced")
        north, harbour = (self.row(plan, team) for team in (self.team_south, self.overseas))
        self.target(self.row(north, self.stranger), 10, 3)
        self.target(self.row(harbour, self.stranger), 5, 3)
        plan.with_user(self.manager).action_confirm()
        self.assertEqual(self.open(self.manager, self.stranger)["figures"]["target"], 15)
        self.assertEqual(self.open(self.manager, self.team_south)["figures"]["target"], 10)
        # South's 10, and nothing of the person's a second time
        self.assertEqual(self.open(self.manager, self.europe)["figures"]["target"], 10)

    def test_zero_below_is_not_null(self):
        self.plan_of(salesperson=0)
        figures = self.open(self.leader)["figures"]
        self.assertEqual((figures["target"], figures["coverage"]), (0, None))
        self.assertIsNone(figures["measured"]["attainment"])
