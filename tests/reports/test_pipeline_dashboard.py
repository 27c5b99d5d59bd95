from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..common.deal_history import DealHistoryCommon

NOTHING = {"count": 0, "amount": 0, "weighted": 0}


def figures(count, amount, weighted):
    return {"count": count, "amount": amount, "weighted": weighted}


@tagged("post_install", "-at_install")
@freeze_time("2025-03-15 12:00:00")
class TestPipelineDashboard(DealHistoryCommon):
    """R1 to R4: the funnel by stage, closed and pipeline by salesperson and month or quarter.

    ============ =========== ========= ====== === ===================
    salesperson  stage       revenue    %         day
    ============ =========== ========= ====== === ===================
    salesperson  New         100        50        20 March
    salesperson  Qualified   300        10        10 May
    colleague    New         200        25        31 March
    colleague    Qualified    50        50        —
    stranger     New         400        50        10 February, overdue
    nobody       New          80        50        1 April
    salesperson  won         1,000                1 March (28 February in UTC)
    colleague    won         700                  10 January
    salesperson  lost        90
    ============ =========== ========= ====== === ===================

    The stranger is of South, the others of North; both are part of a region.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.region = cls.env["crm.team"].create(
            {"name": "Region", "company_id": cls.company.id, "user_id": False}
        )
        cls.team_north.parent_id = cls.team_south.parent_id = cls.region
        cls.made("2025-03-01", 100, date_deadline="2025-03-20")
        cls.made(
            "2025-03-01",
            300,
            date_deadline="2025-05-10",
            probability=10,
            stage_id=cls.qualified.id,
        )
        of_colleague = {"user_id": cls.colleague.id}
        cls.made("2025-03-01", 200, date_deadline="2025-03-31", probability=25, **of_colleague)
        cls.made("2025-03-01", 50, stage_id=cls.qualified.id, date_deadline=False, **of_colleague)
        cls.made(
            "2025-01-01",
            400,
            date_deadline="2025-02-10",
            user_id=cls.stranger.id,
            team_id=cls.team_south.id,
        )
        cls.made("2025-03-01", 80, date_deadline="2025-04-01", user_id=False)
        cls.won("2025-02-28 12:00:00", cls.made("2025-01-05", 1000))
        cls.won("2025-01-10", cls.made("2025-01-02", 700, **of_colleague))
        cls.lost("2025-02-01", cls.made("2025-01-06", 90))
        cls.lost("2023-02-01", cls.made("2023-01-06", 60))

    def dashboard(self, user=None, **request):
        self.env.invalidate_all()
        model = self.env["sales.pipeline.dashboard"].with_user(user or self.manager)
        return model.dashboard_open(request)

    def funnel(self, user=None, **request):
        """Return ``{stage: (count, amount, weighted)}`` of stages with deals."""
        stages = self.dashboard(user, **request)["funnel"]["stages"]
        return {
            stage["name"]: (stage["count"], stage["amount"], stage["weighted"])
            for stage in stages
            if stage["count"]
        }

    def grid(self, user=None, **request):
        """Return ``{name: {period: (closed, pipeline, weighted)}}`` of cells with deals."""
        grid = self.dashboard(user, **request)["grid"]
        names = [*(period["name"] for period in grid["periods"]), "Total"]
        return {
            row.get("name", "Total"): {
                name: (
                    cell["closed"]["amount"],
                    cell["pipeline"]["amount"],
                    cell["pipeline"]["weighted"],
                )
                for name, cell in zip(names, [*row["cells"], row["total"]], strict=True)
                if cell["closed"]["count"] or cell["pipeline"]["count"]
            }
            for row in [*grid["rows"], grid["total"]]
        }

    # Funnel -------------------------------------------------------------------

    def test_funnel(self):
        """R1: open deals by stage, in the order of stages, empty ones too."""
        funnel = self.dashboard()["funnel"]
        self.assertEqual(
            funnel["stages"][:3],
            [
                {
                    "id": self.new.id,
                    "name": "New",
                    **figures(4, 780, 340),
                    "share": 1,
                    "moved_on": 2 / 3,
                },
                {
                    "id": self.qualified.id,
                    "name": "Qualified",
                    **figures(2, 350, 55),
                    "share": 350 / 780,
                    "moved_on": None,
                },
                {
                    "id": self.proposition.id,
                    "name": "Proposition",
                    **NOTHING,
                    "share": 0,
                    "moved_on": None,
                },
            ],
        )
        self.assertEqual(funnel["total"], figures(6, 1130, 395))
        self.assertFalse([stage for stage in funnel["stages"] if stage["id"] == self.done.id])

    def test_funnel_narrowed(self):
        for request, expected in (
            ({"closing": "month"}, {"New": (2, 300, 100)}),
            ({"closing": "quarter"}, {"New": (3, 700, 300)}),
            ({"closing": "year"}, {"New": (4, 780, 340), "Qualified": (1, 300, 30)}),
            ({"team_id": self.team_south.id}, {"New": (1, 400, 200)}),
            ({"team_id": self.region.id}, {"New": (4, 780, 340), "Qualified": (2, 350, 55)}),
            ({"user_id": self.colleague.id}, {"New": (1, 200, 50), "Qualified": (1, 50, 25)}),
        ):
            with self.subTest(request=request):
                self.assertEqual(self.funnel(**request), expected)

    def test_deals_without_a_stage(self):
        deal = self.made("2025-03-01", 10)
        self.env.cr.execute("UPDATE crm_lead SET stage_id = NULL WHERE id = %s", [deal.id])
        last = self.dashboard()["funnel"]["stages"][-1]
        self.assertEqual((last["id"], last["name"], last["amount"]), (False, "No Stage", 10))
        self.assertEqual(self.opened_stage(False), 10)

    def test_stages_of_other_teams(self):
        """A team's funnel has its stages, and those that its deals are in anyway."""
        self.proposition.team_ids = self.team_north
        self.new.team_ids = self.team_north
        stages = self.dashboard(team_id=self.team_south.id)["funnel"]["stages"]
        names = [stage["id"] for stage in stages]
        self.assertIn(self.new.id, names)
        self.assertIn(self.qualified.id, names)
        self.assertNotIn(self.proposition.id, names)

    # Grid ---------------------------------------------------------------------

    def test_grid_by_month(self):
        """R3: a won deal is in the month it was closed in, where the company is."""
        periods = self.dashboard()["grid"]["periods"]
        self.assertEqual(
            [(period["name"], period["is_current"]) for period in periods],
            [
                ("Jan 2025", False),
                ("Feb 2025", False),
                ("Mar 2025", True),
                ("Apr 2025", False),
                ("May 2025", False),
                ("Jun 2025", False),
            ],
        )
        self.assertEqual(
            self.grid(),
            {
                "Colleague": {
                    "Jan 2025": (700, 0, 0),
                    "Mar 2025": (0, 200, 50),
                    "Total": (700, 200, 50),
                },
                "Salesperson": {
                    "Mar 2025": (1000, 100, 50),
                    "May 2025": (0, 300, 30),
                    "Total": (1000, 400, 80),
                },
                "Stranger": {"Feb 2025": (0, 400, 200), "Total": (0, 400, 200)},
                "No Salesperson": {"Apr 2025": (0, 80, 40), "Total": (0, 80, 40)},
                "Total": {
                    "Jan 2025": (700, 0, 0),
                    "Feb 2025": (0, 400, 200),
                    "Mar 2025": (1000, 300, 100),
                    "Apr 2025": (0, 80, 40),
                    "May 2025": (0, 300, 30),
                    "Total": (1700, 1080, 370),
                },
            },
        )

    def test_grid_by_quarter(self):
        """R4: the same by quarter of the fiscal year."""
        expected = {
            "Salesperson": {
                "Q1 2025": (1000, 100, 50),
                "Q2 2025": (0, 300, 30),
                "Total": (1000, 400, 80),
            }
        }
        expected["Total"] = expected["Salesperson"]
        self.assertEqual(self.grid(unit="quarter", user_id=self.salesperson.id), expected)
        # a fiscal year from February: its first quarter ends in April
        self.company.fiscalyear_last_month = "1"
        names = [period["name"] for period in self.dashboard(unit="quarter")["grid"]["periods"]]
        self.assertEqual(names, ["Q4 2024/25", "Q1 2025/26", "Q2 2025/26", "Q3 2025/26"])
        self.assertEqual(
            self.grid(unit="quarter", user_id=self.salesperson.id)["Salesperson"],
            {
                "Q1 2025/26": (1000, 100, 50),
                "Q2 2025/26": (0, 300, 30),
                "Total": (1000, 400, 80),
            },
        )

    def test_columns_move(self):
        found = self.grid(offset=2)
        self.assertEqual(found["Total"]["Total"], (1000, 680, 170))
        self.assertNotIn("Stranger", found)
        for offset in (-120, 120):
            self.assertEqual(len(self.dashboard(offset=offset)["grid"]["periods"]), 6)

    # Deals behind figures -----------------------------------------------------

    def opened_stage(self, stage_id, **request):
        model = self.env["sales.pipeline.dashboard"].with_user(self.manager)
        return self.opened_amount(model.dashboard_open_stage(request, stage_id))

    def opened_amount(self, action):
        self.assertEqual(action["res_model"], "crm.lead")
        leads = self.env["crm.lead"].with_user(self.manager).search(action["domain"])
        return sum(leads.mapped("expected_revenue"))

    def test_every_stage_opens_its_deals(self):
        """R2: and in the way that the funnel was narrowed."""
        for request in ({}, {"closing": "quarter"}, {"user_id": self.colleague.id}):
            for stage in self.dashboard(**request)["funnel"]["stages"]:
                with self.subTest(request=request, stage=stage["name"]):
                    self.assertEqual(self.opened_stage(stage["id"], **request), stage["amount"])

    def test_every_cell_opens_its_deals(self):
        self.env["crm.lead"].search([("expected_revenue", "=", 700)]).action_archive()
        request = {"unit": "month"}
        model = self.env["sales.pipeline.dashboard"].with_user(self.manager)
        grid = self.dashboard(**request)["grid"]
        rows = [*grid["rows"], {**grid["total"], "user_id": None}]
        seen = 0
        for row in rows:
            cells = [*enumerate(row["cells"]), (None, row["total"])]
            for period, cell in cells:
                for kind in ("closed", "pipeline"):
                    action = model.dashboard_open_cell(request, kind, row["user_id"], period)
                    self.assertEqual(self.opened_amount(action), cell[kind]["amount"])
                    seen += 1
        self.assertEqual(seen, 5 * 7 * 2)
        action = model.dashboard_open_cell(request, "closed", self.salesperson.id, 2)
        self.assertEqual(action["name"], "Closed · Salesperson · Mar 2025")
        action = model.dashboard_open_cell(request, "pipeline", False, None)
        self.assertEqual(action["name"], "Pipeline · No Salesperson")

    # Who sees what ------------------------------------------------------------

    def test_salespeople_see_their_own(self):
        """As in Odoo, deals of nobody are everybody's."""
        data = self.dashboard(self.salesperson)
        self.assertEqual((data["teams"], data["users"]), ([], []))
        self.assertEqual(data["funnel"]["total"], figures(3, 480, 120))
        self.assertEqual(
            [row["name"] for row in data["grid"]["rows"]], ["Salesperson", "No Salesperson"]
        )
        self.assertEqual(data["funnel"]["stages"][0]["moved_on"], 1 / 2)
        model = self.env["sales.pipeline.dashboard"].with_user(self.salesperson)
        action = model.dashboard_open_cell({}, "pipeline", self.stranger.id, None)
        leads = self.env["crm.lead"].with_user(self.salesperson)
        self.assertFalse(leads.search(action["domain"]))

    def test_managers_choose_teams_and_people(self):
        data = self.dashboard()
        names = {team["name"] for team in data["teams"]}
        self.assertLessEqual({"North", "South", "Region"}, names)
        names = [user["name"] for user in data["users"]]
        self.assertLessEqual({"Colleague", "Leader", "Salesperson", "Stranger"}, set(names))
        self.assertNotIn("Clerk", names)

    def test_others_see_nothing(self):
        for user in (self.clerk, self.auditor):
            with self.assertRaises(AccessError):
                self.dashboard(user)

    def test_other_currencies_are_named(self):
        """Amounts of two currencies are not added."""
        other = self.make_other_company()
        self.manager.company_ids = [Command.link(other.id)]
        self.deal(None, 5000, company_id=other.id, team_id=False, user_id=self.manager.id)
        self.env.flush_all()
        model = self.env["sales.pipeline.dashboard"].with_user(self.manager)
        model = model.with_context(allowed_company_ids=[self.company.id, other.id])
        data = model.dashboard_open({})
        self.assertEqual(data["left_out"], ["Other"])
        self.assertEqual(data["funnel"]["total"]["amount"], 1130)
        data = model.with_context(allowed_company_ids=[other.id]).dashboard_open({})
        self.assertEqual(data["funnel"]["total"]["amount"], 5000)
        self.assertEqual(data["currency_id"], other.currency_id.id)

    def test_company_of_a_deal_without_one(self):
        """A deal without a company is of its team's, else of its salesperson's company."""
        deal = self.made("2025-03-01", 10, date_deadline="2025-03-02")
        for column in ("company_id", "team_id"):
            self.env.cr.execute(
                SQL("UPDATE crm_lead SET %s = NULL WHERE id = %s", SQL.identifier(column), deal.id)
            )
            self.assertEqual(self.grid()["Salesperson"]["Mar 2025"], (1000, 110, 55))
            self.assertEqual(self.funnel()["New"], (5, 790, 345))

    # Requests -----------------------------------------------------------------

    def test_requests_that_no_client_sends(self):
        for request in (
            {"closing": "never"},
            {"unit": "day"},
            {"unit": []},
            {"offset": 121},
            {"offset": "1"},
            {"team_id": -1},
            {"user_id": [1]},
            {"unknown": 1},
            [1],
            "month",
        ):
            with self.subTest(request=request), self.assertRaises(UserError):
                model = self.env["sales.pipeline.dashboard"].with_user(self.manager)
                model.dashboard_open(request)
        model = self.env["sales.pipeline.dashboard"].with_user(self.manager)
        for cell in (("open", 1, 1), ("closed", "x", 1), ("closed", 1, 6), ("closed", 1, [0])):
            with self.subTest(cell=cell), self.assertRaises(UserError):
                model.dashboard_open_cell({}, *cell)
        with self.assertRaises(UserError):
            model.dashboard_open_stage({}, "new")

    def test_as_many_queries_for_twice_as_many_deals(self):
        def count_queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["sales.pipeline.dashboard"].with_user(self.manager).dashboard_open({})
            return self.env.cr.sql_log_count - before

        count_queries()
        few = count_queries()
        for user in (self.leader, self.other_leader, self.accountant):
            for stage in (self.new, self.qualified, self.proposition):
                self.deal(None, 10, user_id=user.id, stage_id=stage.id, date_deadline="2025-04-04")
        self.assertEqual(count_queries(), few)
