from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastTotals(ForecastCommon):
    """S13, S17: what a worksheet sums up and compares, so that clients only show it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise(cls.salesperson, 100, "closed", day="2026-03-10")
        cls.promise(cls.salesperson, 200)
        cls.best_case = cls.promise(cls.salesperson, 300, "best_case")
        cls.promise(cls.leader, 40, team=cls.team_north)
        cls.promise(None, 7, "pipeline", team=cls.team_north)

    def test_weights(self):
        """Each column times the probability of its deals, and all of them together."""
        weights = self.as_person(self.salesperson)["figures"]["weights"]
        self.assertColumns(weights, 100, 170, 180, 0, 450)
        self.assertEqual(
            weights["cumulative"], {"commit": 270, "best_case": 450, "open_pipeline": 350}
        )

    def test_weights_leave_adjustments_out(self):
        """Weighted is deals times their probability: here, in gap and coverage, when submitted."""
        plan = self.plan("salesperson", year=2026, basis="won")
        self.target(self.row(plan, self.salesperson), 1000, 3)
        plan.with_user(self.manager).action_confirm()
        before = self.as_person(self.salesperson)["figures"]["weights"]
        sheet = self.adjust(self.salesperson, None, "commit", 500)
        self.assertEqual(sheet["figures"]["weights"], before)
        self.assertEqual(sheet["figures"]["coverage"], 1000 / 900)
        weights = sheet["figures"]["weights"]
        self.assertEqual((weights["gap"], weights["coverage"]), (-550, 350 / 900))
        self.submit(self.salesperson)
        submission = self.env["sales.forecast.submission"].search(
            [("forecast_id.user_id", "=", self.salesperson.id)]
        )
        self.assertEqual((submission.commit, submission.weighted), (700, 450))
        rows = {row["name"]: row["total"] for row in self.open(self.leader)["rows"]}
        row = rows["Salesperson"]
        self.assertEqual((row["commit"], row["weighted"]), (700, 450))

    def test_bar(self):
        """Widths in percent of what is larger, the target or all that may come; also weighted."""
        figures = self.as_person(self.salesperson)["figures"]
        self.assertEqual(figures["bar"]["parts"].keys(), {"closed", "commit", "best_case"})
        for role, share in (("closed", 100 / 6), ("commit", 200 / 6), ("best_case", 50)):
            self.assertAlmostEqual(figures["bar"]["parts"][role], share)
        self.assertIsNone(figures["bar"]["target"])
        weighted = figures["weights"]["bar"]["parts"]
        self.assertAlmostEqual(weighted["commit"], 170 / 450 * 100)

    def test_weights_of_others(self):
        """What somebody submitted is not weighted; what their deals say now is."""
        self.submit(self.salesperson)
        sheet = self.open(self.leader, self.salesperson)
        self.assertIsNone(sheet["figures"]["weights"])
        sheet = self.open(self.leader, self.salesperson, live=True)
        self.assertEqual(sheet["figures"]["weights"]["forecast"], 450)
        self.assertIsNone(self.open(self.leader)["figures"]["weights"])

    def test_difference(self):
        """To the last submission, column by column, with adjustments."""
        self.assertIsNone(self.open(self.salesperson)["figures"]["difference"])
        self.submit(self.salesperson)
        self.best_case.expected_revenue = 250
        self.adjust(self.salesperson, None, "commit", -20)
        difference = self.open(self.salesperson)["figures"]["difference"]
        self.assertColumns(difference, 0, -20, -50, 0, -20)

    def test_rows_and_totals(self):
        """Submitted, live on request, and with the leader's adjustments; gaps to targets."""
        self.submit(self.salesperson)
        self.best_case.expected_revenue = 310
        key = f"person-{self.salesperson.id}"
        sheet = self.adjust(self.leader, key, "best_case", -30)
        totals = sheet["totals"]
        self.assertColumns(totals["submitted"], 100, 240, 300, 7, 340)
        self.assertColumns(totals["total"], 100, 240, 270, 7, 340)
        self.assertEqual(totals["total"]["cumulative"]["open_pipeline"], 517)
        self.assertEqual(totals["adjustment"], {"commit": 0, "best_case": -30, "pipeline": 0})
        self.assertEqual((totals["live"], totals["target"], totals["gap"]), (None, None, None))
        self.assertEqual({row["can_adjust"] for row in sheet["rows"]}, {True})
        self.assertEqual({row["gap"] for row in sheet["rows"]}, {None})
        sheet = self.open(self.leader, live=True)
        self.assertColumns(sheet["totals"]["live"], 100, 240, 310, 7, 340)
        self.assertIsNone(self.as_person(self.salesperson)["totals"])

    def test_rows_of_the_past(self):
        """A day that is over is not adjusted any more."""
        sheet = self.open(self.leader, as_of="2026-03-12")
        self.assertEqual({row["can_adjust"] for row in sheet["rows"]}, {False})

    def test_adjust_own_to_an_amount(self):
        """The difference is taken from the deals, whatever adjustment there was."""
        sheet = self.as_person(self.salesperson)
        for amount, difference in ((250, 50), (0, -200)):
            sheet = self.adjust_to(sheet, self.salesperson, None, amount)
            self.assertEqual(sheet["figures"]["commit"], amount)
            self.assertEqual([item["amount"] for item in sheet["adjustments"]], [difference])
        sheet = self.adjust_to(sheet, self.salesperson, None, 200)
        self.assertFalse(sheet["adjustments"])
        with self.assertRaisesRegex(UserError, "needs a note"):
            self.adjust_to(sheet, self.salesperson, None, 10, note=" ")

    def adjust_to(self, sheet, user, row, amount, note="Seen"):
        return self.forecasts(user).worksheet_adjust(
            sheet["forecast"]["id"], row, "commit", amount, note, None, is_total=True
        )

    def test_adjust_a_row_to_an_amount(self):
        """The difference is taken from what was submitted, nothing where nothing was."""
        sheet = self.open(self.leader)
        key = f"person-{self.salesperson.id}"
        sheet = self.adjust_to(sheet, self.leader, key, 150)
        self.assertEqual(sheet["figures"]["adjustment"]["commit"], 150)
        self.submit(self.salesperson)
        sheet = self.adjust_to(sheet, self.leader, key, 150)
        self.assertEqual(sheet["figures"]["adjustment"]["commit"], -50)
        with self.assertRaises(AccessError):
            self.adjust_to(sheet, self.colleague, key, 150)

    def test_strays(self):
        """The deals that are counted as overdue or undated, and no others, are opened."""
        late = self.promise(self.salesperson, 5, day="2026-02-20")
        undated = self.promise(self.salesperson, 6, day=False)
        self.promise(self.colleague, 8, day=False)
        request = {"period_id": self.march.id, "kind": "person"}
        for kind, deal in (("overdue", late), ("undated", undated)):
            with self.subTest(kind):
                domain = self.forecasts(self.salesperson).worksheet_strays(kind, request)
                leads = self.env["crm.lead"].with_user(self.salesperson)
                self.assertEqual(leads.search(domain), deal)
                self.assertEqual(self.open(self.salesperson)[kind]["count"], 1)
        others = {"period_id": self.march.id, "kind": "person", "user_id": self.salesperson.id}
        domain = self.forecasts(self.leader).worksheet_strays("undated", others)
        leads = self.env["crm.lead"].with_user(self.leader)
        self.assertFalse(leads.search(domain), "nobody asked for live figures")
        with self.assertRaises(UserError):
            self.forecasts(self.salesperson).worksheet_strays("all", request)
        with self.assertRaises(AccessError):
            self.forecasts(self.colleague).worksheet_strays("undated", others)

    def test_strays_of_the_past(self):
        """A deal is overdue from the day after its expected closing, also when one looks back."""
        with self.at("2026-03-02 10:00:00"):
            late = self.promise(self.salesperson, 5, day="2026-03-12")
        request = {"period_id": self.april.id, "kind": "person"}
        for day, found in (("2026-03-11", 0), ("2026-03-12", 0), ("2026-03-13", 1)):
            with self.subTest(day):
                sheet = self.open(self.salesperson, as_of=day, **request)
                self.assertEqual(sheet["overdue"], {"count": found, "amount": 5 * found})
                domain = self.forecasts(self.salesperson).worksheet_strays(
                    "overdue", {**request, "as_of": day}
                )
                leads = self.env["crm.lead"].with_user(self.salesperson)
                self.assertEqual(late in leads.search(domain), bool(found))
