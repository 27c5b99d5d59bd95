from types import SimpleNamespace

from lxml import html
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ...reports.plan import sales_plan_sheet
from ..common.base import SalesPlanCommon
from ..common.workbooks import Formulas, read_book


class PrintCommon(SalesPlanCommon):
    """A plan of teams, salespeople and customers with a little of everything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.printed = cls.plan("team", "customer", name="Print <b>me</b>")
        cls.north, cls.south = cls.rows(cls.printed, cls.team_north, cls.team_south)
        cls.north_bolt, cls.north_acme = cls.rows(cls.north, cls.bolt, cls.acme)
        cls.target(cls.printed, 10000)
        cls.target(cls.north, 6000)
        cls.target(cls.north_acme, 4000)
        cls.target(cls.north_bolt, 1500)
        cls.printed.action_confirm()
        cls.invoice(cls.acme, "2025-03-05", (None, 3000.5))
        cls.invoice(cls.coil, "2025-03-05", (None, 70))
        cls.invoice(cls.acme, "2025-03-05", (None, 9), team_id=False)

    @classmethod
    def sheet_rows(cls, plan, user=None, limit=None):
        plan = plan.with_user(user or cls.manager)
        return plan.env["sales.plan.sheet"]._get_rows(plan, limit)


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestPrint(PrintCommon):
    """Plan versus actual as PDF and spreadsheet."""

    def test_rows_in_reading_order(self):
        rows, left_out = self.sheet_rows(self.printed)
        self.assertEqual(
            [(row.kind, row.depth, row.name, row.target, row.actual) for row in rows],
            [
                ("total", 0, "Total", 10000, 3079.5),
                ("allocation", 1, "North", 6000, 3070.5),
                ("allocation", 2, "Acme", 4000, 3000.5),
                ("allocation", 2, "Bolt", 1500, 0),
                ("unplanned", 2, "Unallocated and unplanned", 500, 70),
                ("allocation", 1, "South", None, 0),
                ("unplanned", 1, "Unallocated and unplanned", 4000, 9),
                ("unassigned", 2, "of which without Sales Team", None, 9),
            ],
        )
        self.assertEqual(left_out, 0)

    def test_rows_add_up_to_the_row_above(self):
        rows, __ = self.sheet_rows(self.printed)
        parts = [row for row in rows if row.depth == 1]
        self.assertEqual(sum(row.target or 0 for row in parts), rows[0].target)
        self.assertAlmostEqual(sum(row.actual for row in parts), rows[0].actual, 2)

    def test_nothing_planned_is_not_zero(self):
        rows, __ = self.sheet_rows(self.printed)
        south = next(row for row in rows if row.name == "South")
        self.assertIsNone(south.target)
        self.assertIsNone(south.attainment)
        self.assertIsNone(south.gap)

    def test_long_plans_lose_their_lowest_levels_first(self):
        rows, left_out = self.sheet_rows(self.printed, limit=4)
        self.assertEqual([row.name for row in rows[:3]], ["Total", "North", "South"])
        self.assertEqual(left_out, 2)
        rows, left_out = self.sheet_rows(self.printed, limit=2)
        self.assertEqual([row.name for row in rows], ["Total", "North"])
        self.assertEqual(left_out, 3)

    def test_salesperson_gets_own_rows_only(self):
        rows, left_out = self.sheet_rows(self.printed, self.salesperson)
        self.assertEqual([(row.name, row.depth) for row in rows], [("North / Acme", 0)])
        self.assertEqual(left_out, 0)

    def render(self, plan, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.manager)
        content, __ = report._render_qweb_html("sales_plan.report_sales_plan", plan.ids)
        return html.fromstring(content)

    def test_page_has_heading_totals_and_all_rows(self):
        page = self.render(self.printed)
        text = " ".join(page.text_content().split())
        self.assertIn("Print <b>me</b>", text)
        for words in ("Posted Invoices", "Revenue in USD", "01/01/2025", "06/15/2025", "Confirmed"):
            self.assertIn(words, text)
        cells = self.cells_of(self.printed)
        self.assertEqual(len(cells), 8)
        self.assertEqual(cells[0][:6], ["Total", "10,000.00", "3,079.50", "", "30.8%", "-6,920.50"])
        self.assertEqual(cells[5][:6], ["South", "", "0.00", "", "", ""])

    def cells_of(self, plan):
        """Return the cells of a printed plan, row by row."""
        rows = self.render(plan).xpath(
            "//table[contains(@class, 'o_sales_plan_print_rows')]/tbody/tr"
        )
        return [[" ".join(td.text_content().split()) for td in row.findall("td")] for row in rows]

    def test_plans_in_force_say_where_rows_will_end_up(self):
        """Drafts end up nowhere yet; those that are over have ended up somewhere."""
        top = self.printed.allocation_ids.filtered(lambda row: not row.parent_id)
        landing = f"{top.landing_amount:,.2f}"
        cells = self.cells_of(self.printed)
        self.assertEqual({len(row) for row in cells}, {8})
        self.assertEqual(cells[0][6], landing)
        [unplanned] = [row for row in cells if row[0].startswith("of which")]
        self.assertEqual(unplanned[6:], ["", ""])
        [totals] = self.render(self.printed).find_class("o_sales_plan_print_totals")
        heads, figures = totals.findall("tr")
        self.assertEqual([th.text for th in heads][-2:], ["Landing", "Chance"])
        self.assertEqual([td.text for td in figures][-2], landing)
        for other in (self.plan("team", name="Draft"), self.plan("team", year=2024, name="Old")):
            self.target(self.row(other, self.team_north), 10)
            if other.name == "Old":
                other.action_confirm()
            self.assertEqual({len(row) for row in self.cells_of(other)}, {6})

    def test_pages_hold_every_row_once(self):
        report = self.env["report.sales_plan.report_sales_plan"]
        for is_patched in (False, True):
            binary = SimpleNamespace(is_patched_qt=is_patched)
            self.patch(sales_plan_sheet, "_wkhtml", lambda binary=binary: binary)
            for count in (0, 1, 24, 25, 56, 57, 100):
                pages = report._get_pages(list(range(count)))
                self.assertEqual([row for page in pages for row in page], list(range(count)))
                self.assertTrue(all(pages))
                self.assertTrue(is_patched or all(len(page) <= 32 for page in pages))

    def test_figures_are_written_as_the_user_writes_them(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.manager.lang = "de_DE"
        plan = self.printed.with_user(self.manager).with_context(lang="de_DE")
        report = self.env["ir.actions.report"].with_user(self.manager).with_context(lang="de_DE")
        content, __ = report._render_qweb_html("sales_plan.report_sales_plan", plan.ids)
        self.assertIn("10.000,00", content.decode())

    def test_quantities_have_no_currency(self):
        plan = self.plan("product", measure="quantity", name="Units")
        self.target(self.row(plan, self.screw), 12.5)
        text = " ".join(self.render(plan).text_content().split())
        self.assertIn("12.50", text)
        self.assertNotIn("USD", text)

    def test_long_plans_say_what_is_missing(self):
        self.patch(sales_plan_sheet, "PRINTED_ROWS", 4)
        text = " ".join(self.render(self.printed).text_content().split())
        self.assertIn("2 more rows are not printed", text)

    def test_several_plans_print_one_after_the_other(self):
        page = self.render(self.printed + self.plan("team", name="Second"))
        self.assertEqual(len(page.find_class("o_sales_plan_print")), 2)

    # Spreadsheet ------------------------------------------------------------------------

    def file(self, plans, user=None):
        plans = plans.with_user(user or self.manager)
        return plans.env["sales.plan.xlsx"]._build(plans)

    def book(self, plans, user=None):
        return read_book(self.file(plans, user))

    def test_spreadsheet_has_the_same_figures(self):
        """Attainment and gap are formulas, and Excel draws the highest rows."""
        content = self.file(self.printed)
        wrong, count = Formulas(content).get_wrong()
        self.assertEqual((wrong, count), ([], 8))
        [chart] = read_book(content).worksheets[0]._charts
        self.assertEqual(len(chart.series), 2)
        sheet = read_book(content, values=True).worksheets[0]
        values = [[cell.value for cell in row] for row in sheet.iter_rows()]
        titles = next(row for row in values if row[0] == "Row")
        start = values.index(titles) + 1
        columns = {title: number for number, title in enumerate(titles)}
        rows, __ = self.sheet_rows(self.printed)
        self.assertEqual(len(values) - start, len(rows))
        for written, row in zip(values[start:], rows, strict=True):
            self.assertEqual(written[columns["Row"]], row.name)
            self.assertEqual(written[columns["Target"]], row.target)
            self.assertEqual(written[columns["Actual"]], row.actual)
            self.assertEqual(written[columns["Gap"]], row.gap)
        self.assertEqual(sheet.freeze_panes, f"B{start + 1}")
        self.assertEqual(sheet.row_dimensions[start + 3].outlineLevel, 2)
        self.assertEqual(sheet.cell(start + 1, columns["Target"] + 1).number_format[:8], "#,##0.00")
        self.assertEqual(sheet.cell(start + 1, columns["Attainment"] + 1).number_format, "0.0%")

    def test_names_are_text_not_formulas(self):
        self.acme.name = "=1+1"
        sheet = self.book(self.printed).worksheets[0]
        cell = next(cell for cell in sheet["A"] if cell.value == "=1+1")
        self.assertNotEqual(cell.data_type, "f")

    def test_sheet_names_are_what_spreadsheets_accept(self):
        plans = self.env["sales.plan"].union(
            *(self.plan("team", name="A/B: a [very] long name, the same twice?") for __ in range(3))
        )
        names = self.book(plans).sheetnames
        self.assertEqual(len(set(names)), 3)
        self.assertTrue(all(len(name) <= 31 for name in names))

    def test_strangers_get_nothing(self):
        for user in (self.stranger, self.clerk):
            with self.assertRaises(AccessError):
                self.book(self.printed, user)

    def test_actions(self):
        plan = self.printed.with_user(self.manager)
        self.assertEqual(plan.action_print()["report_name"], "sales_plan.report_sales_plan")
        self.assertEqual(
            plan.action_download_xlsx()["url"], f"/sales_plan/xlsx?ids={self.printed.id}"
        )
        toolbar = (
            self.env["sales.plan"]
            .with_user(self.manager)
            .get_views([(False, "list")], {"toolbar": True})["views"]["list"]["toolbar"]
        )
        names = sorted(action["name"] for action in toolbar["print"])
        self.assertEqual(len(names), 3, names)


@tagged("post_install", "-at_install")
class TestDownload(PrintCommon, HttpCase):
    """The spreadsheet as a browser gets it."""

    def test_download_by_role(self):
        address = f"/sales_plan/xlsx?ids={self.printed.id}"
        counts = {}
        for user in (self.manager, self.auditor, self.salesperson):
            self.authenticate(user.login, user.login)
            response = self.url_open(address)
            self.assertEqual(response.status_code, 200)
            self.assertIn("spreadsheetml", response.headers["Content-Type"])
            self.assertIn(".xlsx", response.headers["Content-Disposition"])
            sheet = read_book(response.content).worksheets[0]
            names = [cell.value for cell in sheet["A"]]
            counts[user] = len(names) - names.index("Row") - 1
        self.assertEqual(counts, {self.manager: 8, self.auditor: 8, self.salesperson: 1})

    def test_download_is_refused(self):
        address = f"/sales_plan/xlsx?ids={self.printed.id}"
        for user in (self.stranger, self.clerk):
            self.authenticate(user.login, user.login)
            with mute_logger("odoo.http"):
                self.assertEqual(self.url_open(address).status_code, 403)
        self.authenticate(self.manager.login, self.manager.login)
        self.assertEqual(self.url_open("/sales_plan/xlsx?ids=0").status_code, 404)
        self.assertEqual(self.url_open("/sales_plan/xlsx").status_code, 404)
        self.authenticate(None, None)
        response = self.url_open(address, allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_the_page_of_the_module_is_there(self):
        """R34: what the app store shows; the help itself opens inside Odoo."""
        response = self.url_open("/sales_plan/static/description/index.html")
        self.assertEqual(response.status_code, 200)
        self.assertIn("What counts", response.text)
