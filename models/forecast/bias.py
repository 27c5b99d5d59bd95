from collections import defaultdict

from odoo import api, models

from ...queries.accuracy import HORIZONS, read_accuracy

#: Periods that the bias is taken from: the last ones, as people learn.
MOST_PERIODS = 6
#: With fewer of them a bias is chance.
LEAST_PERIODS = 3


class SalesForecast(models.Model):
    """By how much the forecasts of people and teams were too high so far."""

    _inherit = "sales.forecast"

    @api.model
    def _get_bias(self, forecasts):
        """Return by how much earlier forecasts were too high, as shares of what was closed.

        Looked at are the last ``MOST_PERIODS`` periods before a forecast's own that are over, as
        many days before their end as it is now before the forecast's own, of the horizons that
        there are; see ``queries/accuracy.py`` for what counts as forecast and as closed.

        :return: ``{forecast id: share or None}``: 0.25 of who forecasts 125 and sells 100; None
            with fewer than ``LEAST_PERIODS`` periods, and where nothing was closed
        """
        # sudo: the accuracy of others is read, one share of it is told, of a forecast that is seen
        forecasts = forecasts.sudo()
        earlier = {period: self._get_earlier(period) for period in forecasts.period_id}
        rows = self._read_accuracy(forecasts, earlier)
        return {
            forecast.id: self._sum_bias(
                rows[forecast._get_seat(), self._get_horizon(forecast.period_id)],
                earlier[forecast.period_id],
            )
            for forecast in forecasts
        }

    @api.model
    def _get_earlier(self, period):
        """Return the ids of the periods whose forecasts are looked at."""
        periods = period.search(
            [
                ("company_id", "=", period.company_id.id),
                ("kind", "=", period.kind),
                ("date_to", "<", period.date_from),
                ("date_to", "<", period._get_today(period.company_id)),
            ],
            order="date_from desc",
            limit=MOST_PERIODS,
        )
        return periods.ids

    @api.model
    def _get_horizon(self, period):
        """Return the horizon next to the days that are left; the longer of two."""
        left = (period.date_to - period._get_today(period.company_id)).days
        return min(HORIZONS, key=lambda horizon: abs(HORIZONS[horizon] - left))

    @api.model
    def _read_accuracy(self, forecasts, earlier):
        """Return ``{(seat, horizon): {period id: (forecast, closed)}}``."""
        found = defaultdict(dict)
        period_ids = {period_id for ids in earlier.values() for period_id in ids}
        if not period_ids:
            return found
        rows = read_accuracy(
            self.env,
            self._get_trees(forecasts.company_id),
            period_ids,
            forecasts.user_id.ids,
            forecasts.team_id.ids,
        )
        for kind, key, horizon, period_id, forecast, actual in rows:
            found[(kind, key), horizon][period_id] = forecast, actual
        return found

    @api.model
    def _get_trees(self, companies):
        """Return who reports to whom in companies that are no branches, and the day it is there:
        ``[(company, day, tree)]``, as ``queries.accuracy`` takes them."""
        # sudo: how a company counts its days does not depend on who looks
        return [
            (
                company,
                self.env["sales.forecast.period"]._get_today(company),
                self._read_tree(company),
            )
            for company in companies.sudo()
        ]

    @api.model
    def _sum_bias(self, found, period_ids):
        """Return Σ (forecast − closed) / Σ closed of some periods; None where that says nothing."""
        pairs = [found[period_id] for period_id in period_ids if period_id in found]
        closed = sum(actual for _forecast, actual in pairs)
        if len(pairs) < LEAST_PERIODS or closed <= 0:
            return None
        return sum(forecast for forecast, _actual in pairs) / closed - 1
