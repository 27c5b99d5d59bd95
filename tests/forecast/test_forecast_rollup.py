from odoo.tests import tagged

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastRollUp(ForecastCommon):
    """Figures from deals to the top: closed, commit, best case, pipeline and forecast."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        nobody = cls.env["res.users"]
        north, harbour = cls.team_north, cls.harbour
        cls.leaver = cls._make_user("leaver", "sales_team.group_sale_salesman")
        cls.join(north, cls.leaver)
        cls.promise(cls.salesperson, 1000, "closed", "2026-03-05")
        cls.promise(cls.salesperson, 500)
        cls.promise(cls.salesperson, 300, "best_case")
        cls.promise(cls.salesperson, 200, "pipeline")
        cls.promise(cls.salesperson, 40, "pipeline", forecast_is_added=True)
        cls.promise(cls.salesperson, 50, "omitted")
        # out of the period, without a day, overdue
        cls.promise(cls.salesperson, 8000, day="2026-04-01")
        cls.promise(cls.salesperson, 700, day=False)
        cls.promise(cls.salesperson, 600, day="2026-02-28")
        cls.promise(cls.salesperson, 900, "closed", "2026-02-27")
        cls.promise(cls.colleague, 70.1)
        cls.promise(cls.colleague, -20.05)
        cls.promise(cls.leader, 400)
        cls.promise(cls.docker, 10, team=harbour)
        cls.promise(cls.docker, 90, "best_case", team=harbour)
        cls.promise(nobody, 33, team=north)
        cls.promise(cls.leaver, 12, "closed", "2026-03-02", team=north)
        cls.promise(cls.rover, 60, "pipeline", team=cls.europe)
        cls.promise(cls.director, 5, team=harbour)
        cls.promise(cls.stranger, 7, team=cls.team_south)
        cls.promise(nobody, 999)
        cls.leaver.action_archive()

    def test_person(self):
        """One's own worksheet: live, single and cumulative, weighted, and what is left out."""
        sheet = self.open(self.salesperson)
        self.assertEqual(sheet["forecast"]["kind"], "person")
        self.assertTrue(sheet["forecast"]["can_submit"])
        figures = sheet["figures"]
        self.assertColumns(figures, 1000, 500, 300, 240, 1540)
        self.assertEqual(
            figures["cumulative"], {"commit": 1500, "best_case": 1800, "open_pipeline": 1040}
        )
        # 1000 + 85 % of 500 + 60 % of 300 + 20 % of 240
        self.assertEqual(figures["weighted"], 1653)
        self.assertEqual(
            figures["weighted_columns"],
            {"closed": 1000, "commit": 425, "best_case": 180, "pipeline": 48},
        )
        self.assertEqual(figures["omitted_count"], 1)
        self.assertEqual(sheet["overdue"], {"count": 1, "amount": 600})
        self.assertEqual(sheet["undated"], {"count": 1, "amount": 700})
        self.assertEqual(
            [(deal["amount"], deal["role"], deal["is_included"]) for deal in sheet["deals"]],
            [
                (1000, "closed", True),
                (500, "commit", True),
                (300, "best_case", False),
                (200, "pipeline", False),
                (50, "omitted", False),
                (40, "pipeline", True),
            ],
        )
        self.assertFalse(sheet["rows"])

    def test_negative_deals(self):
        self.assertColumns(self.open(self.colleague)["figures"], 0, 50.05, 0, 0, 50.05)

    def test_nobody_submitted(self):
        """Of who has not submitted counts what is closed; the leader's own and others' deals do."""
        sheet = self.open(self.leader)
        self.assertEqual(
            self.rows_of(sheet),
            {
                "Leader": (0, 400, 0, 0, 400),
                "Colleague": (0, 0, 0, 0, 0),
                "Salesperson": (1000, 0, 0, 0, 1000),
                "Harbour": (0, 0, 0, 0, 0),
                "Other deals": (12, 33, 0, 0, 45),
            },
        )
        self.assertEqual([row["submission"] for row in sheet["rows"]], [None] * 5)
        self.assertColumns(sheet["figures"], 1012, 433, 0, 0, 1445)
        self.assertEqual([deal["amount"] for deal in sheet["deals"]], [33])

    def test_four_levels(self):
        """People submit, then every leader from the bottom to the top, with adjustments."""
        self.adjust(self.salesperson, None, "commit", -40, "One slips")
        self.submit(self.salesperson)
        self.submit(self.colleague)
        self.submit(self.docker)
        # nobody leads Harbour: who leads North does
        self.adjust(self.leader, f"person-{self.docker.id}", "commit", 5, of=self.harbour)
        sheet = self.submit(self.leader, self.harbour)
        self.assertEqual(
            self.rows_of(sheet),
            {"Docker": (0, 15, 90, 0, 15), "Other deals": (0, 0, 0, 0, 0)},
        )

        salesperson, harbour = f"person-{self.salesperson.id}", f"team-{self.harbour.id}"
        self.adjust(self.leader, salesperson, "best_case", -100)
        self.adjust(self.leader, salesperson, "pipeline", 10)
        self.adjust(self.leader, harbour, "commit", -15.5)
        self.adjust(self.leader, "own", "commit", 100)
        self.adjust(self.leader, "others", "best_case", 1)
        sheet = self.submit(self.leader)
        self.assertEqual(
            self.rows_of(sheet, "submitted"),
            {
                "Leader": (0, 400, 0, 0, 400),
                "Colleague": (0, 50.05, 0, 0, 50.05),
                "Salesperson": (1000, 460, 300, 240, 1500),
                "Harbour": (0, 15, 90, 0, 15),
                "Other deals": None,
            },
        )
        self.assertEqual(
            self.rows_of(sheet),
            {
                "Leader": (0, 500, 0, 0, 500),
                "Colleague": (0, 50.05, 0, 0, 50.05),
                "Salesperson": (1000, 460, 200, 250, 1500),
                "Harbour": (0, -0.5, 90, 0, -0.5),
                "Other deals": (12, 33, 1, 0, 45),
            },
        )
        self.assertColumns(sheet["figures"], 1012, 1042.55, 291, 250, 2094.55)
        self.assertEqual(
            sheet["figures"]["adjustment"], {"commit": 84.5, "best_case": -99, "pipeline": 10}
        )
        self.assertColumns(sheet["figures"]["live"], 1012, 958.05, 390, 240, 2010.05)
        self.assertColumns(sheet["figures"]["submitted"], 1012, 1042.55, 291, 250, 2094.55)

        self.submit(self.stranger)
        self.submit(self.other_leader)
        self.submit(self.rover)
        self.adjust(self.director, f"team-{self.team_south.id}", "commit", 3)
        sheet = self.submit(self.director)
        self.assertEqual(
            self.rows_of(sheet),
            {
                "Director": (0, 5, 0, 0, 5),
                "Rover": (0, 0, 0, 60, 0),
                "North": (1012, 1042.55, 291, 250, 2094.55),
                "South": (0, 10, 0, 0, 10),
                "Other deals": (0, 0, 0, 0, 0),
            },
        )
        sheet = self.submit(self.chief)
        self.assertColumns(sheet["figures"], 1012, 1057.55, 291, 310, 2109.55)
        self.assertEqual(
            sheet["figures"]["cumulative"],
            {"commit": 2069.55, "best_case": 2360.55, "open_pipeline": 1658.55},
        )
        self.assertEqual([row["name"] for row in sheet["rows"]], ["Chief", "Europe", "Other deals"])

    def test_live_on_request(self):
        """What everybody below would come to if they submitted now, with all adjustments."""
        self.adjust(self.docker, None, "commit", 2)
        self.adjust(self.leader, f"person-{self.docker.id}", "commit", 5, of=self.harbour)
        self.adjust(self.leader, f"team-{self.harbour.id}", "best_case", -90)
        sheet = self.open(self.director, live=True)
        self.assertEqual(
            self.rows_of(sheet, "live"),
            {
                "Director": (0, 5, 0, 0, 5),
                "Rover": (0, 0, 0, 60, 0),
                # 400 + 500 + 50.05 + 10 + 2 + 5 + 33; what is added of the pipeline counts too
                "North": (1012, 1000.05, 300, 240, 2052.05),
                "South": (0, 7, 0, 0, 7),
                "Other deals": (0, 0, 0, 0, 0),
            },
        )
        # asking for live figures counts nothing open that was not submitted
        self.assertColumns(sheet["figures"], 1012, 5, 0, 0, 1017)
        sheet = self.open(self.director)
        self.assertEqual(
            self.rows_of(sheet, "live"),
            {
                "Director": (0, 5, 0, 0, 5),
                "Rover": None,
                "North": None,
                "South": None,
                "Other deals": (0, 0, 0, 0, 0),
            },
        )

    def test_others_see_what_was_submitted(self):
        """Whoever else opens a worksheet sees what was submitted, and live figures by asking."""
        self.adjust(self.salesperson, None, "commit", -40, "One slips")
        sheet = self.open(self.leader, self.salesperson)
        self.assertColumns(sheet["figures"], 1000, 0, 0, 0, 1000)
        self.assertIsNone(sheet["figures"]["live"])
        self.assertEqual((sheet["deals"], sheet["adjustments"]), ([], []))
        self.submit(self.salesperson)
        self.promise(self.salesperson, 1)
        sheet = self.open(self.leader, self.salesperson)
        self.assertColumns(sheet["figures"], 1000, 460, 300, 240, 1500)
        self.assertEqual(sheet["figures"]["adjustment"]["commit"], -40)
        self.assertEqual(len(sheet["deals"]), 6)
        self.assertFalse(any(deal["can_write"] for deal in sheet["deals"]))
        self.assertFalse(sheet["is_stale"])
        sheet = self.open(self.leader, self.salesperson, live=True)
        self.assertColumns(sheet["figures"], 1000, 461, 300, 240, 1501)
        self.assertTrue(sheet["is_stale"])
        # the rules of deals hide them from the leader
        self.assertEqual((sheet["deals"], sheet["changes"], sheet["hidden_count"]), ([], [], 7))
        self.assertEqual(len(self.open(self.manager, self.salesperson, live=True)["deals"]), 7)
        self.assertEqual(len(self.open(self.auditor, self.salesperson, live=True)["deals"]), 7)

    def test_adjustments_are_for_those_above(self):
        """They change no deal, and nobody below knows of them."""
        deals = self.env["crm.lead"].search([("user_id", "=", self.salesperson.id)])
        before = deals.mapped("expected_revenue")
        self.submit(self.salesperson)
        own = self.open(self.salesperson)
        self.adjust(self.leader, f"person-{self.salesperson.id}", "commit", 77, "Trust me")
        self.assertEqual(self.open(self.salesperson), own)
        self.assertEqual(deals.mapped("expected_revenue"), before)
        found = self.env["sales.forecast.adjustment"].with_user(self.salesperson).search([])
        self.assertFalse(found)
        found = self.env["sales.forecast.adjustment"].with_user(self.director).search([])
        self.assertEqual(found.note, "Trust me")

    def test_reset_and_replace(self):
        sheet = self.adjust(self.salesperson, None, "commit", 10, "First")
        self.assertColumns(sheet["figures"], 1000, 510, 300, 240, 1550)
        with self.freeze("2026-03-16 10:05:00"):
            sheet = self.adjust(self.salesperson, "own", "commit", -5.005, "Second")
        self.assertColumns(sheet["figures"], 1000, 494.99, 300, 240, 1534.99)
        self.assertEqual(
            [(item["amount"], item["note"]) for item in sheet["adjustments"]], [(-5.01, "Second")]
        )
        with self.freeze("2026-03-16 10:10:00"):
            sheet = self.adjust(self.salesperson, None, "pipeline", 20)
            sheet = self.adjust(self.salesperson, None, "commit", None)
        self.assertColumns(sheet["figures"], 1000, 500, 300, 260, 1540)
        history = self.env["sales.forecast.adjustment"].search([], order="id")
        self.assertEqual(
            [(item.amount, bool(item.date_to)) for item in history],
            [(10, True), (-5.01, True), (20, False)],
        )
        self.adjust(self.salesperson, None, "pipeline", 0)
        self.assertFalse(self.open(self.salesperson)["adjustments"])

    def test_people_in_no_team(self):
        """They forecast for themselves; their deals count in the team of the deal."""
        self.promise(self.freelance, 25, team=self.team_north)
        self.promise(self.freelance, 4)
        sheet = self.open(self.freelance)
        self.assertColumns(sheet["figures"], 0, 29, 0, 0, 29)
        self.assertEqual(len(sheet["deals"]), 2)
        others = self.rows_of(self.open(self.leader))["Other deals"]
        self.assertEqual(others, (12, 58, 0, 0, 70))

    def test_several_teams(self):
        """Who is in several teams forecasts for the first, whatever team a deal is in."""
        self.env["ir.config_parameter"].sudo().set_param("sales_team.membership_multi", "True")
        self.env["crm.team.member"].create(
            {"crm_team_id": self.team_south.id, "user_id": self.salesperson.id}
        )
        self.assertEqual(len(self.salesperson.crm_team_ids), 2)
        self.promise(self.salesperson, 1, team=self.team_south)
        sheet = self.open(self.leader, live=True)
        self.assertEqual(self.rows_of(sheet, "live")["Salesperson"], (1000, 501, 300, 240, 1541))
        self.assertNotIn("Salesperson", self.rows_of(self.open(self.other_leader)))

    def test_leader_of_two_teams(self):
        """Own deals count in the highest of the teams, once."""
        self.harbour.user_id = self.leader
        sheet = self.open(self.leader)
        self.assertEqual(sheet["forecast"]["team"][0], self.team_north.id)
        self.assertEqual(self.rows_of(sheet)["Leader"], (0, 400, 0, 0, 400))
        sheet = self.open(self.leader, self.harbour)
        self.assertEqual(set(self.rows_of(sheet)), {"Docker", "Other deals"})
        self.assertTrue(sheet["forecast"]["can_submit"])

    def test_archived_teams(self):
        """What was below an archived team belongs to the one above it."""
        self.harbour.active = False
        self.promise(self.env["res.users"], 2, team=self.harbour)
        sheet = self.open(self.leader, live=True)
        # the docker is in no team any more
        self.assertEqual(self.rows_of(sheet)["Other deals"], (12, 45, 90, 0, 57))
        self.team_north.active = False
        sheet = self.open(self.director)
        self.assertNotIn("North", self.rows_of(sheet))

    def test_own_deals_are_submitted_along(self):
        """A team's submission takes what its leader's own deals come to, submitted by itself."""
        self.submit(self.leader)
        own = self.env["sales.forecast.submission"].search(
            [("salesperson_id", "=", self.leader.id)]
        )
        self.assertEqual((own.forecast, own.team_id), (400, self.team_north))
        team = self.env["sales.forecast.submission"].search([("kind", "=", "team")])
        self.assertEqual(sum(team.row_ids.mapped("total_forecast")), team.forecast)
        self.assertEqual(team.row_ids.filtered(lambda row: row.kind == "own").child_id, own)
        self.promise(self.leader, 1)
        self.assertTrue(self.open(self.leader)["is_stale"])
        self.submit(self.leader)
        own = self.env["sales.forecast.submission"].search(
            [("salesperson_id", "=", self.leader.id)]
        )
        self.assertEqual(own.mapped("forecast"), [401, 400])

    def test_choices(self):
        def names(sheet):
            return [(choice["depth"], choice["name"]) for choice in sheet["choices"]]

        self.assertEqual(names(self.open(self.salesperson)), [(0, "Salesperson")])
        sheet = self.open(self.leader, self.docker)
        self.assertEqual(
            names(sheet),
            [
                (0, "North"),
                (1, "Leader"),
                (1, "Colleague"),
                (1, "Salesperson"),
                (1, "Harbour"),
                (2, "Docker"),
            ],
        )
        self.assertEqual(
            [step["name"] for step in sheet["breadcrumb"]], ["North", "Harbour", "Docker"]
        )
        self.assertEqual(len(names(self.open(self.auditor))), 16, "the company, too")
