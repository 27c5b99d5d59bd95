from odoo import fields, models
from odoo.fields import Domain

from ...tools import periods
from ...tools.arguments import an_id, optional
from ..org.arguments import check_one, takes


class SalesPlanAllocation(models.Model):
    """Opens the documents behind the history of a row: those of the days that it is of."""

    _inherit = "sales.plan.allocation"

    @takes(period_id=optional(an_id))
    def action_open_history(self, period_id=False):
        """Open the facts that add up to the history of this row.

        A target that was loaded has the documents that it was loaded from, all others those of the
        same days a year earlier. What the reader may not see of them is not in the list.

        :param period_id: only the history of this period of the plan
        """
        check_one(self)
        action = self.action_open_actuals()
        name = self.env["sales.plan.journal"]._name_history(self.plan_id, self.ids, period_id)
        title = self.env._(
            "History of %(row)s (%(days)s)", row=self.display_name, days=name[self.id]
        )
        return {
            **action,
            "name": title,
            "display_name": title,
            "domain": list(self._get_history_domain(period_id)),
        }

    def _get_history_domain(self, period_id=False):
        """Return the domain on ``sales.actual`` of the history of a row."""
        self.ensure_one()
        # sudo: the shape of the plan around a row that the user can read
        row = self.sudo()
        known = row.plan_id.period_ids
        wanted = known.filtered(lambda period: period.id == period_id) or known
        # a leap day has no counterpart in other years: its span is empty
        days = Domain.OR(
            self._get_days_domain(row.plan_id, basis, span)
            for basis, span in dict.fromkeys(self._get_history_spans(wanted))
            if span[0] <= span[1]
        )
        domain = Domain("company_id", "child_of", row.plan_id.company_id.id) & days
        for name in row._get_dimension_values():
            domain &= row._get_own_domain(name)
        return domain

    def _get_history_spans(self, wanted):
        """Yield the days of the history of some periods: ``(basis, (first day, last day))``."""
        # sudo: as above
        plan = self.plan_id.sudo()
        cells = self.env["sales.plan.cells"]._read_cells(self.plan_id, self.ids, wanted.ids)
        step = self.env["sales.plan.journal"]._find_loads(set(self.ids)).get(self.id)
        data = (step.data or {}) if step else {}
        by_day = data.get("periods") or {}
        for period in wanted:
            cell = cells.get((self.id, period.id))
            source = by_day.get(str(period.date_from)) or data
            spans = source.get("spans")
            if cell and cell.history is not None and spans:
                for first, last in spans:
                    yield (
                        data.get("basis") or plan.basis,
                        (fields.Date.to_date(first), fields.Date.to_date(last)),
                    )
            else:
                [span] = periods.shift_spans([(period.date_from, period.date_to)], -1)
                yield plan.basis, span

    @staticmethod
    def _get_days_domain(plan, basis, span):
        day = plan.invoice_date_basis if basis == "invoiced" else "date"
        return Domain("basis", "=", basis) & Domain(day, ">=", span[0]) & Domain(day, "<=", span[1])
