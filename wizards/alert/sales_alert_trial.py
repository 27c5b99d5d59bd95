from collections import Counter
from datetime import timedelta

import pytz
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, format_time

from ...models.org.arguments import check_one
from ...models.org.numbers import format_number
from ...models.org.raised import by_code
from ...queries.time import zone_of
from ...tools.alerts import OWNER

#: Days of the past that a rule is tried on at once, at most, and to begin with.
MOST_DAYS_TRIED = 400
MONTHS_TRIED = 3
#: So many of those who would have been told are listed.
MOST_TOLD_LISTED = 200


class SalesAlertTrial(models.TransientModel):
    """What a rule would have told in some days that are over: how often, when, whom and why."""

    _name = "sales.alert.trial"
    _description = "Try an Alert Rule on the Past"
    _inherit = ["sales.guarded.mixin"]
    _fixed_links = {"rule_id": "read"}

    rule_id = fields.Many2one("sales.alert.rule", required=True, ondelete="cascade")
    condition = fields.Char(related="rule_id.condition")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("Until", required=True)
    kind = fields.Selection(related="rule_id.kind")
    with_later = fields.Boolean(
        "Also What Was Published Later",
        help="Count targets as if they had been published from the first day on: of a plan that "
        "was confirmed only lately nobody would have been told anything.",
    )
    summary = fields.Char(compute="_compute_result")
    result = fields.Html(compute="_compute_result", sanitize=False)
    unknown = fields.Text("What Is Not Known", compute="_compute_unknown")

    @api.constrains("date_from", "date_to", "company_id")
    def _check_days(self):
        for trial in self:
            if trial.date_from and trial.date_to:
                trial._check_span()

    def _check_span(self):
        if not timedelta() <= self.date_to - self.date_from <= timedelta(days=MOST_DAYS_TRIED):
            raise ValidationError(
                self.env._(
                    "Try a rule on one day or more, and on %s days at most.", MOST_DAYS_TRIED
                )
            )
        if self.date_to > self.company_id._get_today():
            raise ValidationError(self.env._("Try a rule on days that have come."))

    @api.depends("rule_id", "company_id", "date_from", "date_to", "with_later")
    def _compute_result(self):
        for trial in self:
            trial.summary, trial.result = trial._try()

    def _try(self):
        """Return in words how often the rule would have told somebody, and a table of it."""
        if not (self.rule_id and self.company_id and self.date_from and self.date_to):
            return False, False
        self._check_span()
        own = self._with_its_user()
        rule, company = own.rule_id._origin, own.company_id._origin
        rule.check_access("read")
        if company not in own.env.user.company_ids:
            raise UserError(self.env._("Try a rule in a company that you work in."))
        told = rule._rehearse(company, self.date_from, self.date_to, self.with_later)
        return self._summarise(told), self._render_told(company, rule, told)

    def _summarise(self, told):
        days = {
            "first": format_date(self.env, self.date_from),
            "last": format_date(self.env, self.date_to),
        }
        if not told:
            return self.env._("Nobody would have been told from %(first)s to %(last)s.", **days)
        if len(told) == 1:
            return self.env._("It would have told once from %(first)s to %(last)s.", **days)
        return self.env._(
            "It would have told %(count)s times from %(first)s to %(last)s, %(people)s people.",
            count=format_number(self.env, len(told)),
            people=format_number(self.env, len({each.user for each in told})),
            **days,
        )

    def _render_told(self, company, rule, told):
        """Return the table of who would have been told what, and how often each was."""
        if not told:
            return False
        shown = told[:MOST_TOLD_LISTED]
        said = self.env["sales.alert"]._describe(
            [
                (rule.kind, each.cause.model, each.cause.record, each.cause.data, rule)
                for each in shown
            ]
        )
        # sudo: whom a manager's rule tells
        users = self.env["res.users"].sudo().browse({each.user for each in told})
        names = {user.id: user.name for user in users}
        zone = pytz.timezone(self.env.user.tz or zone_of(company.sudo()))
        lines = [
            {
                "when": self._format_moment(each.at, zone),
                "who": names[each.user],
                "role": self.env._("Owner") if each.role == OWNER else self.env._("Leader"),
                "what": summary,
                "why": text,
            }
            for each, (summary, text) in zip(shown, said, strict=True)
        ]
        people = Counter(names[each.user] for each in told).most_common()
        left = len(told) - len(shown)
        text = self.env._("And %s more.", format_number(self.env, left)) if left else False
        values = {"lines": lines, "people": people, "left": text}
        return self.env["ir.qweb"]._render("sales_plan.sales_alert_trial_result", values)

    def _format_moment(self, moment, zone):
        local = pytz.utc.localize(moment).astimezone(zone)
        day = format_date(self.env, local.date())
        time = format_time(self.env, local.time().replace(tzinfo=None), time_format="short")
        return f"{day} {time}"

    @api.depends("rule_id")
    def _compute_unknown(self):
        for trial in self:
            trial.unknown = trial._say_unknown()

    def _say_unknown(self):
        """Say what of the past is not known, so that the rule may have told otherwise then."""
        now = self.env._(
            "It is counted as if the rule had begun on the first of these days. Rules, people, "
            "teams and who answers for what are as they are now."
        )
        rows = self.env._(
            "Targets are those that were published then. Documents count from their own day on, "
            "also those that were entered later. Targets that were published later are left out "
            "unless you count them, too."
        )
        deals = self.env._(
            "Deals that were deleted since, and what was not recorded of them, are not known."
        )
        said = {
            "coverage": [rows, deals],
            "landing": [rows, deals],
            "forecast": [
                self.env._("Of reminders that leaders gave by hand, only the last one is known.")
            ],
            "deal": [deals, self.env._("Nor are activities that were deleted.")],
            "promise": [self.env._("Payments count from their own day on.")],
            "ledger": [
                self.env._(
                    "Entries count from the day on which they were posted last; those that were "
                    "reset since are not known."
                )
            ],
        }
        return " ".join([now, *said.get(self.rule_id.kind, [rows])])


class SalesAlertRule(models.Model):
    """The button on rules that opens the dialog."""

    _inherit = "sales.alert.rule"

    def action_try(self):
        """Open the dialog that tries the rule on the last three months."""
        check_one(self)
        company = self.env.company
        if self.company_id and company not in self.company_id | self.company_id.child_ids:
            company = self.company_id
        yesterday = company._get_today() - timedelta(days=1)
        trial = by_code(self.env["sales.alert.trial"]).create(
            {
                "rule_id": self.id,
                "company_id": company.id,
                "date_from": fields.Date.subtract(yesterday, months=MONTHS_TRIED),
                "date_to": yesterday,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try on the Past"),
            "res_model": trial._name,
            "res_id": trial.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
