from odoo import api, models

from ...tools import cockpit, periods
from ...tools.periods import Period

#: With more periods than these, a page has months, so that all of them find room.
PERIODS_PRINTED = 13


class SalesCockpit(models.AbstractModel):
    """Everything that a page says of each of several standings, as numbers."""

    _inherit = "sales.cockpit"

    @api.model
    def _prepare_pages(self, standings):
        """Return what stands on the page of each of several standings, in their order.

        As many queries as there are plans and spans, times a fixed number.

        :return: ``[{standing, figures, verdict, chart, bases, landing, periods, customers}, …]``,
            the first four as in ``cockpit_open``, the landing as ``sales.landing`` answers
        """
        groups, found = {}, {}
        for place, standing in enumerate(standings):
            groups.setdefault((standing.plan, standing.first, standing.last), []).append(place)
        for places in groups.values():
            some = [standings[place] for place in places]
            found.update(zip(places, self._prepare_pages_of_plan(some), strict=True))
        return [found[place] for place in range(len(standings))]

    @api.model
    def _prepare_pages_of_plan(self, standings):
        reads = self._read_each(standings)
        landings = self._land_each(standings, reads)
        customers = self._list_customers(standings, reads)
        return [
            self._prepare_page(standing, read, landing, listed)
            for standing, read, landing, listed in zip(
                standings, reads, landings, customers, strict=True
            )
        ]

    @api.model
    def _prepare_page(self, standing, read, landing, customers):
        figures = self._prepare_figures(standing, read)
        return {
            "standing": standing,
            "figures": figures,
            "verdict": self._prepare_verdict(standing, figures),
            "chart": self._prepare_chart(standing, read),
            "bases": self._prepare_bases(standing, read, figures),
            "landing": landing,
            "periods": self._prepare_periods(standing, read),
            "customers": customers,
        }

    # Periods ------------------------------------------------------------------

    @api.model
    def _get_printed_periods(self, standing):
        """Return the periods that a span is told by: the plan's own, as far as they lie in it;
        months, if there are too many of them."""
        own = [
            Period(
                max(period.date_from, standing.first),
                min(period.date_to, standing.last),
                "own",
                period.id,
                period.name,
            )
            for period in standing.plan.with_env(self.env).sudo().period_ids.sorted("date_from")
            if period.date_from <= standing.last and period.date_to >= standing.first
        ]
        if len(own) <= PERIODS_PRINTED:
            return own
        return periods.generate("month", standing.first, standing.last, fiscal_start=standing.first)

    @api.model
    def _prepare_periods(self, standing, read):
        """Return a line for each period of the span.

        :return: ``[{name, target: None where nothing is planned, actual, last_year, gap: None
            before the period begins, is_ahead}, …]``, amounts rounded to the currency
        """
        rounded, amounts = standing.currency.round, self._add_up(read, standing.rows.ids)
        spans = {
            period.id: (period.date_from, period.date_to) for period in standing.plan.period_ids
        }
        found = []
        for period in self._get_printed_periods(standing):
            first, last = period.date_from, period.date_to
            target = cockpit.planned(cockpit.cut(spans, first, last), amounts)
            actual = rounded(cockpit.sum_between(read.days, first, last))
            is_ahead = first > standing.today
            found.append(
                {
                    "name": self._name_span(period),
                    "target": None if target is None else rounded(target),
                    "actual": actual,
                    "last_year": rounded(cockpit.sum_between(read.days_before, first, last)),
                    "gap": None if target is None or is_ahead else rounded(actual - target),
                    "is_ahead": is_ahead,
                }
            )
        return found
