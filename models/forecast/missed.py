from datetime import timedelta
from math import floor

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_amount

from ...tools.rollup import PERSON, TEAM
from ..org.raised import raised

#: Days after its end that people are still told about a period: not of long ago, when the add-on
#: has just been installed or the scheduler was off.
DAYS_AFTER = 7
#: The scheduled action that tells them.
JOB = "sales_plan.ir_cron_forecast_missed"


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
        queued = self.env["sales.failure"]._work_off(
            JOB, companies, lambda company: self.with_env(company.env)._queue_missed(company)
        )
        if queued:
            self.env["sales.forecast.notice"]._work_off_queue(JOB)

    @api.model
    def _queue_missed(self, company):
        """Queue a notice for everybody who missed a target of a company's last periods."""
        today = company._get_today()
        periods = self.search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", company.forecast_period_type),
                ("date_to", "<", today),
                ("date_to", ">=", today - timedelta(days=DAYS_AFTER)),
                ("told_date", "=", False),
            ]
        )
        if not self._is_told_otherwise(company):
            for period in periods:
                self.env["sales.forecast.notice"].create(
                    self.env["sales.forecast"]._prepare_notices(period)
                )
        periods.told_date = fields.Datetime.now()

    @api.model
    def _is_told_otherwise(self, company):
        """Hook: whether something else tells a company's people of targets that were missed."""
        return False


class SalesForecast(models.Model):
    """The forecast's part of telling about a period that is over: whom, and what."""

    _inherit = "sales.forecast"

    @api.model
    def _prepare_notices(self, period):
        """Return values of notices for people who missed their target, and for leaders whose team
        missed its own.

        What counts as the target is what they see themselves, so nobody hears of one that was
        not published to them; who has no row in a plan, or nothing planned there, is told nothing.
        What is held against a target is what its plan counts.
        """
        tree = self._read_tree(period.company_id)
        plans = self._read_plans(period)
        seats = [(PERSON, person) for person in tree.homes]
        notices = []
        for seat in [*seats, *((TEAM, team) for team in tree.leaders)]:
            kind, key = seat
            user = self.env["res.users"].browse(key if kind == PERSON else tree.leaders[key])
            if user.share or period.company_id not in user.company_ids:
                continue
            reader = self.with_user(user).with_context(allowed_company_ids=period.company_id.ids)
            target = reader._get_targets(period, [seat], tree, plans=plans)[seat]
            # nothing is asked of who has no target, or one of zero
            is_told = target and target.is_own and target.amount > 0
            if is_told and target.actual < target.amount:
                notices.append(
                    {
                        "period_id": period.id,
                        "user_id": user.id,
                        "team_id": key if kind == TEAM else False,
                        "plan_id": target.plan.id,
                        "amount": target.amount,
                        "actual": target.actual,
                    }
                )
        return notices

    def _post_missed(self, period, seat, target):
        """Send one person the figures of a target that was missed."""
        kind, key = seat
        period = period.with_env(self.env)
        body = self._prepare_missed(period, target)
        if kind == TEAM:
            # sudo: the name of the team that they lead
            team = self.env["crm.team"].sudo().browse(key)
            body = self.env._("%(team)s: %(text)s", team=team.name, text=body)
        link = Markup('<p>%s</p><p><a href="/odoo/forecast">%s</a></p>') % (
            body,
            self.env._("Open the forecast"),
        )
        # sudo: nobody writes this message, it is sent to one person only
        raised(self.env["mail.thread"]).message_notify(
            partner_ids=self.env.user.partner_id.ids,
            author_id=self.env.ref("base.partner_root").id,
            subject=self.env._("Target of %s missed", period.name),
            body=link,
        )

    @api.model
    def _prepare_missed(self, period, target):
        """Say in the plan's words what is missing to a target."""
        currency = period.currency_id

        def money(amount):
            return format_amount(self.env, amount, currency)

        values = {
            "period": period.name,
            "plan": self._describe_plan(period, target.plan),
            "actual": money(target.actual),
            "target": money(target.amount),
            "missing": money(target.amount - target.actual),
            # a target that was missed was not reached by 100 %
            "share": f"{floor(100 * target.actual / target.amount)}",
        }
        sentences = {
            "won": self.env._(
                "Won %(actual)s of the target of %(target)s in %(period)s (%(plan)s): %(missing)s "
                "are missing, %(share)s%% are reached.",
                **values,
            ),
            "ordered": self.env._(
                "Ordered %(actual)s of the target of %(target)s in %(period)s (%(plan)s): "
                "%(missing)s are missing, %(share)s%% are reached.",
                **values,
            ),
            "invoiced": self.env._(
                "Invoiced %(actual)s of the target of %(target)s in %(period)s (%(plan)s): "
                "%(missing)s are missing, %(share)s%% are reached.",
                **values,
            ),
            "collected": self.env._(
                "Collected %(actual)s of the target of %(target)s in %(period)s (%(plan)s): "
                "%(missing)s are missing, %(share)s%% are reached.",
                **values,
            ),
        }
        return sentences[target.plan.basis]

    @api.model
    def _describe_plan(self, period, plan):
        """Name a plan, and those of its periods that reach beyond the forecast's: their targets are
        of more days, and the plan has none for this part of them."""
        # its periods are called as the reader of the message calls them
        longer = plan.with_context(lang=self.env.lang).period_ids.filtered(
            lambda one: (
                one.date_from <= period.date_to
                and one.date_to >= period.date_from
                and (one.date_from < period.date_from or one.date_to > period.date_to)
            )
        )
        if not longer:
            return plan.name
        return self.env._(
            "%(plan)s, with the share of calendar days of %(periods)s",
            plan=plan.name,
            periods=", ".join(longer.mapped("name")),
        )
