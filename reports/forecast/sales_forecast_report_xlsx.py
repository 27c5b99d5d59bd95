import io

import xlsxwriter
from odoo import api, models
from odoo.tools import format_date

from ...models.forecast.sales_forecast_report import GROUPINGS_OF_ROWS


class SalesForecastReportXlsx(models.AbstractModel):
    """A forecast report as a spreadsheet, with the deals that the reader may see."""

    _name = "sales.forecast.report.xlsx"
    _description = "Forecast Report Spreadsheet"

    @api.model
    def _build(self, report):
        """Return the workbook of a report as bytes, figures as of now."""
        report.check_access("read")
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            self._write_sheet(book, report)
        return output.getvalue()

    @api.model
    def _read_rows(self, report):
        """Return ``[(label, [value, …]), …]``, see :meth:`_read_grouped`."""
        return [(label, values) for __, label, values in self._read_grouped(report)]

    @api.model
    def _read_grouped(self, report):
        """Return ``[(id, label, [value, …]), …]`` by the report's rows, the total last; the id is
        None of the total, and of rows of a month or of nothing.

        Amounts are converted into the reader's company's currency where there are several.
        """
        analysis = self.env["sales.forecast.analysis"]
        measures = [
            measure if measure == "__count" else f"{measure}:sum_currency"
            for measure in report._get_measures()
        ]
        domain = report._get_domain()
        grouped = analysis._read_group(domain, [GROUPINGS_OF_ROWS[report.rows]], measures)
        [total] = analysis._read_group(domain, [], measures)
        rows = [
            (getattr(value, "id", None), self._name_row(report, value), list(values))
            for value, *values in grouped
        ]
        return [*rows, (None, self.env._("Total"), list(total))]

    @api.model
    def _name_row(self, report, value):
        if not value:
            return self.env._("None")
        if report.rows == "month":
            return format_date(self.env, value, date_format="MMMM yyyy")
        # sudo: the name of what the reader's own reading has grouped by
        return value.sudo().display_name

    @api.model
    def _write_sheet(self, book, report):
        currency = self.env.company.currency_id
        decimals = "." + "0" * currency.decimal_places if currency.decimal_places else ""
        money = f"#,##0{decimals};[Red]-#,##0{decimals}"
        formats = {
            "heading": book.add_format({"bold": True, "font_size": 16}),
            "muted": book.add_format({"font_color": "#6c757d"}),
            "title": book.add_format({"bold": True, "bottom": 2, "bg_color": "#f1f3f5"}),
            "money": book.add_format({"num_format": money}),
            "count": book.add_format({"num_format": "#,##0"}),
            "share": book.add_format({"num_format": "0%"}),
            "money_total": book.add_format({"num_format": money, "bold": True, "top": 1}),
            "count_total": book.add_format({"num_format": "#,##0", "bold": True, "top": 1}),
            "total": book.add_format({"bold": True, "top": 1}),
        }
        sheet = book.add_worksheet(self.env._("Forecast")[:31])
        sheet.set_column(0, 0, 36)
        landings = self._get_landing_columns(report)
        sheet.set_column(1, len(report._get_measures()) + len(landings), 18)
        sheet.write_string(0, 0, report.name, formats["heading"])
        heading = [*report._describe_report(), (self.env._("Currency"), currency.name)]
        for number, (label, text) in enumerate(heading, start=1):
            sheet.write_string(number, 0, label, formats["muted"])
            sheet.write_string(number, 1, text)
        first = len(heading) + 2
        self._write_titles(sheet, first, report, landings, formats["title"])
        self._write_rows(sheet, first + 1, report, landings, formats)
        sheet.freeze_panes(first + 1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    @api.model
    def _write_titles(self, sheet, first, report, landings, style):
        rows = dict(report._fields["rows"]._description_selection(self.env))
        fields = self.env["sales.forecast.analysis"]._fields
        sheet.write_string(first, 0, rows[report.rows], style)
        for column, measure in enumerate(report._get_measures(), start=1):
            if measure == "__count":
                title = self.env._("Deals")
            else:
                title = fields[measure]._description_string(self.env)
            sheet.write_string(first, column, title, style)
        for column, (title, *__) in enumerate(landings, start=len(report._get_measures()) + 1):
            sheet.write_string(first, column, title, style)

    @api.model
    def _write_rows(self, sheet, first, report, landings, formats):
        rows = self._read_grouped(report)
        measures = report._get_measures()
        for number, (__, label, values) in enumerate(rows):
            is_total = number == len(rows) - 1
            suffix = "_total" if is_total else ""
            sheet.write_string(first + number, 0, label, formats["total"] if is_total else None)
            for column, (measure, value) in enumerate(zip(measures, values, strict=True), start=1):
                kind = "count" if measure == "__count" else "money"
                sheet.write_number(first + number, column, value or 0, formats[kind + suffix])
        if landings:
            self._write_landings(sheet, first, report, rows, landings, formats)

    @api.model
    def _write_landings(self, sheet, first, report, rows, landings, formats):
        """Write where each row will end up; nothing where the reader may not see it."""
        found = self._read_landings(report, [key for key, *__ in rows if key])
        start = len(report._get_measures()) + 1
        for number, (key, *__) in enumerate(rows):
            landing = found.get(key)
            for column, (__, kind, get_value) in enumerate(
                landings if landing else (), start=start
            ):
                value = get_value(landing)
                if value is not None:
                    sheet.write_number(first + number, column, value, formats[kind])
