from odoo.tests import tagged

from ..common.tour import TourCommon


@tagged("post_install", "-at_install")
class TestForecastTour(TourCommon):
    """People work on their forecast in a real browser: S10, S11, S13, S17, S18."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.team"].search([]).filtered(
            lambda team: team not in cls.team_north | cls.team_south
        ).active = False
        periods = cls.env["sales.forecast.period"]._ensure(cls.company)
        cls.period = periods.filtered(lambda period: period._is_current())

    def promise(self, user, name, amount, probability, day=None):
        """Make a deal expected on the last day of the period, unless told otherwise."""
        return self.deal(
            self.acme,
            amount,
            name=name,
            user_id=user.id,
            probability=probability,
            date_deadline=self.period.date_to if day is None else day,
        )

    def test_salesperson(self):
        """A salesperson edits, moves, adds, adjusts and submits; then a deal changes."""
        won = self.promise(self.salesperson, "Filters", 1000, 50)
        won.action_set_won()
        pumps = self.promise(self.salesperson, "Pumps", 2000, 60)
        valves = self.promise(self.salesperson, "Valves", 400, 20)
        self.promise(self.salesperson, "Someday", 77, 20, day=False)

        self.start_tour(
            "/odoo/forecast", "sales_plan_forecast_salesperson", login="plan_salesperson"
        )

        self.env.invalidate_all()
        self.assertEqual(pumps.expected_revenue, 2000)
        self.assertEqual(pumps.forecast_category_manual_id.role, "commit")
        self.assertTrue(valves.forecast_is_added)
        self.assertEqual((valves.next_step, valves.forecast_role), ("Send samples", "pipeline"))
        submission = self.env["sales.forecast.submission"].search(
            [("forecast_id.user_id", "=", self.salesperson.id)]
        )
        self.assertEqual(submission.create_uid, self.salesperson)
        self.assertEqual(
            (submission.closed, submission.commit, submission.forecast), (1000, 2000.5, 3400.5)
        )
        self.assertEqual(len(submission.line_ids), 3)
        frozen = submission.line_ids.filtered(lambda line: line.lead_id == pumps)
        self.assertEqual((frozen.amount, frozen.role), (2500.5, "commit"))
        adjustment = self.env["sales.forecast.adjustment"].search(
            [("forecast_id.user_id", "=", self.salesperson.id)]
        )
        self.assertEqual(
            (adjustment.amount, adjustment.note, adjustment.date_to),
            (-500, "They always ask for a discount", False),
        )

    def test_leader(self):
        """A leader adjusts what was submitted to them, takes one back, and submits."""
        pumps = self.promise(self.salesperson, "Pumps", 1500, 85)
        self.promise(self.colleague, "Hoses", 800, 85)
        self.promise(self.leader, "Tanks", 300, 60)
        forecasts = self.env["sales.forecast"].with_user(self.salesperson)
        own = forecasts.worksheet_open({})["forecast"]["id"]
        forecasts.worksheet_submit(own)
        pumps.expected_revenue = 1700

        self.start_tour("/odoo/forecast", "sales_plan_forecast_leader", login="plan_leader")

        self.env.invalidate_all()
        self.assertEqual(pumps.expected_revenue, 1700, "deals are not altered")
        adjustments = self.env["sales.forecast.adjustment"].search(
            [("forecast_id.team_id", "=", self.team_north.id), ("date_to", "=", False)]
        )
        self.assertEqual(
            [(adjustment.row_user_id, adjustment.amount) for adjustment in adjustments],
            [(self.salesperson, -300)],
        )
        submission = self.env["sales.forecast.submission"].search(
            [("forecast_id.team_id", "=", self.team_north.id)]
        )
        self.assertEqual((submission.create_uid, submission.commit), (self.leader, 1200))
        rows = {row.user_id: row for row in submission.row_ids}
        self.assertEqual(rows[self.salesperson].adjusted_commit, -300)
        self.assertFalse(rows[self.colleague].child_id)
        self.assertTrue(
            self.env["sales.forecast.submission"].search(
                [("forecast_id.user_id", "=", self.leader.id)]
            ),
            "the leader's own forecast is submitted along",
        )
