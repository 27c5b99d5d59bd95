import io

from odoo.tests import tagged
from openpyxl import load_workbook

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestReportLanding(ForecastCommon):
    """R31, N3: a forecast report's spreadsheet says where people and teams will end up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise(cls.salesperson, 300, "closed", "2026-03-02", team=cls.team_north)
        cls.promise(cls.salesperson, 200, team=cls.team_north)
        cls.promise(cls.colleague, 70, team=cls.team_north)
        plan = cls.plan("salesperson", year=2026, basis="won")
        cls.target(cls.row(plan, cls.salesperson), 450, 3)
        plan.with_user(cls.manager).action_confirm()

    def book(self, user=None, **values):
        """Return the report's lines by name: ``{name: {title: value}}``."""
        user = user or self.manager
        self.env.flush_all()
        self.env.invalidate_all()
        reports = self.env["sales.forecast.report"].with_user(user)
        report = reports.create(
            {"name": "Report", "span": "this_month", "has_landing": True, **values}
        )
        content = report.env["sales.forecast.report.xlsx"]._build(report)
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
        titles = next(line for line in lines if line[0] in ("Salesperson", "Sales Team", "Stage"))
        below = lines[lines.index(titles) + 1 :]
        return {line[0]: dict(zip(titles, line, strict=True)) for line in below}

    def land(self, user, **request):
        request.setdefault("period_id", self.march.id)
        return self.forecasts(user).worksheet_landing(request)["own"]

    def check(self, line, landing):
        self.assertEqual(
            [line[title] for title in ("Landing, Low", "Landing", "Landing, High", "Target")],
            [landing[name] for name in ("p10", "p50", "p90", "target")],
        )
        self.assertEqual(line["Chance"], landing["chance"])
        self.assertEqual(
            [line[title] for title in ("Certain", "Committed", "Open Deals", "Still to Come")],
            [landing["parts"][name] for name in ("certain", "committed", "deals", "to_come")],
        )

    def test_people_land_as_their_worksheets_say(self):
        found = self.book()
        self.check(found["Salesperson"], self.land(self.salesperson))
        self.check(found["Colleague"], self.land(self.colleague))
        self.assertIsNone(found["Total"]["Landing"])

    def test_teams(self):
        found = self.book(rows="team")
        self.check(found["North"], self.land(self.manager, team_id=self.team_north.id))

    def test_of_whom_the_reader_may_see_the_forecast(self):
        """A salesperson has their own landing only."""
        found = self.book(self.salesperson)
        self.check(found["Salesperson"], self.land(self.salesperson))
        others = [line for name, line in found.items() if name != "Salesperson"]
        self.assertFalse([line for line in others if line["Landing"] is not None])
        reports = self.env["sales.forecast.report"].with_user(self.salesperson)
        report = reports.search([("name", "=", "Report")])
        books = report.env["sales.forecast.report.xlsx"]
        landings = books._read_landings(report, [self.salesperson.id, self.colleague.id])
        self.assertEqual(set(landings), {self.salesperson.id})

    def test_reports_that_land_nowhere(self):
        """Unless it is asked for; by stage; of a year; of a month that is over."""
        for values in (
            {"has_landing": False},
            {"rows": "stage"},
            {"span": "this_year"},
            {"span": "last_month"},
        ):
            for line in self.book(**values).values():
                self.assertNotIn("Landing", line)

    def test_as_of_a_past_day(self):
        """Before the deals were there nothing was to be expected."""
        line = self.book(as_of="fixed", as_of_date="2026-03-10").get("Salesperson")
        later = self.book()["Salesperson"]
        self.assertEqual(later["Open Deals"], 170)
        self.assertTrue(line is None or not line["Open Deals"])
