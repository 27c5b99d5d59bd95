from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ..common.deal_history import DealHistoryCommon
from ..common.publishing import publish
from ..common.table_calls import table_of

#: Where readers are: on the day of UTC, always a day behind Auckland's, and the furthest ahead.
ZONES = ("UTC", "Etc/GMT+12", "Pacific/Kiritimati")
WEST, EAST = "America/Costa_Rica", "Pacific/Auckland"  # UTC−6 all year, UTC+12 or 13
#: Moments at which it is the last day of June, and of the year, in the west, the next one in UTC.
JULY_IN_UTC, NEW_YEAR_IN_UTC = "2025-07-01 02:00:00", "2026-01-01 02:00:00"
#: Moments at which these days are over in the east, but not in UTC.
JULY_IN_EAST, NEW_YEAR_IN_EAST = "2025-06-30 12:30:00", "2025-12-31 12:30:00"


class CompanyDayCommon(DealHistoryCommon):
    """A company whose day may be moved, and readers everywhere."""

    def at_work(self, moment, zone):
        """Let it be a moment in UTC, and the company work in a time zone, until the test ends."""
        self.company.resource_calendar_id.tz = zone
        self.startPatcher(freeze_time(moment))
        self.env.flush_all()
        self.env.invalidate_all()

    def for_readers(self, records, user=None):
        """Yield records as the manager, or somebody, reads them from each time zone."""
        for zone in ZONES:
            self.env.invalidate_all()
            there = records.with_user(user or self.manager)
            yield there.with_context(tz=zone, allowed_company_ids=self.company.ids)

    def assertForReaders(self, records, read, expected, user=None):  # noqa: N802
        """Assert what is read of records, whichever time zone they are read from."""
        for there in self.for_readers(records, user):
            self.assertEqual(read(there), expected, there.env.context["tz"])


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


@tagged("post_install", "-at_install")
class TestCompanyDayOfFilters(CompanyDayCommon):
    """Relative days of filters, of several companies at once: each record by its own company's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_other_company()
        calendar = cls.company.resource_calendar_id.copy({"company_id": cls.other.id})
        cls.other.resource_calendar_id = calendar
        calendar.tz = EAST
        cls.company.resource_calendar_id.tz = WEST
        cls.both = cls.company | cls.other
        cls.manager.company_ids = cls.both
        cls.year_west = cls.plan("team", year=2025, name="West")
        cls.year_east = cls.plan("team", year=2025, name="East", company_id=cls.other.id)
        for plan in (cls.year_west, cls.year_east):
            cls.target(plan, 100, 12)
            plan.action_confirm()

    def filtered(self, model, name, *conditions):
        """Yield what a filter of a model finds, as it is read from each time zone."""
        arch = self.env[model].get_view(view_type="search")["arch"]
        [text] = [
            part.split('domain="')[1].split('"')[0]
            for part in arch.split("<filter")
            if f'name="{name}"' in part and 'domain="' in part
        ]
        domain = safe_eval(text.replace("&lt;", "<").replace("&gt;", ">"), {"uid": self.env.uid})
        for zone in ZONES:
            records = self.env[model].with_user(self.manager)
            records = records.with_context(tz=zone, allowed_company_ids=self.both.ids)
            yield records.search([*domain, *conditions])

    def test_plans_of_this_year(self):
        """On 31 December in the west, 1 January in the east."""
        self.at_work("2025-12-31 12:30:00", WEST)
        conditions = [("company_id", "in", self.both.ids)]
        for name, expected in (
            ("this_year", self.year_west),
            ("next_year", self.year_west.browse()),
        ):
            for found in self.filtered("sales.plan", name, *conditions):
                self.assertEqual(found, expected)

    def test_report_of_the_plans_of_today(self):
        self.at_work("2025-12-31 12:30:00", WEST)
        conditions = [("kind", "=", "target"), ("plan_id.name", "in", ("West", "East"))]
        for name, expected in (("this_year", self.year_west), ("last_year", self.year_east)):
            for rows in self.filtered("sales.plan.report", name, *conditions):
                self.assertEqual(rows.plan_id, expected)
                grouped = rows._read_group(
                    [("plan_id.date_to", ">=", "today"), *conditions],
                    ["plan_id"],
                    ["target_amount:sum"],
                )
                self.assertEqual(grouped, [(self.year_west, 100)])

    def test_report_until_today(self):
        """The target of December counts from its first day on, where the company is."""
        conditions = [("kind", "=", "target"), ("plan_id.name", "in", ("West", "East"))]
        self.at_work("2025-11-30 12:30:00", WEST)
        for rows in self.filtered("sales.plan.report", "until_today", *conditions):
            self.assertEqual(rows.plan_id, self.year_east)
            groups = rows._read_group(
                [("date", "<=", "today"), *conditions], ["company_id"], ["target_amount:sum"]
            )
            self.assertEqual(groups, [(self.other, 100)])

    def test_actuals_of_this_year(self):
        self.invoice(self.acme, "2025-12-31", (None, 10))
        self.at_work("2025-12-31 12:30:00", EAST)
        basis = ("basis", "=", "invoiced")
        for name, amounts in (("this_year", []), ("last_year", [10])):
            for found in self.filtered("sales.actual", name, basis):
                self.assertEqual(found.mapped("amount"), amounts)

    def test_moments_since_a_day(self):
        """Moments are compared with where a day begins in each company: 6:00 and 11:00 in UTC."""
        self.forget_deals()
        of_other = {"company_id": self.other.id, "team_id": False, "user_id": False}
        for hour in ("2025-12-30 10:59:59", "2025-12-30 11:00:00", "2025-12-31 05:59:59"):
            self.made(hour, 1)
            self.made(hour, 2, **of_other)
        self.made("2025-12-31 06:00:00", 3)
        self.at_work("2025-12-31 08:00:00", WEST)  # 31 December for both
        conditions = [("company_id", "in", self.both.ids)]
        for operator, expected in (
            (">=", [2, 2, 3]),
            ("<", [1, 1, 1, 2]),
            ("<=", [1, 1, 1, 2, 2, 2, 3]),
            (">", []),
        ):
            for zone in ZONES:
                there = self.env["crm.lead.history"].with_user(self.manager)
                there = there.with_context(tz=zone, allowed_company_ids=self.both.ids)
                found = there.search([("valid_from", operator, "today"), *conditions])
                self.assertEqual(sorted(found.mapped("amount")), expected, (operator, zone))

    def test_as_of_today(self):
        """What is written now is seen as of today, what was changed before is not."""
        self.forget_deals()
        self.deal(None, 7)
        self.deal(None, 8, company_id=self.other.id, team_id=False, user_id=False)
        history = self.env["crm.lead.history"]
        for zone in ZONES:
            there = history.with_context(tz=zone, allowed_company_ids=self.both.ids)
            found = there.search([("valid_on", "=", "today")])
            self.assertEqual(sorted(found.mapped("amount")), [7, 8])
            self.assertFalse(there.search([("valid_on", "=", "today -3d")]))

    def test_days_of_companies(self):
        self.at_work("2025-12-31 12:30:00", WEST)
        days = {company: str(company._get_today()) for company in self.both}
        self.assertEqual(days, {self.company: "2025-12-31", self.other: "2026-01-01"})
        self.assertEqual(self.env["res.company"]._get_today(), Date.to_date("2025-12-31"))
        groups = {str(day): ids for day, __, ids in self.env["res.company"]._get_zones_by_day()}
        self.assertIn(self.company.id, groups["2025-12-31"])
        self.assertIn(False, groups["2025-12-31"])
        self.assertIn(self.other.id, groups["2026-01-01"])

    def test_every_model_with_days_of_a_company(self):
        """Whatever has a company and days settles relative days by the company."""
        left_out = {
            "sales.plan.people.answer": "it is asked for by rows and people only",
        }
        wrong = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("sales.")
            and model._original_module == "sales_plan"
            and not model._abstract
            and not model._transient
            and "company_id" in model._fields
            and any(field.type == "date" for field in model._fields.values())
            and not hasattr(model, "_settle_days")
            and name not in left_out
        ]
        self.assertEqual(wrong, [])
