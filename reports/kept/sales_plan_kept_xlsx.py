from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...models.kept.differences import FIELDS_OF_CAUSES
from ..workbook import Column, Workbook


class SalesPlanKeptXlsx(models.AbstractModel):
    """Kept figures as a spreadsheet, what counts now beside them, and why the two differ."""

    _name = "sales.plan.kept.xlsx"
    _description = "Kept Figures Spreadsheet"

    @api.model
    def _build(self, plan_ids):
        """Return a workbook, as bytes, with a sheet for each plan that has kept figures; it is
        empty where there are none that the user sees.

        :param plan_ids: ids of the plans
        """
        records = self.env["sales.plan.kept"].search(Domain("plan_id", "in", plan_ids))
        if not records:
            return b""
        # sudo: name and measure of a plan are no secret to who sees one of its rows
        by_plan = records.grouped(lambda kept: kept.sudo().plan_id)
        book = Workbook(max(plan._get_digits() for plan in by_plan))
        for plan, kept in by_plan.items():
            self._write_plan(book, plan, kept)
        return book.close()

    @api.model
    def _begin(self, book, plan, name):
        sheet = book.add_sheet(name)
        unit = [plan.unit_currency_id.name] if plan.unit_currency_id else []
        today = format_date(self.env, plan.company_id._get_today())
        facts = [" · ".join([*unit, self.env._("as of %s", today)])]
        sheet.write_heading(f"{plan.name} · {self.env._('Kept Figures')}", facts)
        return sheet

    @api.model
    def _write_plan(self, book, plan, kept):
        """Write the sums of a plan's periods, and on a sheet of its own the figures of its rows."""
        lines = [self._prepare_line(one) for one in kept]
        self._write_periods(self._begin(book, plan, plan.name), kept, lines)
        sheet = self._begin(book, plan, self.env._("Rows of %s", plan.name))
        titles = self._get_titles()
        causes = "+".join(f"{{{name}}}" for name in FIELDS_OF_CAUSES.values())
        columns = [
            Column(titles["period_id"], "text", "period", width=24),
            Column(titles["allocation_id"], "text", "row", width=42),
            Column(titles["target"], "amount", "target"),
            Column(titles["actual"], "amount", "actual"),
            Column(titles["attainment"], "percent", "attainment", "{actual}/{target}"),
            *(Column(titles[name], "amount", name, width=17) for name in FIELDS_OF_CAUSES.values()),
            Column(titles["difference"], "amount", "difference", causes),
            Column(titles["live_actual"], "amount", "live_actual", "{actual}+{difference}"),
            Column(titles["kept_on"], "day", "kept_on"),
            Column(titles["kept_by_id"], "text", "kept_by", width=24),
            Column(titles["causes"], "text", "causes", width=70),
        ]
        table = sheet.write_table(columns, lines, freezes=True)
        sheet.add_filter(table, columns)

    @api.model
    def _get_titles(self):
        """Return what the fields of kept figures are called."""
        fields_of = self.env["sales.plan.kept"]._fields
        return {name: field._description_string(self.env) for name, field in fields_of.items()}

    @api.model
    def _prepare_line(self, one):
        # sudo: names of the row and its period, and who closed it, for who sees the figure
        known = one.sudo()
        return {
            **{name: one[name] for name in ("actual", "difference", "live_actual")},
            **{name: one[name] or None for name in FIELDS_OF_CAUSES.values()},
            "period": known.period_id.with_env(self.env).sudo().name,
            "row": known.allocation_id.with_env(self.env).sudo().complete_name,
            "target": one.target if one.has_target else None,
            "attainment": one.attainment if one.has_target else None,
            "kept_on": fields.Datetime.context_timestamp(one, one.kept_on).date(),
            "kept_by": known.kept_by_id.name,
            "causes": one.causes,
        }

    @api.model
    def _write_periods(self, sheet, kept, lines):
        """Write the sums of periods, of the highest rows that the user sees, and draw them."""
        # sudo: reads only which rows are above which
        rows = kept.sudo().allocation_id
        tops = set(rows.filtered(lambda row: not row._get_ancestors() & rows).ids)
        titles = self._get_titles()
        sums = {}
        for one, line in zip(kept, lines, strict=True):
            if one.sudo().allocation_id.id in tops:
                period = sums.setdefault(
                    one.sudo().period_id, {"target": None, "actual": 0.0, "live_actual": 0.0}
                )
                for name in ("actual", "live_actual"):
                    period[name] += line[name]
                if line["target"] is not None:
                    period["target"] = (period["target"] or 0.0) + line["target"]
        found = [
            {
                **period,
                "name": record.with_env(self.env).sudo().name,
                "attainment": period["actual"] / period["target"] if period["target"] else None,
                "difference": period["live_actual"] - period["actual"],
            }
            for record, period in sorted(sums.items(), key=lambda pair: pair[0].date_from)
        ]
        columns = [
            Column(titles["period_id"], "text", "name", width=24),
            Column(titles["target"], "amount", "target", total="sum"),
            Column(titles["actual"], "amount", "actual", total="sum"),
            Column(titles["attainment"], "percent", "attainment", "{actual}/{target}"),
            Column(titles["live_actual"], "amount", "live_actual", total="sum"),
            Column(titles["difference"], "amount", "difference", "{live_actual}-{actual}", "sum"),
        ]
        table = sheet.write_table(columns, found, self.env._("Total"))
        keys = ["target", "actual", "live_actual"]
        sheet.add_chart("column", table, "name", keys, (table.last + 4, 0), (760, 320))
