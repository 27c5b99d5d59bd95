from datetime import datetime

from odoo.tests import tagged
from odoo.tools import SQL

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastStanding(ForecastCommon):
    """What is closed is live; of what was submitted counts what did not become anything else since.

    The salesperson has submitted 1,000 closed, 500 and 80 commit, 300 best case and 200 pipeline.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        north = cls.team_north
        cls.promise(cls.salesperson, 1000, "closed", "2026-03-05", team=north)
        cls.large = cls.promise(cls.salesperson, 500, team=north)
        cls.small = cls.promise(cls.salesperson, 80, team=north)
        cls.best_case = cls.promise(cls.salesperson, 300, "best_case", team=north)
        cls.pipeline = cls.promise(cls.salesperson, 200, "pipeline", team=north)
        cls.of_others = cls.promise(None, 33, team=north)

    def win(self, deal, day="2026-03-16"):
        deal.action_set_won()
        deal.date_closed = f"{day} 01:00:00"

    def row(self, user, of=None, name="Salesperson", **request):
        return self.rows_of(self.open(user, of, **request))[name]

    def assertSalesperson(self, *expected):  # noqa: N802
        """Assert what the salesperson's row counts, and that their worksheet says the same."""
        self.assertEqual(self.row(self.leader), expected)
        sheet = self.open(self.leader, self.salesperson)
        self.assertColumns(sheet["figures"], *expected)

    def test_never_submitted(self):
        """Who has not submitted has closed all the same; nothing else of theirs counts."""
        self.assertSalesperson(1000, 0, 0, 0, 1000)
        self.assertColumns(self.open(self.leader)["figures"], 1000, 33, 0, 0, 1033)
        # to the top: nobody on the way has submitted anything
        self.assertEqual(self.row(self.chief, name="Europe"), (1000, 0, 0, 0, 1000))

    def test_won_since(self):
        """Money that was won moves from where it was expected: it counts once."""
        self.submit(self.salesperson)
        self.assertSalesperson(1000, 580, 300, 200, 1580)
        self.win(self.large)
        self.assertSalesperson(1500, 80, 300, 200, 1580)
        self.win(self.best_case)
        self.assertSalesperson(1800, 80, 0, 200, 1880)

    def test_won_by_sql(self):
        """Where something else than Odoo wins a deal it is closed, though its category waits."""
        self.submit(self.salesperson)
        self.env.flush_all()
        self.cr.execute(
            """UPDATE crm_lead SET won_status = 'won', probability = 100,
                      date_closed = '2026-03-16 01:00:00' WHERE id = %s""",
            [self.best_case.id],
        )
        self.best_case.invalidate_recordset()
        self.assertSalesperson(1300, 580, 0, 200, 1880)
        self.assertColumns(
            self.open(self.leader, self.salesperson, live=True)["figures"], 1300, 580, 0, 200, 1880
        )

    def test_won_for_another_amount(self):
        self.submit(self.salesperson)
        self.large.expected_revenue = 450
        self.win(self.large)
        self.assertSalesperson(1450, 80, 300, 200, 1530)

    def test_new_since(self):
        """A deal that nobody submitted counts when it is won, and not before."""
        self.submit(self.salesperson)
        deal = self.promise(self.salesperson, 7, team=self.team_north)
        self.assertSalesperson(1000, 580, 300, 200, 1580)
        self.win(deal)
        self.assertSalesperson(1007, 580, 300, 200, 1587)

    def test_gone_since(self):
        """Lost, archived, deleted, expected or won in another period: it counts no more."""
        self.submit(self.salesperson)
        self.large.action_set_lost()
        self.assertSalesperson(1000, 80, 300, 200, 1080)
        self.small.active = False
        self.assertSalesperson(1000, 0, 300, 200, 1000)
        self.best_case.unlink()
        self.assertSalesperson(1000, 0, 0, 200, 1000)
        self.pipeline.date_deadline = "2026-04-02"
        self.assertSalesperson(1000, 0, 0, 0, 1000)

    def test_back_again(self):
        """A lost deal that is taken up again is what was submitted of it."""
        self.submit(self.salesperson)
        self.large.action_set_lost()
        self.large.write({"active": True, "probability": 20, "lost_reason_id": False})
        self.assertSalesperson(1000, 580, 300, 200, 1580)

    def test_won_no_more(self):
        """What was won when it was submitted and is open again was not submitted as that."""
        self.win(self.large)
        self.submit(self.salesperson)
        self.assertSalesperson(1500, 80, 300, 200, 1580)
        self.large.write({"stage_id": self.small.stage_id.id, "probability": 85})
        self.assertSalesperson(1000, 80, 300, 200, 1080)

    def test_changed_since(self):
        """Open deals count as they were submitted, whatever is expected of them now."""
        self.submit(self.salesperson)
        self.large.expected_revenue = 900
        self.best_case.probability = 85
        self.assertSalesperson(1000, 580, 300, 200, 1580)

    def test_adjustments_stay(self):
        self.adjust(self.salesperson, None, "commit", -30, "One slips")
        self.submit(self.salesperson)
        self.adjust(self.leader, f"person-{self.salesperson.id}", "best_case", -100)
        self.win(self.large)
        self.assertEqual(self.row(self.leader), (1500, 50, 200, 200, 1550))

    def test_added_by_hand(self):
        """What was added to the forecast leaves it with its deal, and comes as closed."""
        deal = self.promise(
            self.salesperson, 40, "pipeline", team=self.team_north, forecast_is_added=True
        )
        self.submit(self.salesperson)
        self.assertSalesperson(1000, 580, 300, 240, 1620)
        self.win(deal)
        self.assertSalesperson(1040, 580, 300, 200, 1620)

    def test_handed_over(self):
        """A deal counts with one of two colleagues, whoever has submitted when."""
        self.submit(self.salesperson)
        self.submit(self.colleague)

        def commits():
            rows = self.rows_of(self.open(self.leader))
            return rows["Salesperson"][1], rows["Colleague"][1]

        self.assertEqual(commits(), (580, 0))
        self.large.user_id = self.colleague
        self.assertEqual(commits(), (580, 0))
        with self.freeze("2026-03-16 10:10:00"):
            self.submit(self.colleague)
        self.assertEqual(commits(), (80, 500))
        self.win(self.large)
        rows = self.rows_of(self.open(self.leader))
        self.assertEqual(rows["Salesperson"], (1000, 80, 300, 200, 1080))
        self.assertEqual(rows["Colleague"], (500, 0, 0, 0, 500))

    def test_handed_up(self):
        """What a leader takes over counts with their own deals, which are live."""
        self.submit(self.salesperson)
        self.large.user_id = self.leader
        rows = self.rows_of(self.open(self.leader))
        self.assertEqual((rows["Salesperson"][1], rows["Leader"][1]), (80, 500))
        self.small.user_id = False
        rows = self.rows_of(self.open(self.leader))
        self.assertEqual((rows["Salesperson"][1], rows["Other deals"][1]), (0, 113))

    def test_leaders_of_leaders(self):
        """What a leader submitted loses what was won below; what they closed is live."""
        self.submit(self.salesperson)
        self.adjust(self.leader, f"person-{self.salesperson.id}", "commit", -60)
        self.submit(self.leader)
        self.submit(self.director)
        for user, name in ((self.director, "North"), (self.chief, "Europe")):
            with self.subTest(name):
                self.assertEqual(self.row(user, name=name), (1000, 553, 300, 200, 1553))
        self.win(self.large)
        self.win(self.of_others)
        self.pipeline.action_set_lost()
        for user, name in ((self.director, "North"), (self.chief, "Europe")):
            with self.subTest(name):
                self.assertEqual(self.row(user, name=name), (1533, 20, 300, 0, 1553))
        # those below submit anew: that goes up when their leader submits
        with self.freeze("2026-03-16 10:10:00"):
            self.best_case.expected_revenue = 310
            self.submit(self.salesperson)
            self.assertEqual(self.row(self.director, name="North"), (1533, 20, 300, 0, 1553))
            self.submit(self.leader)
            self.assertEqual(self.row(self.director, name="North"), (1533, 20, 310, 0, 1553))
            self.assertEqual(self.row(self.chief, name="Europe"), (1533, 20, 300, 0, 1553))

    def test_gone_before_the_leader_submitted(self):
        """What was taken off when a leader submitted is not taken off once more."""
        self.submit(self.salesperson)
        self.win(self.large)
        self.submit(self.leader)
        self.assertEqual(self.row(self.director, name="North"), (1500, 113, 300, 200, 1613))
        self.win(self.small)
        self.assertEqual(self.row(self.director, name="North"), (1580, 33, 300, 200, 1613))

    def test_what_goes_up(self):
        """A leader submits what counts: what is closed, and what still stands of the others'."""
        self.submit(self.salesperson)
        self.win(self.large)
        self.submit(self.leader)
        submission = self.env["sales.forecast.submission"].search([("kind", "=", "team")])
        self.assertEqual(
            (submission.closed, submission.commit, submission.forecast), (1500, 113, 1613)
        )
        row = submission.row_ids.filtered(lambda row: row.user_id == self.salesperson)
        self.assertEqual((row.closed, row.commit, row.total_forecast), (1500, 80, 1580))

    def test_others_of_a_leader(self):
        """Deals of nobody, to who looks at a team from above."""
        self.submit(self.leader)
        self.assertEqual(self.row(self.director, self.team_north, "Other deals")[:2], (0, 33))
        self.win(self.of_others)
        self.assertEqual(self.row(self.director, self.team_north, "Other deals")[:2], (33, 0))
        self.assertEqual(self.row(self.director, name="North")[:2], (1033, 0))

    def test_listed_deals(self):
        """Deals of somebody else: what still stands of those submitted, and those won."""
        self.leader.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.submit(self.salesperson)
        self.win(self.large)
        self.small.action_set_lost()
        sheet = self.open(self.leader, self.salesperson)
        self.assertEqual(
            sorted((deal["role"], deal["amount"]) for deal in sheet["deals"]),
            [("best_case", 300), ("closed", 500), ("closed", 1000), ("pipeline", 200)],
        )
        sums = {item["role"]: item["amount"] for item in sheet["categories"]}
        self.assertEqual(
            {role: sums[role] for role in ("closed", "commit", "best_case", "pipeline")},
            {
                role: sheet["figures"][role]
                for role in ("closed", "commit", "best_case", "pipeline")
            },
        )

    def test_says_so(self):
        """A row whose deals say something else than was submitted says so, and by how much."""
        self.submit(self.salesperson)

        def since(**request):
            rows = {row["name"]: row for row in self.open(self.leader, **request)["rows"]}
            row = rows["Salesperson"]
            return row["is_stale"], row["since"] and self.columns(row["since"])

        self.assertEqual(since(), (False, None))
        self.win(self.large)
        self.assertEqual(since(), (True, (500, -500, 0, 0, 0)))
        self.best_case.expected_revenue = 310
        self.assertEqual(since(live=True), (True, (500, -500, 10, 0, 0)))
        sheet = self.open(self.leader, self.salesperson)
        self.assertTrue(sheet["is_stale"])

    def test_as_of(self):
        """The same of a past day: what was submitted by then, less what was won by then."""
        # they are as old as the database's clock says, which may be before that day
        self.env["crm.lead"].search([("user_id", "=", self.salesperson.id)]).unlink()
        with self.at("2026-03-02 08:00:00"):
            deal = self.promise(self.salesperson, 60, team=self.team_north)
        # what changes within two hours of being made was so from the beginning
        made = SQL("UPDATE crm_lead SET create_date = '2026-03-02' WHERE id = %s", deal.id)
        self.env.cr.execute(made)
        deal.invalidate_recordset(["create_date"])
        with self.freeze("2026-03-10 10:00:00"):
            forecast = self.env["sales.forecast"]._find_or_make(
                self.march, ("person", self.salesperson.id)
            )
            state = self.env["sales.forecast"]._read_state(self.march, datetime(2026, 3, 10, 10))
            forecast.sudo()._submit(forecast, state)
        with self.at("2026-03-12 08:00:00"):
            self.win(deal, "2026-03-12")
        days = {day: self.row(self.leader, as_of=day)[:2] for day in ("2026-03-11", "2026-03-13")}
        self.assertEqual(days, {"2026-03-11": (0, 60), "2026-03-13": (60, 0)})

    def test_as_many_queries(self):
        """What still stands of ten submissions is read as that of one is."""

        def count():
            self.open(self.leader)
            forecasts = self.forecasts(self.leader)
            before = self.env.cr.sql_log_count
            forecasts.worksheet_open({"period_id": self.march.id})
            return self.env.cr.sql_log_count - before

        self.submit(self.salesperson)
        self.win(self.large)
        one = count()
        for number in range(5):
            user = self._make_user(f"seller_{number}", "sales_team.group_sale_salesman")
            self.join(self.team_north, user)
            deals = [self.promise(user, amount, team=self.team_north) for amount in (1, 2)]
            self.submit(user)
            self.win(deals[0])
        self.assertEqual(count(), one)
