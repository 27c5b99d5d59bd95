import warnings
import zipfile
from io import BytesIO

from odoo.exceptions import UserError
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from ...tools import workbook_layout as layout
from .package import Package
from .table import TableReader

#: The row of column keys is among the first, and the hidden sheet is short.
_FIRST_LINES, _KEY_LINES = 20, 2000
#: How many problems are told at once.
_MOST_TOLD = 10
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    InvalidFileException,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
)


class PlanFile:
    """A planning table as a spreadsheet, read and checked as far as it goes without the plan.

    :ivar keys: what the hidden sheet says: ``{name: text}``
    :ivar periods: ``[(id, name), …]`` at the time of the export
    :ivar rows: list of :class:`~sales_plan_import_table.FileRow`
    """

    def __init__(self, env, content):
        """Read a file.

        :raise UserError: with one sentence for each problem, the first ten of them
        """
        self.env = env
        self.problems = []
        self.keys, self.periods, self.rows = {}, [], []
        package = Package(env, content)
        package.check()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about parts that are of no interest here
                self._read(package, content)
        except _UNREADABLE as error:
            raise UserError(
                self.env._("The file is damaged: its sheets cannot be read.")
            ) from error

    def _read(self, package, content):
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "reset_dimensions")]
        for sheet in sheets:
            sheet.reset_dimensions()
        self._read_keys([sheet for sheet in sheets if sheet.title == layout.KEY_SHEET])
        sheet, line, keys = self._find_table(sheets)
        scan = package.scan_sheet(sheet._worksheet_path, sheet.title)
        columns = self._get_columns(sheet, line, keys)
        reader = TableReader(self.env, sheet, scan, columns, self.problems)
        self.rows = reader.read_rows(line + 1 + self.get_number("titles"))
        self.raise_problems()

    def raise_problems(self):
        """Raise what is wrong, if anything is: a sentence each."""
        if not self.problems:
            return
        told = self.problems[:_MOST_TOLD]
        if len(self.problems) > _MOST_TOLD:
            told.append(
                self.env._("There are %s more such problems.", len(self.problems) - _MOST_TOLD)
            )
        raise UserError("\n".join(told))

    # -------------------------------------------------------------------------
    # Which plan it is
    # -------------------------------------------------------------------------

    def _read_keys(self, sheets):
        if not sheets:
            raise UserError(
                self.env._(
                    "The workbook has no keys: its hidden sheet “%s” is missing. Export the "
                    "planning table and fill in that file.",
                    layout.KEY_SHEET,
                )
            )
        for name, value, title in sheets[0].iter_rows(
            max_row=_KEY_LINES, max_col=3, values_only=True
        ):
            if name == "period":
                self.periods.append((int(value), str(title)))
            elif name:
                self.keys[str(name)] = "" if value is None else str(value)
        if self.keys.get("format") != str(layout.FORMAT):
            raise UserError(
                self.env._(
                    "The file was exported by another version of this app. Export the planning "
                    "table again."
                )
            )

    def get_number(self, name):
        """Return a number that the hidden sheet has."""
        try:
            return int(self.keys[name])
        except (KeyError, ValueError) as error:
            raise UserError(
                self.env._(
                    "The hidden sheet “%s” was changed. Export the planning table again.",
                    layout.KEY_SHEET,
                )
            ) from error

    # -------------------------------------------------------------------------
    # Where the figures are
    # -------------------------------------------------------------------------

    def _find_table(self, sheets):
        """Return the sheet with the table, and the line and texts of its column keys."""
        found = []
        for sheet in sheets:
            lines = sheet.iter_rows(max_row=_FIRST_LINES, values_only=True)
            for line, values in enumerate(lines, start=1):
                if values and values[0] == layout.MARK:
                    found.append((sheet, line, values))
                    break
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
                    first=found[0][0].title,
                    second=found[1][0].title,
                )
            )
        return found[0]

    def _get_columns(self, sheet, line, keys):
        """Return ``{column: key}`` with period ids for keys of targets, all checked."""
        columns = {number: str(key) for number, key in enumerate(keys, start=1) if key}
        places = {}
        for number, key in columns.items():
            if key in places:
                raise UserError(
                    self.env._(
                        "Sheet “%(sheet)s” has the same column twice, %(first)s and %(second)s.",
                        sheet=sheet.title,
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
                        sheet.title,
                    )
                )
        self._check_period_columns(sheet, line, places)
        wanted = {layout.get_period_key(layout.TARGET, id_): id_ for id_, __ in self.periods}
        return {number: wanted.get(key, key) for number, key in columns.items()}

    def _check_period_columns(self, sheet, line, places):
        titles = next(sheet.iter_rows(min_row=line + 1, max_row=line + 1, values_only=True), ())
        before = 0
        for period_id, name in self.periods:
            number = places.get(layout.get_period_key(layout.TARGET, period_id))
            if not number:
                raise UserError(
                    self.env._(
                        "Sheet “%(sheet)s” has no column for %(period)s.",
                        sheet=sheet.title,
                        period=name,
                    )
                )
            if number < before:
                raise UserError(
                    self.env._(
                        "The periods of sheet “%(sheet)s” are not in their order: %(period)s is "
                        "in column %(column)s.",
                        sheet=sheet.title,
                        period=name,
                        column=get_column_letter(number),
                    )
                )
            before = number
            title = titles[number - 1] if number <= len(titles) else None
            if title != name:
                raise UserError(
                    self.env._(
                        "Cell %(cell)s of sheet “%(sheet)s” is the title of %(period)s, but says "
                        "“%(title)s”.",
                        cell=f"{get_column_letter(number)}{line + 1}",
                        sheet=sheet.title,
                        period=name,
                        title="" if title is None else title,
                    )
                )
