import io

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger
from openpyxl import load_workbook

from ..common.deal_history import DealHistoryCommon

NOW = "2031-05-15 00:00:00"
MAY, JUNE, NEXT_YEAR = "2031-05-31", "2031-06-30", "2032-01-31"


class ForecastReportCommon(DealHistoryCommon):
    """Deals as of 15 May 2031, in May and after it.

    ::

        North   salesperson   100 commit, 20 pipeline (June), 5 won on 3 May
                colleague     40 best case
        South   stranger      7 pipeline, 1000 pipeline (next year)
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forget_deals()
        made = "2031-05-01 00:00:00"
        south = {"user_id": cls.stranger.id, "team_id": cls.team_south.id}
        cls.committed = cls.made(made, 100, probability=90, date_deadline=MAY)
        cls.made(made, 20, probability=10, date_deadline=JUNE)
        cls.made(made, 40, probability=60, date_deadline=MAY, user_id=cls.colleague.id)
        cls.made(made, 7, probability=10, date_deadline=MAY, **south)
        cls.made(made, 1000, probability=10, date_deadline=NEXT_YEAR, **south)
        cls.won("2031-05-03 00:00:00", cls.made(made, 5, date_deadline=JUNE))
        cls.env.flush_all()

    def report(self, user=None, **values):
        """Make a report of somebody, by default of May, as of today."""
        reports = self.env["sales.forecast.report"].with_user(user or self.salesperson)
        return reports.create({"name": "Report", "span": "this_month", **values})

    def rows(self, report, user=None):
        """Run a report on 15 May 2031: ``{row: [value, …]}``, as the spreadsheet has it."""
        self.env.invalidate_all()
        with freeze_time(NOW):
            report = report.with_user(user or report.user_id)
            return dict(
                self.env["sales.forecast.report.xlsx"]
                .with_user(user or report.user_id)
                ._read_rows(report)
            )

    def found(self, report, user=None):
        """Run a report on 15 May 2031 and return the amounts of the deals it opens."""
        self.env.invalidate_all()
        with freeze_time(NOW):
            action = report.with_user(user or report.user_id).action_run()
            deals = self.env[action["res_model"]].with_user(user or report.user_id)
            return sorted(deals.search(action["domain"]).mapped("amount"))


@tagged("post_install", "-at_install")
class TestForecastReport(ForecastReportCommon):
    """R28, R29, R30, R31: saved forecast reports."""

    def test_columns_and_rows(self):
        report = self.report(self.manager, has_amount=True, has_weighted=True)
        # deals, closed, commit, best case, pipeline, forecast, amount, weighted
        self.assertEqual(
            self.rows(report),
            {
                "Salesperson": [2, 5, 100, 0, 0, 105, 105, 95],
                "Colleague": [1, 0, 0, 40, 0, 0, 40, 24],
                "Stranger": [1, 0, 0, 0, 7, 0, 7, 0.7],
                "Total": [4, 5, 100, 40, 7, 105, 152, 119.7],
            },
        )
        one = self.report(
            self.manager,
            rows="team",
            has_count=False,
            **dict.fromkeys(("has_closed", "has_commit", "has_best_case", "has_pipeline"), False),
        )
        self.assertEqual(self.rows(one), {"North": [105], "South": [0], "Total": [105]})

    def test_other_rows(self):
        report = self.report(self.manager, span="any")
        totals = {}
        for rows in ("stage", "category", "month", "customer", "team"):
            report.rows = rows
            found = self.rows(report)
            self.assertEqual(found.pop("Total"), [6, 5, 100, 40, 1027, 105])
            totals[rows] = {name: sum(values[1:5]) for name, values in found.items()}
        self.assertEqual(totals["month"], {"May 2031": 152, "June 2031": 20, "January 2032": 1000})
        self.assertEqual(totals["customer"], {"None": 1172})
        self.assertEqual(
            totals["category"], {"Closed": 5, "Commit": 100, "Best Case": 40, "Pipeline": 1027}
        )

    def test_spans(self):
        for span, amounts in (
            ("any", [5, 7, 20, 40, 100, 1000]),
            ("this_month", [5, 7, 40, 100]),
            ("next_month", [20]),
            ("last_month", []),
            ("this_quarter", [5, 7, 20, 40, 100]),
            ("next_quarter", []),
            ("last_quarter", []),
            ("this_year", [5, 7, 20, 40, 100]),
        ):
            with self.subTest(span=span):
                self.assertEqual(self.found(self.report(self.manager, span=span)), amounts)
        custom = self.report(
            self.manager, span="custom", date_from="2031-06-30", date_to="2032-01-31"
        )
        self.assertEqual(self.found(custom), [20, 1000])

    def test_as_of(self):
        """Two years back there was nothing; two weeks back nothing was won."""
        report = self.report(self.manager)
        self.assertEqual(self.rows(report)["Total"][1], 5)
        report.write({"as_of": "days_ago", "as_of_days": 13})
        self.assertEqual(self.rows(report)["Total"][:3], [3, 0, 100])
        report.write({"as_of": "fixed", "as_of_date": "2029-05-15"})
        self.assertEqual(self.rows(report), {"Total": [0] + [0] * 5})
        self.changed("2031-05-10 00:00:00", self.committed, expected_revenue=60)
        report.as_of = "today"
        self.assertEqual(self.rows(report)["Total"][2], 60)
        report.write({"as_of": "fixed", "as_of_date": "2031-05-08"})
        self.assertEqual(self.rows(report)["Total"][2], 100)

    def test_versions_never_add_up(self):
        """Whoever asks without a day gets today's deals, each once."""
        self.changed("2031-05-10 00:00:00", self.committed, expected_revenue=60)
        analysis = self.env["sales.forecast.analysis"].with_user(self.manager)
        mine = [("deal_number", "=", self.committed.id)]
        with freeze_time(NOW):
            self.assertEqual(analysis._read_group(mine, [], ["amount:sum", "__count"]), [(60, 1)])
            found = analysis.search([*mine, ("valid_on", "=", "2031-05-08")])
            self.assertEqual(found.mapped("amount"), [100])
            self.assertEqual(analysis.search([("id", "=", found.id)]), found)

    def test_who_is_who_runs_it(self):
        """A shared report reads by the reader's rules, never by its owner's."""
        everybody = self.report(self.manager, is_shared=True)
        mine = self.report(self.manager, is_shared=True, who="mine")
        teams = self.report(self.manager, is_shared=True, who="my_teams")
        chosen = self.report(
            self.manager,
            is_shared=True,
            who="chosen",
            team_ids=self.team_south.ids,
            member_ids=self.colleague.ids,
        )
        for user, of_all, own, of_teams, of_chosen in (
            (self.manager, [5, 7, 40, 100], [], [], [7, 40]),
            (self.auditor, [5, 7, 40, 100], [], [], [7, 40]),
            (self.leader, [5, 40, 100], [], [5, 40, 100], [40]),
            (self.salesperson, [5, 100], [5, 100], [5, 100], []),
            (self.stranger, [7], [7], [7], [7]),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.found(everybody, user), of_all)
                self.assertEqual(self.found(mine, user), own)
                self.assertEqual(self.found(teams, user), of_teams)
                self.assertEqual(self.found(chosen, user), of_chosen)

    def test_private_or_shared(self):
        private = self.report(self.salesperson)
        shared = self.report(self.salesperson, is_shared=True, name="Shared")
        for user in (self.colleague, self.leader, self.manager, self.auditor):
            with self.subTest(user=user.login):
                found = self.env["sales.forecast.report"].with_user(user)
                found = found.search([("id", "in", (private | shared).ids)])
                self.assertEqual(found, shared)
                with self.assertRaises(AccessError):
                    private.with_user(user).action_run()
                self.assertEqual(shared.with_user(user).can_edit, user == self.manager, user.login)
        for user in (self.colleague, self.leader, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                shared.with_user(user).name = "Mine now"
        shared.with_user(self.manager).name = "Tidy"
        with self.assertRaises(AccessError):
            self.report(self.colleague, user_id=self.salesperson.id)
        copy = shared.with_user(self.colleague).copy()
        self.assertEqual((copy.user_id, copy.is_shared), (self.colleague, False))
        self.assertEqual(copy.name, "Tidy (copy)")

    def test_incomplete(self):
        for values in (
            {"as_of": "fixed"},
            {"span": "custom", "date_from": "2031-01-01"},
            {"span": "custom", "date_from": "2031-01-02", "date_to": "2031-01-01"},
            dict.fromkeys(
                (
                    "has_count",
                    "has_closed",
                    "has_commit",
                    "has_best_case",
                    "has_pipeline",
                    "has_forecast",
                ),
                False,
            ),
        ):
            with self.subTest(**values), self.assertRaises(ValidationError):
                self.report(**values)

    def test_opens_with_what_was_chosen(self):
        report = self.report(has_count=False, rows="month", name="Mine")
        with freeze_time(NOW):
            action = report.action_run()
        self.assertEqual(action["name"], "Mine")
        self.assertEqual(action["context"]["as_of"], "2031-05-15")
        self.assertEqual(action["context"]["pivot_row_groupby"], ["day:month"])
        self.assertEqual(
            action["context"]["pivot_measures"],
            [
                "closed_amount",
                "commit_amount",
                "best_case_amount",
                "pipeline_amount",
                "included_amount",
            ],
        )


@tagged("post_install", "-at_install")
class TestForecastReportXlsx(ForecastReportCommon, HttpCase):
    """R32: a forecast report as a spreadsheet."""

    def download(self, report, login):
        self.authenticate(login, login)
        return self.url_open(report.action_spreadsheet()["url"])

    def test_workbook(self):
        report = self.report(self.manager, name="All of it", span="any", has_weighted=True)
        answer = self.download(report, "plan_manager")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("All%20of%20it.xlsx", answer.headers["Content-Disposition"])
        sheet = load_workbook(io.BytesIO(answer.content)).active
        rows = [[cell for cell in row if cell is not None] for row in sheet.values]
        self.assertEqual(rows[0], ["All of it"])
        self.assertEqual(rows[1], ["Whose Deals", "Everybody I may see"])
        titles = ["Salesperson", "Deals", "Closed", "Commit", "Best Case", "Pipeline"]
        self.assertIn([*titles, "Forecast", "Weighted Revenue"], rows)
        # as of today the deals of 2031 are yet to come
        self.assertEqual(rows[-1], ["Total", 0, 0, 0, 0, 0, 0, 0])

    def test_other_people_s_reports(self):
        report = self.report(self.salesperson)
        with mute_logger("odoo.http"):
            self.assertEqual(self.download(report, "plan_colleague").status_code, 403)
        report.is_shared = True
        self.env.flush_all()
        self.assertEqual(self.download(report, "plan_colleague").status_code, 200)
        for number in ("0", "x", "", str(report.id + 10**6)):
            with self.subTest(number=number):
                answer = self.url_open(f"/sales_plan/forecast_xlsx?report={number}")
                self.assertEqual(answer.status_code, 404)
