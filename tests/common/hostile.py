"""Small workbooks that would cost much if all that is in them were read, made part by part."""

import io
import struct
import zipfile

SHEET, KEYS = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml"
WORKBOOK, STYLES, TEXTS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
_ROWS = b"</sheetData>"


def repacked(content, changes, method=zipfile.ZIP_DEFLATED):
    """Return an archive with some parts changed and packed in some way.

    :param changes: ``{name: function that takes and returns bytes}``
    """
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            is_changed = name in changes
            packed = method if is_changed else zipfile.ZIP_DEFLATED
            part = source.read(name)
            target.writestr(name, changes[name](part) if is_changed else part, packed, 1)
    return output.getvalue()


def inserted(name, mark, xml):
    """Return a function that inserts text before the last mark of a part."""

    def insert(part):
        before, found, after = part.rpartition(mark)
        assert found, mark
        return before + xml + mark + after

    return lambda content: repacked(content, {name: insert})


def in_rows(make_row, count, first=1000):
    """Return a function that adds rows, each of what another one makes of its number."""
    rows = b"".join(
        b'<row r="%d">%s</row>' % (line, make_row(line)) for line in range(first, first + count)
    )
    return inserted(SHEET, _ROWS, rows)


def after_rows(xml):
    """Return a function that adds text below the rows."""

    def insert(part):
        return part.replace(_ROWS, _ROWS + xml)

    return lambda content: repacked(content, {SHEET: insert})


def with_dictionary(content):
    """Return an archive whose sheet wants 1.5 GB of memory before anything comes out of it."""
    content = bytearray(repacked(content, {SHEET: bytes}, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.getinfo(SHEET).header_offset + 30 + len(SHEET)
    struct.pack_into("<I", content, start + 5, 0x5FFFFFFF)
    return bytes(content)


def with_many_parts(content):
    """Return an archive of very many parts with nothing in them."""
    output = io.BytesIO(content)
    with zipfile.ZipFile(output, "a") as archive:
        for number in range(20_000):
            archive.writestr(f"x/{number}", b"")
    return output.getvalue()


def _make_shared(line):
    formula = b"+".join([b"1"] * 4000) if line == 1000 else b""
    return b'<c r="A%d"><f t="shared" si="0">%s</f><v>1</v></c>' % (line, formula) + (
        b'<c><f t="shared" si="0"/><v>1</v></c>' * 19
    )


#: What a workbook is made of by functions of one that is honest: ``{what there is much of: …}``.
WORKBOOKS = {
    "formats of cells": inserted(
        STYLES,
        b"</cellXfs>",
        b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"><alignment wrapText="1"/></xf>'
        * 130_000,
    ),
    "formats of numbers": inserted(STYLES, b"</cellXfs>", b'<xf numFmtId="14"/>' * 200_000),
    "fonts": inserted(STYLES, b"</fonts>", b'<font><b/><sz val="11"/></font>' * 80_000),
    "texts": inserted(TEXTS, b"</sst>", b"<si><t>x</t></si>" * 250_000),
    "texts in several formats": inserted(
        TEXTS, b"</sst>", b"<si><r><rPr><b/></rPr><t>x</t></r></si>" * 120_000
    ),
    "names": inserted(
        WORKBOOK,
        b"</workbook>",
        b"<definedNames>%s</definedNames>" % (b'<definedName name="a">A1</definedName>' * 160_000),
    ),
    "sheets": inserted(
        WORKBOOK, b"</sheets>", b'<sheet name="x" sheetId="9" r:id="rId2"/>' * 10_000
    ),
    "conditional formats": after_rows(
        b'<conditionalFormatting sqref="A1"><cfRule type="cellIs" priority="1" operator="equal">'
        b"<formula>1</formula></cfRule></conditionalFormatting>" * 60_000
    ),
    "links": after_rows(
        b"<hyperlinks>%s</hyperlinks>" % (b'<hyperlink ref="A1" location="B1"/>' * 300_000)
    ),
    "merged cells": after_rows(
        b"<mergeCells>%s</mergeCells>" % (b'<mergeCell ref="A1:F2"/>' * 100_000)
    ),
    "nested elements": after_rows(b"<x>" * 1_000_000),
    "elements in a long namespace": after_rows(
        b'<x xmlns="%s">%s</x>' % (b"a" * 200_000, b"<a/>" * 60_000)
    ),
    "attributes": after_rows(b"<x %s/>" % b" ".join(b'a%d=""' % n for n in range(400_000))),
    "a text": in_rows(lambda line: b'<c t="str"><v>%s</v></c>' % (b"x" * 60_000_000), 1),
    "a comment": after_rows(b"<!--%s-->" % ((b"x" * 9999 + b"<") * 2500)),
    "an instruction": after_rows(b"<?x %s?>" % ((b"x" * 9999 + b"<") * 2500)),
    "rows with a name only": in_rows(
        lambda line: (
            b'<c r="D%d" t="str"><v>x</v></c><c r="AX%d" t="str"><v>x</v></c>' % (line, line)
        ),
        7_000,
        90_000,
    ),
    "wrong cells": in_rows(lambda line: b'<c t="str"><v>x</v></c>' * 19, 30_000),
    "wrong rows": in_rows(lambda line: b'<c r="A%d"><v>%d</v></c>' % (line, line), 60_000),
    "cells with one formula": in_rows(_make_shared, 10_000),
    "parts": with_many_parts,
    "memory to unpack a part": with_dictionary,
}
