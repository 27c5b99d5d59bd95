from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastWorksheet(ForecastCommon):
    """S13, S17: what a worksheet tells of now, of the past, and of what changed in between."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.at("2026-03-01 00:00:00"):
            cls.deal_a = cls.promise(cls.salesperson, 100, name="A")
            cls.deal_b = cls.promise(cls.salesperson, 200, "best_case", name="B")
        cls.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-03-01' WHERE id IN %s",
            [(cls.deal_a.id, cls.deal_b.id)],
        )

    def changes(self, sheet):
        return [
            (item["name"], item["kind"], item["before"], item["after"], item["difference"])
            for item in sheet["changes"]
        ]

    # Staleness and changes ----------------------------------------------------

    def test_stale_by_a_cent(self):
        """S17: from a cent on."""
        self.assertFalse(self.open(self.salesperson)["is_stale"])
        sheet = self.submit(self.salesperson)
        self.assertFalse(sheet["is_stale"])
        self.assertEqual(sheet["submission"]["user"], "Salesperson")
        self.assertEqual(sheet["submission_count"], 1)
        self.deal_a.expected_revenue = 100.01
        sheet = self.open(self.salesperson)
        self.assertTrue(sheet["is_stale"])
        self.assertColumns(sheet["figures"]["submitted"], 0, 100, 200, 0, 100)
        self.deal_a.expected_revenue = 100
        self.assertFalse(self.open(self.salesperson)["is_stale"])
        # nothing in the sum, but not the same deals
        self.deal_a.write({"expected_revenue": 50, "name": "A"})
        self.promise(self.salesperson, 50, name="C")
        self.assertFalse(self.open(self.salesperson)["is_stale"])
        self.assertEqual(self.submit(self.salesperson)["submission_count"], 2)

    def test_stale_by_any_column(self):
        self.submit(self.salesperson)
        for role, probability in (("pipeline", 20), ("best_case", 60)):
            with self.subTest(role):
                extra = self.promise(self.salesperson, 0.01, role, probability=probability)
                self.assertTrue(self.open(self.salesperson)["is_stale"])
                extra.unlink()
        self.deal_b.forecast_is_added = True
        self.assertTrue(self.open(self.salesperson)["is_stale"])
        self.deal_b.forecast_is_added = False
        self.promise(self.salesperson, 5, "omitted")
        self.assertFalse(self.open(self.salesperson)["is_stale"])
        self.adjust(self.salesperson, None, "best_case", 0.01)
        self.assertTrue(self.open(self.salesperson)["is_stale"])

    def test_nothing_new(self):
        """Submitting twice without any change makes no second submission."""
        self.submit(self.salesperson)
        self.assertUnchanged(UserError, "Nothing has changed", self.submit, self.salesperson)
        stage = self.deal_a.stage_id.search([("id", "!=", self.deal_a.stage_id.id)], limit=1)
        self.deal_a.write({"stage_id": stage.id, "probability": 85})
        self.assertEqual(self.submit(self.salesperson)["submission_count"], 2)
        self.submit(self.leader)
        self.assertUnchanged(UserError, "Nothing has changed", self.submit, self.leader)

    def test_same_figures_with_another_note(self):
        """An adjustment by the same amount for another reason is news."""
        self.adjust(self.salesperson, None, "commit", 5, "Hope")
        self.submit(self.salesperson)
        self.adjust(self.salesperson, None, "commit", 5, "Signed")
        self.assertEqual(self.submit(self.salesperson)["submission_count"], 2)

    def test_changes(self):
        """R32, S17: deal by deal since the last submission."""
        kept, won, lost, late, gone, given, shelved = (
            self.promise(self.salesperson, amount, name=name)
            for name, amount in (
                ("Kept", 1),
                ("Won", 2),
                ("Lost", 4),
                ("Late", 8),
                ("Gone", 16),
                ("Given", 32),
                ("Shelved", 128),
            )
        )
        self.submit(self.salesperson)
        self.assertEqual(self.open(self.salesperson)["changes"], [])
        self.deal_a.write({"expected_revenue": 150, "probability": 60})
        self.deal_b.date_deadline = "2026-03-25"
        won.action_set_won()
        won.date_closed = "2026-03-12 00:00:00"
        lost.action_set_lost()
        late.date_deadline = "2026-04-02"
        gone.unlink()
        shelved.date_deadline = "2026-04-02"
        shelved.action_archive()
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        given.write({"user_id": self.colleague.id, "date_deadline": "2026-04-09"})
        self.promise(self.salesperson, 64, name="New")
        sheet = self.open(self.salesperson)
        self.assertCountEqual(
            self.changes(sheet),
            [
                ("A", "amount", 100, 150, 50),
                ("A", "probability", 85, 60, None),
                ("A", "category", "Commit", "Best Case", None),
                ("B", "date", "2026-03-20", "2026-03-25", None),
                ("Won", "won", 2, 2, 0),
                ("Lost", "lost", 4, None, -4),
                ("Late", "date", "2026-03-20", "2026-04-02", -8),
                ("Gone", "gone", 16, None, -16),
                ("Given", "gone", 32, None, -32),
                ("Shelved", "gone", 128, None, -128),
                ("New", "new", None, 64, 64),
            ],
        )
        flags = {deal["name"]: deal["flag"] for deal in sheet["deals"]}
        self.assertEqual(
            flags, {"A": "changed", "B": "changed", "Won": "changed", "Kept": False, "New": "new"}
        )
        self.assertTrue(kept.exists())

    # As of --------------------------------------------------------------------

    def test_as_of(self):
        """S18: every figure as it was at the end of a day in Auckland."""
        with self.freeze("2026-03-05 22:00:00"):  # the 6th
            self.adjust(self.salesperson, None, "commit", 10, "Early")
            self.submit(self.salesperson)
        with self.at("2026-03-08 10:59:00"):  # the last minute of the 8th
            self.deal_a.expected_revenue = 130
        with self.at("2026-03-08 11:01:00"):  # the 9th
            self.deal_b.probability = 85
        with self.freeze("2026-03-10 00:00:00"):
            self.adjust(self.salesperson, None, "commit", None)
        with self.at("2026-03-12 00:00:00"):
            self.deal_a.unlink()
        for day, columns, stale in (
            ("2026-02-28", (0, 0, 0, 0, 0), False),
            ("2026-03-05", (0, 100, 200, 0, 100), False),
            ("2026-03-06", (0, 110, 200, 0, 110), False),
            ("2026-03-07", (0, 110, 200, 0, 110), False),
            ("2026-03-08", (0, 140, 200, 0, 140), True),
            ("2026-03-09", (0, 340, 0, 0, 340), True),
            ("2026-03-10", (0, 330, 0, 0, 330), True),
            ("2026-03-12", (0, 200, 0, 0, 200), True),
            ("2026-03-15", (0, 200, 0, 0, 200), True),
        ):
            with self.subTest(day):
                sheet = self.open(self.salesperson, as_of=day)
                self.assertColumns(sheet["figures"], *columns)
                self.assertEqual(sheet["is_stale"], stale)
                self.assertEqual(sheet["forecast"]["as_of"], day)
                self.assertFalse(sheet["forecast"]["can_submit"])
                self.assertFalse(any(deal["can_write"] for deal in sheet["deals"]))
                total = sum(deal["amount"] for deal in sheet["deals"] if deal["is_included"])
                adjusted = sheet["figures"]["adjustment"]["commit"]
                self.assertEqual(total + adjusted, sheet["figures"]["forecast"])
        submitted = self.open(self.salesperson, as_of="2026-03-05")["submission"]
        self.assertIsNone(submitted)
        self.assertEqual(self.open(self.salesperson, as_of="2026-03-06")["submission_count"], 1)
        sheet = self.open(self.salesperson, as_of="2026-03-16")
        self.assertFalse(sheet["forecast"]["as_of"])
        self.assertTrue(sheet["forecast"]["can_submit"])

    def test_as_of_for_teams(self):
        """A leader sees what had been submitted and adjusted by then."""
        with self.freeze("2026-03-05 00:00:00"):
            self.submit(self.salesperson)
        key = f"person-{self.salesperson.id}"
        with self.freeze("2026-03-07 00:00:00"):
            self.adjust(self.leader, key, "commit", 9)
        self.deal_a.expected_revenue = 500
        self.submit(self.salesperson)
        for day, forecast in (
            ("2026-03-04", 0),
            ("2026-03-05", 100),
            ("2026-03-07", 109),
            ("2026-03-16", 509),
        ):
            with self.subTest(day):
                sheet = self.open(self.leader, as_of=day)
                self.assertEqual(sheet["figures"]["forecast"], forecast)

    def test_as_of_days_to_come(self):
        with self.assertRaisesRegex(UserError, "days to come"):
            self.open(self.salesperson, as_of="2026-03-17")

    def test_as_of_today_of_the_reader(self):
        """Today is now, whether the reader is behind the company's day or ahead of it."""
        for moment, zone, day in (
            ("2026-03-16 11:30:00", "UTC", "2026-03-16"),  # the 17th in Auckland
            ("2026-03-16 23:30:00", "UTC", "2026-03-16"),
            ("2026-03-17 00:30:00", "UTC", "2026-03-17"),
            ("2026-03-17 09:30:00", "Etc/GMT+12", "2026-03-16"),
            ("2026-03-16 10:30:00", "Pacific/Kiritimati", "2026-03-17"),  # the 16th in Auckland
        ):
            with self.subTest(moment, zone=zone), self.freeze(moment):
                sheet = self.forecasts(self.salesperson, tz=zone).worksheet_open(
                    {"period_id": self.march.id, "as_of": day}
                )
                self.assertFalse(sheet["forecast"]["as_of"])
                self.assertTrue(sheet["forecast"]["can_submit"])

    # Periods and days ---------------------------------------------------------

    def test_time_zone(self):
        """A deal is won on the day that it is where the company works."""
        won = self.promise(self.salesperson, 7, "closed", "2026-03-05")
        for moment, counts in (
            ("2026-02-28 10:59:00", False),
            ("2026-02-28 11:00:00", True),
            ("2026-03-31 10:59:00", True),
            ("2026-03-31 11:00:00", False),
        ):
            with self.subTest(moment):
                won.date_closed = moment
                closed = self.open(self.salesperson)["figures"]["closed"]
                self.assertEqual(closed, 7 if counts else 0)

    def test_first_and_last_day(self):
        for day, counts in (
            ("2026-02-28", False),
            ("2026-03-01", True),
            ("2026-03-31", True),
            ("2026-04-01", False),
        ):
            with self.subTest(day):
                self.deal_a.date_deadline = day
                commit = self.open(self.salesperson)["figures"]["commit"]
                self.assertEqual(commit, 100 if counts else 0)

    def test_overdue(self):
        """Of a period to come, what is still expected before it is not overdue yet."""
        self.deal_b.date_deadline = "2026-03-15"
        sheet = self.open(self.salesperson, period_id=self.april.id)
        self.assertEqual(sheet["overdue"], {"count": 1, "amount": 200})
        self.assertColumns(sheet["figures"], 0, 0, 0, 0, 0)
        self.deal_b.date_deadline = "2026-03-16"
        sheet = self.open(self.salesperson, period_id=self.april.id)
        self.assertEqual(sheet["overdue"], {"count": 0, "amount": 0})

    def test_archived_category(self):
        """It is shown as long as deals of the period are in it, so that all of them are listed."""
        upside = self.env["sales.forecast.category"].create(
            {"name": "Upside", "role": "best_case", "has_range": False, "sequence": 25}
        )
        self.deal_b.forecast_category_id = upside
        upside.active = False
        names = ["Closed", "Commit", "Upside", "Best Case", "Pipeline", "Omitted"]
        sheet = self.open(self.salesperson)
        self.assertEqual([category["name"] for category in sheet["categories"]], names)
        self.assertEqual(sheet["categories"][2]["amount"], 200)
        names.remove("Upside")
        sheet = self.open(self.salesperson, period_id=self.april.id)
        self.assertEqual([category["name"] for category in sheet["categories"]], names)

    def test_current_period(self):
        sheet = self.forecasts(self.salesperson).worksheet_open()
        self.assertEqual(sheet["forecast"]["period"]["name"], "Mar 2026")
        current = [period["name"] for period in sheet["periods"] if period["is_current"]]
        self.assertEqual(current, ["Mar 2026"])
        self.assertEqual(sheet["periods"][-1]["name"], "Jun 2026")
        self.assertEqual(sheet["periods"][0]["name"], "Mar 2024")

    # What does not count ------------------------------------------------------

    def test_deals_of_nobody(self):
        """Deals without owner and team are in no forecast, those of other companies neither."""
        nobody = self.env["res.users"]
        self.promise(nobody, 5000)
        self.promise(nobody, 6000, company_id=False)
        self.promise(self.salesperson, 3, company_id=False)
        other = self.make_other_company()
        self.salesperson.company_ids += other
        self.promise(self.salesperson, 7000, company_id=other.id)
        sheet = self.open(self.salesperson)
        self.assertEqual(sheet["figures"]["commit"], 103)
        self.assertEqual(self.open(self.chief, live=True)["rows"][1]["live"]["commit"], 103)

    def test_leads_and_lost_deals(self):
        self.promise(self.salesperson, 9, type="lead")
        self.promise(self.salesperson, 9).action_set_lost()
        self.promise(self.salesperson, 9).action_archive()
        self.assertColumns(self.open(self.salesperson)["figures"], 0, 100, 200, 0, 100)

    # Companies and currencies -------------------------------------------------

    def test_branches(self):
        """A company forecasts with its branches; who works in a branch sees their own."""
        branch = self.make_branch()
        (self.salesperson | self.leader).company_ids += branch
        self.promise(self.salesperson, 11, company_id=branch.id)
        self.assertEqual(self.open(self.salesperson)["figures"]["commit"], 111)
        sheet = self.forecasts(self.salesperson, allowed_company_ids=branch.ids).worksheet_open()
        self.assertEqual(sheet["forecast"]["period"]["id"], self.march.id)
        self.assertEqual(sheet["figures"]["commit"], 111)
        self.assertEqual([deal["amount"] for deal in sheet["deals"]], [11])
        self.assertEqual(sheet["hidden_count"], 2)
        # what the user cannot see right now is not gone
        self.submit(self.salesperson)
        sheet = self.forecasts(self.salesperson, allowed_company_ids=branch.ids).worksheet_open()
        self.assertEqual(sheet["changes"], [])
        clerk = self._make_user("branch_seller", "sales_team.group_sale_salesman")
        clerk.write({"company_id": branch.id, "company_ids": [Command.set(branch.ids)]})
        self.promise(clerk, 13, company_id=branch.id)
        self.assertEqual(self.open(clerk)["figures"]["commit"], 13)

    def test_other_company(self):
        """Every company has periods of its own."""
        other = self.make_other_company()
        self.salesperson.company_ids += other
        self.promise(self.salesperson, 17, company_id=other.id, team_id=False)
        forecasts = self.forecasts(self.salesperson, allowed_company_ids=other.ids)
        sheet = forecasts.worksheet_open()
        self.assertEqual(sheet["figures"]["commit"], 17)
        self.assertEqual(sheet["currency"]["symbol"], other.currency_id.symbol)
        self.assertNotEqual(sheet["forecast"]["period"]["id"], self.march.id)

    def test_whole_currency(self):
        """In yen there are no parts of one."""
        yen = self.env.ref("base.JPY")
        yen.active = True
        other = self.setup_other_company(name="Tokyo", currency_id=yen.id)["company"]
        self.salesperson.company_ids += other
        for amount in (1001, 1002, -1):
            self.promise(self.salesperson, amount, company_id=other.id, team_id=False)
        forecasts = self.forecasts(self.salesperson, allowed_company_ids=other.ids)
        sheet = forecasts.worksheet_open()
        period = self.env["sales.forecast.period"].browse(sheet["forecast"]["period"]["id"])
        state = forecasts._read_state(period)
        self.assertEqual(state.live["person", self.salesperson.id].amounts.weighted, 1702)
        # 85 % of 1001, 1002 and -1
        self.assertEqual(sheet["figures"]["weighted"], 1702)
        sheet = forecasts.worksheet_adjust(sheet["forecast"]["id"], None, "commit", 10.6, "So")
        self.assertEqual(sheet["figures"]["forecast"], 2013)
        sheet = forecasts.worksheet_submit(sheet["forecast"]["id"])
        self.assertFalse(sheet["is_stale"])
        self.assertEqual(sheet["currency"]["decimals"], 0)
