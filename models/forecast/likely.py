from collections import defaultdict

from odoo import api, models

from ...queries.accuracy import HORIZONS, read_accuracy
from ...tools.likely import get_kept_share, get_likely
from ...tools.rollup import PERSON, TEAM

#: Periods that are looked at: the last ones, as people learn.
MOST_PERIODS = 6


class SalesForecast(models.Model):
    """What forecasts are likely to become, by what became of earlier ones of the same people."""

    _inherit = "sales.forecast"

    @api.model
    def _prepare_likely(self, opened, total):
        """Return what a forecast is likely to become, and which share of what was open in earlier
        ones was closed in the end; None of both where nothing can be said, and of periods that are
        over."""
        state = opened.state
        nothing = {"corrected": None, "corrected_share": None}
        day = self._get_day(state.period, state.moment)
        if state.period.date_to < day:
            return nothing
        share = self._get_kept_shares(opened.forecast, day)[opened.forecast.id]
        open_deals = state.get_open_deals(opened.seat)
        likely = get_likely(total.closed, total.open_forecast, open_deals, share)
        if likely is None:
            return nothing
        return {"corrected": opened.currency.round(likely), "corrected_share": share}

    @api.model
    def _get_kept_shares(self, forecasts, day):
        """Return which share of what was open in earlier forecasts was closed in the end.

        Looked at are the last ``MOST_PERIODS`` periods before a forecast's own that are over on a
        day, as many days before their end as it is then before the forecast's own, of the horizons
        that there are; see ``queries/accuracy.py`` for what counts as forecast and as closed.

        :return: ``{forecast id: share or None}``, see ``tools.likely``
        """
        # sudo: the accuracy of others is read, one share of it is told, of a forecast that is seen
        forecasts = forecasts.sudo()
        earlier = {period: self._get_earlier(period, day) for period in forecasts.period_id}
        rows = self._read_accuracy(forecasts, earlier)
        return {
            forecast.id: get_kept_share(
                amounts
                for period_id, amounts in rows[
                    forecast._get_seat(), self._get_horizon(forecast.period_id, day)
                ].items()
                if period_id in earlier[forecast.period_id]
            )
            for forecast in forecasts
        }

    @api.model
    def _get_earlier(self, period, day):
        """Return the ids of the periods whose forecasts are looked at."""
        periods = period.search(
            [
                ("company_id", "=", period.company_id.id),
                ("kind", "=", period.kind),
                ("date_to", "<", min(period.date_from, day)),
            ],
            order="date_from desc",
            limit=MOST_PERIODS,
        )
        return periods.ids

    @api.model
    def _get_horizon(self, period, day):
        """Return the horizon next to the days that are left; the longer of two."""
        left = (period.date_to - day).days
        return min(HORIZONS, key=lambda horizon: abs(HORIZONS[horizon] - left))

    @api.model
    def _read_accuracy(self, forecasts, earlier):
        """Return ``{(seat, horizon): {period id: (forecast, closed then, closed in the end)}}``."""
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
            has_company="company" in forecasts.mapped("kind"),
        )
        for kind, key, horizon, period_id, *amounts in rows:
            seat = (PERSON if kind == PERSON else TEAM), key
            found[seat, horizon][period_id] = tuple(amounts)
        return found

    @api.model
    def _get_trees(self, companies):
        """Return who reports to whom in companies that are no branches, and the day it is there:
        ``[(company, day, tree)]``, as ``queries.accuracy`` takes them."""
        # sudo: how a company counts its days does not depend on who looks
        return [
            (company, company._get_today(), self._read_tree(company))
            for company in companies.sudo()
        ]
