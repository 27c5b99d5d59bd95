from freezegun import freeze_time
from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-03-17 20:00:00")
class TestPace(SalesPlanCommon):
    """N6: what is expected by now, by working days or by the plan's own curve of past years.

    It is Tuesday, 18 March 2025, in the company: 11 of March's 21 working days are over.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paced = cls.plan("customer", pace_by="seasonal")
        cls.total = cls.paced.root_id
        cls.target(cls.total, 2100, number=3)
        cls.target(cls.total, 500, number=2)

    def expected(self):
        self.total.invalidate_recordset()
        return round(self.total.expected_amount - 500, 2)

    def sell(self, *amounts_by_day):
        for day, amount in amounts_by_day:
            self.invoice(self.acme, day, (None, amount))

    def test_without_past_working_days_count(self):
        """N6: nothing came in the past years: 11 of 21 working days are expected."""
        self.assertEqual(self.expected(), 1100)
        self.assertIn("working days count", self.paced.pace_note)

    def test_a_month_that_comes_late(self):
        """N6: nine tenths came in the last week of the past two years: 5 of 100 are expected, as
        what came on the first day had come by then."""
        self.sell(("2024-03-01", 5), ("2024-03-28", 95), ("2023-03-01", 5), ("2023-03-30", 95))
        self.assertEqual(self.expected(), 105)
        self.assertEqual(
            self.paced.pace_note,
            "5% of Mar 2025 is expected by now, by the curve of 2023, 2024; by working days it "
            "would be 52%.",
        )

    def test_three_years_at_most(self):
        """N6: what is older than three years counts no more."""
        self.sell(("2021-03-01", 100), ("2024-03-28", 100))
        self.assertEqual(self.expected(), 0)

    def test_other_months_do_not_matter(self):
        self.sell(("2024-02-01", 900), ("2024-04-01", 900), ("2024-03-01", 100))
        self.assertEqual(self.expected(), 2100)

    def test_by_working_days_nothing_changes(self):
        """N6: who chose working days has them, whatever the past was."""
        self.sell(("2024-03-28", 100))
        self.paced.pace_by = "working_days"
        self.assertEqual(self.expected(), 1100)
        self.assertFalse(self.paced.pace_note)

    def test_periods_that_do_not_run(self):
        """N6: periods that are over are expected whole, and those to come not at all."""
        self.sell(("2024-03-28", 100), ("2024-02-28", 100), ("2024-04-28", 100))
        self.target(self.total, 700, number=4)
        self.assertEqual(self.expected(), 0)

    def test_a_plan_that_does_not_run(self):
        plan = self.plan("customer", year=2027, pace_by="seasonal")
        self.assertEqual(plan.pace_note, "No period of the plan runs today.")

    def test_only_what_the_plan_counts(self):
        """N6: the curve is of the plan's own scope, basis and measure."""
        self.sell(("2024-03-01", 100))
        plan = self.plan("salesperson", pace_by="seasonal", partner_id=self.bolt.id)
        self.assertIn("working days count", plan.pace_note)
        plan = self.plan("salesperson", pace_by="seasonal", partner_id=self.acme.id)
        self.assertIn("by the curve of 2024", plan.pace_note)

    def test_status_and_table_follow(self):
        """N6: a target that is behind its working days, but not behind its curve, is on track; the
        planning table says the same."""
        self.sell(("2024-03-01", 5), ("2024-03-28", 95), ("2025-03-03", 110), ("2025-02-03", 500))
        self.total.invalidate_recordset()
        self.assertEqual(self.total.status, "on_track")
        self.paced.pace_by = "working_days"
        self.total.invalidate_recordset()
        self.assertEqual(self.total.status, "at_risk")

    def test_as_many_queries_for_more_plans(self):
        """N6: one query reads the past of all plans."""
        counts = []
        for plans in (1, 4):
            found = self.env["sales.plan"].union(
                *(self.plan("customer", pace_by="seasonal") for _plan in range(plans))
            )
            self.env["sales.plan.figures"]._get_elapsed_shares(found)  # fills the caches
            before = self.env.cr.sql_log_count
            self.env["sales.plan.figures"]._read_seasonal_shares(found)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
