from odoo.tests import tagged
from odoo.tools import SQL

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install")
class TestSoldStays(ForecastCommon):
    """What was won in January is January's, of who won it, in every figure and ever after.

    A deal of the salesperson in North was made in November, committed for January, and won on
    the 21st with 5,000; another is the colleague's, over 70. In March the first is archived, both
    go to the stranger in South.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.january = cls.period_of("2026-01-01")
        forecasts = cls.env["sales.forecast"]
        forecasts._ensure_all(cls.company, cls.january)
        forecasts._ensure_all(cls.company, cls.march)
        cls.own_deal = cls.sell(cls.salesperson, 5000)
        cls.sell(cls.colleague, 70)
        cls.sales = cls.plan("team", "salesperson", name="Sales", year=2026, basis="won")
        cls.north, cls.south = cls.rows(cls.sales, cls.team_north, cls.team_south)
        cls.own = cls.row(cls.north, cls.salesperson)
        cls.target(cls.own, 4000)
        cls.sales.action_confirm()
        cls.closed_plan = cls.plan("salesperson", name="Closed", year=2026, basis="won")
        cls.closed_row = cls.row(cls.closed_plan, cls.salesperson)
        cls.target(cls.closed_row, 4000)
        cls.closed_plan.action_confirm()
        cls.closed_plan.action_close()

    @classmethod
    def sell(cls, user, amount):
        with cls.at("2025-11-05 10:00:00"):
            deal = cls.promise(user, amount, "commit", "2026-01-20", cls.team_north)
        cls.env.cr.execute(
            SQL("UPDATE crm_lead SET create_date = '2025-11-05 10:00:00' WHERE id = %s", deal.id)
        )
        deal.invalidate_recordset(["create_date"])
        with cls.at("2026-01-21 10:00:00"):
            deal.action_set_won()
            deal.date_closed = "2026-01-21 10:00:00"
        return deal

    def hand_over(self):
        deals = self.env["crm.lead"].search([("won_status", "=", "won")])
        with self.at("2026-03-10 10:00:00"):
            self.own_deal.action_archive()
            self.own_deal.date_closed = "2026-03-10 10:00:00"
        with self.at("2026-03-11 10:00:00"):
            deals.write({"user_id": self.stranger.id, "team_id": self.team_south.id})
        self.env.flush_all()
        self.env.invalidate_all()

    def read_figures(self):
        """Return what every place says that was won."""
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            "plan": [row.actual_amount for row in self.north | self.own | self.south],
            "by month": self.read_plan(self.sales, ["user_id", "date:month"]),
            "closed plan": [self.closed_row.actual_amount],
            "closed plan by month": self.read_plan(self.closed_plan, ["date:month"]),
            "opened": [self.opened(self.own), self.opened(self.south)],
            "worksheets": [
                self.open(self.manager, owner, period_id=period.id, live=True)["figures"]["closed"]
                for owner in (self.salesperson, self.colleague, self.stranger, self.team_south)
                for period in (self.january, self.march)
            ],
            "team's rows": self.rows_of(
                self.open(self.leader, self.team_north, period_id=self.january.id, live=True),
                "live",
            ),
            "as of": self.open(
                self.manager,
                self.salesperson,
                period_id=self.january.id,
                as_of="2026-03-15",
                live=True,
            )["figures"]["closed"],
            "accuracy": self.read_sums(
                "sales.forecast.accuracy",
                [("period_id", "=", self.january.id), ("horizon", "=", "5_07")],
                ["user_id"],
                "actual_amount",
            ),
            "analysis": self.read_sums(
                "sales.forecast.analysis",
                [("status", "=", "won")],
                ["user_id", "day:month"],
                "amount",
            ),
            "flow of the months": [
                self.read_sums(
                    "sales.forecast.flow",
                    [("step", "=", "won")],
                    ["user_id", "team_id"],
                    "amount",
                    flow_from=start,
                    flow_to=end,
                )
                for start, end in (("2025-12-31", "2026-01-31"), ("2026-02-28", "2026-03-15"))
            ],
            "flow of both": self.read_sums(
                "sales.forecast.flow",
                [],
                ["user_id", "step"],
                "amount",
                flow_from="2025-12-31",
                flow_to="2026-03-15",
            ),
            "dashboard": self.read_dashboard(),
            "conversion": self.read_sums(
                "sales.forecast.conversion",
                [("outcome", "=", "won")],
                ["user_id", "team_id"],
                "last_amount",
            ),
            "probability check": self.read_sums(
                "sales.forecast.calibration", [], ["user_id", "closed_on:month"], "won_amount"
            ),
        }

    def read_sums(self, model, domain, groupby, measure, **context):
        report = self.env[model].with_user(self.manager).with_context(**context)
        return report._read_group([*domain], groupby, [f"{measure}:sum"])

    def read_plan(self, plan, groupby):
        found = self.read_sums(
            "sales.plan.report", [("plan_id", "=", plan.id)], groupby, "actual_amount"
        )
        return [group for group in found if group[-1]]

    def read_dashboard(self):
        dashboard = self.env["sales.pipeline.dashboard"].with_user(self.manager)
        found = {}
        for request in ({}, {"team_id": self.team_south.id}, {"user_id": self.salesperson.id}):
            grid = dashboard.dashboard_open({"unit": "month", "offset": -2, **request})["grid"]
            names = [period["name"] for period in grid["periods"]]
            for row in grid["rows"]:
                for name, cell in zip(names, row["cells"], strict=True):
                    if cell["closed"]["count"]:
                        key = (*request, row["name"], name)
                        found[key] = cell["closed"]["amount"]
        return found

    def test_every_figure(self):
        """All of them are the same before and after, and right before."""
        before = self.read_figures()
        self.assertEqual(before["plan"], [5070, 5000, 0])
        self.assertEqual(before["worksheets"], [5000, 0, 70, 0, 0, 0, 0, 0])
        self.assertEqual(dict(before["accuracy"])[self.salesperson], 5000)
        self.assertEqual(before["dashboard"]["user_id", "Salesperson", "Jan 2026"], 5000)
        self.hand_over()
        after = self.read_figures()
        for place, expected in before.items():
            with self.subTest(place):
                self.assertEqual(after[place], expected)

    def test_who_sees_it(self):
        """Who sold it sees the fact and what it is worth, and opens it no more."""
        self.hand_over()
        facts = self.env["sales.actual"].with_user(self.salesperson)
        [fact] = facts.search([("basis", "=", "won"), ("user_id", "=", self.salesperson.id)])
        self.assertEqual(fact.amount, 5000)
        sheet = self.as_person(self.salesperson, period_id=self.january.id)
        self.assertEqual(sheet["figures"]["closed"], 5000)
        self.assertEqual((len(sheet["deals"]), sheet["hidden_count"]), (0, 1))

    def test_what_the_deal_says(self):
        """Its *Sales Plan* button names the row of who won it."""
        self.hand_over()
        action = self.own_deal.with_user(self.manager).action_open_sales_plans()
        lines = self.env["sales.plan.explain"].browse(action["res_id"]).line_ids
        self.assertEqual(lines.allocation_id, self.own | self.closed_row)
        self.assertEqual({str(line.date) for line in lines}, {"2026-01-21"})

    def test_submissions(self):
        """What was submitted for January is not stale for a deal's being handed over."""
        self.submit(self.salesperson, self.salesperson)
        self.january_sheet(submit=True)
        self.hand_over()
        sheet = self.january_sheet()
        self.assertFalse(sheet["changes"])
        self.assertFalse(sheet["is_stale"])

    def january_sheet(self, submit=False):
        sheet = self.open(self.salesperson, self.salesperson, period_id=self.january.id)
        if submit:
            self.forecasts(self.salesperson).worksheet_submit(sheet["forecast"]["id"])
        return sheet
