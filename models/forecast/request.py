from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.arguments import a_day, a_dict, a_flag, an_id, one_of, optional
from ...tools.rollup import COMPANY, PERSON, TEAM
from ..org.numbers import format_number
from .sales_forecast_adjustment import LARGEST_ADJUSTMENT
from .sales_forecast_period import PERIOD_KINDS

#: Notes of adjustments are no longer.
LONGEST_NOTE = 2000


@dataclass
class Opened:
    """A worksheet as somebody has opened it.

    :ivar forecast: the forecast, as superuser
    :ivar seat: whose it is
    :ivar state: what its figures are made of, see ``figures.py``
    :ivar visible: ids of people and ids of teams whose forecasts the user may see
    :ivar is_mine: whether the user answers for it
    :ivar live: whether live figures of others were asked for
    :ivar as_of: the day that it shows, None for now
    """

    forecast: object
    seat: tuple
    state: object
    visible: tuple
    is_mine: bool
    live: bool
    as_of: object

    @property
    def shows_live(self):
        """Whether own figures are as they are rather than as they were submitted.

        What nobody below has submitted is part of the company all the same, whoever looks.
        """
        return self.is_mine or self.live or self.seat == (TEAM, COMPANY)

    @property
    def tree(self):
        return self.state.tree

    @property
    def currency(self):
        return self.forecast.currency_id


#: What a request may ask for.
REQUEST = {
    "period_id": optional(an_id),
    "period_kind": optional(one_of(*dict(PERIOD_KINDS))),
    "kind": optional(one_of(PERSON, TEAM, "company")),
    "user_id": optional(an_id),
    "team_id": optional(an_id),
    "as_of": optional(a_day),
    "live": optional(a_flag),
}
A_WORKSHEET = optional(a_dict(**REQUEST))


class SalesForecast(models.Model):
    """Whether users may see what they ask for is looked at before anything else."""

    _inherit = "sales.forecast"

    @api.model
    def _open_worksheet(self, request):
        """Return a worksheet for the user, see ``Opened``; raise where they may not see it."""
        request = {name: (request or {}).get(name) or None for name in REQUEST}
        period = self._find_period(request["period_id"])
        if request["period_kind"]:
            period = period._get_alike(request["period_kind"])
        as_of = fields.Date.to_date(request["as_of"])
        today = max(period.company_id._get_today(), fields.Date.context_today(self))
        if as_of and as_of > today:
            raise UserError(self.env._("There are no figures yet of days to come."))
        tree = self._read_tree(period.company_id)
        visible = self._get_visible(tree)
        seat = self._find_seat(request, tree, visible)
        self._check_known(period, as_of)
        forecast = self._find_or_make(period, seat)
        state = self._read_state(period, self._get_moment(period.company_id, as_of), tree)
        return Opened(
            forecast,
            seat,
            state,
            visible,
            self._is_mine(tree, seat),
            bool(request["live"]),
            as_of if state.moment else None,
        )

    @api.model
    def _check_known(self, period, as_of):
        """Raise for a day of which probabilities and expected closings are not known."""
        if not as_of:
            return
        # sudo: from when deals are recorded is the same for everybody
        history = self.env["crm.lead.history"].sudo()
        companies = history.env["res.company"].browse(period._get_company_ids())
        begins = fields.Date.to_date(history._get_beginning(companies)["forecast_since"])
        if begins and as_of < begins:
            raise UserError(
                self.env._(
                    "Deals are recorded since %(day)s: what was forecast before is not known.",
                    day=format_date(self.env, begins),
                )
            )

    @api.model
    def _find_period(self, period_id):
        """Return a period that the user may see, the current one where none is asked for."""
        periods = self.env["sales.forecast.period"]
        periods.check_access("read")
        if period_id:
            period = periods.search([("id", "=", period_id)])
            if not period:
                raise UserError(self.env._("There is no such forecast period any more."))
            # sudo: the user may see the period; its company may be one above theirs
            return period.sudo()
        # sudo: a branch forecasts with the company that it is part of
        company = self.env.company.sudo().root_id
        made = periods._ensure(company).sudo()
        current = made.filtered(lambda period: period._is_current())
        return current[:1] or made[:1]

    @api.model
    def _find_seat(self, request, tree, visible):
        """Return whose forecast is asked for; raise unless the user may see it."""
        kind, user_id, team_id = request["kind"], request["user_id"], request["team_id"]
        if kind == "company":
            return self._check_seat((TEAM, COMPANY), tree, visible)
        if user_id and kind != TEAM:
            return self._check_seat((PERSON, user_id), tree, visible)
        if team_id and kind != PERSON:
            return self._check_seat((TEAM, team_id), tree, visible)
        seat = self._get_default_seat(tree, visible, kind)
        if kind and seat[0] != kind:
            raise UserError(self.env._("You lead no team."))
        return seat

    @api.model
    def _check_seat(self, seat, tree, visible):
        kind, key = seat
        if key in visible[0 if kind == PERSON else 1]:
            return seat
        if kind == PERSON and self._sees_all(tree):
            # sudo: who left, or is in no team, may have forecasts all the same
            user = self.env["res.users"].sudo().browse(key).exists()
            here = self.env["res.company"].browse(tree.company)._get_branch_ids()
            if user and not user.share and {*user.company_ids.ids} & {*here}:
                return seat
        raise AccessError(
            self.env._("You may see your own forecast and those of the teams that you lead.")
        )

    @api.model
    def _open_mine(self, forecast_id):
        """Return a worksheet that the user answers for, as it is now; raise where they do not."""
        forecast = self.search(Domain("id", "=", forecast_id))
        if not forecast:
            raise AccessError(
                self.env._("You may see your own forecast and those of the teams that you lead.")
            )
        opened = self._open_worksheet(
            self._prepare_request(forecast.period_id, forecast._get_seat())
        )
        if not opened.is_mine:
            raise AccessError(
                self.env._(
                    "%s is not yours: you may look at it, but not adjust or submit it.",
                    opened.forecast.display_name,
                )
            )
        return opened

    @api.model
    def _prepare_request(self, period, seat):
        """Return what to ask for to open the worksheet of a seat."""
        place = self._prepare_seat(seat, {})
        return {name: place[name] or None for name in ("kind", "user_id", "team_id")} | {
            "period_id": period.id
        }

    @api.model
    def _check_adjustment(self, opened, row, role, amount, note):
        """Return the seat, amount and note of an adjustment, or raise with one sentence."""
        rows = self._get_row_keys(opened)
        if row is None or row is False:
            row = "own"
        if row not in rows:
            raise UserError(self.env._("This forecast has no such row; reload the page."))
        amount = self._check_amount(opened, amount)
        if not amount:
            return rows[row], 0, ""
        if not note or not note.strip():
            raise UserError(self.env._("An adjustment needs a note: what is it for?"))
        if len(note) > LONGEST_NOTE:
            most = format_number(self.env, LONGEST_NOTE)
            raise UserError(self.env._("A note has no more than %s characters.", most))
        return rows[row], amount, note.strip()

    @api.model
    def _check_amount(self, opened, amount):
        """Return the amount of an adjustment, rounded; 0 where there is to be none."""
        if amount is None or amount is False:
            return 0
        if abs(amount) >= LARGEST_ADJUSTMENT:
            raise UserError(self.env._("An adjustment is smaller than 1,000,000,000,000."))
        return opened.currency.round(amount)

    @api.model
    def _get_row_keys(self, opened):
        """Return the rows that a worksheet can adjust: ``{key: seat}``.

        A person's has one, ``own``; a team's has ``own``, ``others``, ``person-5`` and ``team-3``.
        """
        kind, key = opened.seat
        if kind == PERSON:
            return {"own": opened.seat}
        rows = {self._get_row_key(opened, seat): seat for seat in opened.tree.get_reports(key)}
        return {**rows, "others": opened.seat}

    @api.model
    def _get_row_key(self, opened, seat):
        if seat == opened.seat:
            return "own" if seat[0] == PERSON else "others"
        if seat[0] == PERSON and seat[1] == opened.tree.leaders.get(opened.seat[1]):
            return "own"
        return f"{seat[0]}-{seat[1]}"
