from collections import defaultdict

from markupsafe import Markup
from odoo import fields, models

from ...tools.alerts import local_day, tell_at
from ..org.raised import raised
from ..plan.lifecycle import IN_FORCE
from .sales_alert_rule import ROW_KINDS, RUNNING_KINDS

#: The type of the activities that tell people.
ALERT_TYPE = "sales_plan.mail_activity_type_alert"


class SalesAlertWatch(models.Model):
    """Those whose time has come are told, by an activity each."""

    _inherit = "sales.alert.watch"

    def _tell_waiting(self, today):
        """Tell those of the watch who wait and work now, in their language; no e-mail is sent."""
        waiting = self.env["sales.alert.notice"].search(
            [
                ("state", "=", "waiting"),
                ("alert_id.rule_id", "=", self.rule_id.id),
                ("alert_id.company_id", "=", self.company_id.id),
            ]
        )
        now = fields.Datetime.now()
        zones = self.rule_id._get_zones_of(self.company_id, waiting.user_id.ids)
        hours = self.company_id._get_alert_hours(today, fields.Date.add(today, days=70))
        due = waiting.filtered(lambda one: tell_at(hours, zones[one.user_id.id], now) == now)
        due._tell(now, zones)


class SalesAlertNotice(models.Model):
    """What is said to a person: an activity on the alert."""

    _inherit = "sales.alert.notice"

    def _tell(self, now, zones):
        """Make an activity for each of these people, on the day that it is where they live."""
        if not self:
            return
        activities = raised(self.env["mail.activity"]).with_context(mail_activity_quick_update=True)
        place = {
            "res_model_id": self.env["ir.model"]._get_id("sales.alert"),
            "activity_type_id": self.env.ref(ALERT_TYPE).id,
            "automated": True,
        }
        # all names at once, before activities take them one by one
        activities.env["sales.alert"].browse(self.alert_id.ids).mapped("display_name")
        values = [
            {
                **place,
                "res_id": notice.alert_id.id,
                "user_id": notice.user_id.id,
                "date_deadline": local_day(zones[notice.user_id.id], now),
                **said,
            }
            for notice, said in zip(self, self._prepare_texts(), strict=True)
        ]
        for notice, activity in zip(self, activities.create(values), strict=True):
            notice.write({"state": "open", "told_on": now, "activity_id": activity.id})

    def _prepare_texts(self):
        """Return what is said to each, ``[{summary, note}, …]``, each in their own language."""
        said = {}
        for lang, notices in self.grouped(lambda one: one.user_id.lang).items():
            alerts = notices.with_context(lang=lang).alert_id
            for alert in alerts:
                said[alert.id, lang] = {
                    "summary": alert.summary,
                    "note": Markup("<p>%s</p>") % alert.text,
                }
        return [said[notice.alert_id.id, notice.user_id.lang] for notice in self]


class SalesAlert(models.Model):
    """What becomes of alerts: their figures follow, and they close with a reason."""

    _inherit = "sales.alert"

    def _refresh(self, causes):
        """Say the figures of now.

        :param causes: ``{alert: what was found of it}``
        """
        changed = self.browse()
        for alert, cause in causes.items():
            values = {"kind": alert.rule_id.kind, "data": cause.data, "owner_id": cause.owner}
            before = (alert.kind, alert.data, alert.owner_id.id or None)
            if before != tuple(values.values()):
                alert.write(values)
                changed |= alert
        told = changed.notice_ids.filtered(lambda notice: notice.state == "open")
        for notice, said in zip(told, told._prepare_texts(), strict=True):
            if notice.activity_id.summary != said["summary"]:
                notice.activity_id.write(said)

    def _get_reasons(self, today):
        """Return why these are gone: ``{id: sentence}``."""
        reasons = {
            "attainment": self.env._("Enough has come since."),
            "pace": self.env._("Enough has come since."),
            "coverage": self.env._("Open deals cover enough again."),
            "landing": self.env._("The chance is not so much lower any more."),
            "missed": self.env._("The target was reached after all, or it is long ago."),
            "forecast": self.env._("The forecast is submitted, or its period is over."),
            "deal": self.env._("An activity is planned, or the deal is closed, moved or smaller."),
            "promise": self.env._("It is paid, or promised anew, or long ago."),
            "ledger": self.env._("The difference is gone, or the plan is not in force any more."),
        }
        over = self.env._("The span is over.")
        left = self.env._("The target is not in force any more.")
        in_force, found = self._get_rows_in_force(), {}
        for alert in self:
            last = fields.Date.to_date((alert.data or {}).get("span", [None, None])[1])
            if alert.kind in RUNNING_KINDS and last and last < today:
                found[alert.id] = over
            elif alert.kind in ROW_KINDS and alert.res_id not in in_force:
                found[alert.id] = left
            else:
                found[alert.id] = reasons[alert.kind]
        return found

    def _get_rows_in_force(self):
        """Return the ids of the rows, of those that these are about, that are published still."""
        about = self.filtered(lambda alert: alert.kind in ROW_KINDS).mapped("res_id")
        rows = self.env["sales.plan.allocation"].search(
            [
                ("id", "in", about),
                ("is_published", "=", True),
                ("plan_id.active", "=", True),
                ("plan_id.state", "in", IN_FORCE),
            ]
        )
        closed = rows.filtered(lambda row: row.plan_id.state == "closed")
        return set((rows - closed).ids) | {
            alert.res_id for alert in self if alert.kind == "missed" and alert.res_id in closed.ids
        }

    def _close(self, reasons, today):
        """Close alerts and the activities that tell of them, and say why.

        :param reasons: ``{id: sentence}``
        """
        by_reason = defaultdict(self.browse)
        for alert in self:
            by_reason[reasons[alert.id]] |= alert
        activities = self.env["mail.activity"]
        for reason, alerts in by_reason.items():
            alerts.write({"state": "closed", "gone_on": today, "reason": reason})
            told = alerts.notice_ids.filtered(lambda notice: notice.state == "open")
            told.activity_id.write({"feedback": reason})
            activities |= told.activity_id
            told.write({"state": "closed"})
            # who was to be told of what is gone by now is told nothing
            alerts.notice_ids.filtered(lambda notice: notice.state == "waiting").unlink()
        activities.action_archive()
        self._message_log_batch({alert.id: reasons[alert.id] for alert in self})
