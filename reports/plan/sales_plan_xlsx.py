import io
import re

import xlsxwriter
from odoo import api, models
from xlsxwriter.utility import xl_rowcol_to_cell

from ...models.landing.row_landing import LANDING_FIELDS
from ...models.plan.lifecycle import IN_FORCE
from .sales_plan_sheet import SheetRow

_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
#: Spreadsheets know seven outline levels.
_OUTLINE_LEVELS = 7
_GREY = "#6c757d"
#: Columns that formulas and the chart are about, and how many rows the chart shows.
_NAME, _TARGET, _ACTUAL, _MOST_DRAWN = 0, 4, 5, 12


class SalesPlanXlsx(models.AbstractModel):
    """Plan versus actual as a spreadsheet: the figures of the print, all rows, real numbers."""

    _name = "sales.plan.xlsx"
    _description = "Sales Plan Spreadsheet"

    @api.model
    def _build(self, plans, day=None):
        """Return a workbook, as bytes, with one sheet for each plan.

        The user sees in it what the screens show: rows that they can read.

        :param day: the past day at whose end plans are looked at, None for now
        """
        plans.check_access("read")
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            names = set()
            for plan in plans:
                sheet = book.add_worksheet(self._get_sheet_name(plan, names))
                self._write_plan(book, sheet, plan, day)
        return output.getvalue()

    @api.model
    def _get_sheet_name(self, plan, taken):
        """Return a name that spreadsheets accept and no sheet has yet."""
        base = _FORBIDDEN_IN_NAMES.sub(" ", plan.display_name or "").strip(" '")[:28] or "1"
        name, number = base, 2
        while name.lower() in taken:
            name, number = f"{base[:26]} {number}", number + 1
        taken.add(name.lower())
        return name

    @api.model
    def _get_columns(self, day=None):
        """Return ``[(title, width, format, value of a row, formula), …]``; formulas name target and
        actual of their line, other columns have none. Of a past day there is nothing of what was
        expected by then."""
        statuses = dict(self.env["sales.plan"]._fields["status"]._description_selection(self.env))
        columns = [
            (self.env._("Row"), 42, "name", lambda row: row.name, ""),
            (self.env._("Level"), 18, "text", lambda row: row.level, ""),
            (self.env._("Owner"), 22, "text", lambda row: row.responsible, ""),
            (self.env._("History"), 16, "number", lambda row: row.history, ""),
            (self.env._("Target"), 16, "number", lambda row: row.target, ""),
            (self.env._("Actual"), 16, "number", lambda row: row.actual, ""),
            (
                self.env._("Attainment"),
                13,
                "percent",
                lambda row: row.attainment,
                "{actual}/{target}",
            ),
            (self.env._("Gap"), 16, "number", lambda row: row.gap, "{actual}-{target}"),
        ]
        if day:
            return columns
        return [
            *columns,
            (self.env._("Expected by Now"), 18, "number", lambda row: row.expected, ""),
            (self.env._("Progress"), 14, "word", lambda row: statuses.get(row.status, ""), ""),
        ]

    @api.model
    def _get_landing_columns(self):
        """Return the columns of where rows of a plan in force will end up, as ``_get_columns``."""
        fields = self.env["sales.plan.allocation"]._fields
        return [
            (
                fields[name]._description_string(self.env),
                16,
                "percent" if name == "landing_chance" else "number",
                lambda row, name=name: row.landing.get(name),
                "",
            )
            for name in LANDING_FIELDS
        ]

    @api.model
    def _write_plan(self, book, sheet, plan, day=None):
        source = self.env["sales.plan.sheet"]
        digits = plan._get_digits()
        formats = _Formats(book, digits)
        columns = self._get_columns(day)
        rows = source._get_rows_then(plan, day) if day else source._get_rows(plan)[0]
        if plan.state in IN_FORCE and not day:
            columns += self._get_landing_columns()
            source._add_landings(rows)
        first = self._write_heading(sheet, plan, formats, day)
        for column, (title, width, kind, *__) in enumerate(columns):
            sheet.set_column(column, column, width)
            is_number = kind in ("number", "percent")
            sheet.write_string(
                first,
                column,
                title,
                formats.get("title", indent=int(kind == "word"), is_number=is_number),
            )
        for number, row in enumerate(rows, start=first + 1):
            self._write_row(sheet, number, row, columns, formats)
        sheet.freeze_panes(first + 1, 1)
        sheet.outline_settings(symbols_below=False)
        self._set_up_page(sheet, plan, first, len(columns))
        self._add_chart(book, sheet, rows, first + 1, len(columns) + 1)
        if rows:
            attainment = next(n for n, column in enumerate(columns) if column[2] == "percent")
            sheet.conditional_format(
                first + 1,
                attainment,
                first + len(rows),
                attainment,
                {
                    "type": "data_bar",
                    "bar_solid": True,
                    "bar_color": "#a3cfbb",
                    "min_type": "num",
                    "min_value": 0,
                    "max_type": "num",
                    "max_value": 1.5,
                },
            )

    @api.model
    def _add_chart(self, book, sheet, rows, first, column):
        """Draw target and actual of the highest rows below the total, or of the highest ones."""
        for depth in (1, 0):
            drawn = [
                number
                for number, row in enumerate(rows, start=first)
                if row.kind in ("total", "allocation") and row.depth == depth
            ][:_MOST_DRAWN]
            if drawn:
                break
        else:
            return
        chart = book.add_chart({"type": "column"})
        for title, place, color in (
            (self.env._("Target"), _TARGET, "#adb5bd"),
            (self.env._("Actual"), _ACTUAL, "#714b67"),
        ):
            chart.add_series(
                {
                    "name": title,
                    "categories": self._join_cells(sheet, drawn, _NAME),
                    "values": self._join_cells(sheet, drawn, place),
                    "fill": {"color": color},
                    "gap": 60,
                }
            )
        chart.set_legend({"position": "bottom"})
        chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#dee2e6"}}})
        chart.set_size({"width": 760, "height": 340})
        sheet.insert_chart(first - 1, column, chart)

    @api.model
    def _join_cells(self, sheet, lines, column):
        """Return some cells of a column, which need not be neighbours, as charts name them."""
        name = sheet.get_name().replace("'", "''")
        cells = (xl_rowcol_to_cell(line, column, True, True) for line in lines)
        joined = ",".join(f"'{name}'!{cell}" for cell in cells)
        return f"=({joined})"

    @api.model
    def _write_heading(self, sheet, plan, formats, day=None):
        """Write what the plan is about; return the row of the column titles."""
        sheet.write_string(0, 0, plan.display_name, formats.get("heading"))
        sheet.write_string(1, 0, self.env._("Plan versus Actual"), formats.get("muted"))
        heading = self.env["sales.plan.sheet"]._get_heading(plan, day)
        for number, (label, value) in enumerate(heading, start=2):
            sheet.write_string(number, 0, label, formats.get("muted"))
            sheet.write_string(number, 1, value or "")
        return len(heading) + 3

    @api.model
    def _write_row(self, sheet, number, row: SheetRow, columns, formats):
        level = min(row.depth, _OUTLINE_LEVELS)
        sheet.set_row(number, None, None, {"level": level} if level else {})
        cells = {
            name: xl_rowcol_to_cell(number, column)
            for name, column in (("target", _TARGET), ("actual", _ACTUAL))
        }
        for column, (__, __, kind, get_value, formula) in enumerate(columns):
            value = get_value(row)
            style = formats.get(kind, row_kind=row.kind, indent=row.depth if not column else 0)
            if value is None or value == "":
                sheet.write_blank(number, column, None, style)
            elif formula:
                sheet.write_formula(number, column, f"={formula.format(**cells)}", style, value)
            elif kind in ("number", "percent"):
                sheet.write_number(number, column, value, style)
            else:
                sheet.write_string(number, column, value, style)

    @api.model
    def _set_up_page(self, sheet, plan, first, width):
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first)
        sheet.print_area(0, 0, sheet.dim_rowmax or first, width - 1)
        sheet.set_footer("&L&F&R&P / &N")


class _Formats:
    """Formats of a workbook, each made once."""

    def __init__(self, book, digits):
        self._book = book
        self._made = {}
        decimals = f"0.{'0' * digits}" if digits else "0"
        self._number = f"#,##{decimals};[Red]-#,##{decimals}"

    def get(self, kind, *, row_kind="allocation", indent=0, is_number=False):
        """Return the format of a cell.

        :param kind: ``heading``, ``muted``, ``title``, or a column's format
        :param row_kind: see ``SheetRow.kind``
        """
        key = (kind, row_kind, indent, is_number)
        if key not in self._made:
            self._made[key] = self._book.add_format(self._describe(*key))
        return self._made[key]

    def _describe(self, kind, row_kind, indent, is_number):
        if kind == "heading":
            return {"bold": True, "font_size": 16}
        if kind == "muted":
            return {"font_color": _GREY}
        if kind == "title":
            align = "right" if is_number else "left"
            return {
                "bold": True,
                "bottom": 2,
                "align": align,
                "indent": indent,
                "bg_color": "#f1f3f5",
            }
        style = {"bottom": 1, "bottom_color": "#dee2e6"}
        if kind == "number":
            style["num_format"] = self._number
        elif kind == "percent":
            style["num_format"] = "0.0%"
        if indent or kind == "word":
            style["indent"] = indent or 1
        if row_kind == "total":
            style["bold"] = True
        elif row_kind != "allocation":
            style.update(italic=True, font_color=_GREY)
        return style
