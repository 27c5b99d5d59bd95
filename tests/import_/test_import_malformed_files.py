import io
import struct
import zipfile

from odoo.tests import tagged

from ...wizards.import_ import package
from ..common.imports import MalformedCommon

_BROKEN = "The file is damaged or incomplete: it cannot be opened as a workbook."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@tagged("post_install", "-at_install")
class TestImportMalformedFiles(MalformedCommon):
    """Files that are no workbooks, or dangerous ones."""

    def test_empty_file(self):
        self.assertRefused("The file is empty.", b"")

    def test_random_bytes(self):
        self.assertRefused("The file is not an Excel workbook (.xlsx).", b"\0\1\2\3" * 100)
        self.assertRefused("The file is not an Excel workbook (.xlsx).", b"%PDF-1.7 ...")

    def test_old_excel(self):
        self.assertRefused(
            "The file is in the old format of Excel (.xls). Save it as an Excel workbook (.xlsx).",
            _OLE + "Workbook".encode("utf-16-le"),
        )

    def test_password(self):
        sentence = "The file is protected with a password. Save it without one."
        self.assertRefused(sentence, _OLE + "EncryptedPackage".encode("utf-16-le"))
        content = bytearray(self.content)
        start = content.index(b"PK\x01\x02")
        while start >= 0:
            content[start + 8] |= 1
            start = content.find(b"PK\x01\x02", start + 4)
        self.assertRefused(sentence, bytes(content))

    def test_open_document(self):
        content = self.repacked(
            self.content,
            added={
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": b"<a/>",
            },
        )
        self.assertRefused(
            "The file is an OpenDocument spreadsheet (.ods). Save it as an Excel workbook (.xlsx).",
            content,
        )

    def test_renamed_text_files(self):
        self.assertRefused(
            "The file is a text file, such as CSV, not an Excel workbook (.xlsx).",
            "Row;Jan 2026\nAcmé;100\n".encode(),
        )
        for start in (b"\xef\xbb\xbf<?xml version='1.0'?>", b"<html>", b"\n<table>"):
            self.assertRefused(
                "The file is a web page or XML document, not an Excel workbook (.xlsx).",
                start + b"<Workbook/>",
            )

    def test_binary_workbook(self):
        self.assertRefused(
            "The file is a binary workbook (.xlsb). Save it as an Excel workbook (.xlsx).",
            self.repacked(self.content, added={"xl/workbook.bin": b"\0"}),
        )

    def test_strict_workbook(self):
        self.assertRefused(
            "The file is a Strict Open XML spreadsheet. Save it as an Excel workbook (.xlsx).",
            self.replaced(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
                part="xl/workbook.xml",
            ),
        )

    def test_truncated_archive(self):
        for size in (3, 100, len(self.content) // 2, len(self.content) - 10):
            with self.subTest(size=size):
                self.assertRefused(_BROKEN, self.content[:size])

    def test_damaged_archive(self):
        content = bytearray(self.content)
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            offset = archive.getinfo(self.SHEET).header_offset
        content[offset + 200 : offset + 240] = bytes(40)
        self.assertRefused(_BROKEN, bytes(content))

    def test_part_that_is_there_twice(self):
        content = self.repacked(self.content, added={self.SHEET.upper(): b"<a/>"})
        self.assertRefused(_BROKEN, content)

    def test_archive_without_workbook(self):
        sentence = "The file is a zip archive, but there is no workbook in it."
        self.assertRefused(sentence, self.repacked(self.content, {"xl/workbook.xml": None}))
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w"):
            pass
        self.assertRefused(sentence, output.getvalue())

    def test_macros(self):
        sentence = "The workbook has macros. Save it without them, as an Excel workbook (.xlsx)."
        for name in ("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"):
            self.assertRefused(sentence, self.repacked(self.content, added={name: b"<a/>"}))
        self.assertRefused(
            sentence,
            self.replaced(
                "spreadsheetml.sheet.main",
                "sheet.macroEnabled.main",
                part="[Content_Types].xml",
            ),
        )

    def test_too_large_a_file(self):
        self.patch(package, "MOST_BYTES", 4096)
        self.patch(package, "MEGABYTE", 1024)
        self.assertRefused("The file is larger than 4 MB.", self.content)

    def test_bomb_that_tells_its_size(self):
        bomb = self.repacked(self.content, added={"xl/media/image1.png": bytes(201 * 1024**2)})
        self.assertLess(len(bomb), 1024**2)
        self.assertRefused("Unpacked, the file is larger than 200 MB.", bomb)

    def test_bomb_that_lies_about_its_size_and_is_not_needed(self):
        bomb = bytearray(
            self.repacked(self.content, added={"xl/media/image1.png": bytes(30 * 1024**2)})
        )
        for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            start = bomb.rindex(mark)
            bomb[start + place : start + place + 4] = struct.pack("<I", 1000)
        self.assertSame(bytes(bomb))

    def test_too_many_parts(self):
        added = {f"xl/media/{number}.png": b"" for number in range(5001)}
        self.assertRefused(
            "The file has more than 5000 parts, more than any workbook.",
            self.repacked(self.content, added=added),
        )

    def test_external_links(self):
        self.assertRefused(
            "The workbook has links to other files. Replace the formulas that use them by their "
            "values.",
            self.repacked(self.content, added={"xl/externalLinks/externalLink1.xml": b"<a/>"}),
        )
        self.assertRefused(
            "The workbook has connections to other sources of data. Remove them.",
            self.repacked(self.content, added={"xl/connections.xml": b"<a/>"}),
        )
        for formula in (
            "[1]Sheet1!A1",
            "cmd|'/c calc'!A0",
            "DDE(1,2,3)",
            "WEBSERVICE(A1)",
        ):
            with self.subTest(formula=formula):
                self.assertRefused(
                    "Row 7 of sheet “Draft 2026” has a formula that links to another file or "
                    "program. Replace it by its value.",
                    self.with_cell(self.content, "G7", f"<f>{formula}</f><v>1</v>"),
                )

    def test_corrupt_xml(self):
        for part in (self.SHEET, self.KEYS, "xl/styles.xml", "xl/sharedStrings.xml"):
            with self.subTest(part=part):
                self.assertRefused(
                    _BROKEN, self.repacked(self.content, {part: lambda xml: xml[:-9]})
                )
        self.assertRefused(_BROKEN, self.replaced('<row r="7"', '<row r="3"'))
        self.assertRefused(_BROKEN, self.replaced('r="H7"', 'r="G7"'))
        self.assertRefused(_BROKEN, self.replaced('r="H7"', 'r="H70"'))

    def test_drawings_need_not_be_well_formed(self):
        added = {"xl/drawings/vmlDrawing9.vml": b"<xml><br></xml>", "xl/media/a.svg": b"<svg"}
        self.assertFalse(self.check(self.repacked(self.content, added=added)).line_ids)

    def test_entity_bombs(self):
        lines = ['<!DOCTYPE lolz [<!ENTITY lol "lol">']
        for number in range(1, 10):
            below = "&lol;" if number == 1 else f"&lol{number - 1};"
            lines.append(f'<!ENTITY lol{number} "{below * 10}">')
        bomb = "".join(lines) + "]>"
        outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        for part in (self.SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"):
            for text in (bomb, outside):
                with self.subTest(part=part):
                    self.assertRefused(
                        f"The part “{part}” of the file declares a document type, which no "
                        "workbook does: it is not read.",
                        self.replaced(r"(<\?xml[^>]*\?>)", r"\1" + text, part=part),
                    )

    def test_entities_in_other_encodings(self):
        xml = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
        for name in (self.SHEET, "xl/sharedStrings.xml", "xl/styles.xml"):
            with self.subTest(name=name):
                self.assertRefused(
                    f"The part “{name}” of the file declares a document type, which no workbook "
                    "does: it is not read.",
                    self.repacked(self.content, {name: lambda part: xml.encode("utf-16")}),
                )
