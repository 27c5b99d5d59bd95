from odoo import api, fields, models

from ...tools.arguments import Refused
from ...tools.landing_parts import add_parts
from ..landing.part_rows import A_PART, DEALS, TO_COME
from ..org.arguments import takes
from .request import A_WORKSHEET


class SalesForecast(models.Model):
    """Opens what the landing of a worksheet's seat is made of."""

    _inherit = "sales.forecast"

    @api.model
    @takes(part=A_PART, request=A_WORKSHEET)
    def worksheet_landing_part(self, part, request=None):
        """Return the action that lists the documents or deals that a part of a landing is made of.

        :param part: certain, committed, deals; or to_come and last_days: the past that what is to
            come, and what the last days usually bring, are told from
        :param request: the worksheet, as for :meth:`worksheet_open`
        """
        opened = self._open_worksheet(request)
        landing, target = self.env["sales.landing"], self._get_seat_target(opened)
        period = opened.state.period
        name = period.with_env(self.env).name
        if part == DEALS or self._get_landing_plan(target) is None:
            asked = self._prepare_request(period, opened.seat)
            asked["as_of"] = fields.Date.to_string(opened.as_of) if opened.as_of else None
            return landing._open_deals_part("landing_seat", [part, asked], part, name)
        rows = self.env["sales.plan.allocation"].browse(target.rows)
        return landing._open_rows_part(rows, self._ask_landing(opened.state), part, name)

    @api.model
    def _get_seat_target(self, opened):
        """Return the target of a worksheet's own seat, None without one."""
        state = opened.state
        return self._get_targets(state.period, [opened.seat], opened.tree, opened.as_of)[
            opened.seat
        ]

    @api.model
    def _ask_landing(self, state):
        """Return the question for the landings of a forecast's period."""
        period = state.period
        day = self._get_day(period, state.moment)
        return self.env["sales.landing"]._ask(
            period.company_id, period.date_from, period.date_to, day, state.moment
        )

    @api.model
    def _read_seat_deals(self, asked_for):
        """Return the deals that a part of a seat's landing is made of: ``{id: (amount, chance)}``.

        :param asked_for: which part, and the worksheet
        """
        part, request = asked_for
        opened = self._open_worksheet(request)
        landing, asked = self.env["sales.landing"], self._ask_landing(opened.state)
        get_keys = self._get_keys(opened.tree)
        if part not in (DEALS, TO_COME):
            return landing._read_won_deals(asked, get_keys, opened.seat, part)
        targets = {opened.seat: self._get_seat_target(opened)}
        found = self._gather_landings(landing, asked, opened.tree, targets, targets)
        whole = add_parts(found[opened.seat][0])
        if part == DEALS:
            return whole.deals
        # what has a kind goes by the rhythm of past months
        return landing._read_won_deals(asked, get_keys, opened.seat, part, bool(whole.kind))


def _a_seat(value):
    if not isinstance(value, list) or len(value) != 2:
        raise Refused("landing_seat")
    A_PART(value[0])
    A_WORKSHEET(value[1])


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _get_landing_readers(self):
        forecasts = self.env["sales.forecast"]
        return {
            **super()._get_landing_readers(),
            "landing_seat": (_a_seat, forecasts._read_seat_deals),
        }
