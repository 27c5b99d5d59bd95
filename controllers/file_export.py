"""Files of lists and pivots say what the screen says.

Odoo's own exports of groups work out averages from the lines that are exported, and know no shares.
"""

import io
import json
from bisect import bisect_right
from itertools import product

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from openpyxl import load_workbook
from werkzeug.exceptions import UnprocessableEntity

from odoo.addons.web.controllers.export import ExcelExport
from odoo.addons.web.controllers.pivot import TableExporter

from ..models.org.nullable import Ratio

_PERCENT = "0.00%"
#: Cells of a pivot whose percentages are shown as such, and columns of a sheet, at most.
_MOST_CELLS, _LAST_COLUMN = 300_000, 16_000
#: Groups within groups of a list, at most.
_MOST_GROUPINGS = 30


class SalesPlanExcelExport(ExcelExport):
    """Lists of this add-on's models as spreadsheets."""

    def from_data(self, fields, columns_headers, rows):
        """Return a workbook whose ratios are percentages."""
        content = super().from_data(fields, columns_headers, rows)
        params = json.loads(request.params["data"])
        return _show_percentages(content, _find_ratios(request.env[params["model"]], fields), 1)

    def from_group_data(self, fields, columns_headers, groups):
        """Return a workbook whose groups have the figures that the list shows of them."""
        params = json.loads(request.params["data"])
        model = groups._model
        if model._original_module == "sales_plan":
            if len(params["groupby"]) > _MOST_GROUPINGS:  # each of them costs a query of all above
                raise UserError(
                    request.env._("A file has %s groups within groups at most.", _MOST_GROUPINGS)
                )
            domain = params["domain"]
            if params["ids"]:
                domain = [("id", "in", params["ids"])]
                model = model.with_context(active_test=False)
            _set_group_figures(groups, model, domain, params["groupby"], fields)
        content = super().from_group_data(fields, columns_headers, groups)
        return _show_percentages(content, _find_ratios(model, fields), 1)


class SalesPlanPivotExport(TableExporter):
    """Pivots as spreadsheets."""

    @http.route()
    def export_xlsx(self, data, **kw):
        """Send a pivot; measures that the client shows as percentages are percentages.

        :raise UnprocessableEntity: where it has more cells than a pivot on a screen ever has
        """
        text = data.read() if hasattr(data, "read") else data
        table = json.loads(text)
        columns = [
            number
            for number, header in enumerate(table and table["measure_headers"], start=2)
            if header.get("is_percentage") and number <= _LAST_COLUMN
        ]
        if columns and _count_cells(table) > _MOST_CELLS:
            raise UnprocessableEntity(request.env._("This pivot is too large for a spreadsheet."))
        response = super().export_xlsx(text, **kw)
        if columns:
            above = len(table["col_group_headers"]) + 1
            response.set_data(
                _show_cells_as_percentages(
                    response.get_data(), lambda _sheet: _find_cells(table, columns, above)
                )
            )
        return response


def _count_cells(table):
    """Return how many cells the spreadsheet of a pivot has; few words may stand for many."""
    widths = (header["width"] for line in table["col_group_headers"] for header in line)
    values = sum(1 + len(row["values"]) for row in table["rows"])
    return sum(max(width, 1) for width in widths) + len(table["measure_headers"]) + values


def _find_cells(table, columns, above):
    """Yield line and column, from 1, of the values of a pivot in some columns: those that are
    there, and not all between the first and the last."""
    for line, row in enumerate(table["rows"], start=above + 1):
        there = bisect_right(columns, 1 + len(row["values"]))
        yield from ((line, column) for column in columns[:there])


def _find_ratios(model, fields):
    """Return the numbers, from 1, of exported columns that are shares of one."""
    return [
        number
        for number, field in enumerate(fields, start=1)
        if isinstance(model._fields.get(field["name"]), Ratio)
    ]


def _show_percentages(content, columns, above):
    """Return a workbook with some columns, from 1, shown in percent below its headings.

    :param content: the workbook, as bytes
    :param above: how many lines of headings there are
    """
    if not columns:
        return content
    return _show_cells_as_percentages(
        content, lambda sheet: product(range(above + 1, sheet.max_row + 1), columns)
    )


def _show_cells_as_percentages(content, find_cells):
    """Return a workbook with the cells that a function of its sheet finds shown in percent."""
    book = load_workbook(io.BytesIO(content))
    for line, column in find_cells(book.active):
        book.active.cell(line, column).number_format = _PERCENT
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _set_group_figures(root, model, domain, groupby, fields):
    """Give the groups of an export the figures that a list of them shows, at every depth.

    :param root: the tree of groups that Odoo has made
    """
    described = model.fields_get([field["name"] for field in fields], ["aggregator"])
    functions = {
        name: field["aggregator"]
        for name, field in described.items()
        if field.get("aggregator") and model._fields[name].type in ("integer", "float", "monetary")
    }
    currencies = {
        name: model._fields[name].get_currency_field(model)
        for name in functions
        if model._fields[name].type == "monetary"
    }
    # the last line of each group keeps the plan report from summing up more than its list shows
    specs = {"id:max", *(f"{name}:{function}" for name, function in functions.items())}
    for name, currency in currencies.items():
        specs |= {f"{name}:sum_currency", f"{currency}:array_agg_distinct"}
    for depth in range(1, len(groupby) + 1):
        for group in model.formatted_read_group(domain, groupby[:depth], sorted(specs)):
            node = root
            for spec in groupby[:depth]:
                node = node and node.children.get(group[spec])
            if node:
                node.aggregated_values = {
                    name: _read_figure(group, name, function, currencies.get(name))
                    for name, function in functions.items()
                }


def _read_figure(group, name, function, currency):
    """Return a figure of a group as lists show it: converted where there are several currencies."""
    several = currency and len(group[f"{currency}:array_agg_distinct"]) > 1
    value = group[f"{name}:sum_currency" if several else f"{name}:{function}"]
    return None if value is False else value
