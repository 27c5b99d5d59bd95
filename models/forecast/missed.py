from datetime import timedelta
from math import floor

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_amount

from ...tools.rollup import PERSON, TEAM

#: Days after its end that people are still told about a period: not of long ago, when the add-on
#: has just been installed or the scheduler was off.
DAYS_AFTER = 7


class SalesForecastPeriod(models.Model):
    """When a period is over, those are told who missed their target.

    The period's part, and below the forecast's: they are of no use without each other.
    """

    _inherit = "sales.forecast.period"

    told_date = fields.Datetime(
        "Told On",
        readonly=True,
        copy=False,
        help="When those who missed their target were told.",
    )

    @api.model
    def _cron_tell(self):
        """Tell those who missed their target in periods that have just ended, once."""
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        for number, company in enumerate(companies, 1):
            today = self._get_today(company)
            periods = self.search(
                [
                    ("company_id", "=", company.id),
                    ("kind", "=", company.forecast_period_type),
                    ("date_to", "<", today),
                    ("date_to", ">=", today - timedelta(days=DAYS_AFTER)),
                    ("told_date", "=", False),
                ]
            )
            for period in periods:
                self.env["sales.forecast"]._tell_missed(period)
            periods.told_date = fields.Datetime.now()
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - number)


class SalesForecast(models.Model):
    """The forecast's part of telling about a period that is over: whom, and what."""

    _inherit = "sales.forecast"

    @api.model
    def _tell_missed(self, period):
        """Tell people who closed less than their target, and leaders of teams that did.

        What counts as the target is what they see themselves, so nobody hears of one that was
        not published to them; who has none is told nothing.
        """
        state = self._read_state(period)
        seats = [(PERSON, person) for person in state.tree.homes]
        for seat in [*seats, *((TEAM, team) for team in state.tree.leaders)]:
            kind, key = seat
            user_id = key if kind == PERSON else state.tree.leaders[key]
            user = self.env["res.users"].browse(user_id)
            reader = self.with_user(user).with_context(
                allowed_company_ids=period.company_id.ids, lang=user.lang
            )
            if user.share or period.company_id not in user.company_ids:
                continue
            target = reader._get_targets(period.with_env(reader.env), [seat])[seat]
            closed = state.roll_up(seat).closed
            is_missed = period.currency_id.compare_amounts(closed, target or 0) < 0
            # nothing is asked of who has no target, or one of zero
            if is_missed and target and target > 0:
                reader._post_missed(period, seat, target, closed)

    def _post_missed(self, period, seat, target, closed):
        """Send one person the figures of a target that was missed."""
        kind, key = seat
        period = period.with_env(self.env)
        currency = period.currency_id

        def money(amount):
            return format_amount(self.env, amount, currency)

        values = {
            "period": period.name,
            "closed": money(closed),
            "target": money(target),
            "missing": money(target - closed),
            # a target that was missed was not reached by 100 %
            "share": f"{floor(100 * closed / target)}",
        }
        if kind == PERSON:
            body = self.env._(
                "You closed %(closed)s in %(period)s. Your target was %(target)s: %(missing)s are "
                "missing, %(share)s %% are reached.",
                **values,
            )
        else:
            # sudo: the name of the team that they lead
            values["team"] = self.env["crm.team"].sudo().browse(key).name
            body = self.env._(
                "%(team)s closed %(closed)s in %(period)s. The target was %(target)s: %(missing)s "
                "are missing, %(share)s %% are reached.",
                **values,
            )
        link = Markup('<p>%s</p><p><a href="/odoo/forecast">%s</a></p>') % (
            body,
            self.env._("Open the forecast"),
        )
        # sudo: nobody writes this message, it is sent to one person only
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=self.env.user.partner_id.ids,
            author_id=self.env.ref("base.partner_root").id,
            subject=self.env._("Target of %s missed", period.name),
            body=link,
        )
