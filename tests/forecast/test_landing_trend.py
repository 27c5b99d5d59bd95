from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestLandingTrend(ForecastCommon):
    """S13: how the landing of March 2026 narrowed week by week, until the 16th of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.at("2026-02-20 00:00:00"):
            cls.first, cls.second = (
                cls.promise(cls.salesperson, amount, team=cls.team_north, probability=50)
                for amount in (1000, 400)
            )
        cls.env.cr.execute("UPDATE crm_lead SET create_date = '2026-02-20'")
        cls.env.invalidate_all()
        with cls.at("2026-03-05 00:00:00"):
            cls.first.action_set_won()
            cls.first.date_closed = "2026-03-05 00:00:00"
        with cls.at("2026-03-12 00:00:00"):
            cls.second.action_set_lost()

    def trend(self, user=None, **request):
        request.setdefault("period_id", self.march.id)
        return self.forecasts(user or self.salesperson).worksheet_trend(request)

    def points(self, **request):
        return {
            point["day"]: (point["low"], point["middle"], point["high"], point["actual"])
            for point in self.trend(**request)["points"]
        }

    def test_the_band_narrows(self):
        """Both deals are open, then one is won, then the other is lost; the rest is to come."""
        found = self.points()
        self.assertEqual(found["2026-03-01"], (0, 400, 1400, 0))
        self.assertEqual(found["2026-03-10"], (1000, 1000, 1400, 1000))
        self.assertEqual(found["2026-03-16"], (1000, 1000, 1000, 1000))
        self.assertEqual(found["2026-03-24"], (None, None, None, None))
        self.assertEqual(list(found), sorted(found))
        self.assertEqual(max(found), "2026-03-31")

    def test_the_last_point_is_the_landing(self):
        own = self.forecasts(self.salesperson).worksheet_landing({"period_id": self.march.id})
        low, middle, high, actual = self.points()["2026-03-16"]
        self.assertEqual(
            (low, middle, high, actual),
            tuple(own["own"][name] for name in ("p10", "p50", "p90"))
            + (own["own"]["parts"]["certain"],),
        )

    def test_as_of_a_past_day(self):
        found = self.points(as_of="2026-03-11")
        self.assertEqual(found["2026-03-11"], (1000, 1000, 1400, 1000))
        self.assertEqual(found["2026-03-17"], (None, None, None, None))

    def test_a_period_that_is_over(self):
        """It ends where it ended."""
        with self.freeze("2026-04-20 00:00:00"):
            found = self.points()
        self.assertEqual(found["2026-03-31"], (1000, 1000, 1000, 1000))
        self.assertEqual(found["2026-03-01"], (0, 400, 1400, 0))

    def test_beside_the_target(self):
        self.assertIsNone(self.trend()["target"])
        plan = self.plan("salesperson", year=2026, basis="won")
        self.target(self.row(plan, self.salesperson), 800, 3)
        plan.with_user(self.manager).action_confirm()
        found = self.trend()
        self.assertEqual((found["target"], found["basis"]), (800, "won"))

    def test_by_invoices(self):
        """Each point counts what was invoiced by then."""
        for day, price in (("2026-03-02", 100), ("2026-03-12", 200)):
            self.invoice(
                self.acme,
                day,
                (self.screw, price),
                team_id=self.team_north.id,
                invoice_user_id=self.salesperson.id,
            )
        plan = self.plan("salesperson", year=2026, basis="invoiced")
        self.target(self.row(plan, self.salesperson), 800, 3)
        plan.with_user(self.manager).action_confirm()
        found = self.points()
        self.assertEqual(
            [found[day][3] for day in ("2026-03-01", "2026-03-10", "2026-03-16")], [0, 100, 300]
        )

    def test_of_whom_one_may_see_the_forecast(self):
        with self.assertRaises(AccessError):
            self.trend(self.salesperson, user_id=self.colleague.id)
        with self.assertRaises(AccessError):
            self.trend(self.leader, team_id=self.team_south.id)
        self.assertTrue(self.trend(self.leader)["points"])

    def test_queries_do_not_grow(self):
        """So many for each point, however many deals there are."""

        def count():
            self.trend()
            forecasts = self.forecasts(self.salesperson)
            before = self.env.cr.sql_log_count
            forecasts.worksheet_trend({"period_id": self.march.id})
            return self.env.cr.sql_log_count - before

        one = count()
        with self.at("2026-02-20 00:00:00"):
            for number in range(5):
                self.promise(self.salesperson, 10 + number, team=self.team_north)
        self.assertEqual(count(), one)
        points = len([point for point in self.trend()["points"] if point["low"] is not None])
        self.assertLessEqual(one, 25 + 12 * points)
