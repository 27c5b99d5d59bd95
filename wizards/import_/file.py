from odoo.exceptions import UserError
from openpyxl.utils import get_column_letter

from ...tools import workbook_layout as layout
from ...tools.arguments import is_number
from .book import Book
from .package import Package
from .parts import FIRST_ROWS, TABLE, Enough, Meter
from .problems import Problems
from .sheet import SheetReader
from .table import TableReader

#: The row of column keys is among the first, and the hidden sheet is short.
_FIRST_LINES, _KEY_LINES = 20, 2000
#: Rows of other plans, or that are there twice, and that the user is told of.
_MORE_ROWS = 1000


class PlanFile:
    """A planning table as a spreadsheet, read and checked as far as it goes without the plan.

    :ivar keys: what the hidden sheet says: ``{name: text}``
    :ivar periods: ``[(id, name), …]`` at the time of the export
    :ivar rows: list of :class:`~sales_plan_import_table.FileRow`, after :meth:`read_table`
    :ivar problems: what is wrong with the table, one sentence each
    """

    def __init__(self, env, content):
        """Read which plan a file is of.

        :raise UserError: with one sentence
        """
        self.env = env
        self.problems = Problems(env)
        self.keys, self.periods, self.rows = {}, [], []
        self.package = Package(env, content)
        self.book = Book(env, self.package)
        self._meter = Meter(env, FIRST_ROWS)
        self._read_keys()

    def read_table(self, count):
        """Read the rows of the table.

        :param count: how many rows the plan has
        :raise UserError: with one sentence for each problem, the first ten of them
        """
        table = self._find_table()
        columns = self._get_columns(table)
        reader = TableReader(
            self.env,
            self.book,
            table.title,
            columns,
            table.found + 1 + self.get_number("titles"),
            count + _MORE_ROWS,
            self.problems,
        )
        self.package.parse(table.part, reader, TABLE)
        self.rows = reader.rows
        self.problems.raise_any()

    # -------------------------------------------------------------------------
    # Which plan it is
    # -------------------------------------------------------------------------

    def _read_keys(self):
        parts = [part for title, part in self.book.sheets if title == layout.KEY_SHEET]
        if not parts:
            raise UserError(
                self.env._(
                    "The workbook has no keys: its hidden sheet “%s” is missing. Export the "
                    "planning table and fill in that file.",
                    layout.KEY_SHEET,
                )
            )
        reader = _KeyReader(self.env, self.book, layout.KEY_SHEET)
        self.package.parse_first(parts[0], reader, self._meter)
        for name, value, title in reader.rows:
            if name == "period":
                self.periods.append((self._to_number(value), title))
            elif name:
                self.keys[name] = value
        if len(dict(self.periods)) < len(self.periods):
            raise UserError(self._get_changed())
        if self.keys.get("format") != str(layout.FORMAT):
            raise UserError(
                self.env._(
                    "The file was exported by another version of this app. Export the planning "
                    "table again."
                )
            )

    def get_number(self, name):
        """Return a number that the hidden sheet has."""
        return self._to_number(self.keys.get(name))

    def _to_number(self, text):
        try:
            number = int(text)
        except (TypeError, ValueError):
            number = None
        if not is_number(number):
            raise UserError(self._get_changed())
        return number

    def _get_changed(self):
        return self.env._(
            "The hidden sheet “%s” was changed. Export the planning table again.",
            layout.KEY_SHEET,
        )

    # -------------------------------------------------------------------------
    # Where the figures are
    # -------------------------------------------------------------------------

    def _find_table(self):
        """Return the reader that has found the sheet with the table."""
        found = []
        for title, part in self.book.sheets:
            reader = _TableFinder(self.env, self.book, title, part)
            self.package.parse_first(part, reader, self._meter)
            if reader.found:
                found.append(reader)
        if not found:
            raise UserError(
                self.env._(
                    "No sheet has the planning table: its hidden row of keys is missing. Export "
                    "the table and fill in that file."
                )
            )
        if len(found) > 1:
            raise UserError(
                self.env._(
                    "The planning table is there twice, on the sheets “%(first)s” and "
                    "“%(second)s”. Keep one of them.",
                    first=found[0].title,
                    second=found[1].title,
                )
            )
        return found[0]

    def _get_columns(self, table):
        """Return ``{column: key}`` with period ids for keys of targets, all checked."""
        columns, places = table.keys, {}
        for number, key in columns.items():
            if key in places:
                raise UserError(
                    self.env._(
                        "Sheet “%(sheet)s” has the same column twice, %(first)s and %(second)s.",
                        sheet=table.title,
                        first=get_column_letter(places[key]),
                        second=get_column_letter(number),
                    )
                )
            places[key] = number
        for key in (layout.PARENT, layout.CHECK, layout.NAME, layout.ABOVE):
            if key not in places:
                raise UserError(
                    self.env._(
                        "Sheet “%s” lacks one of its first columns. Export the table again.",
                        table.title,
                    )
                )
        self._check_period_columns(table, places)
        wanted = {layout.get_period_key(layout.TARGET, id_): id_ for id_, __ in self.periods}
        return {number: wanted.get(key, key) for number, key in columns.items()}

    def _check_period_columns(self, table, places):
        before = 0
        for period_id, name in self.periods:
            number = places.get(layout.get_period_key(layout.TARGET, period_id))
            if not number:
                raise UserError(
                    self.env._(
                        "Sheet “%(sheet)s” has no column for %(period)s.",
                        sheet=table.title,
                        period=name,
                    )
                )
            if number < before:
                raise UserError(
                    self.env._(
                        "The periods of sheet “%(sheet)s” are not in their order: %(period)s is "
                        "in column %(column)s.",
                        sheet=table.title,
                        period=name,
                        column=get_column_letter(number),
                    )
                )
            before = number
            title = table.titles.get(number, "")
            if title != name:
                raise UserError(
                    self.env._(
                        "Cell %(cell)s of sheet “%(sheet)s” is the title of %(period)s, but says "
                        "“%(title)s”.",
                        cell=f"{get_column_letter(number)}{table.found + 1}",
                        sheet=table.title,
                        period=name,
                        title=title,
                    )
                )


class _KeyReader(SheetReader):
    """Keeps the first three columns of the hidden sheet.

    :ivar rows: ``[[text, text, text], …]``
    """

    def __init__(self, env, book, title):
        super().__init__(env, book, title)
        self.rows = []

    def start_row(self, attributes):
        result = super().start_row(attributes)
        if self.line > _KEY_LINES:
            raise Enough
        return result

    def take_row(self, line, cells):
        texts = _get_texts(cells)
        self.rows.append([texts.get(column, "") for column in (1, 2, 3)])


class _TableFinder(SheetReader):
    """Looks for the row of column keys, and reads it and the titles below it.

    :ivar found: its line, 0 where there is none
    :ivar keys: ``{column: text}``, and so are ``titles``
    """

    def __init__(self, env, book, title, part):
        super().__init__(env, book, title)
        self.part = part
        self.found, self.keys, self.titles = 0, {}, {}

    def start_row(self, attributes):
        result = super().start_row(attributes)
        if self.line > (self.found + 1 if self.found else _FIRST_LINES):
            raise Enough
        return result

    def take_row(self, line, cells):
        if self.found:
            self.titles = _get_texts(cells)
        elif 1 in cells and cells[1].value == layout.MARK:
            self.found = line
            self.keys = {column: text for column, text in _get_texts(cells).items() if text}


def _get_texts(cells):
    return {
        column: str(cell.value) for column, cell in sorted(cells.items()) if cell.value is not None
    }
