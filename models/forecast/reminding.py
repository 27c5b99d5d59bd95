from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.arguments import a_text, an_id, optional
from ...tools.rollup import PERSON, TEAM
from ..org.arguments import takes
from ..org.raised import raised
from ..org.reminded import describe_reminded
from .missed import JOB


class SalesForecast(models.Model):
    """Leaders remind those who report to them and have not submitted their forecast."""

    _inherit = "sales.forecast"

    reminded_day = fields.Date(
        readonly=True,
        copy=False,
        help="The last day on which whoever submits it was reminded, where the company is.",
    )

    @api.model
    @takes(forecast_id=an_id, row=optional(a_text()))
    def worksheet_remind(self, forecast_id, row=None):
        """Remind those who report to a forecast and have not submitted theirs, each once a day.

        :param forecast_id: a forecast that the user answers for
        :param row: the ``key`` of one row; None for all that are missing
        :return: a sentence that says how many were reminded
        :raise UserError: where there is nobody to remind
        """
        opened = self._open_mine(forecast_id)
        missing = self._get_missing(opened)
        if row is not None:
            keys = self._get_row_keys(opened)
            missing = {seat: user for seat, user in missing.items() if keys.get(row) == seat}
        if not missing:
            raise UserError(self.env._("There is nobody who has not submitted and can be told."))
        return describe_reminded(self.env, self._queue_reminders(opened.state.period, missing))

    @api.model
    def _get_missing(self, opened):
        """Return who reports to a worksheet, has submitted nothing and can be told by the user:
        ``{seat: user id}``. A team that nobody leads has nobody to tell."""
        kind, key = opened.seat
        if kind != TEAM or not opened.is_mine or opened.as_of:
            return {}
        tree, missing = opened.tree, {}
        for seat in tree.get_reports(key):
            user_id = seat[1] if seat[0] == PERSON else tree.leaders.get(seat[1])
            is_own = user_id in (None, self.env.uid) or seat == (PERSON, tree.leaders.get(key))
            if not is_own and seat not in opened.state.submissions:
                missing[seat] = user_id
        return missing

    @api.model
    def _queue_reminders(self, period, missing):
        """Queue a message to everybody who was not reminded today; return how many these are."""
        self._ensure(period, missing)
        domain = [("period_id", "=", period.id), ("kind", "in", (PERSON, TEAM))]
        # sudo: the forecasts of those who report to the user
        forecasts = self.sudo().search(domain)
        forecasts = forecasts.filtered(lambda forecast: forecast._get_seat() in missing)
        forecasts.flush_recordset(["reminded_day"])
        today = period.company_id._get_today()
        rows = self.env.execute_query(
            SQL(
                """UPDATE sales_forecast SET reminded_day = %(today)s
                    WHERE id IN %(ids)s AND reminded_day IS DISTINCT FROM %(today)s
                RETURNING id""",
                today=today,
                ids=tuple(forecasts.ids),
            )
        )
        forecasts.invalidate_recordset(["reminded_day"])
        told = forecasts.browse(forecast_id for (forecast_id,) in rows)
        # sudo: nobody writes notices but this method
        raised(self.env["sales.forecast.notice"]).create(
            [
                {
                    "kind": "reminded",
                    "period_id": period.id,
                    "user_id": missing[forecast._get_seat()],
                    "team_id": forecast.team_id.id,
                }
                for forecast in told
            ]
        )
        if told:
            # sudo: leaders may not run scheduled actions, but this one is to send now
            self.env.ref(JOB).sudo()._trigger()
        return len(told)

    @api.model
    def _prepare_reminding(self, opened):
        """Return of each row that can be reminded whether that was done today: ``{seat: bool}``."""
        missing = self._get_missing(opened)
        ids = [opened.state.forecasts.get(seat) for seat in missing]
        # sudo: the forecasts of those who report to the user
        forecasts = self.sudo().browse(filter(None, ids))
        today = opened.state.period.company_id._get_today()
        reminded = {
            forecast._get_seat() for forecast in forecasts if forecast.reminded_day == today
        }
        return {seat: seat in reminded for seat in missing}

    def _post_reminder(self, period, seat, asking):
        """Ask one person, who reads it, to submit a forecast.

        :param asking: name of who asks
        """
        period = period.with_env(self.env)
        kind, key = seat
        values = {"user": asking, "period": period.name}
        if kind == TEAM:
            # sudo: the name of the team that they lead
            values["team"] = self.env["crm.team"].sudo().browse(key).name
            text = self.env._(
                "%(user)s asks you to submit the forecast of %(team)s for %(period)s.", **values
            )
        else:
            text = self.env._("%(user)s asks you to submit your forecast for %(period)s.", **values)
        whose = f"kind={kind}&{'team_id' if kind == TEAM else 'user_id'}={key}"
        body = Markup('<p>%s</p><p><a href="/odoo/forecast?period_id=%s&%s">%s</a></p>') % (
            text,
            period.id,
            whose,
            self.env._("Open the forecast"),
        )
        # sudo: nobody writes this message, it is sent to one person only
        raised(self.env["mail.thread"]).message_notify(
            partner_ids=self.env.user.partner_id.ids,
            author_id=self.env.ref("base.partner_root").id,
            subject=self.env._("Your forecast for %s is awaited", period.name),
            body=body,
        )


class SalesForecastNotice(models.Model):
    """What is queued when a leader reminds somebody."""

    _inherit = "sales.forecast.notice"

    kind = fields.Selection(
        [("missed", "Target Missed"), ("reminded", "Reminded")], default="missed", required=True
    )

    _plan_check = models.Constraint(
        "CHECK (kind <> 'missed' OR plan_id IS NOT NULL)",
        "A target that was missed is one of a plan.",
    )

    def _tell(self, reader, seat):
        if self.kind != "reminded":
            return super()._tell(reader, seat)
        known = [("period_id", "=", self.period_id.id)]
        forecasts = self.env["sales.forecast"].search(known)
        forecast = forecasts.filtered(lambda found: found._get_seat() == seat)
        if not forecast.submission_ids:
            reader._post_reminder(self.period_id, seat, self.create_uid.name)
        return None
