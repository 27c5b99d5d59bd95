from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastCompany(ForecastCommon):
    """The top of the forecast is the company, with every deal in it once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise(cls.salesperson, 100, "closed", "2026-03-05", team=cls.team_north)
        cls.promise(cls.salesperson, 10, team=cls.team_north)
        cls.promise(None, 3, "closed", "2026-03-05", team=cls.overseas)
        cls.promise(cls.freelance, 20, "closed", "2026-03-06")
        cls.promise(cls.freelance, 4)
        cls.promise(None, 1)

    def top(self, user=None, **request):
        return self.open(user or self.manager, kind="company", **request)

    def test_everything(self):
        """Teams at the top have a row each; deals in no team have one of their own."""
        sheet = self.top()
        self.assertEqual(sheet["forecast"]["kind"], "company")
        self.assertEqual(sheet["forecast"]["name"], self.company.name)
        self.assertEqual(
            self.rows_of(sheet),
            {
                "Globe": (100, 0, 0, 0, 100),
                "Overseas": (3, 0, 0, 0, 3),
                "Other deals": (20, 5, 0, 0, 25),
            },
        )
        self.assertColumns(sheet["figures"], 123, 5, 0, 0, 128)
        deals = self.env["crm.lead"].search([("won_status", "=", "won")])
        self.assertEqual(sum(deals.mapped("expected_revenue")), sheet["figures"]["closed"])
        self.assertEqual([deal["amount"] for deal in sheet["deals"]], [20, 4, 1])

    def test_submitted_and_adjusted(self):
        """A manager answers for it: what goes up to the top is what was submitted below."""
        for user in (self.salesperson, self.leader, self.director, self.chief):
            self.submit(user)
        sheet = self.top()
        forecasts = self.forecasts(self.manager)
        key = f"team-{self.globe.id}"
        sheet = forecasts.worksheet_adjust(sheet["forecast"]["id"], key, "commit", -2, "Careful")
        self.assertEqual(sheet["forecast"]["kind"], "company")
        self.assertColumns(sheet["figures"], 123, 13, 0, 0, 136)
        sheet = forecasts.worksheet_adjust(
            sheet["forecast"]["id"], "others", "pipeline", 9, "More to come"
        )
        sheet = forecasts.worksheet_submit(sheet["forecast"]["id"])
        self.assertEqual((sheet["submission_count"], sheet["is_stale"]), (1, False))
        self.assertColumns(sheet["figures"]["submitted"], 123, 13, 0, 9, 136)
        submission = self.env["sales.forecast.submission"].browse(sheet["submission"]["id"])
        self.assertEqual((submission.kind, submission.team_id.id), ("company", False))
        self.assertIn(self.company.name, submission.display_name)
        self.assertEqual(len(submission.line_ids), 3)
        compared = forecasts.worksheet_compare(submission.id)
        self.assertEqual({figure["difference"] for figure in compared["figures"]}, {0})

    def test_way_down(self):
        sheet = self.open(self.manager)
        self.assertEqual(sheet["forecast"]["kind"], "company", "what a manager opens first")
        choices = sheet["choices"]
        self.assertEqual(
            [(item["depth"], item["kind"], item["name"]) for item in choices[:2]],
            [(0, "company", self.company.name), (1, "team", "Globe")],
        )
        sheet = self.open(self.manager, self.team_north)
        self.assertEqual(
            [step["name"] for step in sheet["breadcrumb"]],
            [self.company.name, "Globe", "Europe", "North"],
        )
        self.assertEqual(sheet["breadcrumb"][0]["kind"], "company")
        self.assertEqual(self.open(self.chief)["breadcrumb"][0]["name"], "Globe")

    def test_who_sees_it(self):
        """Managers and auditors; a leader of the highest team sees no more than that team."""
        sheet = self.top(self.auditor)
        self.assertFalse(sheet["forecast"]["can_submit"])
        self.assertColumns(sheet["figures"], 123, 5, 0, 0, 128)
        for user in (self.salesperson, self.leader, self.chief, self.freelance):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.top(user)
        forecasts = self.env["sales.forecast"]
        company = forecasts.search([("kind", "=", "company"), ("period_id", "=", self.march.id)])
        self.assertEqual(len(company), 1)
        for user, count in ((self.manager, 1), (self.auditor, 1), (self.chief, 0)):
            with self.subTest(user.name):
                found = self.forecasts(user).search([("id", "=", company.id)])
                self.assertEqual(len(found), count)

    def test_target(self):
        """What the plan has in all: the target of its total, or the sum below it."""
        plan = self.plan("team", year=2026, basis="won")
        row = self.row(plan, self.team_north)
        self.target(row, 400, 3)
        plan.with_user(self.manager).action_confirm()
        figures = self.top()["figures"]
        self.assertEqual((figures["target"], figures["measured"]["actual"]), (400, 123))
        other = self.plan("team", year=2026, basis="won")
        self.target(other.root_id, 1000, 3)
        other.with_user(self.manager).action_confirm()
        figures = self.top()["figures"]
        # 123 closed and 5 committed in no team
        self.assertEqual((figures["target"], figures["gap"]), (1000, -872))

    def test_scoped_plan(self):
        """A plan for one country is no target of the whole company."""
        plan = self.plan("team", year=2026, basis="won", country_id=self.belgium.id)
        self.target(plan.root_id, 400, 3)
        plan.with_user(self.manager).action_confirm()
        self.assertIsNone(self.top()["figures"]["target"])

    def test_accuracy(self):
        """What was submitted for the company is held against all that was closed."""
        with self.at("2026-02-03"):
            deal = self.promise(self.freelance, 50, "commit", "2026-02-20")
        with self.at("2026-02-20"):
            deal.action_set_won()
            deal.date_closed = "2026-02-20 08:00:00"
        february = self.period_of("2026-02-01")
        self.env["sales.forecast"]._ensure_all(self.company, february)
        self.env.flush_all()
        rows = self.env["sales.forecast.accuracy"].with_user(self.manager)
        rows = rows.search([("period_id", "=", february.id), ("kind", "=", "company")])
        self.assertEqual(set(rows.mapped("actual_amount")), {50})
        self.assertEqual(
            rows.filtered(lambda row: row.horizon == "5_07").mapped("forecast_amount"), [50]
        )
        chief = self.env["sales.forecast.accuracy"].with_user(self.chief)
        self.assertFalse(chief.search([("kind", "=", "company")]))
