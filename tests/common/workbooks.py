"""Reading workbooks, and computing their formulas as a spreadsheet would."""

import io
import re
import warnings

from odoo.tools.safe_eval import safe_eval
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

_RANGE = re.compile(r"(?:'((?:[^']|'')+)'!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


def read_book(content, values=False):
    """Read a workbook; openpyxl cannot keep bars in cells and says so, which is no warning.

    :param values: read what formulas come to instead of the formulas
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(io.BytesIO(content), data_only=values)


def read_lines(sheet, title):
    """Return the lines of a table as dictionaries by its titles.

    :param title: what stands above its first column
    """
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(place for place, row in enumerate(rows) if row[0] == title)
    titles = [name for name in rows[start] if name]
    lines = []
    for row in rows[start + 1 :]:
        if row[0] is None:
            break
        lines.append(dict(zip(titles, row, strict=False)))
    return lines


class Formulas:
    """The formulas of a workbook, computed from its cells."""

    def __init__(self, content):
        self.book, self.shown = read_book(content), read_book(content, values=True)

    def get_wrong(self):
        """Return the formulas that come to something else than what the file says, and how many
        there are: ``([(sheet, cell, formula, computed, shown), …], count)``."""
        wrong, count = [], 0
        for sheet in self.book.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.data_type == "f":
                    count += 1
                    computed = self._compute(sheet, cell)
                    shown = self.shown[sheet.title][cell.coordinate].value
                    if abs(computed - shown) > 1e-6 * max(1, abs(shown)):
                        wrong.append((sheet.title, cell.coordinate, cell.value, computed, shown))
        return wrong, count

    def _compute(self, sheet, cell):
        def read(match):
            name, left, top, right, bottom = match.groups()
            area = f"{left}{top}:{right or left}{bottom or top}"
            found = self._read(self.book[(name or sheet.title).replace("''", "'")], area)
            return repr(found if right else found[0] or 0)

        formula = _RANGE.sub(read, cell.value[1:])
        return safe_eval(formula, dict(_FUNCTIONS))

    def _read(self, sheet, area):
        first, top, last, bottom = range_boundaries(area)
        found = []
        for row in sheet.iter_rows(top, bottom, first, last):
            for cell in row:
                is_formula = cell.data_type == "f"
                found.append(self._compute(sheet, cell) if is_formula else cell.value)
        return found


def _numbers(values):
    return [value for value in values if isinstance(value, (int, float))]


def _average_if(where, wanted, values):
    found = _numbers(value for one, value in zip(where, values, strict=True) if one == wanted)
    return sum(found) / len(found)


def _sum_ifs(values, where, wanted):
    return sum(_numbers(value for one, value in zip(where, values, strict=True) if one == wanted))


_FUNCTIONS = {
    "SUM": lambda values: sum(_numbers(values)),
    "MAX": max,
    "ABS": abs,
    "ROUND": round,
    "AND": lambda *values: all(values),
    "IF": lambda test, then, other: then if test else other,
    "COUNTIF": lambda where, wanted: sum(one == wanted for one in where),
    "AVERAGEIF": _average_if,
    "SUMIFS": _sum_ifs,
}
