from odoo import api, fields, models

from ...queries.time import moment_at_end_of
from ...tools.landing import PRECISION
from ...tools.landing_parts import add_parts
from ...tools.landing_trend import get_weeks
from ..landing.answer import PRECISION_OF_MANY
from ..org.arguments import takes
from .request import A_WORKSHEET


class SalesForecast(models.Model):
    """How the landing of a seat has narrowed over the weeks of a period, worked out anew."""

    _inherit = "sales.forecast"

    @api.model
    @api.readonly
    @takes(request=A_WORKSHEET)
    def worksheet_trend(self, request=None):
        """Return where a seat was going to end up at the end of each week of a period.

        Each point is what was known then: deals by their history, documents by their dates. It is
        held against today's target; days of which the history knows nothing, and days that are
        still to come, have no figures.

        :param request: the worksheet, as for :meth:`worksheet_open`
        :return: ``{"points": [{day, low, middle, high, actual}], "target": amount or None,
            "basis": what counts, "known_since": first day that the history knows, or False}``;
            amounts are rounded to the currency, None where there are none
        """
        opened = self._open_worksheet(request)
        state, target = opened.state, self._get_seat_target(opened)
        period, landing = state.period, self.env["sales.landing"]
        since = landing._get_begin(self._ask_landing(state))
        until = self._get_day(period, state.moment)
        days = get_weeks(period.date_from, period.date_to, until)
        points = [
            {
                "day": fields.Date.to_string(day),
                **(
                    self._prepare_trend_point(opened, target, day, until)
                    if day <= until and (since is None or day >= since)
                    else dict.fromkeys(("low", "middle", "high", "actual"))
                ),
            }
            for day in days
        ]
        return {
            "points": points,
            "target": target.amount if target else None,
            "basis": target.plan.basis if target else "won",
            "known_since": fields.Date.to_string(since) if since else False,
        }

    @api.model
    def _prepare_trend_point(self, opened, target, day, until):
        """Return the figures as of the end of a day; of the last one as the landing has them."""
        state = opened.state
        period, landing = state.period, self.env["sales.landing"]
        moment = state.moment if day == until else moment_at_end_of(period.company_id, day)
        asked = landing._ask(period.company_id, period.date_from, period.date_to, day, moment)
        targets = {opened.seat: target}
        parts, __ = self._gather_landings(landing, asked, state.tree, targets, targets)[opened.seat]
        whole = add_parts(parts)
        landed = whole.land(PRECISION if day == until else PRECISION_OF_MANY)
        rounded = period.currency_id.round
        return {
            "low": rounded(landed.p10),
            "middle": rounded(landed.p50),
            "high": rounded(landed.p90),
            "actual": rounded(whole.certain),
        }
