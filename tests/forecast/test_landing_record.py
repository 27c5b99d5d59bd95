from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestLandingRecord(ForecastCommon):
    """N5: how right landings were: what was to be said of February before its end, and what came.

    It is 16 March 2026. In February the salesperson won 400 on the 5th, and on the 20th a deal of
    100 that was there since 1 February, to be closed on the 20th, at 85 %.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.env.cr.execute("DELETE FROM crm_lead_history")
        cls.february = cls.period_of("2026-02-01")
        cls.env["sales.forecast"]._ensure_all(cls.company, cls.february)
        with cls.at("2026-01-10 00:00:00"):
            first = cls.promise(cls.salesperson, 400, "commit", "2026-02-05", team=cls.team_north)
            second = cls.promise(cls.salesperson, 100, "commit", "2026-02-20", team=cls.team_north)
        # else all that happens to them is part of their first version
        cls.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET create_date = '2026-01-10' WHERE id IN %s",
                (first.id, second.id),
            )
        )
        (first | second).invalidate_recordset(["create_date"])
        for deal, day in ((first, "2026-02-05 00:00:00"), (second, "2026-02-20 00:00:00")):
            with cls.at(day):
                deal.action_set_won()
                deal.date_closed = day
        cls.records = cls.env["sales.landing.record"]

    def record(self):
        self.records.sudo()._record(self.february)
        self.env.flush_all()
        self.env.invalidate_all()

    def report(self, user=None):
        report = self.env["sales.landing.accuracy"].with_user(user or self.manager)
        return report.with_context(allowed_company_ids=self.company.ids)

    def row(self, horizon, owner=None, user=None):
        owner = owner or self.salesperson
        name = "user_id" if owner._name == "res.users" else "team_id"
        return self.report(user).search(
            [
                ("period_id", "=", self.february.id),
                ("horizon", "=", horizon),
                (name, "=", owner.id),
            ]
        )

    def test_what_was_to_be_said(self):
        """Two weeks before the end 400 were won, 85 of 100 expected; a week before all was won."""
        self.record()
        row = self.row("4_14")
        self.assertEqual((row.actual_amount, row.landing_low, row.landing_high), (500, 400, 500))
        self.assertEqual((row.landing, row.held), (500, 1))
        row = self.row("5_07")
        self.assertEqual((row.landing_low, row.landing, row.landing_high), (500, 500, 500))
        self.assertEqual(row.landing_error, 0)

    def test_alternatives(self):
        """14 February is a Saturday: ten of twenty working days are over."""
        self.record()
        row = self.row("4_14")
        self.assertEqual(row.run_rate_error, 300)
        self.assertEqual(row.run_rate_off, 0.6)
        self.assertEqual(row.weighted_error, 15)
        self.assertIs(row.submitted_error, False)
        self.assertEqual(row.last_year_error, 500)

    def test_teams_and_company(self):
        """The same deals, once in each team above and in the company."""
        self.record()
        for team in (self.team_north, self.europe, self.globe):
            self.assertEqual(self.row("5_07", team).landing, 500)
        company = self.report().search([("kind", "=", "company"), ("horizon", "=", "5_07")])
        self.assertEqual(company.landing, 500)

    def test_what_is_missing_is_found_once(self):
        """Months that ended; once worked out they are not looked at again."""
        missing = self.records._find_missing(self.company)
        self.assertIn(self.february, missing)
        self.assertNotIn(self.march, missing)
        self.record()
        self.assertNotIn(self.february, self.records._find_missing(self.company))
        count = self.records.search_count([])
        self.record()
        self.assertEqual(self.records.search_count([]), count)

    def test_what_came_later_changes_the_outcome_alone(self):
        """A deal of February that turns out lost: what was said stays, what became of it moves."""
        self.record()
        deal = self.env["crm.lead"].search([("expected_revenue", "=", 100)])
        with self.at("2026-03-10 00:00:00"):
            deal.write({"stage_id": self.env["crm.stage"].search([("is_won", "=", False)])[:1].id})
            deal.action_set_lost()
        self.env.flush_all()
        self.env.invalidate_all()
        row = self.row("4_14")
        self.assertEqual((row.landing, row.actual_amount, row.landing_error), (500, 400, 100))
        self.record()
        self.assertEqual(self.row("4_14").landing, 500)

    def test_who_sees_what(self):
        self.record()
        for user, owners in (
            (self.salesperson, {self.salesperson}),
            (self.leader, {self.salesperson}),
            (self.stranger, set()),
            (self.other_leader, set()),
            (self.auditor, {self.salesperson}),
        ):
            with self.subTest(user.name):
                found = self.report(user).search([("kind", "=", "person")])
                self.assertEqual(set(found.mapped("user_id")), owners)
                records = self.records.with_user(user)
                records = records.with_context(allowed_company_ids=self.company.ids)
                found = records.search([("kind", "=", "person")])
                self.assertEqual(set(found.mapped("user_id")), owners)
        with self.assertRaises(AccessError):
            self.report(self.clerk).search([])
        with self.assertRaises(AccessError):
            self.records.with_user(self.manager).create(
                {"period_id": self.february.id, "horizon": "4_14", "kind": "company"}
            )
