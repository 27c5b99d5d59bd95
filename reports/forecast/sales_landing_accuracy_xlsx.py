from odoo import api, models
from odoo.fields import Domain

from ..workbook import Column, Workbook
from .sales_landing_accuracy import OFF


class SalesLandingAccuracyXlsx(models.AbstractModel):
    """How right landings were, as a spreadsheet: by horizon, computed from the cases beside it."""

    _name = "sales.landing.accuracy.xlsx"
    _description = "Landing Accuracy Spreadsheet"

    @api.model
    def _build(self, period_ids):
        """Return the workbook of the landings of some periods as bytes; it is empty where there are
        none that the user sees.

        :param period_ids: ids of the periods
        """
        records = self.env["sales.landing.accuracy"].search(
            Domain("period_id", "in", period_ids), order="date desc, horizon, id"
        )
        if not records:
            return b""
        book = Workbook(max(records.sudo().currency_id.mapped("decimal_places"), default=2))
        summary = book.add_sheet(self.env._("By Horizon"))
        cases = self._write_cases(book, records)
        self._write_summary(summary, records, cases)
        return book.close()

    @api.model
    def _get_titles(self):
        """Return what the fields of landing accuracy are called."""
        fields_of = self.env["sales.landing.accuracy"]._fields
        return {name: field._description_string(self.env) for name, field in fields_of.items()}

    @api.model
    def _get_labels(self, name):
        """Return what the values of a selection are called."""
        field = self.env["sales.landing.accuracy"]._fields[name]
        return dict(field._description_selection(self.env))

    @api.model
    def _write_cases(self, book, records):
        titles, sheet = self._get_titles(), book.add_sheet(self.env._("Cases"))
        sheet.write_heading(self.env._("Landing Accuracy"))
        horizons, kinds = self._get_labels("horizon"), self._get_labels("kind")
        columns = [
            Column(titles["period_id"], "text", "period", width=20),
            Column(self.env._("Forecast Of"), "text", "seat", width=30),
            Column(titles["horizon"], "text", "horizon", width=28),
            Column(titles["currency_id"], "text", "currency", width=10),
            Column(titles["landing_low"], "amount", "landing_low"),
            Column(titles["landing"], "amount", "landing"),
            Column(titles["landing_high"], "amount", "landing_high"),
            Column(titles["actual_amount"], "amount", "actual"),
            Column(
                titles["held"],
                "count",
                "held",
                "IF(AND({actual}>={landing_low},{actual}<={landing_high}),1,0)",
                width=14,
            ),
            Column(
                titles["landing_off"],
                "percent",
                "landing_off",
                "ABS({landing}-{actual})/ABS({actual})",
            ),
            *(
                Column(titles[name], "percent", name, width=26)
                for name in OFF
                if name != "landing_off"
            ),
            Column(titles["target"], "amount", "target"),
            Column(titles["chance"], "percent", "chance"),
        ]
        lines = []
        for record in records:
            # sudo: names of what a record that the user may read is about
            known = record.sudo()
            seat = known.user_id.name or known.team_id.name or kinds[record.kind]
            lines.append(
                {
                    **{name: self._get_number(record, name) for name in OFF},
                    "period": known.period_id.with_env(self.env).sudo().name,
                    "seat": seat,
                    "horizon": horizons[record.horizon],
                    "currency": known.currency_id.name,
                    "landing_low": record.landing_low,
                    "landing": record.landing,
                    "landing_high": record.landing_high,
                    "actual": record.actual_amount,
                    "held": int(record.held),
                    "target": self._get_number(record, "target"),
                    "chance": self._get_number(record, "chance"),
                }
            )
        table = sheet.write_table(columns, lines, freezes=True)
        sheet.add_filter(table, columns)
        return table

    @api.model
    def _get_number(self, record, name):
        """Return a number of a record, None where there is none: that is not zero."""
        value = record[name]
        return None if value is False or value is None else value

    @api.model
    def _write_summary(self, sheet, records, cases):
        """Write a line for each horizon, all of it computed from the cases."""
        titles, horizons = self._get_titles(), self._get_labels("horizon")
        sheet.write_heading(self.env._("Landing Accuracy"))
        where = cases.get_address("horizon")
        shares = ("held", *OFF)

        def average(name):
            return f"AVERAGEIF({where},{{horizon}},{cases.get_address(name)})"

        columns = [
            Column(titles["horizon"], "text", "horizon", width=30),
            Column(self.env._("Cases"), "count", "count", f"COUNTIF({where},{{horizon}})", "sum"),
            *(Column(titles[name], "percent", name, average(name), width=26) for name in shares),
        ]
        lines = []
        for horizon, label in horizons.items():
            some = records.filtered(lambda record, horizon=horizon: record.horizon == horizon)
            if some:
                means = {name: self._get_mean(some, name) for name in shares}
                lines.append({"horizon": label, "count": len(some), **means})
        table = sheet.write_table(columns, lines, self.env._("Total"))
        keys = ["landing_off", "run_rate_off", "weighted_off", "submitted_off", "last_year_off"]
        place = (table.last + 4, 0)
        sheet.add_chart("column", table, "horizon", keys, place, (900, 340), pattern="0%")

    @api.model
    def _get_mean(self, records, name):
        found = [self._get_number(record, name) for record in records]
        known = [value for value in found if value is not None]
        return sum(known) / len(known) if known else None
