from odoo import api, fields, models
from odoo.tools import format_date

from ...models.org.arguments import check_sent
from ..cockpit.request import A_COCKPIT
from ..workbook import Column, Workbook
from .drawing import DAYS_WITH_WEEKS

#: Where the chart of the first sheet stands: right of its figures.
_BASES = (3, 4)


class SalesCockpitXlsx(models.AbstractModel):
    """The cockpit as a spreadsheet: figures, course, periods, customers, deals, and the rows below.

    What follows from other figures is a formula.
    """

    _name = "sales.cockpit.xlsx"
    _description = "Cockpit Spreadsheet"

    @api.model
    def _build(self, request):
        """Return the workbook of what is looked at as bytes, and what it is called.

        Everything is as the user sees it on the screen; lists are whole.

        :param request: as for ``cockpit_open``
        :raise UserError: where there is no plan, or nothing that the user may see
        """
        cockpit = self.env["sales.cockpit"]
        check_sent(self.env, {"request": A_COCKPIT}, {"request": request})
        standing = cockpit._stand_somewhere(request)
        read = cockpit._read_standing(standing)
        landing = cockpit._land_standing(standing, None)
        book = Workbook(standing.plan._get_digits())
        self._write_figures(book, standing, read, landing["own"])
        self._write_course(book, standing, read)
        self._write_periods(book, standing, read)
        self._write_customers(book, standing, read)
        self._write_deals(book, standing, landing["deals"])
        self._write_rows(book, standing, read, landing["rows"])
        return book.close(), cockpit._get_title(standing)

    @api.model
    def _get_facts(self, standing):
        """Return what a sheet is about."""
        first, last = (format_date(self.env, day) for day in (standing.first, standing.last))
        plan = standing.plan.with_env(self.env).sudo()
        unit = [plan.unit_currency_id.name] if plan.unit_currency_id else []
        today = format_date(self.env, standing.today)
        as_of = self.env._("as of %s", today)
        return [plan.name, " · ".join([f"{first} – {last}", *unit, as_of])]

    @api.model
    def _begin(self, book, standing, name):
        sheet = book.add_sheet(name)
        title = self.env["sales.cockpit"]._get_title(standing)
        sheet.write_heading(f"{title} · {name}", self._get_facts(standing))
        return sheet

    # Figures ------------------------------------------------------------------

    @api.model
    def _write_figures(self, book, standing, read, landing):
        cockpit, known = self.env["sales.cockpit"], landing or {}
        digits = standing.currency.decimal_places
        sheet = self._begin(book, standing, self.env._("Standing"))
        figures = cockpit._prepare_figures(standing, read)
        columns = [
            Column(self.env._("Target"), "amount", "target"),
            Column(self.env._("Actual"), "amount", "actual"),
            Column(self.env._("Attainment"), "percent", "attainment", "{actual}/{target}"),
            Column(self.env._("Gap"), "amount", "gap", "{actual}-{target}"),
            Column(self.env._("Expected by Now"), "amount", "expected"),
            Column(self.env._("Pace"), "percent", "pace", "{actual}/{expected}"),
            Column(self.env._("Working days left"), "count", "days_left"),
            Column(
                self.env._("Needed per Day"),
                "amount",
                "per_day",
                f"ROUND(MAX({{target}}-{{actual}},0)/{{days_left}},{digits})",
            ),
            Column(self.env._("Landing, Low"), "amount", "p10"),
            Column(self.env._("Landing"), "amount", "p50"),
            Column(self.env._("Landing, High"), "amount", "p90"),
            Column(self.env._("Chance"), "percent", "chance"),
            Column(self.env._("Open deals"), "amount", "pipeline"),
            Column(self.env._("Coverage"), "percent", "coverage", "{pipeline}/({target}-{actual})"),
        ]
        known = {**known, **figures}
        sheet.write_figures([(column, known.get(column.key)) for column in columns])
        if landing:
            self._write_parts(sheet, landing)
        bases = cockpit._prepare_bases(standing, read, figures)
        table = sheet.write_table(
            [
                Column(self.env._("Basis"), "text", "label", width=28),
                Column(self.env._("Amount"), "amount", "amount", width=18),
            ],
            bases["bars"],
        )
        title = self.env._("From pipeline to money")
        sheet.add_chart("bar", table, "label", ["amount"], _BASES, title=title)

    @api.model
    def _write_parts(self, sheet, landing):
        """Write what the landing is made of, and why."""
        labels = self.env["sales.cockpit"]._get_part_labels()
        sheet.write_table(
            [
                Column(self.env._("Landing"), "text", "label", width=28),
                Column(self.env._("Amount"), "amount", "amount", total="sum", width=18),
            ],
            [{"label": label, "amount": landing["parts"][part]} for part, label in labels.items()],
            total=self.env._("Expected on average"),
        )
        for reason in landing["reasons"]:
            sheet.write_text(reason["text"])
        sheet.write_text("")

    @api.model
    def _write_course(self, book, standing, read):
        chart = self.env["sales.cockpit"]._prepare_chart(standing, read)
        sheet = self._begin(book, standing, self.env._("Course"))
        lines = {
            "actual": self.env._("Actual"),
            "plan": self.env._("Plan"),
            "last_year": self.env._("Last year"),
        }
        keys = [key for key in lines if chart[key] is not None]
        columns = [
            Column(self.env._("Day"), "day", "day", width=14),
            *(Column(lines[key], "amount", key, width=18) for key in keys),
        ]
        table = sheet.write_table(
            columns,
            [
                {
                    "day": fields.Date.to_date(day),
                    **{key: chart[key][place] for key in keys},
                }
                for place, day in enumerate(chart["days"])
            ],
            freezes=True,
        )
        title = self.env._("Plan and actual, added up")
        sheet.add_chart(
            "line",
            table,
            "day",
            keys,
            (0, len(columns) + 1),
            (760, 380),
            title=title,
            is_long=(standing.last - standing.first).days >= DAYS_WITH_WEEKS,
        )

    @api.model
    def _write_periods(self, book, standing, read):
        sheet = self._begin(book, standing, self.env._("Periods"))
        lines = self.env["sales.cockpit"]._prepare_periods(standing, read)
        columns = [
            Column(self.env._("Period"), "text", "name", width=28),
            *self._get_compared(),
            Column(self.env._("Last year"), "amount", "last_year", total="sum"),
            Column(self.env._("Growth"), "percent", "growth", "{actual}/{last_year}-1"),
        ]
        for line in lines:
            self._compare(line)
            if line["is_ahead"]:
                line["attainment"] = line["gap"] = None
            known = not line["is_ahead"] and line["last_year"] > 0
            line["growth"] = line["actual"] / line["last_year"] - 1 if known else None
        table = sheet.write_table(
            columns, lines, self.env._("Total"), self._get_totals(lines), freezes=True
        )
        keys = ["target", "actual", "last_year"]
        title = self.env._("Plan and actual")
        sheet.add_chart("column", table, "name", keys, (table.last + 4, 0), (900, 340), title=title)

    # Lists --------------------------------------------------------------------

    @api.model
    def _get_compared(self):
        """Return the columns of a target beside its actual, with totals."""
        return [
            Column(self.env._("Target"), "amount", "target", total="sum"),
            Column(self.env._("Actual"), "amount", "actual", total="sum"),
            Column(
                self.env._("Attainment"),
                "percent",
                "attainment",
                "{actual}/{target}",
                "{actual}/{target}",
            ),
            Column(self.env._("Gap"), "amount", "gap", "{actual}-{target}", "{actual}-{target}"),
        ]

    @api.model
    def _compare(self, line):
        """Add to a line what its formulas come to."""
        target, actual = line["target"], line["actual"]
        line["attainment"] = actual / target if target else None
        line["gap"] = None if target is None else actual - target

    @api.model
    def _get_totals(self, lines):
        """Return what the formulas of a total come to."""
        total = {key: sum(line.get(key) or 0 for line in lines) for key in ("target", "actual")}
        self._compare(total)
        return total

    @api.model
    def _write_customers(self, book, standing, read):
        [lines] = self.env["sales.cockpit"]._list_customers([standing], [read], None)
        if not lines:
            return
        sheet = self._begin(book, standing, self.env._("Customers"))
        columns = [
            Column(self.env._("Customer"), "text", "partner", width=40),
            *self._get_compared(),
            Column(self.env._("Last bought"), "day", "bought_on"),
        ]
        for line in lines:
            self._compare(line)
        table = sheet.write_table(
            columns, lines, self.env._("Total"), self._get_totals(lines), freezes=True
        )
        sheet.add_filter(table, columns)

    @api.model
    def _write_deals(self, book, standing, deals):
        if not deals or not deals["rows"]:
            return
        sheet = self._begin(book, standing, self.env._("Deals"))
        columns = [
            Column(self.env._("Deal"), "text", "name", width=40),
            Column(self.env._("Customer"), "text", "partner", width=32),
            Column(self.env._("Amount"), "amount", "amount", total="sum"),
            Column(self.env._("Chance"), "percent", "chance"),
            Column(
                self.env._("Amount × Chance"),
                "amount",
                "expected",
                "{amount}*{chance}",
                "sum",
                width=18,
            ),
            Column(self.env._("Expected Closing"), "day", "day", width=18),
            Column(self.env._("To Do"), "text", "to_do", width=60),
        ]
        lines = [
            {
                **deal,
                "expected": deal["amount"] * deal["chance"],
                "day": fields.Date.to_date(deal["day"]),
                "to_do": ", ".join(deal["to_do"]),
            }
            for deal in deals["rows"]
        ]
        table = sheet.write_table(columns, lines, self.env._("Total"), freezes=True)
        sheet.add_filter(table, columns)

    @api.model
    def _write_rows(self, book, standing, read, landings):
        reports = self.env["sales.cockpit"]._prepare_whole_reports(standing, read)
        if not reports:
            return
        sheet = self._begin(book, standing, self.env._("Rows Below"))
        columns = [
            Column(reports["label"], "text", "name", width=32),
            *self._get_compared(),
            Column(self.env._("Expected by Now"), "amount", "expected", total="sum", width=18),
            Column(self.env._("Pace"), "percent", "pace", "{actual}/{expected}"),
            Column(self.env._("Landing, Low"), "amount", "p10"),
            Column(self.env._("Landing"), "amount", "p50"),
            Column(self.env._("Landing, High"), "amount", "p90"),
            Column(self.env._("Chance"), "percent", "chance"),
            Column(self.env._("Open deals"), "amount", "pipeline", total="sum"),
            Column(self.env._("Coverage"), "percent", "coverage", "{pipeline}/({target}-{actual})"),
            Column(self.env._("Overdue"), "amount", "overdue", total="sum"),
            Column(self.env._("Forecast Submitted On"), "day", "submitted", width=22),
            Column(self.env._("Why"), "text", "why", width=60),
        ]
        lines = [
            {
                **row,
                **{
                    key: (landings.get(row["row_id"]) or {}).get(key)
                    for key in ("p10", "p50", "p90", "chance")
                },
                "submitted": fields.Date.to_date(row["submitted_on"]),
                "why": ", ".join(row["reasons"]),
            }
            for row in reports["rows"]
        ]
        table = sheet.write_table(
            columns, lines, self.env._("Total"), self._get_totals(lines), freezes=True
        )
        sheet.add_filter(table, columns)
        place = (table.last + 4, 0)
        sheet.add_chart("column", table, "name", ["target", "actual"], place, (760, 340))
