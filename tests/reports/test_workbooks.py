from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common.cockpit import CockpitCommon
from ..common.workbooks import Formulas, read_book, read_lines


@tagged("post_install", "-at_install", "sales_plan")
class TestWorkbooks(CockpitCommon, HttpCase):
    """P8, P25, R32: cockpit and kept figures as spreadsheets: real numbers, formulas that come to
    what the file says, charts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pumps = cls.deal(
            cls.acme, 4000, date_deadline="2026-04-10", name="=Pumps", probability=50
        )
        cls.january = cls.in_force.period_ids.sorted("date_from")[0]
        cls.env["sales.plan.kept"].with_user(cls.manager)._keep(cls.in_force, cls.january)

    def cockpit_file(self, user=None, **request):
        """Return the cockpit's workbook as bytes."""
        self.env.invalidate_all()
        service = self.env["sales.cockpit.xlsx"].with_user(user or self.salesperson)
        return service._build(request)[0]

    def check_formulas(self, content):
        """See that every formula comes to what the file says; return how many there are."""
        wrong, count = Formulas(content).get_wrong()
        self.assertEqual(wrong, [])
        return count

    # The cockpit --------------------------------------------------------------

    def test_cockpit_of_a_salesperson(self):
        content = self.cockpit_file()
        self.assertGreater(self.check_formulas(content), 25)
        book = read_book(content, values=True)
        self.assertEqual(book.sheetnames, ["Standing", "Course", "Periods", "Customers", "Deals"])
        cells = book["Standing"].iter_rows(max_col=2)
        shown = {}
        for name, value in cells:
            shown.setdefault(name.value, value.value)
        figures = self.figures()
        self.assertEqual((shown["Target"], shown["Actual"], shown["Gap"]), (12000, 2000, -10000))
        self.assertAlmostEqual(shown["Pace"], figures["pace"])
        self.assertEqual(shown["Open deals"], 4000)
        self.assertEqual(book["Standing"]["B5"].number_format[:8], "#,##0.00")
        lines = read_lines(book["Periods"], "Period")
        self.assertEqual(
            [(line["Target"], line["Actual"], line["Gap"]) for line in lines[:2]],
            [(1000, 900, -100), (1000, 800, -200)],
        )
        self.assertEqual((lines[-1]["Period"], lines[-1]["Actual"]), ("Total", 2000))

    def test_days_and_texts_keep_away_from_amounts(self):
        """Behind amounts, which stand on the right, they are indented, and so are their titles."""
        book = read_book(self.cockpit_file(self.leader))
        for sheet in book:
            for row in sheet.iter_rows(min_row=5, min_col=2):
                for cell in row:
                    if cell.value and (cell.is_date or isinstance(cell.value, str)):
                        place = f"{sheet.title} {cell.coordinate}"
                        is_right = cell.alignment.horizontal == "right" or cell.data_type == "f"
                        self.assertTrue(is_right or cell.alignment.indent, place)

    def test_charts_are_of_the_file(self):
        """Excel draws them of the cells beside them; deals that nobody may read are not there."""
        book = read_book(self.cockpit_file(self.leader))
        charts = {sheet.title: len(sheet._charts) for sheet in book.worksheets}
        self.assertEqual(
            charts,
            {"Standing": 1, "Course": 1, "Periods": 1, "Customers": 0, "Rows Below": 1},
        )
        [chart] = book["Course"]._charts
        self.assertEqual(len(chart.series), 3)
        self.assertTrue(chart.series[0].val.numRef.f.startswith("Course!$B$"))

    def test_cockpit_of_a_leader(self):
        content = self.cockpit_file(self.leader, unit="year")
        self.check_formulas(content)
        book = read_book(content, values=True)
        below = {
            line["Salesperson"]: line for line in read_lines(book["Rows Below"], "Salesperson")
        }
        self.assertEqual((below["Colleague"]["Target"], below["Colleague"]["Actual"]), (6000, 500))
        self.assertEqual(below["Total"]["Target"], 18000)
        customers = {line["Customer"]: line for line in read_lines(book["Customers"], "Customer")}
        self.assertEqual(customers["Acme"]["Gap"], -5200)
        self.assertEqual((customers["Bolt"]["Target"], customers["Bolt"]["Actual"]), (None, 500))

    def test_names_are_text_not_formulas(self):
        sheet = read_book(self.cockpit_file())["Deals"]
        [cell] = [cell for cell in sheet["A"] if cell.value == "=Pumps"]
        self.assertEqual(cell.data_type, "s")

    def test_spans_without_anything(self):
        """Over, ahead, and a row that has nothing: fewer sheets, no error."""
        for user, asked in (
            (self.salesperson, {"unit": "month", "day": "2026-01-05"}),
            (self.salesperson, {"unit": "month", "day": "2026-11-05"}),
            (self.stranger, {"unit": "month", "day": "2026-06-01"}),
        ):
            self.check_formulas(self.cockpit_file(user, **asked))

    def test_others_get_nothing(self):
        for row in (self.theirs, self.north, self.far):
            with self.assertRaises(UserError):
                self.cockpit_file(row_id=row.id)
        with self.assertRaises(AccessError):
            self.cockpit_file(self.clerk)

    # Kept figures -------------------------------------------------------------

    def test_kept(self):
        """What was posted later is a cause of its own; all of it adds up."""
        self.bill(self.acme, 50, "2026-01-30")
        content = self.env["sales.plan.kept.xlsx"].with_user(self.manager)._build(self.in_force.ids)
        self.assertGreater(self.check_formulas(content), 20)
        book = read_book(content, values=True)
        [january, __] = read_lines(book["Plan"], "Period")
        self.assertEqual(
            (january["Kept Target"], january["Kept Actual"], january["Actual Now"]),
            (1500, 900, 950),
        )
        lines = read_lines(book["Rows of Plan"], "Period")
        self.assertEqual(len(lines), 7)
        [own] = [line for line in lines if line["Row"].endswith("Salesperson")]
        self.assertEqual((own["Counted Later"], own["Difference"]), (50, 50))

    def test_kept_of_others(self):
        """Each sees the rows that are theirs, and sums of these."""
        service = self.env["sales.plan.kept.xlsx"]
        book = read_book(service.with_user(self.salesperson)._build(self.in_force.ids), True)
        [january, __] = read_lines(book["Plan"], "Period")
        self.assertEqual((january["Kept Target"], january["Kept Actual"]), (1000, 900))
        self.assertEqual(len(read_lines(book["Rows of Plan"], "Period")), 2)
        with self.assertRaises(AccessError):
            service.with_user(self.clerk)._build(self.in_force.ids)
        self.assertFalse(service.with_user(self.manager)._build([0]))

    # Downloads ----------------------------------------------------------------

    def test_downloads(self):
        """Everybody gets what they may see by its address; nothing else, and no error."""
        kept = f"/sales_plan/kept_xlsx?ids={self.in_force.id}"
        asked = {
            "/sales_plan/cockpit_xlsx?basis=ordered": (200, 200, 403),
            "/sales_plan/cockpit_xlsx?basis=guessed": (404, 404, 404),
            "/sales_plan/cockpit_xlsx": (200, 200, 403),
            f"/sales_plan/cockpit_xlsx?plan={self.in_force.id}&unit=month&day=2026-03-01": (
                200,
                200,
                403,
            ),
            f"/sales_plan/cockpit_xlsx?row={self.north.id}": (200, 404, 403),
            "/sales_plan/cockpit_xlsx?unit=week": (404, 404, 404),
            kept: (200, 200, 403),
            "/sales_plan/kept_xlsx": (404, 404, 403),
            "/sales_plan/worksheet_xlsx": (200, 200, 403),
            "/sales_plan/worksheet_xlsx?as_of=soon": (404, 404, 404),
            "/sales_plan/landing_accuracy_xlsx?ids=0": (404, 404, 403),
        }
        self.env.flush_all()
        for place, user in enumerate((self.manager, self.salesperson, self.clerk)):
            self.authenticate(user.login, user.login)
            for address, codes in asked.items():
                with self.subTest(user=user.name, address=address), mute_logger("odoo.http"):
                    response = self.url_open(address)
                    self.assertEqual(response.status_code, codes[place])
                    if codes[place] == 200:
                        self.assertIn("spreadsheetml", response.headers["Content-Type"])
                        self.assertIn(".xlsx", response.headers["Content-Disposition"])
