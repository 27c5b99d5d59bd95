import logging

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2.extras import Json

_logger = logging.getLogger(__name__)

#: Notices sent in one transaction.
BATCH = 50


class SalesPlanNotice(models.Model):
    """What somebody is to be told about their targets, until it is sent.

    Publishing thousands of targets must not wait for mails: it queues one notice for each owner,
    and a scheduled action sends them, as a private message and an activity on the plan.
    """

    _name = "sales.plan.notice"
    _description = "Sales Plan Notice"
    _order = "id"
    _rec_name = "kind"

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    publication_id = fields.Many2one(
        "sales.plan.publication", index="btree_not_null", ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    allocation_id = fields.Many2one(
        "sales.plan.allocation",
        "Row",
        index="btree_not_null",
        ondelete="cascade",
        help="The highest row that it is about.",
    )
    kind = fields.Char(required=True)
    data = fields.Json(help="Figures and names that the sentences say.")

    @api.model
    def _queue(self, plan, kind, notices, publication=None):
        """Queue notices of one kind, sent as soon as the transaction is committed.

        :param kind: what it is about; ``_get_<kind>_texts`` writes the sentences
        :param notices: ``[{"user_id": …, "allocation_id": …, "data": {…}}, …]``
        """
        if not notices:
            return
        self.env.cr.execute(
            SQL(
                """INSERT INTO sales_plan_notice (
                       plan_id, publication_id, user_id, allocation_id, kind, data,
                       create_uid, create_date, write_uid, write_date)
                   SELECT %(plan)s, %(publication)s, notice.user_id, notice.allocation_id,
                          %(kind)s, notice.data, %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM jsonb_to_recordset(%(notices)s::jsonb)
                          AS notice (user_id integer, allocation_id integer, data jsonb)""",
                plan=plan.id,
                publication=publication.id if publication else None,
                kind=kind,
                uid=self.env.uid,
                now=self.env.cr.now(),
                notices=Json(notices),
            )
        )
        # sudo: whoever publishes sets off the sending
        self.env.ref("sales_plan.ir_cron_notices").sudo()._trigger()

    @api.model
    def _send_queued(self):
        """Send what is queued, in batches; what was sent is gone."""
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count([]))
        while batch := self.search([], limit=BATCH):
            for notice in batch:
                notice._try_to_send()
            count = len(batch)
            batch.unlink()
            if not cron._commit_progress(count):
                break

    def _try_to_send(self):
        """Send one notice; one that cannot be sent does not keep the others waiting."""
        try:
            with self.env.cr.savepoint():
                self._send()
        except Exception:
            _logger.exception("User %s could not be told about their targets.", self.user_id.login)

    def _send(self):
        """Tell one person: a private message and one activity."""
        self.ensure_one()
        user = self.user_id
        if not user.active:
            return
        notice = self.with_context(lang=user.lang or self.env.lang)
        texts = getattr(notice, f"_get_{self.kind}_texts")()
        if not texts:
            return
        notice._post_message(texts["subject"], texts["body"])
        if texts.get("activity"):
            notice._plan_activity(texts["activity"])
        if self.kind == "withdrawn":
            self.plan_id._finish_withdrawn(user)

    def _post_message(self, subject, body):
        self.plan_id.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            author_id=self.create_uid.partner_id.id,
            subject=subject,
            body=body,
        )

    def _plan_activity(self, summary):
        """Leave one activity for the person on the plan, however often they are told."""
        activities = self.env["mail.activity"].with_context(
            # they are told by the message; following the plan would tell them too much
            mail_activity_quick_update=True,
            sales_plan_no_follow=True,
        )
        activity_type = self.env.ref("mail.mail_activity_data_todo")
        today = fields.Date.context_today(self.with_context(tz=self.user_id.tz))
        values = {
            "res_model_id": self.env["ir.model"]._get_id("sales.plan"),
            "res_id": self.plan_id.id,
            "user_id": self.user_id.id,
            "activity_type_id": activity_type.id,
            "summary": summary,
            "automated": True,
        }
        same = [(name, "=", value) for name, value in values.items() if name != "summary"]
        there = activities.search(same, limit=1)
        if there:
            there.write({"summary": summary, "date_deadline": today})
        else:
            activities.create({**values, "date_deadline": today})

    # -------------------------------------------------------------------------
    # What is said
    # -------------------------------------------------------------------------

    def _get_published_texts(self):
        """Sentences for owners of targets that were published."""
        rows = self._get_visible_rows()
        if not rows:
            return None
        plan = self.plan_id
        activity = self.env._("Look at your targets in %s", plan.display_name)
        if plan.asks_agreement and plan.is_cascaded:
            activity = self.env._("Accept your targets in %s or propose others", plan.display_name)
        return {
            "subject": self.env._("Your targets in %s", plan.display_name),
            "body": self._prepare_body(
                self.env._("%s published targets for you:", self.create_uid.name), rows
            ),
            "activity": activity,
        }

    def _get_withdrawn_texts(self):
        """Sentences for owners of targets that were taken back."""
        plan = self.plan_id
        names = [self._get_row_name(row_id) for row_id, *__ in self.data["rows"]]
        return {
            "subject": self.env._("Targets withdrawn in %s", plan.display_name),
            "body": Markup("<p>%s</p><p>%s</p>")
            % (
                self.env._(
                    "%(user)s took back your targets for %(rows)s. They no longer count.",
                    user=self.create_uid.name,
                    rows=", ".join(names),
                ),
                self.publication_id.reason or "",
            ),
        }

    def _get_visible_rows(self):
        """Return ``[(name, before, after), …]`` of the rows that the person may still see."""
        rows = self.env["sales.plan.allocation"].browse(row[0] for row in self.data["rows"])
        visible = set(rows.with_user(self.user_id).search([("id", "in", rows.ids)]).ids)
        return [
            (self._get_row_name(row_id), before, after)
            for row_id, before, after in self.data["rows"]
            if row_id in visible
        ]

    def _get_row_name(self, row_id):
        return self.env["sales.plan.allocation"].browse(row_id).display_name

    def _prepare_body(self, introduction, rows):
        """Say what is in force now, and what was before."""
        lines = Markup("").join(Markup("<li>%s</li>") % self._describe_row(*row) for row in rows)
        more = self.data["count"] - len(self.data["rows"])
        return Markup("<p>%s</p><ul>%s</ul>%s") % (
            introduction,
            lines,
            Markup("<p>%s</p>") % self._describe_more(more) if more > 0 else "",
        )

    def _describe_more(self, count):
        if count == 1:
            return self.env._("And 1 more target.")
        return self.env._("And %s more targets.", count)

    def _describe_row(self, name, before, after):
        plan = self.plan_id
        values = {"row": name, "after": plan._format_figure(after)}
        if before is None:
            return self.env._("%(row)s: %(after)s", **values)
        return self.env._(
            "%(row)s: %(after)s, before %(before)s", before=plan._format_figure(before), **values
        )
