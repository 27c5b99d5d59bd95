import io

import xlsxwriter
from odoo import api, models

#: Where the table of a sheet begins, from 0: below heading and days.
_FIRST_LINE = 4
#: What is in its columns: what it is called, the figure, where its bar stands.
_STEP, _AMOUNT, _BASE, _GAIN, _LOSS, _TOTAL = range(6)


class SalesPlanBridgeXlsx(models.AbstractModel):
    """A bridge as a spreadsheet: its steps with their parts, and a chart that Excel draws of them.

    The end is a formula, the sum of the start and the steps.
    """

    _name = "sales.plan.bridge.xlsx"
    _description = "Bridge Spreadsheet"

    @api.model
    def _build(self, request):
        """Return the workbook of a bridge as bytes, figures as of now.

        It is empty where there is nothing to compare yet.

        :param request: as for ``bridge_open``
        """
        bridge = self.env["sales.plan.bridge"].bridge_open(request)
        if not bridge["steps"]:
            return b""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            self._write_sheet(book, bridge)
        return output.getvalue()

    @api.model
    def _make_formats(self, book, digits):
        decimals = "." + "0" * digits if digits else ""
        number = {"num_format": f"#,##0{decimals};[Red]-#,##0{decimals}"}
        title = {"bold": True, "bottom": 2, "bg_color": "#f1f3f5"}
        return {
            "heading": book.add_format({"bold": True, "font_size": 16}),
            "muted": book.add_format({"font_color": "#6c757d"}),
            "title": book.add_format(title),
            "number_title": book.add_format({**title, "align": "right"}),
            "number": book.add_format(number),
            "total": book.add_format({**number, "bold": True}),
            "bold": book.add_format({"bold": True}),
            "part": book.add_format({"indent": 2, "font_color": "#6c757d"}),
            "part_number": book.add_format({**number, "font_color": "#6c757d"}),
        }

    @api.model
    def _write_sheet(self, book, bridge):
        sheet = book.add_worksheet(self.env._("Bridge"))
        formats = self._make_formats(book, bridge["digits"])
        sheet.write_string(0, 0, bridge["row"]["name"], formats["heading"])
        sheet.write_string(1, 0, bridge["plan"]["name"], formats["muted"])
        sheet.write_string(2, 0, bridge["days"], formats["muted"])
        sheet.write_string(_FIRST_LINE - 1, _STEP, self.env._("Step"), formats["title"])
        sheet.write_string(_FIRST_LINE - 1, _AMOUNT, self.env._("Amount"), formats["number_title"])
        steps = bridge["steps"]
        last = _FIRST_LINE + len(steps) - 1
        for line, step in enumerate(steps, start=_FIRST_LINE):
            self._write_step(sheet, line, step, last, formats)
        self._add_chart(book, sheet, last)
        self._write_parts(sheet, last + 2, steps, formats)
        sheet.set_column(_STEP, _STEP, 44)
        sheet.set_column(_AMOUNT, _AMOUNT, 18)
        # what the chart is drawn of
        sheet.set_column(_BASE, _TOTAL, 12, None, {"hidden": True})

    @api.model
    def _write_step(self, sheet, line, step, last, formats):
        """Write one step, and where its bar stands beside it."""
        is_total = step["is_total"]
        sheet.write_string(line, _STEP, step["label"], formats["bold"] if is_total else None)
        number = formats["total" if is_total else "number"]
        if line == last:
            formula = f"=SUM(B{_FIRST_LINE + 1}:B{last})"
            sheet.write_formula(line, _AMOUNT, formula, number, step["amount"])
        else:
            sheet.write_number(line, _AMOUNT, step["amount"], number)
        height = step["high"] - step["low"]
        place = _TOTAL if is_total else _GAIN if step["amount"] >= 0 else _LOSS
        sheet.write_number(line, _BASE, 0 if is_total else step["low"])
        sheet.write_number(line, place, step["amount"] if is_total else height)

    @api.model
    def _add_chart(self, book, sheet, last):
        chart = book.add_chart({"type": "column", "subtype": "stacked"})
        name = sheet.get_name()
        fills = {_BASE: None, _GAIN: "#2f9e6e", _LOSS: "#d44c59", _TOTAL: "#714b67"}
        for column, color in fills.items():
            chart.add_series(
                {
                    "categories": [name, _FIRST_LINE, _STEP, last, _STEP],
                    "values": [name, _FIRST_LINE, column, last, column],
                    "fill": {"color": color} if color else {"none": True},
                    "gap": 60,
                }
            )
        chart.set_legend({"none": True})
        chart.show_hidden_data()
        chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#dee2e6"}}})
        chart.set_size({"width": 860, "height": 380})
        sheet.insert_chart(0, _TOTAL + 1, chart)

    @api.model
    def _write_parts(self, sheet, line, steps, formats):
        """Write the largest customers and products of steps below the steps."""
        for step in steps:
            if not step["parts"]:
                continue
            sheet.write_string(line, _STEP, step["label"], formats["bold"])
            sheet.write_number(line, _AMOUNT, step["amount"], formats["total"])
            parts = [(part["name"], part["amount"]) for part in step["parts"]]
            if step["others"]:
                parts.append((self.env._("Others"), step["others_amount"]))
            for name, amount in parts:
                line += 1
                sheet.write_string(line, _STEP, name, formats["part"])
                sheet.write_number(line, _AMOUNT, amount, formats["part_number"])
            line += 2
