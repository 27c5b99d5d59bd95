from odoo import api, fields, models
from odoo.tools import format_date

from ...models.forecast.request import A_WORKSHEET
from ...models.org.arguments import check_sent
from ..workbook import Column, Workbook


class SalesForecastXlsx(models.AbstractModel):
    """My Forecast as a spreadsheet: figures, the rows of a team, deals."""

    _name = "sales.forecast.xlsx"
    _description = "Forecast Spreadsheet"

    @api.model
    def _build(self, request):
        """Return the workbook of a forecast as bytes, and what it is called.

        Everything is as the user sees it on the screen.

        :param request: as for ``worksheet_open``
        :raise UserError: for a forecast that is not there for the user
        """
        check_sent(self.env, {"request": A_WORKSHEET}, {"request": request})
        shown = self.env["sales.forecast"].worksheet_open(request)
        book = Workbook(shown["currency"]["decimals"])
        self._write_figures(book, shown)
        self._write_rows(book, shown)
        self._write_deals(book, shown)
        forecast = shown["forecast"]
        return book.close(), f"{forecast['name']} {forecast['period']['name']}"

    @api.model
    def _begin(self, book, shown, name):
        sheet, forecast = book.add_sheet(name), shown["forecast"]
        # sudo: what a currency is called
        currency = self.env["res.currency"].sudo().browse(shown["currency"]["id"]).name
        day = forecast["as_of"] or self.env.company._get_today()
        sheet.write_heading(
            f"{forecast['name']} · {name}",
            [
                forecast["period"]["name"],
                f"{currency} · {self.env._('as of %s', format_date(self.env, day))}",
            ],
        )
        return sheet

    @api.model
    def _get_labels(self):
        """Return what the columns of a forecast are called."""
        return {
            "closed": self.env._("Closed"),
            "commit": self.env._("Commit"),
            "best_case": self.env._("Best Case"),
            "pipeline": self.env._("Pipeline"),
            "forecast": self.env._("Forecast"),
        }

    @api.model
    def _write_figures(self, book, shown):
        sheet, figures = self._begin(book, shown, self.env._("Forecast")), shown["figures"]
        labels = self._get_labels()
        measured = figures["measured"] or {}
        submitted = figures["submitted"] or {}
        sheet.write_figures(
            [
                (Column(title, kind, key), value)
                for key, title, kind, value in (
                    ("target", self.env._("Target"), "amount", figures["target"]),
                    ("actual", self.env._("Actual"), "amount", measured.get("actual")),
                    ("gap", self.env._("Gap"), "amount", figures["gap"]),
                    ("coverage", self.env._("Coverage"), "percent", figures["coverage"]),
                )
            ]
        )
        table = sheet.write_table(
            [
                Column(self.env._("Column"), "text", "label", width=24),
                Column(self.env._("Amount"), "amount", "amount", width=18),
                Column(self.env._("Submitted"), "amount", "submitted", width=18),
                Column(
                    self.env._("Since Then"), "amount", "since", "{amount}-{submitted}", width=18
                ),
            ],
            [
                {
                    "label": label,
                    "amount": figures[key],
                    "submitted": submitted.get(key),
                    "since": figures[key] - submitted[key] if submitted else None,
                }
                for key, label in labels.items()
            ],
        )
        keys = ["amount", "submitted"] if submitted else ["amount"]
        sheet.add_chart("column", table, "label", keys, (0, 5), (560, 300))

    @api.model
    def _write_rows(self, book, shown):
        if not shown["rows"]:
            return
        sheet, labels = self._begin(book, shown, self.env._("Team")), self._get_labels()
        columns = [
            Column(self.env._("Name"), "text", "name", width=32),
            Column(self.env._("Target"), "amount", "target", total="sum"),
            *(Column(label, "amount", key, total="sum") for key, label in labels.items()),
            Column(self.env._("Gap"), "amount", "gap", total="sum"),
            Column(self.env._("Submitted"), "amount", "submitted", total="sum"),
            Column(self.env._("Submitted On"), "day", "submitted_on"),
        ]
        lines = [
            {
                **row["total"],
                "name": row["name"],
                "target": row["target"],
                "gap": row["gap"],
                "submitted": (row["submitted"] or {}).get("forecast"),
                "submitted_on": fields.Date.to_date(
                    row["submission"] and row["submission"]["date"]
                ),
            }
            for row in shown["rows"]
        ]
        table = sheet.write_table(columns, lines, self.env._("Total"), freezes=True)
        place = (table.last + 4, 0)
        sheet.add_chart("column", table, "name", ["target", "forecast"], place, (760, 320))

    @api.model
    def _write_deals(self, book, shown):
        if not shown["deals"]:
            return
        sheet = self._begin(book, shown, self.env._("Deals"))
        categories = {found["id"]: found["name"] for found in shown["categories"]}
        stages = dict(shown["stages"])
        columns = [
            Column(self.env._("Deal"), "text", "name", width=40),
            Column(self.env._("Customer"), "text", "partner", width=32),
            Column(self.env._("Category"), "text", "category", width=18),
            Column(self.env._("Stage"), "text", "stage", width=18),
            Column(self.env._("Amount"), "amount", "amount", total="sum"),
            Column(self.env._("Probability"), "percent", "probability"),
            Column(self.env._("Weighted"), "amount", "weighted", "{amount}*{probability}", "sum"),
            Column(self.env._("Expected Closing"), "day", "day", width=18),
            Column(self.env._("Next Step"), "text", "next_step", width=40),
        ]
        lines = [
            {
                **deal,
                "category": categories.get(deal["category_id"], ""),
                "stage": stages.get(deal["stage_id"], ""),
                "probability": deal["probability"] / 100,
                "weighted": deal["amount"] * deal["probability"] / 100,
                "day": fields.Date.to_date(deal["date"]),
            }
            for deal in shown["deals"]
        ]
        table = sheet.write_table(columns, lines, self.env._("Total"), freezes=True)
        sheet.add_filter(table, columns)
