from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common.access import AccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestReportBreakdown(AccessCommon):
    """P8: plan versus actual opens by what its plans are broken down by."""

    def opens_by(self, plans, user=None, domain=()):
        report = self.env["sales.plan.report"].with_user(user or self.manager)
        return report.read_breakdown([("plan_id", "in", plans.ids), *domain])

    def make_plan(self, *levels, **values):
        plan = self.plan(*levels, **values)
        self.target(plan, 100)
        return plan

    def test_one_plan(self):
        """By its first level, whatever that is, and its own periods."""
        customers = self.make_plan("customer", "product")
        countries = self.make_plan("country", period_type="week")
        self.assertEqual(self.opens_by(self.in_force), [["team_id"], ["period_id"]])
        self.assertEqual(self.opens_by(customers), [["partner_id"], ["period_id"]])
        self.assertEqual(self.opens_by(countries), [["country_id"], ["period_id"]])

    def test_without_levels(self):
        self.assertEqual(self.opens_by(self.make_plan()), [["plan_id"], ["period_id"]])

    def test_what_plans_share(self):
        """Several plans by the first level that all of them have, else one below the other."""
        by_customer = self.make_plan("customer", "product")
        quarters = self.make_plan("customer", period_type="quarter", year=2026)
        weeks = self.make_plan("customer", period_type="week")
        pieces = self.make_plan("customer", measure="quantity")
        both = by_customer | quarters
        self.assertEqual(self.opens_by(both), [["partner_id"], ["date:quarter"]])
        self.assertEqual(self.opens_by(both | self.in_force), [["plan_id"], ["date:quarter"]])
        self.assertEqual(self.opens_by(by_customer | weeks), [["partner_id"], []])
        self.assertEqual(
            self.opens_by(by_customer | pieces), [["plan_id", "partner_id"], ["date:month"]]
        )

    def test_fiscal_quarters(self):
        """Quarters that begin in February are not those of the calendar."""
        shifted = {"date_from": "2025-02-01", "date_to": "2026-01-31", "period_type": "quarter"}
        self.company.fiscalyear_last_month, self.company.fiscalyear_last_day = "1", 31
        plans = self.make_plan("customer", **shifted) | self.make_plan("customer", **shifted)
        self.assertEqual(self.opens_by(plans), [["partner_id"], []])

    def test_below_a_row(self):
        """A row's own report is of its plan alone."""
        action = self.tree["north"].action_open_report()
        self.make_plan("customer")
        report = self.env["sales.plan.report"].with_user(self.manager)
        self.assertEqual(report.read_breakdown(action["domain"]), [["team_id"], ["period_id"]])

    def test_for_everybody(self):
        """What somebody sees of a plan opens by its first level, too; hidden plans do not count."""
        for user in (self.leader, self.salesperson, self.auditor):
            self.assertEqual(self.opens_by(self.in_force, user), [["team_id"], ["period_id"]])
        both = self.in_force | self.draft
        self.assertEqual(self.opens_by(both, self.salesperson), [["team_id"], ["period_id"]])
        self.assertEqual(self.opens_by(both), [["plan_id"], ["date:month"]])

    def test_without_targets(self):
        """By its levels all the same, and what is narrowed to actuals, too."""
        self.assertEqual(self.opens_by(self.plan("country")), [["country_id"], ["period_id"]])
        actuals = [("kind", "=", "fact")]
        opened = self.opens_by(self.in_force, domain=actuals)
        self.assertEqual(opened, [["team_id"], ["period_id"]])

    def test_entrances_tell_no_grouping(self):
        """Buttons leave it to the pivot; a comparison of revisions says what it wants."""
        for action in (
            self.in_force.action_open_report(),
            self.tree["north"].action_open_report(),
            self.env["ir.actions.act_window"]._for_xml_id("sales_plan.sales_plan_report_action"),
        ):
            self.assertNotIn("pivot_row_groupby", str(action["context"]))

    def test_refused(self):
        report = self.env["sales.plan.report"].with_user(self.manager)
        with self.assertRaises(UserError):
            report.read_breakdown([("no_such_field", "=", 1)])
