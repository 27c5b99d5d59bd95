from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.forecast.sales_landing_record import WAY
from ..common.forecast import ForecastCommon
from ..common.workbooks import Formulas, read_lines


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

    def get_record(self, horizon="4_14"):
        return self.records.sudo().search(
            [
                ("period_id", "=", self.february.id),
                ("horizon", "=", horizon),
                ("user_id", "=", self.salesperson.id),
            ]
        )

    def test_what_later_landings_learn_from(self):
        """85 of 100 were expected of the open deal, which was won; 500 came."""
        self.record()
        record = self.get_record()
        self.assertEqual((record.deals_expected, record.deals_won, record.came), (85, 100, 500))
        self.assertAlmostEqual(record.deals_variance, 100**2 * 0.85 * 0.15)
        self.assertAlmostEqual(record.deals_sensitivity, 100 * 0.85 * 0.15)
        self.assertEqual((record.pipeline, record.pipeline_low), (500, 400))
        self.assertFalse(record.is_learned)  # two deals are too few
        record = self.get_record("5_07")
        self.assertEqual((record.deals_expected, record.deals_won, record.came), (0, 0, 500))

    def test_what_was_not_known_at_the_end_is_not_learned_from(self):
        """A deal that is found to be lost in March was won as far as February knew."""
        deal = self.env["crm.lead"].search([("expected_revenue", "=", 100)])
        with self.at("2026-03-10 00:00:00"):
            deal.write({"stage_id": self.env["crm.stage"].search([("is_won", "=", False)])[:1].id})
            deal.action_set_lost()
        self.record()
        self.assertEqual((self.get_record().deals_won, self.get_record().came), (100, 500))
        self.assertEqual(self.row("4_14").actual_amount, 400)

    def win_earlier(self):
        """Win 450 on 20 December, and on 20 January."""
        for made, won in (("2025-12-01", "2025-12-20"), ("2026-01-02", "2026-01-20")):
            with self.at(f"{made} 00:00:00"):
                deal = self.promise(self.salesperson, 450, "commit", won, team=self.team_north)
            self.env.cr.execute(
                SQL("UPDATE crm_lead SET create_date = %s WHERE id = %s", made, deal.id)
            )
            deal.invalidate_recordset(["create_date"])
            with self.at(f"{won} 00:00:00"):
                deal.action_set_won()
                deal.date_closed = f"{won} 00:00:00"

    def test_both_ways(self):
        """Two weeks before the end the rhythm goes by December and January; open deals are shown,
        as no earlier month says which is nearer."""
        self.win_earlier()
        self.record()
        record, row = self.get_record(), self.row("4_14")
        self.assertGreaterEqual(record.rhythm, 400)
        self.assertLessEqual(record.rhythm_low, record.rhythm)
        self.assertLessEqual(record.rhythm, record.rhythm_high)
        self.assertEqual((row.shown, row.landing), ("pipeline", record.pipeline))
        self.assertEqual(row.pipeline_error, 0)
        self.assertEqual(row.rhythm_error, abs(record.rhythm - 500))
        self.assertEqual(row.rhythm_off, row.rhythm_error / 500)

    def test_the_nearer_way_of_earlier_months_is_recorded(self):
        """By October to January the rhythm was nearer; what March would tell is not known."""
        self.win_earlier()
        months = [self.period_of(f"{month}-01") for month in ("2025-10", "2025-11", "2025-12")]
        for period in [*months, self.march]:
            self.remember(period)
        self.record()
        self.assertEqual(self.get_record().shown, "pipeline")
        self.remember(self.period_of("2026-01-01"))
        self.record()
        record = self.get_record()
        self.assertEqual(record.shown, "rhythm")
        self.assertEqual(
            (record.landing, record.landing_low, record.landing_high),
            (record.rhythm, record.rhythm_low, record.rhythm_high),
        )
        self.assertEqual(self.row("4_14").landing, record.rhythm)

    def remember(self, period):
        """Let it be known that the rhythm was right and the deals were not."""
        self.records.sudo().create(
            {
                "period_id": period.id,
                "horizon": "4_14",
                "kind": "person",
                "user_id": self.salesperson.id,
                "way": WAY,
                "pipeline": 200,
                "rhythm": 100,
                "came": 100,
            }
        )

    def test_the_oldest_month_comes_first(self):
        missing = self.records._find_missing(self.company)
        self.assertEqual(missing.ids, missing.sorted("date_from").ids)
        self.assertGreater(len(missing), 1)

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

    def test_without_a_target_there_is_no_chance(self):
        """Rather than one of zero, which would be right or wrong."""
        self.record()
        row = self.row("4_14")
        self.assertIs(row.chance, False)
        self.assertFalse(row.chance_tenth)
        self.assertFalse(self.report().search([("chance_tenth", "!=", False)]))
        [[chance]] = self.report()._read_group([], [], ["chance:avg"])
        self.assertFalse(chance)
        self.env.cr.execute("SELECT COUNT(*) FROM sales_landing_record WHERE chance IS NOT NULL")
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_chances_by_tenths(self):
        """Of two targets that were said to be reached in about three of four cases one was; what is
        said to be sure is in the last tenth."""
        self.records.sudo().create(
            [
                {
                    "period_id": self.february.id,
                    "user_id": self.salesperson.id,
                    "kind": "person",
                    "horizon": horizon,
                    "target": target,
                    "chance": chance,
                }
                for horizon, target, chance in (
                    ("3_30", 500, 0.7),
                    ("4_14", 600, 0.79),
                    ("5_07", 500, 1),
                )
            ]
        )
        self.env.flush_all()
        found = self.report()._read_group(
            [("user_id", "=", self.salesperson.id)],
            ["chance_tenth"],
            ["chance:avg", "reached:avg", "__count"],
            order="chance_tenth",
        )
        self.assertEqual(found, [("7", 0.745, 0.5, 2), ("9", 1, 1, 1)])

    def test_spreadsheet(self):
        """By horizon, computed from the cases beside it; each sees their own."""
        self.record()
        # so that what was said is off
        self.promise(self.salesperson, 60, "closed", "2026-02-25", team=self.team_north)
        self.env.flush_all()
        self.env.invalidate_all()
        for user in (self.manager, self.leader, self.salesperson):
            seen = self.report(user).search([("period_id", "=", self.february.id)])
            service = self.env["sales.landing.accuracy.xlsx"].with_user(user)
            content = service.with_context(**seen.env.context)._build(self.february.ids)
            formulas = Formulas(content)
            self.assertEqual(formulas.get_wrong()[0], [])
            lines = read_lines(formulas.shown["By Horizon"], "Horizon")
            self.assertEqual(lines[-1]["Cases"], len(seen))
            self.assertEqual(len(read_lines(formulas.shown["Cases"], "Period")), len(seen))
            by_horizon = {line["Horizon"]: line for line in lines}
            shown = seen._read_group(
                [("period_id", "=", self.february.id), ("horizon", "=", "4_14")],
                [],
                ["landing_off:avg", "held:avg"],
            )
            line = by_horizon["14 Days before the End"]
            self.assertGreater(shown[0][0], 0)
            self.assertAlmostEqual(line["Landing, Deviation in %"], shown[0][0])
            self.assertAlmostEqual(line["In the Range"], shown[0][1])
        service = self.env["sales.landing.accuracy.xlsx"]
        with self.assertRaises(AccessError):
            service.with_user(self.clerk)._build(self.february.ids)

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
