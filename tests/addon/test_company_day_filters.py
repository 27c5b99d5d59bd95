from odoo.fields import Date
from odoo.tests import HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from ..common.company_day import EAST, WEST, ZONES, CompanyDayCommon


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
            "sales.forecast": "its day is that of a reminder, which no screen shows",
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


@tagged("post_install", "-at_install")
class TestCompanyDayInBrowser(CompanyDayCommon, HttpCase):
    def test_zones_of_companies(self):
        """The web client learns where each company counts its days."""
        other = self.make_other_company()
        other.resource_calendar_id = False
        self.salesperson.company_ids += other
        self.authenticate("plan_salesperson", "plan_salesperson")
        info = self.make_jsonrpc_request("/web/session/get_session_info")
        companies = info["user_companies"]["allowed_companies"].values()
        self.assertEqual(
            {company["id"]: company["zone"] for company in companies},
            {self.company.id: EAST, other.id: "UTC"},
        )
