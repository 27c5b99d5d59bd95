from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.alerts import Open, look
from ..org.raised import raised

#: The scheduled action that looks.
ALERT_JOB = "sales_plan.ir_cron_alert"


class SalesAlertWatch(models.Model):
    """A rule in one company: on which day was looked last.

    The scheduled action comes by every hour: the first time on a day it looks, later it only tells
    those for whom it was too early. Each watch is a piece of work of its own.
    """

    _name = "sales.alert.watch"
    _description = "Rule Looked After in a Company"
    _inherit = ["sales.guarded.mixin", "sales.company.day.mixin"]
    _order = "id"
    _client_fields = frozenset()  # all of it is written by code

    rule_id = fields.Many2one("sales.alert.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    day = fields.Date("Looked On")

    _rule_company_uniq = models.UniqueIndex(
        "(rule_id, company_id)", "This rule is looked after in this company already."
    )

    @api.depends("rule_id", "company_id")
    def _compute_display_name(self):
        for watch in self:
            watch.display_name = f"{watch.rule_id.name}: {watch.company_id.name}"

    @api.model
    def _cron_look(self):
        """Look where it was not done today, and tell whom it is time to tell."""
        self._make_missing()
        failures = self.env["sales.failure"]
        # archived rules, too: what they told is over
        every = self.with_context(active_test=False).search(
            Domain("company_id.active", "=", True)
            & Domain("id", "not in", failures._read_paused(self._name))
        )
        failures._work_off(ALERT_JOB, every._filter_due(), lambda watch: watch._look())

    @api.model
    def _make_missing(self):
        """See to it that there is a watch for each rule in each company that it is for."""
        there = {
            (watch.rule_id.id, watch.company_id.id)
            for watch in self.search_fetch(Domain.TRUE, ["rule_id", "company_id"])
        }
        missing = [
            {"rule_id": rule.id, "company_id": company.id}
            for company in self.env["res.company"].search([("active", "=", True)])
            for rule in self.env["sales.alert.rule"]._get_rules(company)
            if (rule.id, company.id) not in there
        ]
        raised(self).create(missing)

    def _filter_due(self):
        """Return the watches with something to do now."""
        waiting = self.env["sales.alert.notice"]._read_group(
            [("state", "=", "waiting")], ["alert_id"], []
        )
        waiting = self.env["sales.alert"].union(*(alert for [alert] in waiting))
        told = {(alert.rule_id.id, alert.company_id.id) for alert in waiting}
        days = {company: company._get_today() for company in self.company_id}
        return self.filtered(
            lambda watch: (
                watch.day != days[watch.company_id]
                or (watch.rule_id.id, watch.company_id.id) in told
            )
        )

    def _look(self):
        """Look once on a day, then tell whom it is time to tell. Doing it twice changes nothing."""
        self.ensure_one()
        watch = raised(self)
        today = watch.company_id._get_today()
        alerts = watch._get_open_alerts()
        alerts.notice_ids._see_done()
        if watch.day != today:
            watch._settle(alerts, today)
            watch.day = today
        watch._tell_waiting(today)

    def _get_open_alerts(self):
        return self.env["sales.alert"].search(
            [
                ("rule_id", "=", self.rule_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "open"),
            ]
        )

    def _settle(self, alerts, today):
        """Bring alerts in line with what the rule finds on the morning of a day."""
        rule, company = self.rule_id, self.company_id
        if not rule.active or company not in self._get_companies(rule):
            alerts._close(dict.fromkeys(alerts.ids, self.env._("The rule was archived.")), today)
            return
        days, __ = rule._get_looked_days(company, today, today)
        found = rule._find_causes(company, days)
        if today not in found:
            return  # nobody works, or this rule does not look today
        by_key = {alert.key: alert for alert in alerts}
        known = {
            key: Open(alert.since, frozenset(alert.notice_ids.user_id.ids))
            for key, alert in by_key.items()
        }
        seen = look(known, found[today], rule._get_telling(company), today)
        gone = alerts.browse([by_key[key].id for key in seen.gone])
        gone._close(gone._get_reasons(today), today)
        alerts._refresh({by_key[key]: seen.there[key] for key in known if key in seen.there})
        by_key |= self._open([seen.there[key] for key in seen.new], today)
        raised(self.env["sales.alert.notice"]).create(
            [
                {"alert_id": by_key[key].id, "user_id": user, "role": role, "day": today}
                for key, user, role in seen.tell
            ]
        )

    def _get_companies(self, rule):
        """Return the companies that a rule is for; all where it names none."""
        if not rule.company_id:
            return self.company_id
        return self.env["res.company"].browse(rule.company_id._get_branch_ids())

    def _open(self, causes, today):
        """Make alerts of causes: ``{key: alert}``."""
        alerts = raised(self.env["sales.alert"]).with_context(tracking_disable=True)
        made = alerts.create(
            [
                {
                    "rule_id": self.rule_id.id,
                    "kind": self.rule_id.kind,
                    "company_id": self.company_id.id,
                    "key": cause.key,
                    "res_model": cause.model,
                    "res_id": cause.record,
                    "data": cause.data,
                    "owner_id": cause.owner,
                    "since": today,
                }
                for cause in causes
            ]
        )
        return {alert.key: alert for alert in made}
