from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install")
class TestForecastReminding(ForecastCommon):
    """S2, S9: leaders remind who has not submitted, each once a day."""

    def remind(self, user, of=None, row=None):
        sheet = self.open(user, of)
        return self.forecasts(user).worksheet_remind(sheet["forecast"]["id"], row)

    def send(self):
        """Send what is queued; return ``{name: texts of what they got}`` of this test."""
        before = self.env["mail.message"].sudo().search([], order="id desc", limit=1)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("sales_plan.ir_cron_forecast_missed").method_direct_trigger()
        self.env.invalidate_all()
        messages = self.env["mail.message"].sudo()
        found = messages.search([("id", ">", before.id), ("body", "like", "/odoo/forecast?")])
        told = {}
        for message in found:
            told.setdefault(message.notified_partner_ids.name, []).append(str(message.body))
        return told

    def marks(self, user, of=None):
        """Return of each row of a worksheet whether it can be reminded, and was today."""
        rows = self.open(user, of)["rows"]
        return {row["name"]: (row["can_remind"], row["is_reminded"]) for row in rows}

    def test_all_that_are_missing(self):
        """Whoever has submitted is left alone, and so is who asks."""
        self.submit(self.colleague)
        marks = self.marks(self.leader)
        self.assertEqual(marks["Salesperson"], (True, False))
        self.assertEqual(marks["Colleague"], (False, False))
        self.assertEqual(marks["Leader"], (False, False))
        self.assertEqual(marks["Harbour"], (False, False))  # led by nobody
        self.assertEqual(self.remind(self.leader), "1 person is reminded.")
        self.assertEqual(self.marks(self.leader)["Salesperson"], (True, True))
        told = self.send()
        self.assertEqual(list(told), ["Salesperson"])
        [text] = told["Salesperson"]
        self.assertIn("Leader asks you to submit your forecast for Mar 2026.", text)
        self.assertIn(f"period_id={self.march.id}&amp;kind=person", text)

    def test_once_a_day(self):
        self.assertEqual(
            self.remind(self.leader, row=f"person-{self.salesperson.id}"), "1 person is reminded."
        )
        self.assertEqual(self.remind(self.leader), "1 person is reminded.")  # the colleague
        self.assertEqual(self.remind(self.leader), "All of them were reminded today already.")
        self.assertEqual(
            {name: len(texts) for name, texts in self.send().items()},
            {"Salesperson": 1, "Colleague": 1},
        )
        with self.freeze("2026-03-17 11:30:00"):  # the 18th in Auckland
            self.assertEqual(self.remind(self.leader), "2 people are reminded.")

    def test_leaders_of_teams_below(self):
        """Who leads a team below is asked for the team's forecast."""
        self.assertEqual(
            self.remind(self.director, row=f"team-{self.team_north.id}"), "1 person is reminded."
        )
        told = self.send()
        self.assertEqual(list(told), ["Leader"])
        self.assertIn("Director asks you to submit the forecast of North", told["Leader"][0])
        self.assertIn(f"kind=team&amp;team_id={self.team_north.id}", told["Leader"][0])

    def test_who_submitted_meanwhile_hears_nothing(self):
        self.remind(self.leader, row=f"person-{self.salesperson.id}")
        self.submit(self.salesperson)
        self.assertEqual(self.send(), {})

    def test_only_those_who_answer_for_it(self):
        of = self.team_north
        forecast = self.open(self.leader, of)["forecast"]["id"]
        for user in (self.salesperson, self.other_leader, self.auditor, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.forecasts(user).worksheet_remind(forecast)
        self.assertEqual(self.marks(self.manager, of)["Salesperson"], (False, False))
        for row in ("person-999999", "own", "others", f"team-{self.harbour.id}"):
            with self.subTest(row), self.assertRaisesRegex(UserError, "nobody"):
                self.forecasts(self.leader).worksheet_remind(forecast, row)
        with self.assertRaisesRegex(UserError, "nobody"):
            self.remind(self.salesperson)
        self.assertEqual(self.send(), {})

    def test_nobody_writes_when_somebody_was_reminded(self):
        self.remind(self.leader)
        forecast = self.env["sales.forecast"].search([("user_id", "=", self.salesperson.id)])
        with self.assertRaises(AccessError):
            forecast.with_user(self.manager).write({"reminded_day": False})
        with self.assertRaises(AccessError):
            self.env["sales.forecast.notice"].with_user(self.manager).search([])

    def test_as_of_a_past_day_nobody_is_reminded(self):
        rows = self.open(self.leader, as_of="2026-03-10")["rows"]
        self.assertFalse(any(row["can_remind"] for row in rows))


@tagged("post_install", "-at_install")
class TestForecastKinds(ForecastCommon):
    """S13: months and quarters, whichever of them the company forecasts by."""

    def spans(self, sheet):
        return sheet["forecast"]["period"]["name"], sheet["forecast"]["period"]["kind"]

    def test_the_quarter_at_a_month_and_back(self):
        sheet = self.open(self.salesperson, period_kind="quarter")
        self.assertEqual(self.spans(sheet), ("Q1 2026", "quarter"))
        quarter = sheet["forecast"]["period"]["id"]
        self.assertEqual(
            self.spans(self.open(self.salesperson, period_id=quarter, period_kind="month")),
            ("Mar 2026", "month"),  # the current one
        )
        january = self.period_of("2025-01-01")
        sheet = self.open(self.salesperson, period_id=january.id, period_kind="quarter")
        self.assertEqual(self.spans(sheet), ("Q1 2025", "quarter"))
        past = sheet["forecast"]["period"]["id"]
        self.assertEqual(
            self.spans(self.open(self.salesperson, period_id=past, period_kind="month")),
            ("Jan 2025", "month"),  # the first one of it
        )
        sheet = self.open(self.salesperson, period_id=quarter, period_kind="quarter")
        self.assertEqual(self.spans(sheet), ("Q1 2026", "quarter"))

    def test_quarters_reach_as_far_as_months(self):
        names = [one["name"] for one in self.open(self.chief, period_kind="quarter")["periods"]]
        self.assertEqual((names[0], names[-1]), ("Q1 2024", "Q2 2026"))
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(self.env["sales.forecast.period"]._ensure(self.company), self.periods)

    def test_each_is_forecast_by_itself(self):
        """Deals of all its months are in a quarter; what was submitted of months stays theirs."""
        self.promise(self.salesperson, 100, "commit", "2026-03-20")
        self.promise(self.salesperson, 30, "commit", "2026-01-20")
        self.submit(self.salesperson)
        sheet = self.open(self.salesperson, period_kind="quarter")
        self.assertColumns(sheet["figures"], 0, 130, 0, 0, 130)
        self.assertFalse(sheet["submission"])
        forecasts = self.forecasts(self.salesperson)
        sheet = forecasts.worksheet_submit(
            sheet["forecast"]["id"],
            {"period_id": self.march.id, "period_kind": "quarter"},
        )
        self.assertEqual(self.spans(sheet), ("Q1 2026", "quarter"))
        self.assertTrue(sheet["submission"])
        month = self.open(self.salesperson)
        self.assertColumns(month["figures"], 0, 100, 0, 0, 100)
        self.assertEqual(month["submission_count"], 1)

    def test_what_is_no_kind(self):
        for wrong in ("year", 1, ["month"]):
            with self.subTest(wrong), self.assertRaises(UserError):
                self.open(self.salesperson, period_kind=wrong)
