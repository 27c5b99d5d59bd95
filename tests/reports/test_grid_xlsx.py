import io

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger
from openpyxl import load_workbook

from ...tools import workbook_layout as layout
from ..common.imports import ImportCommon


@tagged("post_install", "-at_install")
class TestGridXlsx(ImportCommon):
    """The planning table as a spreadsheet."""

    def book(self, plan=None, data_only=False, **options):
        content = self.export(plan, **options)
        return load_workbook(io.BytesIO(content), data_only=data_only)

    def sheet(self, *args, **options):
        return self.book(*args, **options).worksheets[0]

    def titles(self, sheet, line=4):
        return [cell.value for cell in sheet[line] if cell.value is not None]

    def test_rows_and_figures(self):
        sheet = self.sheet(data_only=True)
        rows = [[cell.value for cell in row][3:] for row in sheet.iter_rows(min_row=5)]
        empty = [None] * 9
        self.assertEqual(
            rows,
            [
                ["Total", None, None, 1000, 200, 0, *empty, 1200, 779.75],
                ["North", None, "Sales Team", 150.25, 200, 0, *empty, 350.25, 0],
                ["Acme", "North", "Customer", 100.25, 200, 0, *empty, 300.25, None],
                ["Bolt", "North", "Customer", 50, None, None, *empty, 50, None],
                ["South", None, "Sales Team", 70, None, None, *empty, 70, 0],
                ["Coil", "South", "Customer", 70, None, None, *empty, 70, None],
            ],
        )
        titles = self.titles(sheet)
        self.assertEqual(titles[:4], ["Row", "Below", "Level", "Jan 2026"])
        self.assertEqual(titles[-2:], ["Total", "Unallocated"])

    def test_sums_are_formulas(self):
        sheet = self.sheet()
        self.assertEqual(sheet["S7"].value, "=SUM(G7:R7)")
        self.assertEqual(sheet["G6"].value, "=SUMIF($B7:$B8,$A6,G7:G8)")
        self.assertEqual(sheet["T5"].value, "=ROUND(S5-(SUMIF($B6:$B9,$A5,S6:S9)),2)")
        self.assertEqual(sheet["G5"].value, 1000)
        for place in ("G6", "H6"):
            self.assertTrue(layout.is_sum_of_rows(sheet[place].value))
        for formula in ("=SUM(G7:G8)", "=SUMIF($B7:$B8,$A6,G7:G8)+1", "=G7", ""):
            self.assertFalse(layout.is_sum_of_rows(formula))

    def test_columns_beside_targets(self):
        self.invoice(self.acme, "2026-01-10", (self.screw, 80.2))
        self.invoice(self.acme, "2025-01-10", (self.screw, 50))
        columns = ("attainment", "change")
        content = self.export(columns=columns)
        values = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
        formulas = load_workbook(io.BytesIO(content)).worksheets[0]
        self.assertEqual(
            [cell.value for cell in values[5]][6:11],
            ["Target", "History", "Change", "Actual", "Attainment"],
        )
        acme = [cell.value for cell in values[8]][6:11]
        self.assertEqual(acme[:2], [100.25, 50])
        self.assertAlmostEqual(acme[2], 1.005)
        self.assertEqual(acme[3:], [80.2, 0.8])
        self.assertEqual(formulas["I8"].value, '=IF(OR(G8="",N(H8)=0),"",(G8-H8)/ABS(H8))')
        self.assertEqual(formulas["K8"].value, '=IF(N(G8)=0,"",N(J8)/G8)')
        self.assertEqual(formulas["I8"].number_format, "0.0%")
        total = [cell.column_letter for cell in formulas[4] if cell.value == "Total"]
        self.assertEqual(formulas[f"{total[0]}8"].value[:15], "=SUM(G8,L8,Q8,V")

    def test_growth_beside_the_total(self):
        """Growth follows what is typed; what only the screen shows is no column of a file."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 200.2))
        content = self.export(columns=("growth_last_year",))
        values = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
        formulas = load_workbook(io.BytesIO(content)).worksheets[0]
        self.assertEqual(self.titles(values)[-3:], ["Total", "Growth on Last Year", "Unallocated"])
        self.assertEqual(formulas["T7"].value, '=IF(N(S7)=0,"",(S7-200.2)/200.2)')
        self.assertAlmostEqual(values["T7"].value, 100.05 / 200.2)
        self.assertEqual(formulas["T7"].number_format, "0.0%")
        self.assertIsNone(values["T8"].value)
        with self.assertRaises(UserError):
            self.export(columns=("spans",))

    @freeze_time("2025-03-10 12:00:00")
    def test_growth_on_a_year_that_runs(self):
        """Growth is of the periods that are over there: the titles say so, the formulas follow."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 50))
        self.invoice(self.acme, "2025-03-03", (self.screw, 7))
        content = self.export(columns=("change", "growth_last_year"))
        values = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
        formulas = load_workbook(io.BytesIO(content)).worksheets[0]
        names = {cell.value: cell.column_letter for cell in values[4] if cell.value}
        title = "Growth on Last Year (Periods That Are Over)"
        self.assertIn(title, names)
        self.assertEqual(values["I5"].value, "Change (Periods That Are Over)")
        growth = names[title]
        self.assertEqual(
            formulas[f"{growth}8"].value, '=IF((SUM(G8,J8))=0,"",((SUM(G8,J8))-50.0)/50.0)'
        )
        self.assertAlmostEqual(values[f"{growth}8"].value, 300.25 / 50 - 1)
        self.assertEqual(formulas["I8"].value, '=IF(OR(G8="",N(H8)=0),"",(G8-H8)/ABS(H8))')
        self.assertIsNone(values["O8"].value)  # March runs
        total = formulas.cell(8, values[f"{names['Total']}4"].column + 2)
        self.assertEqual(
            total.value,
            '=IF(OR((SUM(G8,J8))=0,(SUM(H8,K8))=0),"",'
            "((SUM(G8,J8))-(SUM(H8,K8)))/ABS((SUM(H8,K8))))",
        )

    def test_nothing_planned_is_no_zero(self):
        sheet = self.sheet()
        self.assertEqual(sheet["I7"].value, 0)
        self.assertIsNone(sheet["J7"].value)

    def test_locks(self):
        sheet = self.sheet()
        self.assertTrue(sheet.protection.sheet)
        self.assertFalse(sheet.protection.password)
        self.assertFalse(sheet.protection.formatColumns)
        is_open = {
            place: not sheet[place].protection.locked
            for place in ("D7", "G5", "G6", "G7", "G8", "J8", "S7", "T5")
        }
        self.assertEqual(
            is_open,
            {
                "D7": False,
                "G5": True,
                "G6": True,
                "G7": True,
                "G8": False,  # held
                "J8": True,
                "S7": False,
                "T5": False,
            },
        )
        self.assertEqual(sheet["G8"].fill.start_color.rgb, "FFFFE8A3")
        rolled_up = self.sheet(self.make_rolled_up())
        self.assertTrue(rolled_up["G6"].protection.locked)
        self.assertFalse(rolled_up["G7"].protection.locked)
        self.assertNotIn("Unallocated", self.titles(rolled_up))
        self.draft.action_confirm()
        self.assertTrue(self.sheet()["G7"].protection.locked)

    def test_shape_of_the_sheet(self):
        book = self.book()
        sheet, notes, keys = book.worksheets
        self.assertEqual(sheet.title, "Draft 2026")
        self.assertEqual(sheet.freeze_panes, "E5")
        levels = [sheet.row_dimensions[line].outlineLevel for line in range(5, 11)]
        self.assertEqual(levels, [0, 1, 2, 2, 1, 2])
        self.assertTrue(sheet.row_dimensions[3].hidden)
        self.assertTrue(sheet.column_dimensions["A"].hidden)
        self.assertEqual(sheet["G7"].number_format, "#,##0.00;[Red]-#,##0.00")
        self.assertEqual(sheet["D7"].alignment.indent, 2)
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual(notes.title, "Reading Notes")
        text = "\n".join(str(cell.value) for row in notes.iter_rows() for cell in row)
        for words in ("Posted Invoices", "Revenue in USD", "by Manager", "An empty cell means"):
            self.assertIn(words, text)
        self.assertEqual((keys.title, keys.sheet_state), ("sales_plan", "hidden"))
        values = {row[0].value: row[1].value for row in keys.iter_rows()}
        self.assertEqual(values["plan"], str(self.draft.id))
        self.assertEqual(values["version"], str(self.draft.edit_version))
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        self.assertNotIn(uuid, str(values))

    def test_notes_are_comments(self):
        notes = self.env["sales.plan.note"].sudo()
        period = self.draft.period_ids[0]
        notes.create(
            [
                {
                    "allocation_id": self.north_acme.id,
                    "period_id": period.id,
                    "text": "Fair\nin March",
                },
                {"allocation_id": self.south.id, "text": "New leader"},
            ]
        )
        sheet = self.sheet()
        self.assertEqual(sheet["G7"].comment.text, "Fair\nin March")
        self.assertEqual(sheet["D9"].comment.text, "New leader")
        self.assertIsNone(self.sheet(template=True)["G7"].comment)

    def test_template(self):
        sheet = self.sheet(template=True, data_only=True)
        figures = [cell.value for row in sheet["G5:R10"] for cell in row]
        self.assertEqual(set(figures), {None})
        self.assertEqual(sheet["D7"].value, "Acme")
        self.assertFalse(sheet["G8"].protection.locked)

    def test_chosen_rows_keep_their_sums(self):
        rows = (self.draft.root_id | self.north | self.north_acme).ids
        for plan, ids in ((self.draft, rows), (self.make_rolled_up(), None)):
            rows = ids or [
                row.id for row in plan.allocation_ids if row.name in ("Total", "North", "Acme")
            ]
            content = self.export(plan, rows=rows)
            values = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
            formulas = load_workbook(io.BytesIO(content)).worksheets[0]
            with self.subTest(plan=plan.name):
                self.assertEqual(values.max_row, 7)
                self.assertEqual(formulas["G6"].value, "=SUMIF($B7:$B7,$A6,G7:G7)+N(50.0)")
                self.assertEqual(values["G6"].value, 150.25)
                self.assertTrue(layout.is_sum_of_rows(formulas["G6"].value))

    def test_names_are_text_not_formulas(self):
        self.acme.name = "=1+1"
        cell = self.sheet()["D7"]
        self.assertEqual((cell.value, cell.data_type), ("=1+1", "s"))

    def test_no_rows_and_no_periods(self):
        plan = self.plan("customer", year=2026, name="Empty")
        self.assertEqual(self.sheet(plan)["D5"].value, "Total")
        self.assertEqual(self.sheet(plan, rows=[]).max_row, 4)

    def test_number_of_queries_does_not_depend_on_size(self):
        counts = []
        for size in (2, 20, 40):  # the first one fills caches
            plan = self.plan("customer", year=2026, name=f"Size {size}")
            partners = self.env["res.partner"].create(
                [{"name": f"Size {number}", "is_company": True} for number in range(size)]
            )
            for row in self.rows(plan, *partners):
                self.target(row, 10)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.export(plan, columns=("history", "change", "actual", "attainment"))
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    def test_who_sees_what(self):
        self.draft.action_confirm()
        sheet = self.sheet(user=self.salesperson)
        self.assertEqual([sheet["D5"].value, sheet["E5"].value], ["Acme", "North"])
        self.assertEqual(sheet.max_row, 5)
        self.assertTrue(sheet["G5"].protection.locked)
        sheet = self.sheet(user=self.salesperson, rows=[self.south_coil.id])
        self.assertEqual(sheet.max_row, 4)
        for user in (self.stranger, self.clerk):
            with self.assertRaises(AccessError):
                self.export(user=user)

    def test_unknown_columns(self):
        with self.assertRaisesRegex(UserError, "There is no column “margin”"):
            self.export(columns=("margin",))

    def test_many_periods(self):
        plan = self.plan("customer", year=2026, name="Weeks", period_type="week")
        self.target(self.row(plan, self.acme), 5, number=30)
        content = self.export(plan, columns=("history", "change", "actual", "attainment"))
        self.assertEqual(self.lines(self.check(content, plan)), [])


@tagged("post_install", "-at_install")
class TestGridXlsxDownload(ImportCommon, HttpCase):
    """The spreadsheet as a browser gets it."""

    def test_download(self):
        address = f"/sales_plan/table_xlsx?plan={self.draft.id}"
        for user in (self.manager, self.auditor):
            self.authenticate(user.login, user.login)
            response = self.url_open(f"{address}&columns=history,change&template=1")
            self.assertEqual(response.status_code, 200)
            self.assertIn("spreadsheetml", response.headers["Content-Type"])
            self.assertIn("Draft%202026.xlsx", response.headers["Content-Disposition"])
            sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
            self.assertEqual(sheet["I5"].value, "Change")
            self.assertIsNone(sheet["G8"].value)
        response = self.url_open(f"{address}&rows={self.north.id},{self.north_acme.id},x")
        self.assertEqual(load_workbook(io.BytesIO(response.content)).worksheets[0].max_row, 6)

    def test_download_with_thousands_of_rows(self):
        """More rows than fit into an address."""
        self.authenticate(self.manager.login, self.manager.login)
        rows = [*range(10**8, 10**8 + 5000), self.north.id]
        response = self.url_open(
            "/sales_plan/table_xlsx",
            data={
                "plan": self.draft.id,
                "rows": ",".join(map(str, rows)),
                "csrf_token": Request.csrf_token(self),
            },
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual(load_workbook(io.BytesIO(response.content)).worksheets[0].max_row, 5)

    def test_download_is_refused(self):
        address = f"/sales_plan/table_xlsx?plan={self.draft.id}"
        for user in (self.salesperson, self.clerk):
            self.authenticate(user.login, user.login)
            with mute_logger("odoo.http"):
                self.assertEqual(self.url_open(address).status_code, 403)
        self.authenticate(self.manager.login, self.manager.login)
        for plan in ("0", "x", "", "9999999999", "9" * 5000):
            self.assertEqual(self.url_open(f"/sales_plan/table_xlsx?plan={plan}").status_code, 404)
