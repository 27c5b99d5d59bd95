import json

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_open

from ..common.cockpit import CockpitCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestPlanDashboard(CockpitCommon):
    """R1, S5: plan versus actual in Odoo's app of dashboards, for whoever has that app."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("sales_plan/data/files/sales_plan_dashboard.json") as file:
            cls.content = json.load(file)
        if "spreadsheet.dashboard" in cls.env:
            cls.dashboard = cls.env["sales.plan.dashboard"].sudo()._make()

    def setUp(self):
        super().setUp()
        if "spreadsheet.dashboard" not in self.env:
            self.skipTest("Odoo's app of dashboards is not there")

    def read_sheet(self, user, number, domain=()):
        """Return a pivot of the dashboard as a browser reads it for a user."""
        pivot = self.content["pivots"][number]
        rows = [row["fieldName"] for row in pivot["rows"]]
        report = self.env[pivot["model"]].with_user(user)
        measures = [measure["id"] for measure in pivot["measures"]]
        [total, *rest] = report.formatted_read_grouping_sets(
            [*pivot["domain"], ("date", ">=", "2026-01-01"), ("date", "<=", "2026-12-31"), *domain],
            [[], rows] if rows else [[]],
            measures,
        )
        return total[0], rest[0] if rest else []

    def test_totals_are_those_of_the_reader(self):
        """Nobody sees more than in the report: whole plan, own team, own rows."""
        for user, target, actual in (
            (self.manager, 18200, 2500),
            (self.auditor, 18200, 2500),
            (self.leader, 18000, 2500),
            (self.salesperson, 12000, 2000),
        ):
            with self.subTest(user=user.name):
                total, __ = self.read_sheet(user, "1")
                self.assertEqual(total["target_amount:sum"], target)
                self.assertEqual(total["actual_amount:sum"], actual)
                self.assertEqual(total["gap_amount:sum"], actual - target)
                self.assertAlmostEqual(total["attainment:avg"], actual / target)

    def test_teams(self):
        __, teams = self.read_sheet(self.manager, "3")
        found = {team["team_id"][1]: team["target_amount:sum"] for team in teams}
        self.assertEqual(found, {"North": 18000, "South": 200})
        __, teams = self.read_sheet(self.leader, "3")
        self.assertEqual([team["team_id"][1] for team in teams], ["North"])

    def test_filters_fit_what_they_filter(self):
        """Every filter names a field of the report in every pivot and chart."""
        report = self.env["sales.plan.report"]
        filters = {found["id"]: found for found in self.content["globalFilters"]}
        charts = [
            figure["data"]
            for figure in self.content["sheets"][0]["figures"]
            if "fieldMatching" in figure["data"]
        ]
        for about in (*self.content["pivots"].values(), *charts):
            self.assertEqual(set(about["fieldMatching"]), set(filters))
            for key, match in about["fieldMatching"].items():
                field = report._fields[match["chain"]]
                self.assertEqual(field.type, match["type"])
                self.assertEqual(field.comodel_name, filters[key].get("modelName"))
        __, plans = self.read_sheet(self.manager, "2", [("plan_id", "=", self.in_force.id)])
        self.assertEqual([plan["plan_id"][0] for plan in plans], [self.in_force.id])

    def test_who_opens_it(self):
        for user in (self.manager, self.leader, self.auditor, self.salesperson):
            dashboard = self.dashboard.with_user(user).sudo(False)
            shown = json.loads(dashboard._get_serialized_readonly_dashboard())
            self.assertEqual(shown["translation_namespace"], "sales_plan")
            self.assertEqual(shown["snapshot"]["pivots"].keys(), self.content["pivots"].keys())
        with self.assertRaises(AccessError):
            self.dashboard.with_user(self.clerk).sudo(False).check_access("read")

    def test_made_once(self):
        """An update brings a new spreadsheet, and leaves what somebody changed."""
        self.dashboard.write({"name": "Our Plans", "spreadsheet_data": '{"sheets": []}'})
        again = self.env["sales.plan.dashboard"].sudo()._make()
        self.assertEqual(again, self.dashboard)
        self.assertEqual(again.name, "Our Plans")
        self.env.invalidate_all()
        self.assertEqual(json.loads(again.spreadsheet_data)["version"], self.content["version"])

    def test_forgotten_with_its_app(self):
        """The number of a dashboard that is gone is no longer ours."""
        self.env["sales.plan.dashboard"].sudo()._forget()
        name = "sales_plan.spreadsheet_dashboard_plan"
        self.assertFalse(self.env.ref(name, raise_if_not_found=False))
        self.assertNotEqual(self.env["sales.plan.dashboard"].sudo()._make(), self.dashboard)
