import re
from dataclasses import dataclass

from odoo.exceptions import UserError
from openpyxl.utils import get_column_letter

from ...tools.arguments import shorten
from .book import DATE, PERCENTAGE, unescape
from .parts import TextReader

_LAST_LINE = 1_048_576
#: Cells that are read of a sheet, empty ones that only have a format among them.
MOST_SHEET_CELLS = 1_500_000
#: Formulas that are written once for several cells.
MOST_SHARED = 100_000
_COORDINATE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_LETTERS = re.compile(r"[A-Z]{1,3}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(\.[0-9]*)?|(\.[0-9]+))([eE][+-]?[0-9]{1,6})?")
#: No number is written with more characters.
_LONGEST_NUMBER = 100
#: Of a text no more is kept, unless it is a name.
LONGEST_TEXT = 200


@dataclass(slots=True)
class Cell:
    """What a cell says.

    :param kind: ``n`` number, ``d`` date, ``b`` yes or no, ``e`` error, ``s`` text
    :param value: None where a formula has no value
    :param has_formula: whether the value is computed
    :param judgement: what :meth:`SheetReader.judge` said of the formula
    """

    kind: str
    value: int | float | str | bool | None
    is_percentage: bool
    has_formula: bool
    judgement: object


def get_column(letters):
    """Return the number of a column, counted from 1: 28 for ``AB``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class SheetReader(TextReader):
    """Goes through a sheet once, row by row, and gives away what it has read of each.

    What is said of a sheet's size, of spans and of rows without cells costs nothing.

    :param long_columns: columns whose texts are kept wholly
    """

    ROOT = "worksheet"

    def __init__(self, env, book, title, long_columns=()):
        super().__init__()
        self.env = env
        self.book = book
        self.title = title
        self.long_columns = frozenset(long_columns)
        self.line, self._digits, self._column, self._count = 0, "", 0, 0
        self._cells, self._seen = {}, set()
        self._columns, self._judgements = {}, {}
        self._reset("n", None)

    # -------------------------------------------------------------------------
    # What others do with it
    # -------------------------------------------------------------------------

    def take_row(self, line, cells):
        """Take the cells of a row that say anything: ``{column: Cell}``, counted from 1."""

    def judge(self, formula):
        """Return what is to be known of a formula; shared ones are judged once."""

    def take_merged(self, first, last):
        """Take a block of merged cells: the line and column of its corners."""

    # -------------------------------------------------------------------------
    # Rows and cells
    # -------------------------------------------------------------------------

    def start_row(self, attributes):
        line = int(attributes.get("r", self.line + 1))
        if not self.line < line <= _LAST_LINE:
            raise ValueError("rows are not in order")
        self.line, self._digits, self._column = line, str(line), 0
        self._cells, self._seen = {}, set()

    def end_row(self):
        if self._cells:
            self.take_row(self.line, self._cells)

    def start_c(self, attributes):
        self._count += 1
        if self._count > MOST_SHEET_CELLS:
            raise UserError(
                self.env._(
                    "Sheet “%(sheet)s” is too large: it has more than %(most)s cells.",
                    sheet=self.title,
                    most=MOST_SHEET_CELLS,
                )
            )
        place = attributes.get("r")
        self._column = self._find_column(place) if place else self._column + 1
        if self._column in self._seen:
            raise ValueError("a cell is there twice")
        self._seen.add(self._column)
        self._reset(attributes.get("t", "n"), attributes.get("s"))

    def _find_column(self, place):
        letters = place[: -len(self._digits)]
        column = self._columns.get(letters)
        if column is None:
            if not _LETTERS.fullmatch(letters):
                raise ValueError(place)
            column = self._columns[letters] = get_column(letters)
        if not place.endswith(self._digits):
            raise ValueError("a cell is in another row")
        return column

    def _reset(self, kind, style):
        self._kind, self._style, self._text = kind, style, ""
        self._has_formula, self._judgement, self._shared = False, None, None

    def start_v(self, attributes):
        self.collect()

    def end_v(self):
        self._text = self.take_collected()

    def start_is(self, attributes):
        self.begin_text()

    def end_is(self):
        self._text = self.take_collected()

    def start_f(self, attributes):
        self._has_formula = True
        self._shared = attributes.get("si") if attributes.get("t") == "shared" else None
        self.collect()

    def end_f(self):
        formula = self.take_collected()
        if self._shared is None:
            self._judgement = self.judge(formula)
            return
        if formula:
            self._judgements[read_index(self._shared)] = self.judge(formula)
            self._check_shared()
        self._judgement = self._judgements.get(read_index(self._shared))

    def _check_shared(self):
        if len(self._judgements) > MOST_SHARED:
            raise UserError(
                self.env._(
                    "Sheet “%(sheet)s” is too large: it has more than %(most)s formulas that "
                    "several cells share.",
                    sheet=self.title,
                    most=MOST_SHARED,
                )
            )

    def end_c(self):
        if not self._text and not self._has_formula:
            return
        number_format = self.book.get_format(self._style)
        try:
            kind, value = self._read_value(number_format)
        except (IndexError, ValueError) as error:
            raise UserError(
                self.env._(
                    "Cell %(cell)s of sheet “%(sheet)s” is damaged: its value “%(value)s” cannot "
                    "be read.",
                    cell=f"{get_column_letter(self._column)}{self.line}",
                    sheet=self.title,
                    value=shorten(self._text, LONGEST_TEXT),
                )
            ) from error
        self._cells[self._column] = Cell(
            kind, value, number_format == PERCENTAGE, self._has_formula, self._judgement
        )

    def _read_value(self, number_format):
        kind, text = self._kind, self._text
        if not text:
            return "s", None
        if kind == "n":
            return ("d" if number_format == DATE else "n"), read_number(text)
        if kind == "b":
            return "b", bool(read_index(text))
        text = self.book.texts[read_index(text)] if kind == "s" else unescape(text)
        if self._column not in self.long_columns:
            text = shorten(text, LONGEST_TEXT)
        return (kind if kind in ("d", "e") else "s"), text

    def start_mergeCell(self, attributes):  # noqa: N802
        first, __, last = attributes["ref"].partition(":")
        self.take_merged(_read_place(first), _read_place(last or first))


def _read_place(coordinate):
    match = _COORDINATE.fullmatch(coordinate)
    if not match:
        raise ValueError(coordinate)
    return int(match[2]), get_column(match[1])


def read_number(text):
    """Return the number that a cell says, as it is written: whole or not.

    :raise ValueError: when it is none
    """
    text = text.strip()
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if not match:
        raise ValueError("no number")
    return float(text) if match.lastindex else int(text)


def read_index(text):
    """Return a number that counts something.

    :raise ValueError: when it is none
    """
    text = text.strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise ValueError("no index")
    return int(text)
