from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common.company_day import (
    EAST,
    JULY_IN_EAST,
    JULY_IN_UTC,
    NEW_YEAR_IN_EAST,
    NEW_YEAR_IN_UTC,
    WEST,
    CompanyDayCommon,
)
from ..common.publishing import publish
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestCompanyDayOfPlans(CompanyDayCommon):
    """A plan of June, with a target of 1,000 and nothing reached, on June's last day and after it.

    June 2025 has 21 working days, so 952.38 is expected when 20 of them are over.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.june = cls.plan(
            "salesperson",
            name="June",
            date_from="2025-06-01",
            date_to="2025-06-30",
            is_cascaded=True,
        )
        cls.own = cls.row(cls.june, cls.salesperson)
        cls.target(cls.june, 1000)
        cls.target(cls.own, 1000)
        cls.june.action_confirm()
        publish(cls.june, cls.own.ids)

    def figures_of(self, plan):
        """Return (status, expected by now) of a plan, as each place says it."""
        env = plan.env
        row = self.own.with_env(env)
        [total, below] = env["sales.plan.sheet"]._get_rows(plan)[0][:2]
        table = {line["id"]: line["progress"] for line in table_of(plan).open(["progress"])["rows"]}
        return {
            "plan": (plan.status, round(plan.expected_amount, 2)),
            "row": (row.status, round(row.expected_amount, 2)),
            "print": (total.status, round(total.expected, 2)),
            "print of the row": (below.status, round(below.expected, 2)),
            "table": (table[row.id]["status"], round(table[row.id]["expected"], 2)),
        }

    def test_last_day(self):
        """It is still June where the company works, and July for readers in UTC."""
        self.at_work(JULY_IN_UTC, WEST)
        for plan in self.for_readers(self.june):
            figures = self.figures_of(plan)
            self.assertEqual(figures, dict.fromkeys(figures, ("at_risk", 952.38)))
        for own in self.for_readers(self.own, self.salesperson):
            self.assertEqual((own.status, round(own.expected_amount, 2)), ("at_risk", 952.38))
            self.assertEqual([period["is_current"] for period in own.period_figures], [True])

    def test_day_after(self):
        """June is over where the company works, and not yet for readers in UTC."""
        self.at_work(JULY_IN_EAST, EAST)
        for plan in self.for_readers(self.june):
            figures = self.figures_of(plan)
            self.assertEqual(figures, dict.fromkeys(figures, ("missed", 1000)))
        for own in self.for_readers(self.own, self.salesperson):
            self.assertEqual((own.status, round(own.expected_amount, 2)), ("missed", 1000))
            self.assertEqual([period["is_current"] for period in own.period_figures], [False])

    def test_rows_are_found_by_status(self):
        self.at_work(JULY_IN_UTC, WEST)
        domain = [("plan_id", "=", self.june.id), ("status", "=", "at_risk")]
        self.assertForReaders(
            self.own.browse(), lambda rows: rows.search_count(domain), 2, self.manager
        )

    def test_heading_of_the_print(self):
        self.at_work(JULY_IN_UTC, WEST)
        self.assertForReaders(
            self.june,
            lambda plan: dict(plan.env["sales.plan.sheet"]._get_heading(plan))["As of"],
            "06/30/2025",
        )

    def test_actuals_of_periods_that_have_begun(self):
        """In the table nothing is reached in a period that has not begun; on its first day 0."""
        table = self.env["sales.plan.table"]
        for moment, zone, expected in (
            ("2025-06-01 02:00:00", WEST, {}),
            ("2025-05-31 12:30:00", EAST, {(self.own.id, self.june.period_ids.id): 0.0}),
        ):
            with self.subTest(moment):
                self.at_work(moment, zone)
                self.assertForReaders(
                    table,
                    lambda there: there._read_actuals(self.june.with_env(there.env), self.own.ids),
                    expected,
                )

    def test_plans_in_force(self):
        """The explanation of a customer asks the plans that are not over where the company is."""
        explain = self.env["sales.plan.explain"]
        for moment, zone, found in ((JULY_IN_UTC, WEST, True), (JULY_IN_EAST, EAST, False)):
            with self.subTest(moment):
                self.at_work(moment, zone)
                self.assertForReaders(
                    explain,
                    lambda there: (
                        self.june.with_env(there.env)
                        in there.env["sales.plan"].search(there._get_in_force_domain())
                    ),
                    found,
                )

    def test_targets_that_are_handed_over(self):
        """Targets of who left are open until the company's day is over."""
        self.salesperson.with_user(self.env.ref("base.user_admin")).action_archive()
        changes = self.env["sales.plan.people.change"]
        people = self.env["sales.plan.people"]
        for moment, zone, count in ((JULY_IN_UTC, WEST, 1), (JULY_IN_EAST, EAST, 0)):
            with self.subTest(moment):
                self.at_work(moment, zone)
                domain = [("plan_id", "=", self.june.id)]
                self.assertForReaders(
                    changes, lambda there, domain=domain: there.search_count(domain), count
                )
                told = people._read_whom_to_tell(self.salesperson.ids)
                self.assertEqual(len(told.get(self.june.id, ())), count)

    def test_hand_over_begins_today(self):
        for moment, zone, day in (
            (JULY_IN_UTC, WEST, "2025-06-30"),
            (JULY_IN_EAST, EAST, "2025-07-01"),
        ):
            with self.subTest(moment):
                self.at_work(moment, zone)
                self.assertForReaders(
                    self.env["sales.plan.hand.over"],
                    lambda there: str(there.default_get(["date"])["date"]),
                    day,
                )

    def test_history_that_is_still_to_come(self):
        """Loading says when a part of the history is not over where the company works."""
        for moment, zone, warns in ((NEW_YEAR_IN_UTC, WEST, True), (NEW_YEAR_IN_EAST, EAST, False)):
            with self.subTest(moment):
                self.at_work(moment, zone)
                plan = self.plan("team", year=2026)
                self.assertForReaders(
                    self.env["sales.plan.load"],
                    lambda there, plan=plan: bool(there.create({"plan_id": plan.id}).warning),
                    warns,
                )

    def test_span_of_a_new_plan(self):
        """From July on the next year is planned."""
        for moment, zone, year in ((JULY_IN_UTC, WEST, 2025), (JULY_IN_EAST, EAST, 2026)):
            with self.subTest(moment):
                self.at_work(moment, zone)
                self.assertForReaders(
                    self.june.browse(), lambda plans: plans._get_default_span()[0].year, year
                )


@tagged("post_install", "-at_install")
class TestCompanyDayOfDeals(CompanyDayCommon):
    """What is proposed, overdue and shown of deals is so by the company's day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forget_deals()

    def test_proposed_closing(self):
        self.company.closing_days = 10
        for moment, zone, day in (
            (JULY_IN_UTC, WEST, "2025-07-10"),
            (JULY_IN_EAST, EAST, "2025-07-11"),
        ):
            with self.subTest(moment):
                self.at_work(moment, zone)
                self.assertForReaders(
                    self.env["crm.lead"],
                    lambda leads: str(
                        leads.create({"name": "New", "type": "opportunity"}).date_deadline
                    ),
                    day,
                )

    def test_overdue(self):
        """A deal that is expected by the 30th is late when that day is over in its company."""
        due = {"date_deadline": "2025-06-30"}
        deals = self.deal(None, 1, **due)
        deals |= self.deal(None, 2, **due, company_id=False, team_id=False)  # as its salesperson
        won = self.deal(None, 3, **due, won="2025-06-30 10:00:00")
        nobodys = self.deal(None, 4, **due, company_id=False, team_id=False, user_id=False)
        everything = deals | won | nobodys
        arch = self.env["crm.lead"].get_view(
            self.env.ref("crm.view_crm_case_opportunities_filter").id, "search"
        )["arch"]
        [text] = [
            part.split('domain="')[1].split('"')[0]
            for part in arch.split("<filter")
            if 'name="closing_overdue"' in part
        ]
        domain = safe_eval(text.replace("&lt;", "<"))
        for moment, zone, expected in (
            (JULY_IN_UTC, WEST, nobodys),  # in UTC it is July
            (JULY_IN_EAST, EAST, deals),
        ):
            with self.subTest(moment):
                self.at_work(moment, zone)
                self.assertForReaders(
                    self.env["crm.lead"],
                    lambda leads: set(leads.sudo().search(domain).ids),
                    set(expected.ids),
                )
                late, others = (
                    self.env["crm.lead"].search([("is_closing_overdue", "=", value)])
                    for value in (True, False)
                )
                self.assertEqual(set(late), set(expected))
                self.assertEqual(set(others), set(everything - expected))

    def test_dashboard(self):
        """The current month is that of the company, so are the conversions of the last days."""
        dashboard = self.env["sales.pipeline.dashboard"]
        for moment, zone, name in (
            (JULY_IN_UTC, WEST, "Jun 2025"),
            (JULY_IN_EAST, EAST, "Jul 2025"),
        ):
            with self.subTest(moment):
                self.at_work(moment, zone)

                def current(there):
                    periods = there.dashboard_open({})["grid"]["periods"]
                    return [period["name"] for period in periods if period["is_current"]]

                self.assertForReaders(dashboard, current, [name])

    def test_reports_that_are_saved(self):
        """This month, and some days ago, are the company's."""
        reports = self.env["sales.forecast.report"].with_user(self.manager)
        report = reports.create(
            {"name": "This Month", "span": "this_month", "as_of": "days_ago", "as_of_days": 1}
        )
        for moment, zone, first, day in (
            (JULY_IN_UTC, WEST, "2025-06-01", "2025-06-29"),
            (JULY_IN_EAST, EAST, "2025-07-01", "2025-06-30"),
        ):
            with self.subTest(moment):
                self.at_work(moment, zone)
                self.assertForReaders(
                    report,
                    lambda there: (str(there._get_span()[0]), str(there._get_day())),
                    (first, day),
                )

    def test_flow_of_this_month(self):
        """Without days a flow is of the company's month, up to now."""
        self.made("2025-06-30 01:00:00", 5, date_deadline="2025-12-31")
        for moment, zone, step in ((JULY_IN_UTC, WEST, "new"), (JULY_IN_EAST, EAST, "opening")):
            with self.subTest(moment):
                self.at_work(moment, zone)
                self.env["crm.lead.history"].flush_model()
                self.assertForReaders(
                    self.env["sales.forecast.flow"],
                    lambda there: there.search([]).mapped("step"),
                    [step],
                )
