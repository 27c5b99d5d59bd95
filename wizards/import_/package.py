"""What a spreadsheet is made of: parts of XML in a zip archive, checked before anything reads them.

Nobody knows who made a file. Reading it must not take more memory or time than the limits below,
nor reach for anything outside of the file.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from odoo.exceptions import UserError

MEGABYTE = 1024**2
#: Size of the file, and of all its parts unpacked.
MOST_BYTES, MOST_UNPACKED = 20 * MEGABYTE, 200 * MEGABYTE
MOST_PARTS = 5000
#: What the sheet of the table may have.
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 100_000, 2_500, 5_000_000

_CHUNK = 64 * 1024
_LONGEST_FORMULA = 8192
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_COORDINATE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_LINK = re.compile(r"\[\d+\]|\|'|\b(DDE|RTD|WEBSERVICE)\(", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<?xml")
_WORKBOOK, _TYPES = "xl/workbook.xml", "[Content_Types].xml"


def get_column(letters):
    """Return the number of a column, counted from 1: 28 for ``AB``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@dataclass
class SheetScan:
    """What a sheet has besides values.

    :param formulas: ``{(line, column): text}``, counted from 1
    :param unknown: cells with a formula that has no value
    :param merged: ``[((first line, first column), (last line, last column)), …]``
    :param last_line: the last line and column that have a value or a formula
    """

    formulas: dict = field(default_factory=dict)
    unknown: set = field(default_factory=set)
    merged: list = field(default_factory=list)
    last_line: int = 0
    last_column: int = 0


class Package:
    """The archive of a workbook; ``archive`` is safe to read after :meth:`check`."""

    def __init__(self, env, content):
        self.env = env
        self.content = content
        self.archive = None

    def check(self):
        """Raise one sentence unless this is a workbook that can be read safely."""
        self._check_content()
        try:
            self.archive = zipfile.ZipFile(BytesIO(self.content))
            self._check_parts()
            for part in self.archive.infolist():
                self._check_part(part)
        except _BROKEN as error:
            raise UserError(self._get_broken()) from error

    def _get_broken(self):
        return self.env._("The file is damaged or incomplete: it cannot be opened as a workbook.")

    # -------------------------------------------------------------------------
    # The file
    # -------------------------------------------------------------------------

    def _check_content(self):
        content = self.content
        if not content:
            raise UserError(self.env._("The file is empty."))
        if len(content) > MOST_BYTES:
            raise UserError(self.env._("The file is larger than %s MB.", MOST_BYTES // MEGABYTE))
        if content.startswith(_OLE):
            raise UserError(self._describe_ole())
        if not content.startswith(b"PK"):
            raise UserError(self._describe_other())

    def _describe_ole(self):
        if "EncryptedPackage".encode("utf-16-le") in self.content:
            return self.env._("The file is protected with a password. Save it without one.")
        return self.env._(
            "The file is in the old format of Excel (.xls). Save it as an Excel workbook (.xlsx)."
        )

    def _describe_other(self):
        start = self.content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if start.startswith(_MARKUP):
            return self.env._(
                "The file is a web page or XML document, not an Excel workbook (.xlsx)."
            )
        if b"\0" not in start and not start.startswith(b"%pdf"):
            return self.env._(
                "The file is a text file, such as CSV, not an Excel workbook (.xlsx)."
            )
        return self.env._("The file is not an Excel workbook (.xlsx).")

    # -------------------------------------------------------------------------
    # Its parts
    # -------------------------------------------------------------------------

    def _check_parts(self):
        parts = self.archive.infolist()
        names = {part.filename.lower() for part in parts}
        if any(part.flag_bits & 1 for part in parts):
            raise UserError(
                self.env._("The file is protected with a password. Save it without one.")
            )
        if len(names) != len(parts):
            raise UserError(self._get_broken())
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise UserError(
                self.env._("Unpacked, the file is larger than %s MB.", MOST_UNPACKED // MEGABYTE)
            )
        self._check_names(names)
        self._check_types()

    def _check_names(self, names):
        if "mimetype" in names and "content.xml" in names:
            raise UserError(
                self.env._(
                    "The file is an OpenDocument spreadsheet (.ods). Save it as an Excel workbook "
                    "(.xlsx)."
                )
            )
        if "xl/workbook.bin" in names:
            raise UserError(
                self.env._(
                    "The file is a binary workbook (.xlsb). Save it as an Excel workbook (.xlsx)."
                )
            )
        if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
            raise UserError(self._get_macros())
        if any(name.startswith("xl/externallinks/") for name in names):
            raise UserError(
                self.env._(
                    "The workbook has links to other files. Replace the formulas that use them "
                    "by their values."
                )
            )
        if "xl/connections.xml" in names:
            raise UserError(
                self.env._("The workbook has connections to other sources of data. Remove them.")
            )
        if not {_WORKBOOK, _TYPES.lower()} <= names:
            raise UserError(
                self.env._("The file is a zip archive, but there is no workbook in it.")
            )

    def _get_macros(self):
        return self.env._(
            "The workbook has macros. Save it without them, as an Excel workbook (.xlsx)."
        )

    def _check_types(self):
        types = self.archive.read(_TYPES)
        if b"macroEnabled" in types:
            raise UserError(self._get_macros())
        if b"purl.oclc.org/ooxml" in self.archive.read(_WORKBOOK):
            raise UserError(
                self.env._(
                    "The file is a Strict Open XML spreadsheet. Save it as an Excel workbook "
                    "(.xlsx)."
                )
            )

    def _check_part(self, part):
        """Read a part to its end; XML is to be well-formed and to declare nothing.

        Drawings of comments are written as XML that is not always well-formed, and never read.
        """
        is_read = part.filename.lower().endswith((".xml", ".rels"))
        with self.archive.open(part) as source:
            chunk = source.read(_CHUNK)
            plain = chunk.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
            parser = self._make_parser(part) if is_read or plain.startswith(b"<") else None
            while chunk or parser:
                try:
                    if parser:
                        parser.Parse(chunk, not chunk)
                except expat.ExpatError:
                    if is_read:
                        raise
                    parser = None
                if not chunk:
                    break
                chunk = source.read(_CHUNK)

    def _make_parser(self, part):
        def refuse(*__):
            raise UserError(
                self.env._(
                    "The part “%s” of the file declares a document type, which no workbook "
                    "does: it is not read.",
                    part.filename,
                )
            )

        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = refuse
        return parser

    # -------------------------------------------------------------------------
    # One sheet
    # -------------------------------------------------------------------------

    def scan_sheet(self, path, title):
        """Return the formulas and merged cells of a sheet, as :class:`SheetScan`.

        :param path: its part of the archive
        :param title: what the user knows it by
        """
        try:
            with self.archive.open(path) as source:
                return _SheetScanner(self.env, title).scan(source)
        except _BROKEN as error:
            raise UserError(self._get_broken()) from error


class _SheetScanner:
    """Goes through the XML of a sheet once, element by element."""

    def __init__(self, env, title):
        self.env = env
        self.title = title
        self.result = SheetScan()
        self.line = self.column = 0
        self.masters = {}
        self.seen = set()
        self._reset()

    def _reset(self):
        self.formula = self.shared = None
        self.value = ""
        self.target = None

    def scan(self, source):
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._read
        parser.ParseFile(source)
        return self.result

    def _check_size(self):
        """Raise when going through all rows and columns would take too long."""
        if self.result.last_line * self.result.last_column > MOST_CELLS:
            raise UserError(
                self.env._(
                    "Sheet “%(sheet)s” is too large: it goes to row %(row)s and column "
                    "%(column)s, and at most %(most)s cells can be imported.",
                    sheet=self.title,
                    row=self.result.last_line,
                    column=self.result.last_column,
                    most=MOST_CELLS,
                )
            )

    def _start(self, name, attributes):
        name = name.rpartition("}")[2]
        if name == "row":
            line = int(attributes.get("r", self.line + 1))
            if line <= self.line:
                raise ValueError("rows are not in order")
            self.line, self.column, self.seen = line, 0, set()
        elif name == "c":
            self._start_cell(attributes)
        elif name == "f":
            self.formula, self.target = "", "formula"
            self.shared = attributes.get("si") if attributes.get("t") == "shared" else None
        elif name in ("v", "is"):
            self.target = "value"
        elif name == "mergeCell":
            if len(self.result.merged) == MOST_ROWS:
                raise ValueError("too many merged cells")
            first, __, last = attributes["ref"].partition(":")
            self.result.merged.append((self._parse(first), self._parse(last or first)))

    def _start_cell(self, attributes):
        self._reset()
        if "r" in attributes:
            line, self.column = self._parse(attributes["r"])
            if line != self.line:
                raise ValueError("a cell is in another row")
        else:
            self.column += 1
        if self.column in self.seen:
            raise ValueError("a cell is there twice")
        self.seen.add(self.column)

    @staticmethod
    def _parse(coordinate):
        match = _COORDINATE.fullmatch(coordinate)
        if not match:
            raise ValueError(coordinate)
        return int(match[2]), get_column(match[1])

    def _read(self, text):
        """Keep what tells that there is a value, and as much of a formula as may be one."""
        if self.target == "value":
            self.value = self.value or text
        elif self.target == "formula" and len(self.formula) < _LONGEST_FORMULA:
            self.formula += text

    def _end(self, name):
        name = name.rpartition("}")[2]
        if name in ("f", "v", "is"):
            self.target = None
        elif name == "c" and (self.value or self.formula is not None):
            self._end_cell()

    def _end_cell(self):
        place, result = (self.line, self.column), self.result
        if self.formula is not None:
            self._end_formula(place)
        result.last_line = self.line
        result.last_column = max(result.last_column, self.column)
        if self.line > MOST_ROWS:
            raise UserError(
                self.env._(
                    "Sheet “%(sheet)s” is too large: there is something in row %(row)s. At most "
                    "%(most)s rows can be imported.",
                    sheet=self.title,
                    row=self.line,
                    most=MOST_ROWS,
                )
            )
        if self.column > MOST_COLUMNS:
            raise UserError(
                self.env._(
                    "Sheet “%(sheet)s” is too wide: there is something in column %(column)s. At "
                    "most %(most)s columns can be imported.",
                    sheet=self.title,
                    column=self.column,
                    most=MOST_COLUMNS,
                )
            )
        self._check_size()

    def _end_formula(self, place):
        if self.shared is not None:
            if self.formula:
                self.masters[self.shared] = self.formula
            self.formula = self.masters.get(self.shared, "")
        if _LINK.search(self.formula):
            raise UserError(
                self.env._(
                    "Row %(row)s of sheet “%(sheet)s” has a formula that links to another file or "
                    "program. Replace it by its value.",
                    row=place[0],
                    sheet=self.title,
                )
            )
        self.result.formulas[place] = self.formula
        if not self.value:
            self.result.unknown.add(place)
