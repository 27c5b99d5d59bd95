import posixpath
import re
from functools import cache

from odoo.exceptions import UserError
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from ...tools.arguments import shorten
from .package import WORKBOOK
from .parts import SHEET_LIST, STYLES, TEXTS, PartReader, TextReader

#: More sheets are no planning table; each of them is opened to see whether it has one.
MOST_SHEETS = 255
_RELATIONS = "xl/_rels/workbook.xml.rels"
#: Formats of dates in East Asia, which files use without writing them.
_OTHER_DATES = {*range(27, 37), *range(50, 59)}
_LONGEST_FORMAT, _LONGEST_TITLE = 255, 200
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: What a cell's format makes of a number.
PLAIN, DATE, PERCENTAGE = range(3)


class Book:
    """A workbook: its sheets, and what their cells refer to.

    :ivar sheets: ``[(title, part), …]``
    :ivar texts: the texts that cells name by their number
    """

    def __init__(self, env, package):
        relations, sheets, styles = _Relations(), _Sheets(), _Styles()
        package.parse(_RELATIONS, relations, SHEET_LIST)
        package.parse(WORKBOOK, sheets, SHEET_LIST)
        if len(sheets.found) > MOST_SHEETS:
            raise UserError(
                env._(
                    "The workbook has more than %s sheets. Remove those that are not needed.",
                    MOST_SHEETS,
                )
            )
        self.sheets = [
            (title, relations.sheets[key]) for title, key in sheets.found if key in relations.sheets
        ]
        texts = _Texts()
        if relations.texts in package.parts:
            package.parse(relations.texts, texts, TEXTS)
        if relations.styles in package.parts:
            package.parse(relations.styles, styles, STYLES)
        self.texts = texts.found
        self._formats = styles.get_formats()

    def get_format(self, style):
        """Return what the format of a cell makes of a number.

        :param style: as the cell says it
        :return: ``PLAIN``, ``DATE`` or ``PERCENTAGE``
        """
        number = int(style or 0)
        return self._formats[number] if 0 <= number < len(self._formats) else PLAIN


def unescape(text):
    """Return a text with its control characters, which are written as ``_x000D_``."""
    return _ESCAPED.sub(_get_character, text) if "_x" in text else text


def _get_character(match):
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code <= 0xDFFF else chr(code)


class _Relations(PartReader):
    """Finds the parts of the archive that belong to the workbook."""

    ROOT = "Relationships"

    def __init__(self):
        super().__init__()
        self.sheets, self.styles, self.texts = {}, "", ""

    def start_Relationship(self, attributes):  # noqa: N802
        kind = attributes["Type"].rpartition("/")[2]
        part = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/").lower()
        if kind == "worksheet":
            self.sheets[attributes["Id"]] = part
        elif kind == "styles":
            self.styles = part
        elif kind == "sharedStrings":
            self.texts = part


class _Sheets(PartReader):
    """Lists the sheets; defined names and what else is there goes by."""

    ROOT = "workbook"

    def __init__(self):
        super().__init__()
        self.found = []

    def start_sheet(self, attributes):
        key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
        self.found.append((shorten(attributes["name"], _LONGEST_TITLE), key))


class _Texts(TextReader):
    """Lists the texts that cells refer to."""

    ROOT = "sst"

    def __init__(self):
        super().__init__()
        self.found = []

    def start_si(self, attributes):
        self.begin_text()

    def end_si(self):
        self.found.append(unescape(self.take_collected()))


class _Styles(PartReader):
    """Reads which formats of cells are dates or percentages; fonts, borders and fills go by."""

    ROOT = "styleSheet"

    def __init__(self):
        super().__init__()
        self._codes, self._used = {}, []
        self._has_codes = self._has_formats = False

    # formats of numbers stand in other places, too, and so do those of cells

    def start_numFmts(self, attributes):  # noqa: N802
        self._has_codes = True

    def end_numFmts(self):  # noqa: N802
        self._has_codes = False

    def start_cellXfs(self, attributes):  # noqa: N802
        self._has_formats = True

    def end_cellXfs(self):  # noqa: N802
        self._has_formats = False

    def start_numFmt(self, attributes):  # noqa: N802
        if self._has_codes:
            code = attributes.get("formatCode", "")[:_LONGEST_FORMAT]
            self._codes[int(attributes["numFmtId"])] = code

    def start_xf(self, attributes):
        if self._has_formats:
            self._used.append(int(attributes.get("numFmtId", 0)))

    def get_formats(self):
        """Return what each format of a cell makes of a number, in their order."""
        describe = cache(self._describe)
        return [describe(number) for number in self._used]

    def _describe(self, number):
        code = self._codes.get(number) or BUILTIN_FORMATS.get(number, "")
        is_date = is_date_format(code) or (number in _OTHER_DATES and number not in self._codes)
        return DATE if is_date else PERCENTAGE if "%" in code else PLAIN
