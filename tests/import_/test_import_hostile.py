import base64
import io
import struct
import time
import tracemalloc
import zipfile
from xml.parsers import expat

from odoo.exceptions import UserError
from odoo.tests import tagged
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from ...wizards.import_ import book, file, package, parts, sheet
from ..common.hostile import KEYS, SHEET, STYLES, TEXTS, WORKBOOK, WORKBOOKS, inserted, repacked
from ..common.imports import MalformedCommon

_BROKEN = "The file is damaged or incomplete: it cannot be opened as a workbook."
_ADVICE = "Export the planning table again and copy your figures into that file."


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestImportHostile(MalformedCommon):
    """Reading a file costs what was uploaded and what is needed of it."""

    #: Of what a parser takes for a million elements, in time; in bytes.
    MOST_TIME, MOST_MEMORY = 5, 64 * 1024**2

    @staticmethod
    def measure_parser():
        """Return how long a parser takes for a million elements that nobody wants."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda name, attributes: None
        parser.EndElementHandler = lambda name: None
        xml = b"<a>%s</a>" % (b"<b/>" * 1_000_000)
        before = time.thread_time()
        parser.Parse(xml, True)
        return time.thread_time() - before

    def check_file(self, content):
        """Check a file; return its sentence, empty where it is read."""
        wizard = self.wizard(content)
        try:
            with self.cr.savepoint():
                wizard.action_check()
        except UserError as error:
            return str(error)
        self.assertEqual(self.lines(wizard), [])
        return ""

    def test_no_small_file_costs_much(self):
        yardstick = self.measure_parser()
        self.check_file(self.content)  # fills caches
        for name, make in WORKBOOKS.items():
            content = make(self.content)
            with self.subTest(much=name):
                self.assertLess(len(content), 6 * 1024**2)
                before = time.thread_time()
                sentence = self.check_file(content)
                self.assertLess(time.thread_time() - before, self.MOST_TIME * yardstick)
                tracemalloc.start()
                try:
                    self.assertEqual(self.check_file(content), sentence)
                    self.assertLess(tracemalloc.get_traced_memory()[1], self.MOST_MEMORY)
                finally:
                    tracemalloc.stop()
                self.assertLess(len(sentence), 3000)

    # What is too much -------------------------------------------------------------------

    def assertTooMuch(self, name, content):  # noqa: N802
        """Assert that a part is refused for its size, and for its elements."""
        self.patch(parts, "MEGABYTE", 1000)
        for limit, told in (
            (parts.Limit(unpacked=60, marks=10**6), "unpacked, it has more than 60 MB"),
            (parts.Limit(unpacked=10**4, marks=6000), "it has more than 6000 tags and attributes"),
        ):
            for module in (book, package, file):
                for kind in ("SHEET_LIST", "STYLES", "TEXTS", "FIRST_ROWS", "TABLE"):
                    if hasattr(module, kind):
                        self.patch(module, kind, limit)
            self.assertRefused(
                f"The part “{name}” of the file is too large to be read: {told}. {_ADVICE}",
                content,
            )

    def test_parts_that_are_too_large(self):
        for name, mark, xml in (
            (WORKBOOK, b"</workbook>", b'<definedNames><definedName name="a">A1</definedName>'),
            (STYLES, b"</cellXfs>", b'<xf numFmtId="0" fontId="0"/>'),
            (TEXTS, b"</sst>", b"<si><t>x</t></si>"),
            (SHEET, b"</worksheet>", b'<x a="1"/>'),
            (KEYS, b"<sheetData>", b'<x a="1"/>'),
            ("[Content_Types].xml", b"</Types>", b'<Default Extension="a" ContentType="b"/>'),
            ("xl/_rels/workbook.xml.rels", b"</Relationships>", b'<Relationship Id="x"/>'),
        ):
            with self.subTest(part=name):
                self.assertTooMuch(name, inserted(name, mark, xml * 12_000)(self.content))

    def test_elements_that_are_nested(self):
        for name, mark in ((SHEET, b"</sheetData>"), (STYLES, b"</cellXfs>"), (TEXTS, b"</sst>")):
            with self.subTest(part=name):
                xml = b"<x>" * 65 + b"</x>" * 65
                self.assertRefused(
                    f"The part “{name}” of the file is nested more deeply than that of any "
                    "workbook: it is not read.",
                    inserted(name, mark, xml)(self.content),
                )

    def test_texts_that_no_cell_can_have(self):
        for text in (b"x" * 32_768, b"x" * 2_000_000):
            for name, content in (
                (TEXTS, inserted(TEXTS, b"</sst>", b"<si><t>%s</t></si>" % text)(self.content)),
                (SHEET, self.with_cell(self.content, "G7", f"<v>{text.decode()}</v>", "str")),
            ):
                with self.subTest(part=name, length=len(text)):
                    self.assertRefused(
                        f"The part “{name}” of the file has a text, a tag or a comment of more "
                        "than 32767 characters: it is not read.",
                        content,
                    )

    def test_long_texts_are_not_told_wholly(self):
        content = self.with_cell(self.content, "G7", f"<v>{'x' * 30_000}</v>", "str")
        self.assertRefused(
            f"Cell G7 of sheet “Draft 2026” has the text “{'x' * 199}…”, not a number.", content
        )
        content = self.typed(self.content, {"A7": None, "D7": "x" * 30_000})
        self.assertRefused(
            "Row 7 has no key, and no row of the plan is named “North / " + "x" * 191 + "…”.",
            content,
        )

    def test_cells_and_sheets(self):
        self.patch(sheet, "MOST_SHEET_CELLS", 100)
        self.assertRefused(
            "Sheet “Draft 2026” is too large: it has more than 100 cells.", self.content
        )
        self.patch(book, "MOST_SHEETS", 2)
        self.assertRefused(
            "The workbook has more than 2 sheets. Remove those that are not needed.", self.content
        )

    def test_many_more_rows_than_the_plan(self):
        rows = b"".join(
            b'<row r="%d"><c r="D%d" t="str"><v>x</v></c><c r="G%d"><v>1</v></c></row>'
            % (line, line, line)
            for line in range(20, 1100)
        )
        self.assertRefused(
            "Sheet “Draft 2026” has many more rows than the plan: more than 1006.",
            inserted(SHEET, b"</sheetData>", rows)(self.content),
        )

    def test_very_many_problems(self):
        rows = b"".join(
            b'<row r="%d"><c r="G%d" t="b"><v>1</v></c></row>' % (line, line)
            for line in range(20, 2000)
        )
        content = inserted(SHEET, b"</sheetData>", rows)(self.content)
        with self.assertRaisesRegex(UserError, "There are at least 990 more such problems"):
            self.check(content)

    # The archive ------------------------------------------------------------------------

    def test_ways_of_packing(self):
        for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            for name in (SHEET, TEXTS, WORKBOOK, "[Content_Types].xml"):
                with self.subTest(method=method, part=name):
                    self.assertRefused(
                        f"The part “{name}” of the file is packed in a way that no spreadsheet "
                        "program uses: it is not read.",
                        repacked(self.content, {name: bytes}, method),
                    )

    def test_stored_parts_are_read(self):
        content = repacked(self.content, {SHEET: bytes, TEXTS: bytes}, zipfile.ZIP_STORED)
        self.assertSame(content)

    def test_part_that_is_larger_than_said(self):
        """What comes out of an archive is counted, whatever it says."""
        xml = b"<si><t>x</t></si>" * 100_000
        content = bytearray(inserted(TEXTS, b"</sst>", xml)(self.content))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            local = archive.getinfo(TEXTS).header_offset
        central = content.index(TEXTS.encode(), content.index(b"PK\x01\x02")) - 46
        for place in (local + 22, central + 24):
            struct.pack_into("<I", content, place, 1000)
        self.assertRefused(_BROKEN, bytes(content))

    def test_file_that_is_too_large_is_not_kept(self):
        with self.assertRaisesRegex(UserError, "The file is larger than 20 MB"):
            self.wizard(bytes(23 * 1024**2))
        wizard = self.wizard(self.content)
        with self.assertRaisesRegex(UserError, "The file is larger than 20 MB"):
            wizard.file = base64.b64encode(bytes(23 * 1024**2))

    # What is not needed is not read -----------------------------------------------------

    def test_other_parts_and_other_rows_do_not_matter(self):
        bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
        added = dict.fromkeys(
            (
                "xl/drawings/drawing1.xml",
                "xl/comments1.xml",
                "xl/calcChain.xml",
                "xl/theme/theme9.xml",
                "xl/media/image1.png",
                "docProps/custom.xml",
            ),
            bomb,
        )
        self.assertSame(self.repacked(self.content, added=added))
        wide = b"".join(
            b'<row r="%d"><c r="XFD%d"/></row>' % (line, line) for line in (99, 1048576)
        )
        self.assertSame(inserted(SHEET, b"</sheetData>", wide)(self.content))

    def test_rows_below_the_first_of_other_sheets_do_not_matter(self):
        book_ = load_workbook(io.BytesIO(self.content))
        other = book_.create_sheet("Workings")
        for line in range(1, 60):
            other.cell(line, 1, line)
        content = self.saved(book_)
        name = f"xl/worksheets/sheet{len(book_.worksheets)}.xml"
        damaged = repacked(content, {name: lambda xml: xml.replace(b'r="A50"', b'r="A7"')})
        self.assertSame(damaged)
        damaged = repacked(content, {name: lambda xml: xml.replace(b'r="A5"', b'r="A7"')})
        self.assertRefused(_BROKEN, damaged)

    # Numbers ----------------------------------------------------------------------------

    def test_keys_that_no_database_counts(self):
        for text in ("3000000000", "1E300", "9" * 90):
            with self.subTest(text=text):
                self.assertRefused(
                    "Cell A7 of sheet “Draft 2026” is hidden and names the row; it was changed.",
                    self.with_cell(self.content, "A7", f"<v>{text}</v>"),
                )

    def test_hidden_sheet_with_other_numbers(self):
        for name, value in (("version", "-" + "9" * 30), ("titles", "9" * 5000), ("plan", "1e3")):
            with self.subTest(name=name):
                changed = load_workbook(io.BytesIO(self.content))
                for row in changed["sales_plan"].iter_rows():
                    if row[0].value == name:
                        row[1].value = value
                self.assertRefused(
                    "The hidden sheet “sales_plan” was changed. Export the planning table again.",
                    self.saved(changed),
                )

    def test_period_that_is_there_twice(self):
        changed = load_workbook(io.BytesIO(self.content))
        keys = changed["sales_plan"]
        keys.append([cell.value for cell in keys[keys.max_row]])
        self.assertRefused(
            "The hidden sheet “sales_plan” was changed. Export the planning table again.",
            self.saved(changed),
        )

    # Honest workbooks -------------------------------------------------------------------

    def test_workbooks_with_much_in_them_are_read(self):
        """5,000 formats, 50,000 texts, 100 names, notes, dates: what people keep in workbooks."""
        full = load_workbook(io.BytesIO(self.content))
        table, other = full.worksheets[0], full.create_sheet("Customers")
        for line in range(1, 25_001):
            other.cell(line, 1, f"Customer {line}")
            other.cell(line, 2, f"Remark {line}")
        for number in range(5000):
            cell = other.cell(number % 1000 + 1, 3 + number // 1000, number)
            cell.number_format = f'#,##0.00" {number}"'
            cell.font = Font(size=8 + number % 7, bold=bool(number % 2))
            cell.alignment = Alignment(indent=number % 5)
        for number in range(100):
            full.defined_names.add(
                DefinedName(f"name_{number}", attr_text=f"Customers!$A${number + 1}")
            )
        table["G7"] = 120.5
        table["G7"].comment = Comment("as agreed", "Helen")
        table["H7"].fill = PatternFill("solid", fgColor="FFEE00")
        table.conditional_formatting.add("G5:R10", CellIsRule(operator="lessThan", formula=["0"]))
        table["D20"], table["E20"] = "as of", "31.12."
        other.merge_cells("J1:K2")
        content = self.saved(full)
        self.assertEqual(self.lines(self.check(content)), [("North / Acme", 1, 100.25, 120.5)])
        for number_format, told in (
            ("dd/mm/yyyy", "a date, not a number"),
            ("0 %", "a percentage"),
        ):
            table["I7"] = 46000
            table["I7"].number_format = number_format
            with self.assertRaisesRegex(UserError, f"Cell I7 of sheet “Draft 2026” has {told}"):
                self.check(self.saved(full))

    def test_other_ways_of_writing(self):
        """Prefixes, absolute paths, texts in several formats and with their pronunciation."""
        prefixed = repacked(
            self.content,
            {
                TEXTS: lambda xml: (
                    xml.replace(b"</", b"</x:")
                    .replace(b"<s", b"<x:s")
                    .replace(b"<t", b"<x:t")
                    .replace(b"xmlns=", b"xmlns:x=")
                ),
                "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
                    b'Target="worksheets', b'Target="/xl/worksheets'
                ),
            },
        )
        self.assertSame(prefixed)
        rich = "<is><r><t>No</t></r><r><rPr><b/></rPr><t>rth</t></r><rPh><t>x</t></rPh></is>"
        self.assertSame(self.with_cell(self.content, "E7", rich, "inlineStr"))
