import math
import re
from dataclasses import dataclass
from decimal import Decimal

from odoo.exceptions import UserError
from openpyxl.utils import get_column_letter

from ...tools import workbook_layout as layout
from .sheet import SheetReader

_LINK = re.compile(r"\[\d+\]|\|'|\b(DDE|RTD|WEBSERVICE)\(", re.IGNORECASE)
#: What no figure reaches.
_TOO_LARGE = 10**15


@dataclass(slots=True)
class Figure:
    """What a cell of the file says.

    :param value: a number, or None for an empty cell
    :param is_formula: whether the number is computed
    :param is_sum_of_rows: whether it is what the export wrote where nothing is typed
    """

    value: int | float | None = None
    line: int = 0
    column: int = 0
    is_formula: bool = False
    is_sum_of_rows: bool = False

    @property
    def amount(self):
        """Return the number as it is written, None for an empty cell."""
        return None if self.value is None else Decimal(repr(self.value))

    @property
    def place(self):
        """Return the cell as the user knows it: ``D7``."""
        return f"{get_column_letter(self.column)}{self.line}"


#: What a cell says that is not there.
NO_FIGURE = Figure()


class FigureReader(SheetReader):
    """Reads figures of a sheet; what is wrong with them is collected in ``problems``."""

    def __init__(self, env, book, title, problems, long_columns=()):
        super().__init__(env, book, title, long_columns)
        self.problems = problems

    def judge(self, formula):
        """Return whether a formula is the sum of the rows below.

        :raise UserError: when it reaches for something outside of the file
        """
        if _LINK.search(formula):
            raise UserError(
                self.env._(
                    "Row %(row)s of sheet “%(sheet)s” has a formula that links to another file or "
                    "program. Replace it by its value.",
                    row=self.line,
                    sheet=self.title,
                )
            )
        return layout.is_sum_of_rows(formula)

    def _read_figure(self, line, column, cell):
        """Return what a cell says; None, and a problem added, where that is no figure."""
        problem = self._find_problem(cell)
        if problem:
            place = f"{get_column_letter(column)}{line}"
            values = {"cell": place, "sheet": self.title, "value": cell.value}
            self.problems.add(problem % values, line)
            return None
        return Figure(cell.value, line, column, cell.has_formula, bool(cell.judgement))

    def _find_problem(self, cell):
        """Return what is wrong with a value, to be filled in with cell, sheet and value."""
        if cell.value is None:
            return self.env._(
                "Cell %(cell)s of sheet “%(sheet)s” has a formula without a value. Open the file "
                "in a spreadsheet program and save it again."
            )
        if cell.kind == "e":
            return self.env._("Cell %(cell)s of sheet “%(sheet)s” has the error %(value)s.")
        if cell.kind == "b":
            return self.env._("Cell %(cell)s of sheet “%(sheet)s” has yes or no, not a number.")
        if cell.kind == "d":
            return self.env._("Cell %(cell)s of sheet “%(sheet)s” has a date, not a number.")
        if cell.kind != "n":
            return self.env._(
                "Cell %(cell)s of sheet “%(sheet)s” has the text “%(value)s”, not a number."
            )
        return self._find_size_problem(cell)

    def _find_size_problem(self, cell):
        if not math.isfinite(cell.value):
            return self.env._("Cell %(cell)s of sheet “%(sheet)s” has no finite number.")
        if abs(cell.value) >= _TOO_LARGE:
            return self.env._("Cell %(cell)s of sheet “%(sheet)s” has too large a number.")
        if cell.is_percentage:
            return self.env._(
                "Cell %(cell)s of sheet “%(sheet)s” has a percentage. Type the amount itself."
            )
        return None

    @staticmethod
    def _says_anything(cell):
        """Whether a cell says more than that nothing is planned."""
        if cell.value is None:
            return not cell.judgement
        return cell.kind != "s" or bool(cell.value.strip())
