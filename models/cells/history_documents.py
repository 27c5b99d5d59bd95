from odoo import fields, models
from odoo.fields import Domain

from ...tools import loading, periods
from ...tools.arguments import an_id, optional
from ..org.arguments import check_one, takes
from .history_name import find_loaded


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
        days = self.env["sales.plan.journal"]._name_history(self.plan_id, self.ids, period_id)
        # sudo: the periods of a plan are no secret to who sees one of its rows
        known = self.plan_id.sudo().period_ids
        period = known.filtered(lambda period: period.id == period_id)
        names = {"row": self.display_name, "period": period.name, "days": days[self.id]}
        title = self.env._("History of %(row)s (%(days)s)", **names)
        if period:
            title = self.env._("History of %(row)s, %(period)s (%(days)s)", **names)
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
        domain = row.plan_id._get_companies_domain() & days
        for name in row._get_dimension_values():
            domain &= row._get_own_domain(name)
        return domain

    def _get_history_spans(self, wanted):
        """Yield the days of the history of some periods: ``(basis, (first day, last day))``.

        Periods in which a load found nothing have none.
        """
        # sudo: as above
        plan = self.plan_id.sudo()
        cells = self.env["sales.plan.cells"]._read_cells(self.plan_id, self.ids)
        journal = self.env["sales.plan.journal"]
        step = journal._find_loads(set(self.ids)).get(self.id)
        data = (step.data or {}) if step else {}
        places = dict.fromkeys((self.id, period.id) for period in wanted)
        unloaded = journal._drop_unfound(self.plan_id, places, cells)
        loaded = find_loaded(cells)
        for period in wanted:
            place = (self.id, period.id)
            spans = self._get_loaded_spans(plan, period, data)
            if place in loaded and spans:
                for span in spans:
                    yield data.get("basis") or plan.basis, span
            elif place in loaded or place in unloaded:
                [span] = periods.shift_spans([(period.date_from, period.date_to)], -1)
                yield plan.basis, span

    @staticmethod
    def _get_loaded_spans(plan, period, data):
        """Return the days that a load, given by its data, read for a period.

        Loads of before version 19.0.1.6.0 kept the days of the whole plan: as long as the plan,
        so that those of the period are at the same place in it.
        """
        read = fields.Date.to_date
        source = (data.get("periods") or {}).get(str(period.date_from))
        if source:
            return [(read(first), read(last)) for first, last in source["spans"]]
        spans, found = [(known.date_from, known.date_to) for known in plan.period_ids], []
        place = plan.period_ids.ids.index(period.id)
        for first, last in data.get("spans") or ():
            by_year = periods.shift_spans(spans, read(first).year - spans[0][0].year)
            shifted = next(
                (
                    moved
                    for moved in (by_year, loading.shift_to(spans, read(first)))
                    if (moved[0][0], moved[-1][1]) == (read(first), read(last))
                ),
                None,
            )
            found.append(shifted[place] if shifted else (read(first), read(last)))
        return found

    @staticmethod
    def _get_days_domain(plan, basis, span):
        day = plan.invoice_date_basis if basis == "invoiced" else "date"
        return Domain("basis", "=", basis) & Domain(day, ">=", span[0]) & Domain(day, "<=", span[1])
