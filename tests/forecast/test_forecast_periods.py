from itertools import pairwise

from odoo.tests import tagged

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastPeriods(ForecastCommon):
    """Periods and forecasts are made ahead."""

    def make(self):
        return self.env["sales.forecast.period"]._ensure(self.company)

    def spans(self, periods):
        return [
            (period.name, str(period.date_from), str(period.date_to))
            for period in periods.sorted("date_from")
        ]

    def test_months(self):
        """Two years back, the current one and three ahead."""
        spans = self.spans(self.periods)
        self.assertEqual(len(spans), 24 + 1 + 3)
        self.assertEqual(spans[0], ("Mar 2024", "2024-03-01", "2024-03-31"))
        self.assertEqual(spans[-1], ("Jun 2026", "2026-06-01", "2026-06-30"))
        self.assertEqual(self.make(), self.periods)

    def test_more_ahead(self):
        self.company.forecast_periods_ahead = 5
        self.assertEqual(self.spans(self.make())[-1][0], "Aug 2026")
        self.company.forecast_periods_ahead = 0
        with self.freeze("2026-08-31 11:59:00"):
            self.assertEqual(len(self.make()), 24 + 1 + 5)
        with self.freeze("2026-08-31 12:00:00"):  # September in Auckland
            self.assertEqual(self.spans(self.make())[-1][0], "Sep 2026")

    def test_quarters(self):
        """Quarters are those of the fiscal year; months stay as they were."""
        self.company.write(
            {
                "forecast_period_type": "quarter",
                "fiscalyear_last_month": "6",
                "fiscalyear_last_day": 30,
                "forecast_periods_ahead": 1,
            }
        )
        spans = self.spans(self.make())
        self.assertEqual(
            spans[-2:],
            [
                ("Q3 2025/26", "2026-01-01", "2026-03-31"),
                ("Q4 2025/26", "2026-04-01", "2026-06-30"),
            ],
        )
        self.assertEqual(spans[0], ("Q3 2023/24", "2024-01-01", "2024-03-31"))
        self.assertTrue(self.march.exists())
        sheet = self.forecasts(self.salesperson).worksheet_open()
        self.assertEqual(sheet["forecast"]["period"]["name"], "Q3 2025/26")
        # what was forecast by months can still be looked at
        self.assertEqual(self.open(self.salesperson)["forecast"]["period"]["name"], "Mar 2026")

    def test_fiscal_quarters_off_the_month(self):
        self.company.write(
            {
                "forecast_period_type": "quarter",
                "fiscalyear_last_month": "4",
                "fiscalyear_last_day": 5,
            }
        )
        spans = self.spans(self.make())
        self.assertIn(("Q4 2025/26", "2026-01-06", "2026-04-05"), spans)
        self.assertEqual(spans[-1], ("Q3 2026/27", "2026-10-06", "2027-01-05"))
        for (__, ___, last), (____, first, _____) in pairwise(spans):
            self.assertEqual((self.day(first) - self.day(last)).days, 1)

    def test_fiscal_year_moved(self):
        """Quarters that were made stay; later ones begin where nothing overlaps."""
        self.company.forecast_period_type = "quarter"
        before = self.make()
        self.company.write({"fiscalyear_last_month": "2", "fiscalyear_last_day": 28})
        with self.freeze("2027-02-15 10:00:00"):
            after = self.make().sorted("date_from")
        self.assertLessEqual(before, after)
        for earlier, later in pairwise(after):
            self.assertLess(earlier.date_to, later.date_from)

    def test_cron(self):
        """The company, all teams and all who report to one have a forecast of every period to
        come."""
        with self.enter_registry_test_mode():
            self.env.ref("sales_plan.ir_cron_forecast_periods").method_direct_trigger()
        forecasts = self.env["sales.forecast"].search([("period_id", "=", self.april.id)])
        names = {
            (forecast.user_id or forecast.team_id or forecast.company_id).name
            for forecast in forecasts
        }
        self.assertEqual(
            names,
            {
                self.company.name,
                "Globe",
                "Chief",
                "Europe",
                "Director",
                "Rover",
                "North",
                "Leader",
                "Salesperson",
                "Colleague",
                "Harbour",
                "Docker",
                "South",
                "Other Leader",
                "Stranger",
                "Overseas",
            },
        )
        past = self.period_of("2026-02-01")
        self.assertFalse(self.env["sales.forecast"].search([("period_id", "=", past.id)]))
        with self.enter_registry_test_mode():
            self.env.ref("sales_plan.ir_cron_forecast_periods").method_direct_trigger()
        again = self.env["sales.forecast"].search([("period_id", "=", self.april.id)])
        self.assertEqual(again, forecasts)

    def test_names(self):
        forecast = self.env["sales.forecast"]._find_or_make(
            self.march, ("person", self.salesperson.id)
        )
        self.assertEqual(forecast.display_name, "Salesperson, Mar 2026")
        self.assertEqual(forecast.owner_id, self.salesperson)
        team = self.env["sales.forecast"]._find_or_make(self.march, ("team", self.team_north.id))
        self.assertEqual((team.display_name, team.owner_id), ("North, Mar 2026", self.leader))
        self.assertEqual(
            team, self.env["sales.forecast"]._find_or_make(self.march, ("team", self.team_north.id))
        )

    def test_past_periods(self):
        """A period of the past can be opened, adjusted for nobody else, and looked at as of."""
        february = self.period_of("2026-02-01")
        self.promise(self.salesperson, 5, "closed", "2026-02-10")
        sheet = self.open(self.salesperson, period_id=february.id)
        self.assertColumns(sheet["figures"], 5, 0, 0, 0, 5)
