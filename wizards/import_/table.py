import datetime
import math
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl.utils import get_column_letter

from ...tools import workbook_layout as layout

#: What no figure reaches.
_TOO_LARGE = 10**15


@dataclass(frozen=True)
class Figure:
    """What a cell of the file says.

    :param amount: a number, or None for an empty cell
    :param place: the cell as the user knows it: ``D7``
    :param formula: the formula it comes from, if any
    """

    amount: Decimal | None
    place: str
    formula: str | None = None

    @property
    def is_sum_of_rows(self):
        """Whether it is what the export wrote where nothing is typed."""
        return self.formula is not None and layout.is_sum_of_rows(self.formula)


@dataclass
class FileRow:
    """One row of the file.

    :param row_id: the id of a row of a plan; None where the key was lost
    :param figures: ``{period id: Figure}``
    :param total: what the column of totals has
    """

    line: int
    row_id: int | None
    check: str
    name: str
    above: str
    figures: dict = field(default_factory=dict)
    total: Figure | None = None

    @property
    def path(self):
        """Return the names that lead to the row."""
        return f"{self.above} / {self.name}" if self.above else self.name


class TableReader:
    """Reads the rows of the sheet; what is wrong with cells is collected."""

    def __init__(self, env, sheet, scan, columns, problems):
        self.env = env
        self.sheet = sheet
        self.scan = scan
        self.places = {key: number for number, key in columns.items()}
        self.periods = {n: key for n, key in columns.items() if isinstance(key, int)}
        self.last_column = max(columns)
        self.problems = problems

    def read_rows(self, first_line):
        """Return the rows below the titles."""
        rows, seen = [], {}
        self._check_merged(first_line)
        cells = self.sheet.iter_rows(
            min_row=first_line,
            max_row=max(self.scan.last_line, first_line),
            max_col=max(self.scan.last_column, self.last_column),
        )
        for number, row in enumerate(cells, start=first_line):
            found = self._read_row(number, row)
            if not found:
                continue
            other = seen.setdefault(found.row_id, found) if found.row_id else found
            if other is not found:
                self._add(
                    self.env._(
                        "Rows %(first)s and %(second)s of sheet “%(sheet)s” are the same row, "
                        "“%(name)s”.",
                        first=other.line,
                        second=number,
                        name=found.name,
                        sheet=self.sheet.title,
                    )
                )
            rows.append(found)
        return rows

    def _add(self, problem):
        self.problems.append(problem)

    def _check_merged(self, first_line):
        columns = sorted(self.periods)
        for (top, left), (bottom, right) in self.scan.merged:
            if bottom >= first_line and any(left <= column <= right for column in columns):
                self._add(
                    self.env._(
                        "Cells %(first)s to %(last)s of sheet “%(sheet)s” are merged. Split them.",
                        first=f"{get_column_letter(left)}{top}",
                        last=f"{get_column_letter(right)}{bottom}",
                        sheet=self.sheet.title,
                    )
                )

    def _read_row(self, line, cells):
        """Return a row of the table, None for a line without one."""
        row_id, check, name, above = (
            cells[number - 1].value
            for number in (
                1,
                *(self.places[key] for key in (layout.CHECK, layout.NAME, layout.ABOVE)),
            )
        )
        row = FileRow(
            line,
            self._get_row_id(line, row_id),
            str(check or ""),
            self._get_text(name),
            self._get_text(above),
        )
        for number, period_id in self.periods.items():
            row.figures[period_id] = self._read_figure(line, number, cells[number - 1])
        if layout.TOTAL in self.places:
            row.total = self._read_total(line, cells)
        self._check_outside(line, cells)
        if row.row_id is None and not row.name:
            self._check_nameless(row)
            return None
        return self._check_names(row)

    @staticmethod
    def _get_text(value):
        return "" if value is None else layout.tidy(str(value))

    def _get_row_id(self, line, value):
        if value is None or value == "":
            return None
        try:
            number = int(value) if not isinstance(value, bool) else 0
        except (TypeError, ValueError, OverflowError):
            number = 0
        if number <= 0 or number != (value if not isinstance(value, str) else number):
            self._add(
                self.env._(
                    "Cell A%(line)s of sheet “%(sheet)s” is hidden and names the row; it was "
                    "changed.",
                    line=line,
                    sheet=self.sheet.title,
                )
            )
            return None
        return number

    def _check_nameless(self, row):
        """A line that is no row of the table may have anything but figures."""
        figure = next((f for f in row.figures.values() if f and f.amount is not None), None)
        if figure:
            self._add(
                self.env._(
                    "Cell %(cell)s of sheet “%(sheet)s” is outside of the plan: there is no row.",
                    cell=figure.place,
                    sheet=self.sheet.title,
                )
            )

    def _check_names(self, row):
        """Names tell when rows were sorted without their hidden keys."""
        if row.row_id and row.check != layout.get_check(row.above, row.name):
            self._add(
                self.env._(
                    "Row %(line)s of sheet “%(sheet)s” (“%(name)s”) is not the row that was "
                    "exported there: names and hidden keys do not match. Sort whole rows only, "
                    "and leave their names as they are.",
                    line=row.line,
                    sheet=self.sheet.title,
                    name=row.name,
                )
            )
        return row

    def _check_outside(self, line, cells):
        for number, cell in enumerate(cells[self.last_column :], start=self.last_column + 1):
            if isinstance(cell.value, int | float) or (line, number) in self.scan.formulas:
                self._add(
                    self.env._(
                        "Cell %(cell)s of sheet “%(sheet)s” is outside of the plan.",
                        cell=f"{get_column_letter(number)}{line}",
                        sheet=self.sheet.title,
                    )
                )

    def _read_total(self, line, cells):
        number = self.places[layout.TOTAL]
        value = cells[number - 1].value
        formula = self.scan.formulas.get((line, number))
        place = f"{get_column_letter(number)}{line}"
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value):
            return Figure(None, place, formula)
        return Figure(Decimal(repr(value)), place, formula)

    # -------------------------------------------------------------------------
    # Figures
    # -------------------------------------------------------------------------

    def _read_figure(self, line, number, cell):
        """Return what a cell says; None, and a problem added, where that is no figure."""
        place = f"{get_column_letter(number)}{line}"
        formula = self.scan.formulas.get((line, number))
        value = cell.value
        if isinstance(value, str) and cell.data_type != "e" and not value.strip():
            value = None
        if value is None:
            figure = Figure(None, place, formula)
            if formula is None or figure.is_sum_of_rows or not self._is_unknown(line, number):
                return figure
        problem = self._find_problem(cell, value)
        if problem:
            values = {"cell": place, "sheet": self.sheet.title, "value": value}
            self._add(problem % values)
            return None
        return Figure(Decimal(repr(value)), place, formula)

    def _is_unknown(self, line, number):
        return (line, number) in self.scan.unknown

    def _find_problem(self, cell, value):
        """Return what is wrong with a value, to be filled in with cell, sheet and value."""
        if value is None:
            return self.env._(
                "Cell %(cell)s of sheet “%(sheet)s” has a formula without a value. Open the file "
                "in a spreadsheet program and save it again."
            )
        if cell.data_type == "e":
            return self.env._("Cell %(cell)s of sheet “%(sheet)s” has the error %(value)s.")
        if isinstance(value, bool):
            return self.env._("Cell %(cell)s of sheet “%(sheet)s” has yes or no, not a number.")
        if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
            return self.env._("Cell %(cell)s of sheet “%(sheet)s” has a date, not a number.")
        if not isinstance(value, int | float):
            return self.env._(
                "Cell %(cell)s of sheet “%(sheet)s” has the text “%(value)s”, not a number."
            )
        return self._find_size_problem(cell, value)

    def _find_size_problem(self, cell, value):
        if not math.isfinite(value):
            return self.env._("Cell %(cell)s of sheet “%(sheet)s” has no finite number.")
        if abs(value) >= _TOO_LARGE:
            return self.env._("Cell %(cell)s of sheet “%(sheet)s” has too large a number.")
        if "%" in (cell.number_format or ""):
            return self.env._(
                "Cell %(cell)s of sheet “%(sheet)s” has a percentage. Type the amount itself."
            )
        return None
