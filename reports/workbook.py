"""Workbooks of reports: one look, real numbers, formulas that compute, charts that Excel draws.

A sheet is written from the top down: a heading, then tables, each with its columns. A column is a
value of each line, or a formula of its own cells; with the formula goes the value that it comes to,
for whoever reads the file without computing it.
"""

import io
import re
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

#: Characters that names of sheets cannot have, and how long they are at most.
_FORBIDDEN, _LONGEST_NAME = re.compile(r"[\[\]:*?/\\]"), 31
_GREY, _SHADE = "#6c757d", "#f1f3f5"
#: Colours of series, each with a dash of its own for lines: they can be told apart on paper, too.
_SERIES = (
    ("#714b67", "solid"),
    ("#6c757d", "dash"),
    ("#868e96", "square_dot"),
    ("#2f9e6e", "dash_dot"),
    ("#d4873a", "long_dash"),
)
#: Kinds of columns that are numbers, and stand right.
_RIGHT = ("amount", "count", "percent")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    :ivar title: what stands above it
    :ivar kind: ``text``, ``amount``, ``count``, ``percent`` or ``day``
    :ivar key: the key of its values in lines
    :ivar formula: what computes it, with ``{key}`` for the cell of another column in the same line
    :ivar total: ``sum``, or a formula as above over the total line; nothing below it without
    :ivar width: in characters
    """

    title: str
    kind: str
    key: str
    formula: str = ""
    total: str = ""
    width: int = 15


class Workbook:
    """A workbook that is being made."""

    def __init__(self, digits=2):
        """Begin one.

        :param digits: decimals of amounts
        """
        self._output = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._output, {"in_memory": True})
        self._names, self._formats = set(), {}
        decimals = "." + "0" * digits if digits else ""
        self._patterns = {
            "amount": f"#,##0{decimals};[Red]-#,##0{decimals}",
            "count": "#,##0",
            "percent": "0.0%",
            "day": "yyyy-mm-dd",
        }

    def add_sheet(self, name):
        """Add a sheet, by a name that spreadsheets accept and no other sheet has."""
        base = _FORBIDDEN.sub(" ", name).strip(" '")[: _LONGEST_NAME - 3] or "1"
        chosen, number = base, 2
        while chosen.lower() in self._names:
            chosen, number = f"{base} {number}", number + 1
        self._names.add(chosen.lower())
        return Sheet(self, self._book.add_worksheet(chosen))

    def close(self):
        """Return the finished workbook as bytes."""
        self._book.close()
        return self._output.getvalue()

    def add_chart(self, kind, subtype=""):
        """Return a chart of Excel, not placed yet."""
        return self._book.add_chart(
            {"type": kind, "subtype": subtype} if subtype else {"type": kind}
        )

    def get_format(self, kind, place=0, *, is_total=False):
        """Return the format of a cell, made once.

        :param kind: a kind of columns, ``heading``, ``muted``, ``title`` or ``number_title``
        :param place: the number of its column: what stands on the left of later ones keeps away
            from the amounts before it
        """
        key = (kind, bool(place), is_total)
        if key not in self._formats:
            style = self._describe(kind, is_total)
            if place and kind not in (*_RIGHT, "number_title"):
                style |= {"align": "left", "indent": 1}
            self._formats[key] = self._book.add_format(style)
        return self._formats[key]

    def _describe(self, kind, is_total):
        if kind == "heading":
            return {"bold": True, "font_size": 16}
        if kind == "muted":
            return {"font_color": _GREY}
        if kind in ("title", "number_title"):
            align = "right" if kind == "number_title" else "left"
            return {"bold": True, "bottom": 2, "bg_color": _SHADE, "align": align}
        style = {"num_format": self._patterns[kind]} if kind in self._patterns else {}
        if kind == "day":
            style["align"] = "left"
        return {**style, "bold": True, "top": 1} if is_total else style


class Table:
    """A table as it stands on its sheet: for charts and formulas elsewhere."""

    def __init__(self, sheet, columns, first, last):
        self.sheet = sheet
        self.first, self.last = first, last
        self._places = {column.key: place for place, column in enumerate(columns)}
        self._titles = {column.key: column.title for column in columns}

    def get_range(self, key):
        """Return the cells of a column as charts have them."""
        place = self._places[key]
        return [self.sheet.name, self.first, place, self.last, place]

    def get_address(self, key):
        """Return the cells of a column as formulas of other sheets have them."""
        column = xl_col_to_name(self._places[key], col_abs=True)
        name = self.sheet.name.replace("'", "''")
        return f"'{name}'!{column}${self.first + 1}:{column}${self.last + 1}"

    def get_title(self, key):
        """Return what stands above a column."""
        return self._titles[key]


class Sheet:
    """A sheet that is written from the top down."""

    def __init__(self, book, sheet):
        self._book, self._sheet = book, sheet
        self._line, self._widths = 0, {}
        self.name = sheet.get_name()
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&F&R&P / &N")

    def write_heading(self, title, facts=()):
        """Write what a sheet is about.

        :param facts: ``[text, …]`` below the title
        """
        self._sheet.write_string(0, 0, title, self._book.get_format("heading"))
        for number, text in enumerate(facts, start=1):
            self._sheet.write_string(number, 0, text, self._book.get_format("muted"))
        self._line = len(facts) + 2

    def write_text(self, text):
        """Write a line of text below what is there."""
        self._sheet.write_string(self._line, 0, text, self._book.get_format("muted"))
        self._line += 1

    def write_figures(self, figures):
        """Write a figure in each line below what is there, and leave a line free.

        :param figures: list of :class:`Column` with a value each: ``[(column, value), …]``; the
            formula of one names the cells of others by their keys
        """
        cells = {
            column.key: xl_rowcol_to_cell(line, 1)
            for line, (column, __) in enumerate(figures, start=self._line)
        }
        for column, value in figures:
            self._write_cell(0, "text", column.title, "")
            self._write_cell(1, column.kind, value, column.formula.format(**cells))
            self._line += 1
        self._line += 1

    def write_table(self, columns, lines, total="", totals=None, freezes=False):
        """Write a table below what is there, and leave a line free; return it.

        :param columns: list of :class:`Column`
        :param lines: dictionaries of values by key; None and False are left empty
        :param total: what the line below is called that sums up; none without, and without lines
        :param totals: what formulas of that line come to, by key
        :param freezes: whether its titles stay where they are
        """
        self._write_titles(columns)
        top = self._line
        if freezes:
            self._sheet.freeze_panes(top, 1)
        for line in lines:
            self._write_line(columns, line)
        table = Table(self, columns, top, self._line - 1)
        if total and lines:
            self._write_total(columns, lines, {columns[0].key: total, **(totals or {})}, table)
        self._line += 1
        return table

    def add_chart(self, kind, table, category, keys, place, size=(620, 300), subtype="", **more):
        """Draw columns of a table.

        :param kind: ``line``, ``column`` or ``bar``
        :param category: key of the column that names its points
        :param keys: keys of the columns that are drawn
        :param place: line and column of its upper left corner, from 0
        :param more: ``title`` above it, ``pattern`` of the numbers on its axis, ``is_long`` where
            a line has a mark for each month
        """
        if table.last < table.first:
            return
        chart = self._book.add_chart(kind, subtype)
        for key, (color, dash) in zip(keys, _SERIES, strict=False):
            series = {
                "name": table.get_title(key),
                "categories": table.get_range(category),
                "values": table.get_range(key),
            }
            if kind == "line":
                series["line"] = {"color": color, "dash_type": dash, "width": 2}
            else:
                series |= {"fill": {"color": color}, "gap": 60}
            chart.add_series(series)
        if "title" in more:
            chart.set_title({"name": more["title"], "name_font": {"size": 11}, "overlay": False})
        else:
            chart.set_title({"none": True})
        chart.set_legend({"position": "bottom"} if len(keys) > 1 else {"none": True})
        self._set_axes(chart, kind, more)
        chart.show_blanks_as("gap")
        chart.set_size({"width": size[0], "height": size[1]})
        self._sheet.insert_chart(*place, chart)

    def _set_axes(self, chart, kind, more):
        lines = {"major_gridlines": {"visible": True, "line": {"color": "#dee2e6"}}}
        values = {**lines, "num_format": more.get("pattern", "#,##0")}
        if kind == "bar":
            chart.set_x_axis(values)
            chart.set_y_axis({"reverse": True})
            return
        names = {"label_position": "low"}
        if kind == "line":
            names |= {"date_axis": True, "num_format": "d mmm"}
        if more.get("is_long"):
            names |= {"num_format": "mmm", "major_unit": 1, "major_unit_type": "months"}
        chart.set_x_axis(names)
        chart.set_y_axis(values)

    def add_filter(self, table, columns):
        """Let the lines of a table be filtered by its titles."""
        self._sheet.autofilter(table.first - 1, 0, max(table.last, table.first), len(columns) - 1)

    # Cells --------------------------------------------------------------------

    def _write_titles(self, columns):
        for place, column in enumerate(columns):
            style = "number_title" if column.kind in _RIGHT else "title"
            look = self._book.get_format(style, place)
            self._sheet.write_string(self._line, place, column.title, look)
            self._widths[place] = max(self._widths.get(place, 0), column.width)
            self._sheet.set_column(place, place, self._widths[place])
        self._line += 1

    def _get_cells(self, columns):
        """Return the cells of the line that is being written, by key."""
        return {
            column.key: xl_rowcol_to_cell(self._line, place) for place, column in enumerate(columns)
        }

    def _write_line(self, columns, line):
        cells = self._get_cells(columns)
        for place, column in enumerate(columns):
            formula = column.formula.format(**cells)
            self._write_cell(place, column.kind, line.get(column.key), formula)
        self._line += 1

    def _write_total(self, columns, lines, values, table):
        cells = self._get_cells(columns)
        for place, column in enumerate(columns):
            formula, value = column.total.format(**cells), values.get(column.key)
            if column.total == "sum":
                name = xl_col_to_name(place)
                formula = f"SUM({name}{table.first + 1}:{name}{table.last + 1})"
                value = sum(line.get(column.key) or 0 for line in lines)
            self._write_cell(place, column.kind, value, formula, is_total=True)
        self._line += 1

    def _write_cell(self, place, kind, value, formula, is_total=False):
        style = self._book.get_format(kind, place, is_total=is_total)
        where = (self._line, place)
        if value is None or value is False or value == "":
            self._sheet.write_blank(*where, None, style)
        elif formula:
            self._sheet.write_formula(*where, f"={formula}", style, value)
        elif kind == "day":
            self._sheet.write_datetime(*where, value, style)
        elif kind in _RIGHT:
            self._sheet.write_number(*where, value, style)
        else:
            self._sheet.write_string(*where, str(value), style)
