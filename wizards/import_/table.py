import math
from bisect import bisect_left
from dataclasses import dataclass, field

from odoo.exceptions import UserError
from openpyxl.utils import get_column_letter

from ...tools import workbook_layout as layout
from ...tools.arguments import is_id, shorten
from .figures import Figure, FigureReader
from .sheet import LONGEST_TEXT

#: What the sheet of the table may have.
MOST_ROWS, MOST_COLUMNS = 100_000, 2_500
#: Characters of all names together, with those of the rows above.
_MOST_CHARACTERS = 20_000_000


@dataclass(slots=True)
class FileRow:
    """One row of the file.

    :param row_id: the id of a row of a plan; None where the key was lost
    :param figures: ``{period id: Figure}`` of cells that have a number
    :param total: what the column of totals has
    """

    line: int
    row_id: int | None
    name: str
    above: str
    figures: dict = field(default_factory=dict)
    total: Figure | None = None

    @property
    def path(self):
        """Return the names that lead to the row."""
        return f"{self.above} / {self.name}" if self.above else self.name

    @property
    def told(self):
        """Return as much of these names as a sentence has room for."""
        return shorten(self.path, LONGEST_TEXT)


class TableReader(FigureReader):
    """Reads the rows of the table; what is wrong with cells is collected.

    :param columns: ``{column: key, or the id of a period for targets}``
    :param first_line: the first one below the titles
    :param most_rows: no file has more rows of this plan
    :ivar rows: list of :class:`FileRow`
    """

    def __init__(self, env, book, title, columns, first_line, most_rows, problems):
        places = {key: number for number, key in columns.items()}
        names = [places[layout.NAME], places[layout.ABOVE]]
        super().__init__(env, book, title, problems, long_columns=names)
        self.rows = []
        self._first_line, self._most_rows = first_line, most_rows
        self._key_columns = [1, places[layout.CHECK], *names]
        self._total_column = places.get(layout.TOTAL)
        self._periods = {n: key for n, key in columns.items() if isinstance(key, int)}
        self._period_columns = sorted(self._periods)
        self._last_column = max(columns)
        self._by_id = {}
        self._characters = 0

    def take_merged(self, first, last):
        """Add a problem where figures are merged with other cells."""
        (top, left), (bottom, right) = first, last
        columns = self._period_columns
        next_one = bisect_left(columns, left)
        is_merged = next_one < len(columns) and columns[next_one] <= right
        if is_merged and bottom >= self._first_line:
            self.problems.add(
                self.env._(
                    "Cells %(first)s to %(last)s of sheet “%(sheet)s” are merged. Split them.",
                    first=f"{get_column_letter(left)}{top}",
                    last=f"{get_column_letter(right)}{bottom}",
                    sheet=self.title,
                ),
                top,
            )

    def take_row(self, line, cells):
        """Add a row of the table; a line without one may have anything but figures."""
        self._check_size(line, cells)
        if line < self._first_line:
            return
        key, check, name, above = (
            cells[column].value if column in cells else None for column in self._key_columns
        )
        row = FileRow(
            line, self._get_row_id(line, key), self._get_text(name), self._get_text(above)
        )
        for column, cell in cells.items():
            self._take_cell(row, column, cell)
        if row.row_id is None and not row.name:
            self._check_nameless(row)
        elif row.row_id is not None or row.figures:
            self._add_row(row, str(check or ""))

    def _check_size(self, line, cells):
        column = max(cells)
        if line > MOST_ROWS:
            raise UserError(
                self.env._(
                    "Sheet “%(sheet)s” is too large: there is something in row %(row)s. At most "
                    "%(most)s rows can be imported.",
                    sheet=self.title,
                    row=line,
                    most=MOST_ROWS,
                )
            )
        if column > MOST_COLUMNS:
            raise UserError(
                self.env._(
                    "Sheet “%(sheet)s” is too wide: there is something in column %(column)s. At "
                    "most %(most)s columns can be imported.",
                    sheet=self.title,
                    column=column,
                    most=MOST_COLUMNS,
                )
            )

    def _get_text(self, value):
        """Return a name; names are kept, so there may not be too much of them."""
        text = "" if value is None else layout.tidy(str(value))
        self._characters += len(text)
        if self._characters > _MOST_CHARACTERS:
            raise UserError(
                self.env._(
                    "Sheet “%(sheet)s” is too large: the names of its rows have more than "
                    "%(most)s characters.",
                    sheet=self.title,
                    most=_MOST_CHARACTERS,
                )
            )
        return text

    def _get_row_id(self, line, value):
        if value is None or value == "":
            return None
        try:
            number = int(value) if not isinstance(value, bool) else 0
        except (TypeError, ValueError, OverflowError):
            number = 0
        if not is_id(number) or number != (value if not isinstance(value, str) else number):
            self.problems.add(
                self.env._(
                    "Cell A%(line)s of sheet “%(sheet)s” is hidden and names the row; it was "
                    "changed.",
                    line=line,
                    sheet=self.title,
                ),
                line,
            )
            return None
        return number

    def _check_nameless(self, row):
        figure = next(iter(row.figures.values()), None)
        if figure:
            self.problems.add(
                self.env._(
                    "Cell %(cell)s of sheet “%(sheet)s” is outside of the plan: there is no row.",
                    cell=figure.place,
                    sheet=self.title,
                ),
                figure.line,
            )

    def _add_row(self, row, check):
        self._check_names(row, check)
        other = self._by_id.setdefault(row.row_id, row) if row.row_id else row
        if other is not row:
            self.problems.add(
                self.env._(
                    "Rows %(first)s and %(second)s of sheet “%(sheet)s” are the same row, "
                    "“%(name)s”.",
                    first=other.line,
                    second=row.line,
                    name=shorten(row.name, LONGEST_TEXT),
                    sheet=self.title,
                ),
                row.line,
            )
        self.rows.append(row)
        if len(self.rows) > self._most_rows:
            self.problems.raise_any()
            raise UserError(
                self.env._(
                    "Sheet “%(sheet)s” has many more rows than the plan: more than %(most)s.",
                    sheet=self.title,
                    most=self._most_rows,
                )
            )

    def _check_names(self, row, check):
        """Names tell when rows were sorted without their hidden keys."""
        if row.row_id and check != layout.get_check(row.above, row.name):
            self.problems.add(
                self.env._(
                    "Row %(line)s of sheet “%(sheet)s” (“%(name)s”) is not the row that was "
                    "exported there: names and hidden keys do not match. Sort whole rows only, "
                    "and leave their names as they are.",
                    line=row.line,
                    sheet=self.title,
                    name=shorten(row.name, LONGEST_TEXT),
                ),
                row.line,
            )

    # -------------------------------------------------------------------------
    # Figures
    # -------------------------------------------------------------------------

    def _take_cell(self, row, column, cell):
        if column > self._last_column:
            self._check_outside(row.line, column, cell)
        elif column == self._total_column:
            row.total = self._read_total(row.line, column, cell)
        elif column in self._periods and self._says_anything(cell):
            figure = self._read_figure(row.line, column, cell)
            if figure:
                row.figures[self._periods[column]] = figure

    def _check_outside(self, line, column, cell):
        if cell.kind in ("n", "b") or cell.has_formula:
            self.problems.add(
                self.env._(
                    "Cell %(cell)s of sheet “%(sheet)s” is outside of the plan.",
                    cell=f"{get_column_letter(column)}{line}",
                    sheet=self.title,
                ),
                line,
            )

    @staticmethod
    def _read_total(line, column, cell):
        is_number = cell.kind == "n" and math.isfinite(cell.value)
        return Figure(cell.value if is_number else None, line, column, cell.has_formula)
