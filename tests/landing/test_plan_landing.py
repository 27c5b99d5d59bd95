from odoo.tests import freeze_time, tagged

from ..common.base import SalesPlanCommon
from ..common.workbooks import read_book

COLUMNS = {
    "Landing, Low": "landing_low",
    "Landing": "landing_amount",
    "Landing, High": "landing_high",
    "Chance": "landing_chance",
    "Certain": "landing_certain",
    "Committed": "landing_committed",
    "Expected of Deals": "landing_deals",
    "Still to Come": "landing_to_come",
}


@tagged("post_install", "-at_install", "sales_plan")
class TestPlanLanding(SalesPlanCommon):
    """N3: where a plan will end up, on its form, in lists that ask for it and in its spreadsheet.

    On 16 March 2026: 1,000 a month were invoiced to acme, a plan by customer says 12,500.
    """

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time("2026-03-16 10:00:00"))
        super().setUpClass()
        for year, months in ((2024, 12), (2025, 12), (2026, 2)):
            for month in range(1, months + 1):
                cls.invoice(cls.acme, f"{year}-{month:02}-20", (cls.screw, 1000))
        cls.invoice(cls.acme, "2026-03-10", (cls.screw, 300))
        cls.order(cls.acme, "2026-03-11 10:00:00", (cls.screw, 400))
        cls.landed = cls.plan("customer", year=2026)
        cls.at_acme = cls.row(cls.landed, cls.acme)
        cls.target(cls.landed, 12500, 3)
        cls.landed.with_user(cls.manager).action_confirm()

    def form(self, user=None):
        self.env.invalidate_all()
        return self.landed.with_user(user or self.manager)

    def test_the_form_shows_where_the_total_lands(self):
        plan = self.form()
        total = plan.root_id
        self.assertTrue(plan.lands)
        self.assertAlmostEqual(plan.landing_amount, total.landing_amount, places=2)
        self.assertLessEqual(plan.landing_low, plan.landing_amount)
        self.assertLessEqual(plan.landing_amount, plan.landing_high)
        self.assertTrue(plan.has_landing_chance)
        self.assertAlmostEqual(plan.landing_chance, total.landing_chance, places=6)

    def test_parts_of_a_row_add_up(self):
        row = self.form().root_id
        parts = [row[f"landing_{name}"] for name in ("certain", "committed", "deals", "to_come")]
        landing = self.env["sales.landing"]
        asked = landing._ask(self.company, self.landed.date_from, self.landed.date_to)
        mean = landing._gather_rows(self.landed, asked)[0][row.id].land().mean
        # each is rounded to cents
        self.assertAlmostEqual(sum(parts), mean, delta=0.02)
        self.assertEqual(row.landing_certain, 2300)

    def test_plans_that_land_nowhere(self):
        """A draft does not, and a plan that is over has ended up somewhere."""
        draft = self.plan("customer", year=2026).with_user(self.manager)
        self.assertFalse(draft.lands)
        self.assertIs(draft.landing_amount, False)
        with freeze_time("2027-02-01 10:00:00"):
            self.assertFalse(self.form().lands)

    def test_columns_are_filled_for_who_asks(self):
        """Lists read hidden columns, too: nothing is worked out unless a filter asks for it."""
        rows = self.form().allocation_ids
        self.assertFalse(any(rows.mapped("asked_landing_amount")))
        shown = rows.with_context(sales_plan_landings=True)
        self.assertEqual(shown.mapped("asked_landing_amount"), shown.mapped("landing_amount"))
        lines = self.env["sales.plan.report"].with_user(self.manager)
        domain = [("plan_id", "=", self.landed.id), ("basis", "in", [False, "invoiced"])]
        self.assertFalse(any(lines.search(domain).mapped("asked_landing_amount")))
        found = lines.with_context(sales_plan_landings=True).search(domain)
        of_acme = found.filtered(lambda line: line.allocation_id == self.at_acme)
        self.assertTrue(of_acme)
        self.assertEqual(
            set(of_acme.mapped("asked_landing_amount")),
            {self.at_acme.with_user(self.manager).landing_amount},
        )

    def test_columns_cost_nothing_unless_asked_for(self):
        def count(**context):
            lines = self.env["sales.plan.report"].with_user(self.manager)
            lines = lines.with_context(**context).search(
                [("plan_id", "=", self.landed.id), ("basis", "=", "invoiced")]
            )
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines.mapped("asked_landing_amount")
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(count(), 1)
        self.assertGreater(count(sales_plan_landings=True), 1)

    def test_the_spreadsheet_has_range_chance_and_parts(self):
        """Of each row of a plan in force; a draft has no such columns."""
        plan = self.form()
        sheet = read_book(plan.env["sales.plan.xlsx"]._build(plan)).worksheets[0]
        lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
        titles = next(line for line in lines if line[0] == "Row")
        by_name = {line[0]: dict(zip(titles, line, strict=True)) for line in lines}
        for name, row in (("Total", plan.root_id), ("Acme", self.at_acme)):
            for title, field in COLUMNS.items():
                value = row.with_user(self.manager)[field]
                written = by_name[name][title]
                self.assertEqual(written, None if value is False else value, title)
        draft = self.plan("customer", year=2026).with_user(self.manager)
        sheet = read_book(draft.env["sales.plan.xlsx"]._build(draft)).worksheets[0]
        written = {cell.value for row in sheet.iter_rows() for cell in row}
        self.assertTrue(written.isdisjoint(COLUMNS))
