from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, hmac
from odoo.tools.urls import urljoin

from ...tools.alerts import tell_at
from ..org.raised import raised

#: The scheduled action that sends.
WEEKLY_JOB = "sales_plan.ir_cron_weekly_mail"
#: Where who has the link of a mail switches it off, without logging in.
SWITCH_OFF = "/sales_plan/weekly_mail/off"


class SalesWeeklyMail(models.Model):
    """The weekly mail of one person about one company: there is one at most for a week.

    It is sent on the first day of the week that the company works, at the hours of the person.
    What fails is listed with the failed jobs and tried again; the others do not wait for it.
    """

    _name = "sales.weekly.mail"
    _description = "Weekly Sales Mail"
    _inherit = ["sales.company.day.mixin", "sales.guarded.mixin"]
    _order = "week desc, id"
    _client_fields = frozenset()  # all of it is written by code

    user_id = fields.Many2one("res.users", "Person", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    week = fields.Date("Week From", required=True, help="The Monday of the week.")
    state = fields.Selection(
        [("waiting", "Sent Soon"), ("sent", "Sent"), ("nothing", "Nothing to Say")],
        "Status",
        required=True,
        default="waiting",
    )
    sent_on = fields.Datetime()

    _week_uniq = models.UniqueIndex(
        "(user_id, company_id, week)", "This person has the mail of this week already."
    )
    _waiting_idx = models.Index("(company_id) WHERE state = 'waiting'")

    @api.depends("user_id", "week")
    def _compute_display_name(self):
        for mail in self:
            mail.display_name = f"{mail.user_id.name}: {fields.Date.to_string(mail.week)}"

    @api.model
    def _cron_send(self):
        """Queue the mails of the week where it has begun, and send those whose time it is."""
        # companies with a plan in force have something to say
        plans = self.env["sales.plan"].search([("state", "=", "confirmed")])
        companies = plans.company_id.filtered(
            lambda company: company.active and company.sends_weekly_mail
        )
        for company in companies:
            self._queue_week(company)
        failures = self.env["sales.failure"]
        waiting = self.search(
            Domain("state", "=", "waiting")
            & Domain("id", "not in", failures._read_paused(self._name))
        )
        failures._work_off(WEEKLY_JOB, waiting._filter_due(), lambda mail: mail._send())

    @api.model
    def _queue_week(self, company):
        """Queue a mail for everybody of a company who wants one and has none of this week."""
        today = company._get_today()
        if not company._get_alert_hours(today, today).is_worked(today):
            return
        week = today - timedelta(days=today.weekday())
        there = self.search([("company_id", "=", company.id), ("week", "=", week)]).user_id
        group = self.env.ref("sales_plan.group_sales_plan_user")
        users = self.env["res.users"].search(
            self.env["res.users"]._get_staff_domain(company.ids)
            & Domain("weekly_sales_mail", "=", True)
            & Domain("all_group_ids", "in", group.ids)
        )
        raised(self).create(
            [{"user_id": user.id, "company_id": company.id, "week": week} for user in users - there]
        )

    def _filter_due(self):
        """Return the mails that may be sent now, by the clocks of whom they are for."""
        now, due = fields.Datetime.now(), self.browse()
        rules = self.env["sales.alert.rule"]
        for company, mails in self.grouped("company_id").items():
            today = company._get_today()
            hours = company._get_alert_hours(today - timedelta(days=1), today + timedelta(days=60))
            zones = rules._get_zones_of(company, mails.user_id.ids)
            due |= mails.filtered(lambda one: tell_at(hours, zones[one.user_id.id], now) == now)  # noqa: B023
        return due

    def _send(self):
        """Send a mail, once: in its transaction it is sent and known to be, or neither."""
        mail = raised(self).try_lock_for_update()
        if not mail or mail.state != "waiting":
            return
        content = mail._get_content() if mail._is_wanted() else {}
        if content:
            mail._queue_mail(content)
        mail.write({"state": "sent" if content else "nothing", "sent_on": fields.Datetime.now()})

    def _is_wanted(self):
        """Whether it is still this week's, and the person still wants it and works there."""
        today = self.company_id._get_today()
        user = self.user_id
        is_this_week = self.week == today - timedelta(days=today.weekday())
        is_staff = user._is_staff(self.company_id.ids)
        return is_this_week and is_staff and user.weekly_sales_mail and bool(user.email)

    def _get_content(self):
        """Hook: what the mail says, ``{subject, body}``; nothing where there is nothing to say."""
        return {}

    def _queue_mail(self, content):
        company = self.company_id
        raised(self.env["mail.mail"]).create(
            {
                "subject": content["subject"],
                "body_html": content["body"],
                "email_from": company.email_formatted or company.partner_id.email_formatted,
                "email_to": self.user_id.email_formatted,
                "author_id": company.partner_id.id,
                "auto_delete": True,
                "headers": {
                    # no out-of-office replies
                    "X-Auto-Response-Suppress": "OOF",
                    # mail programs offer one button, which posts (RFC 8058)
                    "List-Unsubscribe": f"<{self._get_switch_off_url()}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                },
            }
        )

    # Switching it off ---------------------------------------------------------

    def _get_switch_off_url(self):
        """Return the address that switches the mail off for its person alone."""
        user = self.user_id
        query = f"{SWITCH_OFF}?user={user.id}&token={self._sign_person(user)}"
        return urljoin(self.get_base_url(), query)

    @api.model
    def _sign_person(self, user):
        """Return what only this database can have written into the mails of somebody."""
        return hmac(self.env(su=True), "sales_plan.weekly_mail", user.id)

    @api.model
    def _find_signed_person(self, user_id, token):
        """Return whose mail a link switches off, nobody where this database did not write it."""
        user = self.env["res.users"].browse(user_id)
        if not consteq(self._sign_person(user).encode(), token.encode()):
            return user.browse()
        # sudo: who has the link is no user yet
        return user.sudo().exists()
