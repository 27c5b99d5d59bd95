from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastSubmissions(ForecastCommon):
    """S13, S17: submissions stay as they are and can be compared."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal_a = cls.promise(cls.salesperson, 100, name="A", next_step="Call")
        cls.deal_b = cls.promise(cls.salesperson, 200, "closed", "2026-03-04", name="B")
        cls.deal_c = cls.promise(cls.salesperson, 50, "omitted", name="C")

    def latest(self, user):
        self.env.invalidate_all()
        return self.env["sales.forecast.submission"].search(
            [("salesperson_id", "=", user.id)], limit=1
        )

    def test_found_by_name(self):
        """Forecasts and what was submitted are found by whose they are and by the period, as they
        are called; what nobody is called is not found."""
        self.submit(self.salesperson)
        self.open(self.colleague)
        self.open(self.manager, kind="company")
        forecasts = self.env["sales.forecast"].with_user(self.manager).sudo(False)
        every = forecasts.search([])
        [own] = every.filtered(lambda forecast: forecast.user_id == self.salesperson)
        company = every.filtered(lambda forecast: forecast.kind == "company")
        self.assertTrue(company)
        for text, found in (
            (own.display_name, own),
            (self.salesperson.name, own),
            (self.company.name, company),
            (f"{self.salesperson.name}, Nothing", every.browse()),
            ("Nobody", every.browse()),
        ):
            with self.subTest(text=text):
                named = forecasts.browse(id_ for id_, __ in forecasts.name_search(text))
                self.assertEqual(named & every, found)
        without = forecasts.search([("display_name", "not ilike", self.salesperson.name)])
        self.assertEqual(without, every - own)
        submissions = self.env["sales.forecast.submission"].with_user(self.manager).sudo(False)
        self.assertEqual(
            submissions.search([("display_name", "ilike", own.display_name)]), own.submission_ids
        )
        self.assertFalse(submissions.name_search("Nobody"))

    def test_what_is_kept(self):
        """Amounts, adjustments and every deal with its values, omitted ones too."""
        self.adjust(self.salesperson, None, "best_case", 5, "More to come")
        self.submit(self.salesperson)
        submission = self.latest(self.salesperson)
        self.assertRecordValues(
            submission,
            [
                {
                    "closed": 200,
                    "commit": 100,
                    "best_case": 5,
                    "pipeline": 0,
                    "forecast": 300,
                    "weighted": 285,
                    "has_target": False,
                    "team_id": self.team_north.id,
                    "user_id": self.salesperson.id,
                    "period_id": self.march.id,
                    "kind": "person",
                }
            ],
        )
        self.assertEqual(submission.adjustments[0]["note"], "More to come")
        self.assertRegex(submission.adjustment_text, r"^Best Case .*5\.00.*: More to come$")
        self.assertRecordValues(
            submission.line_ids.sorted("name"),
            [
                {
                    "deal_number": self.deal_a.id,
                    "name": "A",
                    "status": "open",
                    "amount": 100,
                    "weighted": 85,
                    "probability": 85,
                    "role": "commit",
                    "category_name": "Commit",
                    "stage_name": self.deal_a.stage_id.name,
                    "day": self.day("2026-03-20"),
                    "is_included": True,
                    "partner_id": self.acme.id,
                    "user_id": self.salesperson.id,
                    "next_step": "Call",
                },
                {
                    "deal_number": self.deal_b.id,
                    "name": "B",
                    "status": "won",
                    "amount": 200,
                    "weighted": 200,
                    "probability": 100,
                    "role": "closed",
                    "category_name": "Closed",
                    "stage_name": self.deal_b.stage_id.name,
                    "day": self.day("2026-03-04"),
                    "is_included": True,
                    "partner_id": self.acme.id,
                    "user_id": self.salesperson.id,
                    "next_step": False,
                },
                {
                    "deal_number": self.deal_c.id,
                    "name": "C",
                    "status": "open",
                    "amount": 50,
                    "weighted": 0,
                    "probability": 0,
                    "role": "omitted",
                    "category_name": "Omitted",
                    "stage_name": self.deal_c.stage_id.name,
                    "day": self.day("2026-03-20"),
                    "is_included": False,
                    "partner_id": self.acme.id,
                    "user_id": self.salesperson.id,
                    "next_step": False,
                },
            ],
        )

    def test_immutable(self):
        """Whatever becomes of deals, teams and people; superusers change nothing either."""
        self.submit(self.salesperson)
        self.submit(self.leader)
        submission = self.latest(self.salesperson)
        team = self.env["sales.forecast.submission"].search([("kind", "=", "team")])
        before = submission.line_ids.mapped(lambda line: (line.deal_number, line.name, line.amount))
        self.deal_a.unlink()
        self.deal_b.write({"expected_revenue": 9, "name": "Renamed"})
        self.team_north.member_ids -= self.salesperson
        self.env.invalidate_all()
        lines = submission.line_ids
        self.assertEqual(
            lines.mapped(lambda line: (line.deal_number, line.name, line.amount)), before
        )
        self.assertEqual(len(lines.lead_id), 2)
        for record in (submission, team, lines[0], team.row_ids[0]):
            record = record.sudo()  # noqa: PLW2901
            for call, args in ((record.write, [{"weighted": 5}]), (record.unlink, [])):
                with self.subTest(record=record, call=call.__name__):
                    self.assertUnchanged(UserError, "stays as it is", call, *args)

    def test_submissions_are_kept(self):
        """Neither a deal's owner nor a team goes while submissions tell of them."""
        self.submit(self.salesperson)
        with self.assertRaises(Exception), self.cr.savepoint():  # noqa: B017
            self.march.unlink()
        self.assertTrue(self.latest(self.salesperson).exists())

    def test_compare(self):
        """Two by two: figures, and the deals that are not the same."""
        self.submit(self.salesperson)
        first = self.latest(self.salesperson)
        self.deal_a.write({"expected_revenue": 150, "probability": 60})
        self.promise(self.salesperson, 7, name="D")
        self.deal_c.date_deadline = "2026-04-20"
        with self.freeze("2026-03-16 10:30:00"):
            self.submit(self.salesperson)
        second = self.latest(self.salesperson)
        self.deal_a.action_set_won()
        self.deal_a.date_closed = "2026-03-15 00:00:00"
        forecasts = self.forecasts(self.leader)
        compared = forecasts.worksheet_compare(first.id, second.id)
        self.assertEqual(
            [(figure["left"], figure["right"]) for figure in compared["figures"]],
            [(200, 200), (100, 7), (0, 150), (0, 0), (300, 207), (285, 295.95)],
        )
        self.assertEqual(
            [(deal["name"], deal["kind"]) for deal in compared["deals"]],
            [("A", "amount"), ("C", "gone"), ("D", "new")],
        )
        self.assertEqual(
            compared["deals"][0]["after"],
            {
                "status": "open",
                "amount": 150,
                "probability": 60,
                "category": "Best Case",
                "stage": compared["deals"][0]["before"]["stage"],
                "date": "2026-03-20",
            },
        )
        live = self.forecasts(self.salesperson).worksheet_compare(second.id)
        self.assertFalse(live["right"]["id"])
        self.assertEqual([deal["kind"] for deal in live["deals"]], ["won"])
        self.assertEqual(live["figures"][0]["difference"], 150)

    def test_compare_teams(self):
        self.submit(self.leader)
        self.submit(self.salesperson)
        with self.freeze("2026-03-16 10:30:00"):
            self.submit(self.leader)
        second, first = self.env["sales.forecast.submission"].search([("kind", "=", "team")])
        rows = self.forecasts(self.leader).worksheet_compare(first.id, second.id)["rows"]
        self.assertEqual(
            [(row["name"], row["left"], row["right"], row["difference"]) for row in rows],
            [
                ("Leader", 0, 0, 0),
                ("Colleague", 0, 0, 0),
                ("Salesperson", 200, 300, 100),
                ("Harbour", 0, 0, 0),
                ("Other deals", 0, 0, 0),
            ],
        )

    def test_compare_action(self):
        """Select one or two in the list."""
        self.submit(self.salesperson)
        self.deal_a.expected_revenue = 101
        self.submit(self.salesperson)
        submissions = self.forecasts(self.salesperson).env["sales.forecast.submission"].search([])
        action = submissions.action_compare()
        wizard = submissions.env["sales.forecast.compare"].browse(action["res_id"])
        self.assertEqual((wizard.submission_id.commit, wizard.other_id.commit), (100, 101))
        self.assertIn("101.00", wizard.comparison)
        with Form(wizard) as form:
            form.other_id = submissions.browse()
            self.assertIn("as it is", form.comparison)
        action = submissions[0].action_compare()
        wizard = submissions.env["sales.forecast.compare"].browse(action["res_id"])
        self.assertFalse(wizard.other_id)
        self.assertIn("No deal changed", wizard.comparison)
        with self.assertRaisesRegex(UserError, "one or two"):
            submissions.browse().action_compare()

    def test_one_at_a_time(self):
        """Who adjusts and submits counts up: the database refuses whoever comes at the same
        time, and Odoo tries again."""
        forecast = self.env["sales.forecast"].browse(self.open(self.salesperson)["forecast"]["id"])
        self.assertEqual(forecast.version, 0)
        self.adjust(self.salesperson, None, "commit", 1)
        self.submit(self.salesperson)
        forecast.invalidate_recordset()
        self.assertEqual(forecast.version, 2)

    # Queries ------------------------------------------------------------------

    def test_queries(self):
        """One grouped query for all seats: twice the people and deals take no query more."""

        def count(user, **request):
            self.open(user, **request)
            self.env.flush_all()
            self.env.invalidate_all()
            forecasts = self.forecasts(user)
            self.env.cr.flush()
            before = self.env.cr.sql_log_count
            forecasts.worksheet_open({"period_id": self.march.id, **request})
            return self.env.cr.sql_log_count - before

        def grow(number):
            people = self.env["res.users"]
            for index in range(5):
                person = self._make_user(
                    f"seller_{number}_{index}", "sales_team.group_sale_salesman"
                )
                people |= person
                for amount in range(4):
                    self.promise(person, amount + 1, team=self.team_north)
                    self.promise(self.salesperson, amount + 1, team=self.team_north)
                    self.promise(self.env["res.users"], amount + 1, team=self.team_north)
            self.join(self.team_north, *people)
            for person in people:
                self.adjust(person, None, "commit", 1)
                self.submit(person)
                key = f"person-{person.id}"
                self.adjust(self.leader, key, "commit", 1)
            self.submit(self.salesperson)
            self.submit(self.leader)

        grow(1)
        calls = {
            "own": lambda: count(self.salesperson),
            "team": lambda: count(self.leader),
            "live": lambda: count(self.chief, live=True),
            "as of": lambda: count(self.leader, as_of="2026-03-10"),
            "manager": lambda: count(self.manager, team_id=self.team_north.id),
        }
        small = {name: call() for name, call in calls.items()}
        grow(2)
        large = {name: call() for name, call in calls.items()}
        self.assertEqual(small, large)
        self.assertLess(max(large.values()), 90)
