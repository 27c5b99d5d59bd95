from dataclasses import dataclass, field

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ...tools import workbook_layout as layout
from ...tools.flags import GROWTH_COLUMNS, HELD, SUMMED
from .grid_ratios import GridRatios
from .sales_plan_xlsx import _OUTLINE_LEVELS, _Formats

#: Rows of the sheet, counted from 0: what it is, the hidden keys of columns, titles.
KEYS_ROW, TITLE_ROW = 2, 3
#: How many columns stand before the figures; the first three are hidden.
HIDDEN_COLUMNS, FIRST_COLUMN = 3, 6
#: So many columns of figures can be read on one printed page.
_PRINTED_COLUMNS = 14
#: What is shown in percent.
_RATIOS = ("change", "attainment", *GROWTH_COLUMNS)
#: A formula has no more arguments than this.
_MOST_ARGUMENTS = 200


@dataclass
class Table:
    """What a sheet shows of a plan.

    :param row_ids: the rows in their order, rows above before those below
    :param parents: ``{row id: id of the row above, or None}``, of rows that are not shown too
    :param names: ``{row id: (names above, name, level)}``
    :param periods: ``[(id, name), …]``
    :param figures: see ``sales.plan.table._read_rows``
    :param columns: what stands beside targets
    :param notes: ``{(row id, period id or None): text}``
    :param with_rows: rows that have visible rows below them
    """

    row_ids: list
    parents: dict
    names: dict
    periods: list
    figures: dict
    columns: tuple
    digits: int
    rolls_up: bool
    can_edit: bool
    is_template: bool
    notes: dict = field(default_factory=dict)
    with_rows: set = field(default_factory=set)


@dataclass(frozen=True)
class Column:
    """One column of figures.

    :param kind: ``target``, one of ``SHEET_COLUMNS``, ``unallocated``
    :param number: index of its period; that of the total comes after the last period
    """

    key: str
    kind: str
    number: int
    title: str
    heading: str


class PlainWorksheet(Worksheet):
    """A worksheet without functions that are newer than its format.

    Else each formula is searched for thirty of them, which takes half of the time.
    """

    def _prepare_formula(self, formula, *args, **kwargs):
        return formula.removeprefix("=")


class GridFormats(_Formats):
    """Formats of the planning table: what may be typed is open, the rest is locked."""

    def _describe(self, kind, row_kind, indent, is_number):
        plain = {"name": "name", "text": "text", "percent": "percent"}.get(kind, "number")
        if kind in ("heading", "muted", "title"):
            return super()._describe(kind, row_kind, indent, is_number)
        style = super()._describe(plain, row_kind, indent, is_number)
        if kind in ("sum", "open_sum"):
            style["num_format"] += ';"–"'
        if kind in ("typed", "open_sum"):
            style["locked"] = 0
        if kind == "held":
            style["bg_color"] = "#ffe8a3"
        elif kind in ("sum", "past", "percent"):
            style.update(bg_color="#f8f9fa")
        if kind == "open_sum":
            style["italic"] = True
        if kind in ("past", "percent", "text"):
            style["font_color"] = "#495057"
        return style


class GridSheet(GridRatios):
    """Writes one planning table into a worksheet."""

    def __init__(self, env, book, sheet, table):
        self.env = env
        self.sheet = sheet
        self.table = table
        self.formats = GridFormats(book, table.digits)
        self.columns = self._get_columns()
        self.has_two_titles = bool(self._get_kinds())
        self.first_row = TITLE_ROW + 1 + self.has_two_titles
        self.lines = {row_id: self.first_row + n for n, row_id in enumerate(table.row_ids)}
        self.spots = {
            (column.kind, column.number): FIRST_COLUMN + n for n, column in enumerate(self.columns)
        }
        self.children = {}
        for row_id in table.row_ids:
            self.children.setdefault(table.parents[row_id], []).append(row_id)

    def fill(self, heading, subheading):
        """Write the whole sheet."""
        self.sheet.write_string(0, HIDDEN_COLUMNS, heading, self.formats.get("heading"))
        self.sheet.write_string(1, HIDDEN_COLUMNS, subheading, self.formats.get("muted"))
        self._write_keys()
        self._write_titles()
        for row_id in self.table.row_ids:
            self._write_row(row_id)
        self._write_notes()
        self._set_up_sheet()
        self._set_up_page()

    # -------------------------------------------------------------------------
    # Columns
    # -------------------------------------------------------------------------

    def _get_columns(self):
        titles = {
            "target": self.env._("Target"),
            "history": self.env._("History"),
            "change": self._get_change_title(),
            "actual": self.env._("Actual"),
            "attainment": self.env._("Attainment"),
        }
        kinds = ["target", *self._get_kinds()]
        spans = [*self.table.periods, (None, self.env._("Total"))]
        columns = [
            Column(
                layout.TOTAL
                if kind == "target" and not period_id
                else layout.get_period_key(kind, period_id or 0),
                kind,
                number,
                name if kind == "target" else "",
                titles[kind],
            )
            for number, (period_id, name) in enumerate(spans)
            for kind in kinds
        ]
        number = len(self.table.periods)
        columns += [
            Column(layout.get_period_key(kind, 0), kind, number, title, "")
            for kind, title in self._get_growth_titles().items()
            if kind in self.table.columns
        ]
        if not self.table.rolls_up and self.table.with_rows:
            title = self.env._("Unallocated")
            columns.append(Column(layout.UNALLOCATED, "unallocated", number, title, ""))
        return columns

    def _get_kinds(self):
        """Return what stands beside the targets of each period, and of the total."""
        return [kind for kind in self.table.columns if kind not in GROWTH_COLUMNS]

    def _write_keys(self):
        keys = [layout.MARK, layout.PARENT, layout.CHECK, layout.NAME, layout.ABOVE, layout.LEVEL]
        for number, key in enumerate([*keys, *(column.key for column in self.columns)]):
            self.sheet.write_string(KEYS_ROW, number, key)
        self.sheet.set_row(KEYS_ROW, None, None, {"hidden": True})

    def _write_titles(self):
        title = self.formats.get("title")
        number_title = self.formats.get("title", is_number=True)
        firsts = [self.env._("Row"), self.env._("Below"), self.env._("Level")]
        for number, text in enumerate(firsts, start=HIDDEN_COLUMNS):
            self.sheet.write_string(TITLE_ROW, number, text, title)
        for number, column in enumerate(self.columns, start=FIRST_COLUMN):
            self.sheet.write_string(TITLE_ROW, number, column.title, number_title)
        if self.has_two_titles:
            for number in range(HIDDEN_COLUMNS, FIRST_COLUMN):
                self.sheet.write_blank(TITLE_ROW + 1, number, None, title)
            for number, column in enumerate(self.columns, start=FIRST_COLUMN):
                self.sheet.write_string(TITLE_ROW + 1, number, column.heading, number_title)

    # -------------------------------------------------------------------------
    # Rows
    # -------------------------------------------------------------------------

    def _get_depth(self, row_id):
        depth = 0
        while (row_id := self.table.parents[row_id]) is not None:
            depth += 1
        return depth

    def _write_row(self, row_id):
        line = self.lines[row_id]
        depth = self._get_depth(row_id)
        kind = "allocation" if depth else "total"
        above, name, level = self.table.names[row_id]
        parent = self.table.parents[row_id]
        self.sheet.set_row(line, None, None, {"level": min(depth, _OUTLINE_LEVELS)})
        self.sheet.write_number(line, 0, row_id)
        if parent is not None:
            self.sheet.write_number(line, 1, parent)
        self.sheet.write_string(line, 2, layout.get_check(above, name))
        self.sheet.write_string(
            line, 3, name, self.formats.get("name", row_kind=kind, indent=min(depth, 15))
        )
        for number, text in enumerate((above, level), start=HIDDEN_COLUMNS + 1):
            write = self.sheet.write_string if text else self.sheet.write_blank
            write(line, number, text or None, self.formats.get("text", row_kind=kind))
        writers = {
            "target": self._write_target,
            "history": self._write_past,
            "actual": self._write_past,
            "change": self._write_change,
            "attainment": self._write_attainment,
            "unallocated": self._write_unallocated,
            **dict.fromkeys(GROWTH_COLUMNS, self._write_growth),
        }
        for spot, column in enumerate(self.columns, start=FIRST_COLUMN):
            writers[column.kind](line, spot, column, row_id, kind)

    def _get_format(self, name, row_kind):
        return self.formats.get(name, row_kind=row_kind)

    def _write_target(self, line, spot, column, row_id, row_kind):
        amount, flags, __ = self.table.figures[row_id]["cells"][column.number]
        if column.number == len(self.table.periods):
            formula = self._sum_columns(line, "target")
            style = self._get_format("sum", row_kind)
            self.sheet.write_formula(line, spot, formula, style, amount or 0)
            return
        is_sum = self.table.rolls_up and row_id in self.table.with_rows
        if is_sum or flags & SUMMED:
            formula = self._sum_rows(row_id, column)
            style = "open_sum" if self.table.can_edit and not is_sum else "sum"
            style = self._get_format(style, row_kind)
            self.sheet.write_formula(line, spot, f"={formula}", style, amount or 0)
            return
        style = "held" if flags & HELD else "typed" if self.table.can_edit else "number"
        style = self._get_format(style, row_kind)
        if amount is None:
            self.sheet.write_blank(line, spot, None, style)
        else:
            self.sheet.write_number(line, spot, amount, style)

    def _sum_rows(self, row_id, column):
        """Return the sum of the rows directly below one, of a column, as a formula.

        It is recognised when the file comes back: see ``layout.is_sum_of_rows``.
        """
        spot = xl_col_to_name(self.spots[column.kind, column.number])
        below = self.children.get(row_id, ())
        lines = [self.lines[child] + 1 for child in below] or [self.lines[row_id] + 1]
        first, last = min(lines), max(lines)
        formula = f"SUMIF($B{first}:$B{last},$A{self.lines[row_id] + 1},{spot}{first}:{spot}{last})"
        rest = self._get_rest(row_id, column, below)
        return f"{formula}+N({rest!r})" if rest else formula

    def _get_rest(self, row_id, column, below):
        """Return what rows below have that are not in the file."""
        cells = [self.table.figures[node]["cells"][column.number] for node in (row_id, *below)]
        shown = sum(amount or 0 for amount, *__ in cells[1:])
        amount, __, unallocated = cells[0]
        return round((amount or 0) - (unallocated or 0) - shown, 6) + 0.0

    def _sum_columns(self, line, kind):
        """Return the sum of a row over the periods, as a formula."""
        spots = [self.spots[kind, number] for number in range(len(self.table.periods))]
        if not self.table.columns and spots:
            first, last = (xl_rowcol_to_cell(line, spot) for spot in (spots[0], spots[-1]))
            return f"=SUM({first}:{last})"
        return f"={self._sum_spots(line, spots)}"

    @staticmethod
    def _sum_spots(line, spots):
        """Return the sum of some cells of a line, as a part of a formula."""
        cells = [xl_rowcol_to_cell(line, spot) for spot in spots] or ["0"]
        return "+".join(
            f"SUM({','.join(cells[start : start + _MOST_ARGUMENTS])})"
            for start in range(0, len(cells), _MOST_ARGUMENTS)
        )

    def _write_past(self, line, spot, column, row_id, row_kind):
        value = self.table.figures[row_id][column.kind][column.number]
        style = self._get_format("past", row_kind)
        if value is None:
            self.sheet.write_blank(line, spot, None, style)
        elif column.number == len(self.table.periods):
            formula = self._sum_columns(line, column.kind)
            self.sheet.write_formula(line, spot, formula, style, value)
        else:
            self.sheet.write_number(line, spot, value, style)

    def _write_unallocated(self, line, spot, column, row_id, row_kind):
        style = self._get_format("sum", row_kind)
        value = self.table.figures[row_id]["cells"][column.number][2]
        if row_id not in self.table.with_rows or value is None:
            self.sheet.write_blank(line, spot, None, style)
            return
        total = Column("", "target", column.number, "", "")
        own = xl_rowcol_to_cell(line, self.spots["target", column.number])
        formula = f"=ROUND({own}-({self._sum_rows(row_id, total)}),{self.table.digits})"
        self.sheet.write_formula(line, spot, formula, style, value)

    def _write_notes(self):
        numbers = {period_id: n for n, (period_id, __) in enumerate(self.table.periods)}
        for (row_id, period_id), text in self.table.notes.items():
            spot = self.spots["target", numbers[period_id]] if period_id else HIDDEN_COLUMNS
            self.sheet.write_comment(self.lines[row_id], spot, text, {"x_scale": 1.5})

    # -------------------------------------------------------------------------
    # Sheet
    # -------------------------------------------------------------------------

    def _set_up_sheet(self):
        sheet, last_row = self.sheet, self.first_row + len(self.table.row_ids) - 1
        sheet.set_column(0, HIDDEN_COLUMNS - 1, None, None, {"hidden": True})
        sheet.set_column(HIDDEN_COLUMNS, HIDDEN_COLUMNS, 34)
        is_flat = not any(above for above, *__ in self.table.names.values())
        sheet.set_column(4, 4, 26, None, {"hidden": is_flat})
        sheet.set_column(5, 5, 15)
        for spot, column in enumerate(self.columns, start=FIRST_COLUMN):
            sheet.set_column(spot, spot, 11 if column.kind in _RATIOS else 14)
            is_typed = column.kind == "target" and column.number < len(self.table.periods)
            if is_typed and self.table.can_edit and self.table.row_ids:
                self._validate(spot, last_row)
        sheet.freeze_panes(self.first_row, HIDDEN_COLUMNS + 1)
        sheet.outline_settings(symbols_below=False)
        sheet.ignore_errors({"formula_differs": f"A1:{xl_rowcol_to_cell(last_row, 500)}"})
        if self.table.row_ids:
            sheet.autofilter(self.first_row - 1, HIDDEN_COLUMNS, last_row, FIRST_COLUMN - 1)
        sheet.protect(
            "",
            {
                "format_cells": True,
                "format_columns": True,
                "format_rows": True,
                "autofilter": True,
            },
        )

    def _validate(self, spot, last_row):
        self.sheet.data_validation(
            self.first_row,
            spot,
            last_row,
            spot,
            {
                "validate": "decimal",
                "criteria": "between",
                "minimum": -999_999_999_999_999,
                "maximum": 999_999_999_999_999,
                "error_title": self.env._("Not a Number")[:32],
                "error_message": self.env._(
                    "Type a number, or empty the cell if nothing is planned."
                )[:255],
            },
        )

    def _set_up_page(self):
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(-(-len(self.columns) // _PRINTED_COLUMNS), 0)
        sheet.repeat_columns(HIDDEN_COLUMNS)
        sheet.repeat_rows(TITLE_ROW, self.first_row - 1)
        last_row = self.first_row + max(len(self.table.row_ids) - 1, 0)
        sheet.print_area(0, HIDDEN_COLUMNS, last_row, FIRST_COLUMN + len(self.columns) - 1)
        sheet.set_footer("&L&F&R&P / &N")
