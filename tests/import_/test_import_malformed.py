import io

from odoo.exceptions import UserError
from odoo.tests import tagged
from openpyxl import load_workbook

from ..common.imports import MalformedCommon

_SHEET = "of sheet “Draft 2026”"


@tagged("post_install", "-at_install")
class TestImportMalformedTables(MalformedCommon):
    """Workbooks that are not the plan's, or whose table was taken apart."""

    def edited(self, edit, content=None):
        book = load_workbook(io.BytesIO(content or self.content))
        edit(book)
        return self.saved(book)

    def with_key(self, name, value):
        """Return the file with a value of the hidden sheet changed."""

        def edit(book):
            for row in book["sales_plan"].iter_rows():
                if row[0].value == name:
                    row[1].value = value

        return self.edited(edit)

    def test_without_keys(self):
        self.assertRefused(
            "The workbook has no keys: its hidden sheet “sales_plan” is missing. Export the "
            "planning table and fill in that file.",
            self.edited(lambda book: book.remove(book["sales_plan"])),
        )

    def test_changed_keys(self):
        for name, value in (("plan", "x"), ("version", None)):
            with self.subTest(name=name):
                self.assertRefused(
                    "The hidden sheet “sales_plan” was changed. Export the planning table again.",
                    self.with_key(name, value),
                )
        self.assertRefused(
            "The file was exported by another version of this app. Export the planning table "
            "again.",
            self.with_key("format", "99"),
        )

    def test_another_database(self):
        self.assertRefused(
            "The file was exported from another database.", self.with_key("database", "0123")
        )

    def test_another_plan(self):
        other = self.draft.copy({"name": "Other"})
        self.assertRefused(
            "The file is of another plan, “Other”; this is “Draft 2026”.", self.export(other)
        )

    def test_another_revision(self):
        self.draft.action_confirm()
        revision = self.env["sales.plan"].browse(self.draft.action_revise()["res_id"])
        self.assertRefused(
            "The file is of revision 1 of “Draft 2026”; this is revision 2.",
            self.content,
            revision,
        )

    def test_another_company(self):
        self.assertRefused(
            "The file was exported when the plan was one of Elsewhere; now it is one of "
            f"{self.company.name}.",
            self.edited(lambda book: self.set_keys(book, company="0", company_name="Elsewhere")),
        )

    @staticmethod
    def set_keys(book, **values):
        for row in book["sales_plan"].iter_rows():
            if row[0].value in values:
                row[1].value = values[row[0].value]

    def test_other_figures(self):
        content = self.content
        self.draft.measure = "margin"
        self.assertRefused(
            "The plan's figures mean something else now than when the file was exported. Export "
            "the planning table again.",
            content,
        )

    def test_plan_brought_back(self):
        self.assertRefused(
            "The file is newer than the plan: it was exported before the plan was brought back "
            "to an earlier state. Export the planning table again.",
            self.with_key("version", str(self.draft.edit_version + 1)),
        )

    def test_other_periods(self):
        last = self.draft.period_ids[-1]
        last.unlink()
        self.env["sales.plan.period"].create(
            {
                "plan_id": self.draft.id,
                "name": "Last",
                "date_from": "2026-12-01",
                "date_to": "2026-12-31",
            }
        )
        self.assertRefused("The plan has no period “Dec 2026” any more.", self.content)
        content = self.export()

        def forget(book):
            sheet = book["sales_plan"]
            sheet.delete_rows(sheet.max_row)

        self.assertRefused(
            "The plan has a period that the file lacks: Last, from 12/01/2026 on.",
            self.edited(forget, content),
        )

    def test_no_table(self):
        self.assertRefused(
            "No sheet has the planning table: its hidden row of keys is missing. Export the table "
            "and fill in that file.",
            self.typed(self.content, {"A3": None}),
        )

    def test_two_tables(self):
        self.assertRefused(
            "The planning table is there twice, on the sheets “Draft 2026” and “Draft 2026 Copy”. "
            "Keep one of them.",
            self.edited(lambda book: book.copy_worksheet(book.worksheets[0])),
        )

    def test_period_columns(self):
        keys = {cell.coordinate: cell.value for cell in self.keys_row()}
        self.assertRefused(
            "Sheet “Draft 2026” has no column for Jan 2026.",
            self.edited(lambda book: book.worksheets[0].delete_cols(7)),
        )
        self.assertRefused(
            "The periods of sheet “Draft 2026” are not in their order: Feb 2026 is in column G.",
            self.typed(
                self.content,
                {"G3": keys["H3"], "H3": keys["G3"], "G4": "Feb 2026", "H4": "Jan 2026"},
            ),
        )
        self.assertRefused(
            "Sheet “Draft 2026” has the same column twice, G and H.",
            self.typed(self.content, {"H3": keys["G3"]}),
        )
        self.assertRefused(
            "Cell G4 of sheet “Draft 2026” is the title of Jan 2026, but says “January”.",
            self.typed(self.content, {"G4": "January"}),
        )
        self.assertRefused(
            "Sheet “Draft 2026” lacks one of its first columns. Export the table again.",
            self.typed(self.content, {"D3": None}),
        )

    def test_keys_that_are_numbers(self):
        """A number is no key, not even that of a period."""
        self.assertRefused(
            "Sheet “Draft 2026” has no column for Jan 2026.",
            self.typed(self.content, {"G3": self.draft.period_ids[0].id}),
        )
        self.assertFalse(self.check(self.typed(self.content, {"U3": 12})).line_ids)

    def keys_row(self):
        return load_workbook(io.BytesIO(self.content)).worksheets[0][3]

    def test_too_many_rows_and_columns(self):
        self.assertRefused(
            "Sheet “Draft 2026” is too large: there is something in row 100001. At most 100000 "
            "rows can be imported.",
            self.replaced(
                "</sheetData>",
                '<row r="100001"><c r="A100001"><v>1</v></c></row></sheetData>',
            ),
        )
        self.assertRefused(
            "Sheet “Draft 2026” is too wide: there is something in column 16384. At most 2500 "
            "columns can be imported.",
            self.replaced(
                "</sheetData>", '<row r="20"><c r="XFD20"><v>1</v></c></row></sheetData>'
            ),
        )

    def test_cells_far_away(self):
        """What counts are cells that are there, not how far they are from each other."""
        far = '<row r="20"><c r="ALL20" {0}</c></row><row r="90000"><c r="D90000" {0}</c></row>'
        text = far.format('t="str"><v>as of today</v>')
        self.assertSame(self.replaced("</sheetData>", f"{text}</sheetData>"))

    def test_declared_size_does_not_matter(self):
        content = self.replaced('<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"')
        content = self.replaced(
            "</sheetData>", '<row r="1048576" hidden="1"/></sheetData>', content=content
        )
        wizard = self.check(content)
        self.assertFalse(wizard.line_ids)


@tagged("post_install", "-at_install")
class TestImportMalformedCells(MalformedCommon):
    """Cells that are no figures, and figures that have no place in the plan."""

    def assertCell(self, problem, inside, kind=None):  # noqa: N802
        self.assertRefused(
            f"Cell G7 {_SHEET} {problem}", self.with_cell(self.content, "G7", inside, kind)
        )

    def test_text(self):
        text = "<is><t>1,200 or so (100%)</t></is>"
        self.assertCell("has the text “1,200 or so (100%)”, not a number.", text, "inlineStr")
        self.assertCell("has the text “1200”, not a number.", "<is><t>1200</t></is>", "inlineStr")

    def test_error_values(self):
        for error in ("#REF!", "#DIV/0!", "#N/A"):
            self.assertCell(f"has the error {error}.", f"<f>A1</f><v>{error}</v>", "e")

    def test_yes_and_no(self):
        self.assertCell("has yes or no, not a number.", "<v>1</v>", "b")

    def test_dates(self):
        self.assertCell("has a date, not a number.", "<v>2026-01-31T00:00:00</v>", "d")
        book = load_workbook(io.BytesIO(self.content))
        cell = book.worksheets[0]["G7"]
        cell.value = 46000
        for number_format in ("dd/mm/yyyy", "hh:mm", "[h]:mm"):
            cell.number_format = number_format
            self.assertRefused(f"Cell G7 {_SHEET} has a date, not a number.", self.saved(book))

    def test_percentages(self):
        book = load_workbook(io.BytesIO(self.content))
        cell = book.worksheets[0]["G7"]
        cell.value = 0.12
        cell.number_format = "0%"
        self.assertRefused(
            f"Cell G7 {_SHEET} has a percentage. Type the amount itself.", self.saved(book)
        )

    def test_negative_figures_in_any_format_are_figures(self):
        book = load_workbook(io.BytesIO(self.content))
        cell = book.worksheets[0]["G7"]
        cell.value = -12.5
        cell.number_format = "#,##0.00_);(#,##0.00)"
        wizard = self.check(self.saved(book))
        self.assertEqual(self.lines(wizard), [("North / Acme", 1, 100.25, -12.5)])

    def test_formula_without_value(self):
        self.assertCell(
            "has a formula without a value. Open the file in a spreadsheet program and save it "
            "again.",
            "<f>1+1</f>",
        )

    def test_no_finite_number(self):
        for text in ("1E999", "-1E999", "1e400"):
            self.assertCell("has no finite number.", f"<v>{text}</v>")

    def test_no_number_at_all(self):
        for text in ("NaN", "abc", "1_0x", "1e", "9" * 101):
            self.assertRefused(
                f"Cell G7 {_SHEET} is damaged: its value “{text}” cannot be read.",
                self.with_cell(self.content, "G7", f"<v>{text}</v>"),
            )

    def test_texts_that_are_not_there(self):
        for text in ("99999", "-1", "x", "1.5"):
            self.assertCell(
                f"is damaged: its value “{text}” cannot be read.", f"<v>{text}</v>", "s"
            )

    def test_too_large(self):
        for text in ("1E300", "1000000000000000", "-1E15"):
            self.assertCell("has too large a number.", f"<v>{text}</v>")

    def test_merged_cells(self):
        book = load_workbook(io.BytesIO(self.content))
        book.worksheets[0].merge_cells("G7:H8")
        self.assertRefused(f"Cells G7 to H8 {_SHEET} are merged. Split them.", self.saved(book))

    def test_rows_that_are_there_twice(self):
        key = str(self.north_acme.id)
        content = self.with_cell(self.content, "A8", f"<v>{key}</v>")
        content = self.typed(content, {"C8": self.value("C7"), "D8": "Acme", "E8": "North"})
        self.assertRefused(f"Rows 7 and 8 {_SHEET} are the same row, “Acme”.", content)

    def value(self, place):
        return load_workbook(io.BytesIO(self.content)).worksheets[0][place].value

    def test_rows_sorted_without_their_keys(self):
        self.assertRefused(
            f"Row 8 {_SHEET} (“Acme”) is not the row that was exported there: names and hidden "
            "keys do not match. Sort whole rows only, and leave their names as they are.",
            self.typed(self.content, {"D8": "Acme"}),
        )

    def test_changed_key(self):
        for value in ("acme", -1, 1.5, True):
            with self.subTest(value=value):
                self.assertRefused(
                    f"Cell A7 {_SHEET} is hidden and names the row; it was changed.",
                    self.typed(self.content, {"A7": value}),
                )

    def test_row_that_is_gone(self):
        content = self.content
        self.north_acme.unlink()
        self.assertRefused("Row 7 (“North / Acme”) is not in the plan any more.", content)

    def test_row_of_another_plan(self):
        other = self.draft.copy({"name": "Other"})
        row = other.allocation_ids.filtered(lambda row: row.name == "Acme")
        self.assertRefused(
            "Row 7 (“North / Acme”) is one of another plan.",
            self.typed(self.content, {"A7": row.id}),
        )

    def test_rows_without_key(self):
        self.assertRefused(
            "Row 7 has no key, and no row of the plan is named “North / Acme Ltd”.",
            self.typed(self.content, {"A7": None, "D7": "Acme Ltd"}),
        )
        twin = self.acme.copy({"name": "Acme"})
        self.row(self.north, twin)
        self.assertRefused(
            "Row 7 has no key, and several rows of the plan are named “North / Acme”.",
            self.typed(self.content, {"A7": None}),
        )
        self.assertRefused(
            "Row 11 is there twice: the plan has “North / Bolt” once.",
            self.typed(self.content, {"D11": "Bolt", "E11": "North", "G11": 5}),
        )

    def test_outside_of_the_plan(self):
        self.assertRefused(
            f"Cell U7 {_SHEET} is outside of the plan.", self.typed(self.content, {"U7": 5})
        )
        self.assertRefused(
            f"Cell U9 {_SHEET} is outside of the plan.", self.typed(self.content, {"U9": "=1+1"})
        )
        self.assertRefused(
            f"Cell H12 {_SHEET} is outside of the plan: there is no row.",
            self.typed(self.content, {"H12": 5}),
        )

    def test_typed_totals(self):
        self.assertRefused(
            "Cell S7 is the sum of “North / Acme” over the periods. Type into those.",
            self.typed(self.content, {"S7": 400}),
        )
        self.assertFalse(self.check(self.typed(self.content, {"S7": 300.25})).line_ids)

    def test_typed_sums_in_a_plan_that_rolls_up(self):
        plan = self.make_rolled_up()
        self.assertRefused(
            "Cell G6 is the sum of the rows below “North”. Type into those.",
            self.typed(self.export(plan), {"G6": 400}),
            plan,
        )

    def test_several_problems(self):
        values = {f"G{line}": "x" for line in range(5, 11)}
        self.assertRefused(
            "\n".join(
                f"Cell G{line} {_SHEET} has the text “x”, not a number." for line in range(5, 11)
            ),
            self.typed(self.content, values),
        )
        values |= {f"H{line}": "y" for line in range(5, 11)}
        with self.assertRaisesRegex(UserError, "There are 2 more such problems."):
            self.check(self.typed(self.content, values))
