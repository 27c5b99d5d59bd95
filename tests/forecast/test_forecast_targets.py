from odoo.tests import tagged

from ..common.forecast import ForecastCommon
from ..common.publishing import publish


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastTargets(ForecastCommon):
    """What forecasts are held against: targets in force that the reader sees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise(cls.salesperson, 30, "closed", "2026-03-02", team=cls.team_north)
        cls.promise(cls.salesperson, 50)
        cls.promise(cls.salesperson, 20, "pipeline")

    @classmethod
    def plan_of(cls, amounts, basis="won", number=3, confirm=True, **values):
        """Make a plan of 2026 by team and salesperson with targets in its third period."""
        plan = cls.plan("team", "salesperson", "customer", year=2026, basis=basis, **values)
        north = cls.row(plan, cls.team_north)
        rows = {"north": north}
        for name, user in (("salesperson", cls.salesperson), ("colleague", cls.colleague)):
            rows[name] = cls.row(north, user)
        rows["acme"] = cls.row(rows["salesperson"], cls.acme)
        for name, amount in amounts.items():
            cls.target(rows[name], amount, number)
        if confirm:
            plan.with_user(cls.manager).action_confirm()
        return plan

    def figures(self, user, of=None, **request):
        figures = self.open(user, of, **request)["figures"]
        return figures["target"], figures["gap"], figures["coverage"]

    def test_target(self):
        self.assertEqual(self.figures(self.salesperson), (None, None, None))
        self.plan_of({"north": 500, "salesperson": 100, "acme": 60})
        # 80 forecast; 70 open of 70 that remain
        self.assertEqual(self.figures(self.salesperson), (100, -20, 1))
        sheet = self.open(self.leader)
        self.assertEqual(sheet["figures"]["target"], 500)
        self.assertEqual(
            {row["name"]: row["target"] for row in sheet["rows"]},
            {
                "Leader": None,
                "Colleague": None,
                "Salesperson": 100,
                "Harbour": None,
                "Other deals": None,
            },
        )
        self.submit(self.salesperson)
        submission = self.env["sales.forecast.submission"].search(
            [("forecast_id.user_id", "=", self.salesperson.id)]
        )
        self.assertEqual((submission.target, submission.has_target), (100, True))

    def test_zero_is_not_null(self):
        self.plan_of({"salesperson": 0})
        self.assertEqual(self.figures(self.salesperson), (0, 80, None))
        self.assertEqual(self.figures(self.colleague), (None, None, None))

    def test_reached(self):
        self.plan_of({"salesperson": 30})
        self.assertEqual(self.figures(self.salesperson), (30, 50, None))

    def test_drafts_and_other_measures(self):
        """Plans in draft, of documents, of other companies or taken back do not count."""
        self.plan_of({"salesperson": 1}, confirm=False)
        self.plan_of({"salesperson": 2}, basis="won", measure="count")
        self.plan_of({"salesperson": 3}).active = False
        self.assertEqual(self.figures(self.salesperson)[0], None)

    def test_unpublished(self):
        """Nobody's forecast tells a target before it is published to them."""
        plan = self.plan_of({"north": 9, "salesperson": 4}, is_cascaded=True)
        self.assertEqual(self.figures(self.salesperson)[0], None)
        publish(plan.with_user(self.manager), plan.root_id.child_ids.ids, below=True)
        self.assertEqual(self.figures(self.salesperson)[0], 4)
        self.assertEqual(self.figures(self.leader)[0], 9)

    def test_one_plan(self):
        """Won deals before orders, invoices and payments; of equals the latest."""
        expected = None
        for basis, amount in (
            ("collected", 1),
            ("invoiced", 2),
            ("invoiced", 3),
            ("ordered", 4),
            ("won", 5),
            ("won", 6),
            ("collected", 7),
        ):
            self.plan_of({"salesperson": amount}, basis=basis)
            expected = amount if amount < 7 else expected
            with self.subTest(basis=basis, amount=amount):
                self.assertEqual(self.figures(self.salesperson)[0], expected)

    def test_longer_periods(self):
        """A quarter's target is shared by calendar days: 31 of 90."""
        self.plan_of({"salesperson": 900}, period_type="quarter", number=1)
        self.assertEqual(self.figures(self.salesperson)[0], 310)
        self.assertEqual(self.figures(self.salesperson, period_id=self.april.id)[0], None)

    def test_shorter_periods(self):
        """Weeks within the month count whole, those at its ends by their days."""
        plan = self.plan("salesperson", year=2026, period_type="week")
        row = self.row(plan, self.salesperson)
        weeks = plan.period_ids.sorted("date_from")
        within = weeks.filtered(lambda week: str(week.date_from)[:7] == str(week.date_to)[:7])
        within = within.filtered(lambda week: str(week.date_from)[:7] == "2026-03")
        cut = next(week for week in weeks if str(week.date_to) >= "2026-03-01")
        self.assertLess(str(cut.date_from), "2026-03-01")
        for week, amount in ((within[0], 70), (cut, 7)):
            self.target(row, amount, weeks.ids.index(week.id) + 1)
        plan.with_user(self.manager).action_confirm()
        # a week of seven days: one for each in March
        days = (cut.date_to - self.day("2026-03-01")).days + 1
        self.assertEqual(self.figures(self.salesperson)[0], 70 + days)

    def test_several_rows(self):
        """A person planned in two teams has the sum; a region counts once, not with itself."""
        plan = self.plan("team", "team", "salesperson", year=2026)
        plan.level_ids[0].name = "Region"
        region = self.row(plan, self.europe)
        north, own = self.rows(region, self.team_north, self.europe)
        mine = [self.row(team, self.salesperson) for team in (north, own)]
        for row, amount in ((region, 1000), (own, 300), (mine[0], 40), (mine[1], 2)):
            self.target(row, amount, 3)
        plan.with_user(self.manager).action_confirm()
        self.assertEqual(self.figures(self.salesperson)[0], 42)
        self.assertEqual(self.figures(self.director)[0], 1000)

    def test_part_of_a_team(self):
        """A plan for one country is no target of the whole team."""
        self.plan_of({"north": 9, "salesperson": 4}, country_id=self.belgium.id)
        self.assertEqual(self.figures(self.salesperson)[0], None)
