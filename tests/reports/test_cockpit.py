from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common.cockpit import CockpitCommon

YEAR = {"unit": "year"}
MARCH = {"unit": "month", "day": "2026-03-05"}


def working_days(first, last):
    """Count the days from Monday to Friday of a span."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)


@tagged("post_install", "-at_install", "sales_plan")
class TestCockpit(CockpitCommon):
    """P8, P25, P26, S1, S14, N2: where a salesperson stands, worked out by hand."""

    # Figures ------------------------------------------------------------------

    def test_year(self):
        """Two months and ten of the 22 working days of March are over."""
        figures = self.figures(**YEAR)
        due = round(2000 + 1000 * 10 / 22, 2)
        days = working_days(date(2026, 3, 16), date(2026, 12, 31))
        self.assertEqual(figures["target"], 12000)
        self.assertEqual(figures["actual"], 2000)
        self.assertEqual(figures["gap"], -10000)
        self.assertAlmostEqual(figures["attainment"], 1 / 6)
        self.assertEqual(figures["expected"], due)
        self.assertEqual(figures["behind"], round(2000 - due, 2))
        self.assertAlmostEqual(figures["pace"], 2000 / due)
        self.assertEqual(figures["days_left"], days)
        self.assertEqual(figures["per_day"], round(10000 / days, 2))
        self.assertEqual(figures["status"], "at_risk")

    def test_same_as_the_row(self):
        """The whole plan's figures are those of the row everywhere else."""
        figures = self.figures(**YEAR)
        row = self.own.with_user(self.salesperson)
        self.assertEqual(figures["target"], row.target_amount)
        self.assertEqual(figures["actual"], row.actual_amount)
        self.assertAlmostEqual(figures["expected"], row.expected_amount, places=2)
        self.assertEqual(figures["status"], row.status)

    def test_month(self):
        figures = self.figures(**MARCH)
        self.assertEqual((figures["target"], figures["actual"]), (1000, 300))
        self.assertEqual(figures["expected"], round(1000 * 10 / 22, 2))
        self.assertEqual((figures["days_left"], figures["per_day"]), (12, round(700 / 12, 2)))

    def test_quarter(self):
        figures = self.figures(unit="quarter")
        self.assertEqual((figures["target"], figures["actual"]), (3000, 2000))

    def test_month_that_is_over(self):
        answer = self.opens(unit="month", day="2026-01-31")
        self.assertEqual(answer["figures"]["status"], "missed")
        self.assertIsNone(answer["figures"]["per_day"])
        self.assertRegex(answer["verdict"]["text"], "^Jan 2026 is over: .+100 short of the target")
        self.assertEqual(answer["verdict"]["tone"], "bad")
        self.assertIsNone(answer["week"])

    def test_month_to_come(self):
        answer = self.opens(unit="month", day="2026-06-10")
        self.assertEqual(answer["figures"]["status"], "not_started")
        self.assertIsNone(answer["figures"]["pace"])
        self.assertRegex(answer["verdict"]["text"], "^Jun 2026 begins on ")

    def test_reached(self):
        self.bill(self.acme, 1500, "2026-03-12")
        answer = self.opens(**MARCH)
        self.assertEqual(answer["figures"]["per_day"], 0)
        self.assertIsNone(answer["figures"]["coverage"])
        self.assertRegex(answer["verdict"]["text"], "is reached, with .+800 more")
        self.assertEqual(answer["verdict"]["tone"], "good")

    def test_behind_in_words(self):
        answer = self.opens(**YEAR)
        self.assertEqual(answer["figures"]["status"], "at_risk")
        text = answer["verdict"]["text"]
        self.assertRegex(text, "^19% behind pace: .+455 less than expected by today")
        self.assertEqual(answer["verdict"]["tone"], "bad")

    def test_behind_and_not_at_risk(self):
        """What is not at risk elsewhere is none here, either."""
        self.bill(self.acme, 300, "2026-03-12")
        answer = self.opens(**YEAR)
        self.assertEqual(answer["figures"]["status"], "on_track")
        self.assertRegex(answer["verdict"]["text"], "^6% behind pace: .+155 less")
        self.assertEqual(answer["verdict"]["tone"], "near")

    def test_ahead_in_words(self):
        self.bill(self.acme, 1000, "2026-03-12")
        answer = self.opens(**YEAR)
        self.assertRegex(answer["verdict"]["text"], "^22% ahead of pace: ")
        self.assertEqual(answer["verdict"]["tone"], "good")

    def test_zero_is_planned(self):
        """A target of zero is a target, of which no share can be reached."""
        plan = self.plan("salesperson", year=2026, name="Zero")
        self.target(self.row(plan, self.salesperson), 0, 3)
        plan.with_user(self.manager).action_confirm()
        answer = self.opens(plan_id=plan.id, **MARCH)
        self.assertEqual(answer["figures"]["target"], 0)
        self.assertIsNone(answer["figures"]["attainment"])
        self.assertEqual(answer["verdict"]["text"], "The target of Mar 2026 is zero.")

    def test_nothing_is_planned(self):
        """South has a target in March only."""
        answer = self.opens(self.stranger, unit="month", day="2026-02-01")
        self.assertIsNone(answer["figures"]["target"])
        self.assertIsNone(answer["figures"]["gap"])
        self.assertIsNone(answer["chart"]["plan"] and answer["figures"]["expected"])
        self.assertEqual(answer["verdict"]["text"], "Nothing is planned for Feb 2026.")

    @freeze_time("2027-02-01 10:00:00")
    def test_plan_that_is_over(self):
        figures = self.figures(**YEAR)
        self.assertEqual((figures["days_left"], figures["status"]), (0, "missed"))
        self.assertEqual(figures["expected"], 12000)

    @freeze_time("2025-12-01 10:00:00")
    def test_plan_to_come(self):
        figures = self.figures(**YEAR)
        self.assertEqual((figures["expected"], figures["status"]), (0, "not_started"))

    def test_own_curve(self):
        """A plan that is paced by its past is so here, too, for each row as everywhere else."""
        for day, price in (("2025-03-03", 800), ("2025-03-28", 200)):
            self.bill(self.acme, price, day)
        linear = self.figures()["expected"]
        self.in_force.sudo().pace_by = "seasonal"
        figures = self.figures()
        row = self.own.with_user(self.salesperson)
        self.assertAlmostEqual(figures["expected"], row.expected_amount, places=2)
        self.assertGreater(figures["expected"], linear + 100)
        [report] = [
            line
            for line in self.opens(self.leader)["reports"]["rows"]
            if line["row_id"] == self.own.id
        ]
        self.assertEqual(report["expected"], figures["expected"])
        part = self.cockpit(self.leader).cockpit_breakdown({"by": "salesperson"})["behind"][0]
        self.assertAlmostEqual(part["due"], part["actual"] + part["difference"], places=2)
        self.assertEqual(self.figures(basis="ordered")["expected"], linear)

    # Bases --------------------------------------------------------------------

    def test_bases(self):
        """N2: one target against open deals, won, ordered, invoiced and collected."""
        self.deal(self.acme, 5000, date_deadline="2026-03-25")
        self.deal(self.acme, 7000, date_deadline="2027-01-10")
        self.deal(self.acme, 400, won="2026-02-01 10:00:00")
        self.order(self.acme, "2026-02-15 10:00:00", (self.screw, 250))
        self.pay(self.first, "2026-02-20")
        answer = self.opens(**YEAR)
        bars = {bar["basis"]: bar["amount"] for bar in answer["bases"]["bars"]}
        self.assertEqual(
            bars,
            {"pipeline": 5000, "won": 400, "ordered": 250, "invoiced": 2000, "collected": 900},
        )
        self.assertEqual(
            [bar["basis"] for bar in answer["bases"]["bars"] if bar["is_own"]], ["invoiced"]
        )
        self.assertEqual(answer["bases"]["target"], 1)
        self.assertEqual(answer["figures"]["coverage"], 0.5)
        for basis, amount in bars.items():
            self.assertEqual(self.documents(basis, **YEAR), amount, basis)

    def test_margin_has_no_deals(self):
        """Deals know no margin: that is not zero."""
        plan = self.plan("salesperson", year=2026, basis="invoiced", measure="margin")
        row = self.row(plan, self.salesperson)
        self.target(row, 100)
        plan.with_user(self.manager).action_confirm()
        answer = self.opens(plan_id=plan.id)
        bars = {bar["basis"]: bar["amount"] for bar in answer["bases"]["bars"]}
        self.assertIsNone(bars["won"])
        self.assertIsNone(bars["pipeline"])
        self.assertIsNone(answer["figures"]["coverage"])
        self.assertEqual(bars["invoiced"], 2000 - 3 * 4)

    def test_what_recurs_only_deals_know(self):
        """What recurs no order, invoice or payment says: bars and other bases are left out."""
        plan = self.plan("salesperson", year=2026, basis="won", measure="recurring")
        row = self.row(plan, self.salesperson)
        self.target(row, 100)
        plan.with_user(self.manager).action_confirm()
        self.deal(self.acme, 400, won="2026-02-01 10:00:00", recurring_revenue=30.03)
        self.deal(self.acme, 500, date_deadline="2026-03-25", recurring_revenue=12.5)
        answer = self.opens(plan_id=plan.id)
        bars = {bar["basis"]: bar["amount"] for bar in answer["bases"]["bars"]}
        nothing = dict.fromkeys(("ordered", "invoiced", "collected"))
        self.assertEqual(bars, {"pipeline": 12.5, "won": 30.03, **nothing})
        self.assertEqual(answer["figures"]["actual"], 30.03)

    # Course -------------------------------------------------------------------

    def test_course_of_a_month(self):
        """A point for each day; the actual ends today, the plan where the month does."""
        chart = self.opens(**MARCH)["chart"]
        self.assertEqual((len(chart["days"]), chart["days"][0]), (31, "2026-03-01"))
        self.assertEqual(chart["plan"][-1], 1000)
        self.assertEqual(chart["plan"][14], round(1000 * 10 / 22, 2))
        self.assertEqual(chart["actual"][8:11], [0, 300, 300])
        self.assertEqual((chart["actual"][15], chart["actual"][16]), (300, None))
        self.assertIsNone(chart["last_year"])

    def test_course_of_a_year(self):
        """A point for each week, and one for today; last year by the same days."""
        chart = self.opens(**YEAR)["chart"]
        self.assertIn("2026-03-16", chart["days"])
        self.assertEqual(chart["days"][-1], "2026-12-31")
        self.assertEqual(chart["plan"][-1], 12000)
        self.assertEqual([amount for amount in chart["actual"] if amount][-1], 2000)
        self.assertEqual(chart["last_year"][-1], 800)

    def test_week(self):
        """What was invoiced in the last seven days, and what that opens."""
        self.assertEqual(self.opens(**YEAR)["week"]["amount"], 300)
        self.bill(self.acme, 50, "2026-03-09")
        self.assertEqual(self.opens(**YEAR)["week"]["amount"], 300)
        since = self.opens(**YEAR)["week"]["since"]
        self.assertEqual(since, "2026-03-10")
        self.assertEqual(self.documents("invoiced", since=since, **YEAR), 300)

    # What is chosen -----------------------------------------------------------

    def test_plan_that_runs_comes_first(self):
        """This year's before next year's, one with a row of one's own before others."""
        later = self.plan("salesperson", year=2027, name="Later")
        self.target(self.row(later, self.salesperson), 5)
        later.with_user(self.manager).action_confirm()
        other = self.plan("salesperson", year=2026, name="Others")
        self.target(self.row(other, self.colleague), 5)
        other.with_user(self.manager).action_confirm()
        answer = self.opens()
        self.assertEqual(answer["plan"]["id"], self.in_force.id)
        self.assertEqual([plan["id"] for plan in answer["plans"]], [self.in_force.id, later.id])
        self.assertEqual(self.opens(plan_id=later.id)["figures"]["target"], 5)
        self.assertEqual(self.opens(self.colleague)["plan"]["id"], other.id)

    def test_spans(self):
        answer = self.opens()
        self.assertEqual(answer["units"], ["year", "quarter", "month"])
        self.assertEqual(answer["request"]["unit"], "year")
        self.assertEqual((answer["span"]["earlier"], answer["span"]["later"]), (False, False))
        span = self.opens(unit="month")["span"]
        self.assertEqual((span["first"], span["last"]), ("2026-03-01", "2026-03-31"))
        self.assertEqual((span["earlier"], span["later"]), ("2026-02-01", "2026-04-01"))
        self.assertEqual(self.opens(unit="quarter", day="2026-12-31")["span"]["name"], "Q4 2026")

    def test_own_periods(self):
        """The plan's own periods, where they are no years, quarters or months."""
        plan = self.plan("salesperson", year=2026, period_type="445", name="Weeks")
        self.target(self.row(plan, self.salesperson), 5)
        plan.with_user(self.manager).action_confirm()
        answer = self.opens(plan_id=plan.id, unit="own", day="2026-01-03")
        self.assertEqual(answer["units"], ["year", "quarter", "month", "own"])
        self.assertEqual(answer["span"]["name"], "P1 2026")
        self.assertEqual(answer["figures"]["target"], 5)

    def test_same_again(self):
        """What the answer names as its request shows the same, to whoever may see it."""
        answer = self.opens(unit="quarter")
        self.assertEqual(self.opens(**answer["request"])["figures"], answer["figures"])

    def test_several_rows(self):
        """Customers who are planned one by one are added up."""
        plan = self.plan("customer", year=2026, name="Customers", basis="invoiced")
        for customer, amount in ((self.acme, 100), (self.bolt, 40), (self.coil, 7)):
            row = self.row(plan, customer)
            row.responsible_id = self.salesperson if customer != self.bolt else self.colleague
            self.target(row, amount)
        plan.with_user(self.manager).action_confirm()
        figures = self.figures(plan_id=plan.id)
        self.assertEqual((figures["target"], figures["actual"]), (107, 2000))
        self.assertEqual(self.documents("invoiced", plan_id=plan.id), 2000)

    # Opening ------------------------------------------------------------------

    def test_target_opens_its_row(self):
        action = self.cockpit().cockpit_open_target({})
        self.assertEqual((action["res_id"], action["res_model"]), (self.own.id, self.own._name))

    def test_landing_opens_rows(self):
        action = self.cockpit().cockpit_open_landing({})
        found = self.env[action["res_model"]].with_user(self.salesperson).search(action["domain"])
        self.assertEqual(found, self.own | self.at_acme)

    def test_gone(self):
        """What an address names may be gone."""
        self.in_force.active = False
        for request in ({"plan_id": self.in_force.id}, {"row_id": self.own.id}):
            with self.assertRaises(UserError):
                self.opens(**request)
        self.assertIn("No target is published to you yet", self.opens()["empty"])
        with self.assertRaisesRegex(UserError, "No plan is in force any more"):
            self.cockpit().cockpit_open_target({})
        self.assertEqual(self.cockpit().cockpit_lists({}), {})
        self.assertIsNone(self.cockpit().cockpit_landing({})["own"])
        self.assertIn("Confirm one", self.opens(self.manager)["empty"])
        self.assertIn("Once one is, it is shown here", self.opens(self.auditor)["empty"])
