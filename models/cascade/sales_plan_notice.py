from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from psycopg2.extras import Json

from ...queries.time import day_where
from .activities import TO_DO


class SalesPlanNotice(models.Model):
    """A message to one person about their targets, queued until it is sent.

    Publishing thousands of targets must not wait for mails: it queues one notice for each owner,
    and a scheduled action sends them: as a private message and an activity on the row that they are
    about.
    """

    _name = "sales.plan.notice"
    _inherit = ["sales.queued.mixin", "sales.guarded.mixin"]
    _description = "Sales Plan Notice"
    _order = "id"
    _rec_name = "kind"
    _client_fields = frozenset()  # all of it is written by code

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    publication_id = fields.Many2one(
        "sales.plan.publication", index="btree_not_null", ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    allocation_id = fields.Many2one(
        "sales.plan.allocation",
        "Row",
        index="btree_not_null",
        ondelete="set null",
        help="The highest row that it is about.",
    )
    kind = fields.Char(required=True)
    data = fields.Json(help="Figures and names that the sentences say.")

    @api.depends("user_id", "plan_id")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.user_id.name}: {notice.plan_id.name}"

    @api.model
    def _queue(self, plan, kind, notices, publication=None):
        """Queue notices of one kind, sent as soon as the transaction is committed.

        :param kind: what it is about, one of :meth:`_get_writers`
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
        # sudo: users who publish may not run scheduled actions, but this one is to send now
        self.env.ref("sales_plan.ir_cron_notices").sudo()._trigger()

    @api.model
    def _send_queued(self):
        """Send the queued notices one by one, each in a transaction that deletes it."""
        self._work_off_queue("sales_plan.ir_cron_notices")

    def _carry_out(self):
        self._send()

    def _send(self):
        """Tell one person: a private message and one activity."""
        self.ensure_one()
        user = self.user_id
        if not user.active:
            return
        notice = self.with_context(lang=user.lang or self.env.lang)
        texts = self._get_writers()[self.kind](notice)
        if not texts:
            return
        notice._post_message(texts["subject"], texts["body"])
        if texts.get("activity"):
            notice._plan_activity(texts["activity"])
        self._follow_up()

    @api.model
    def _get_writers(self):
        """Hook: return the writers of all kinds of notices: ``{kind: function of a notice}``.

        A writer returns ``{"subject", "body", "activity": what the person is to do, if anything}``
        in the language of the notice, or None if there is nothing to tell any more.
        """
        return {}

    def _follow_up(self):
        """Hook: do what follows once the person was told."""

    def _get_place(self):
        """Return the record that the person is told on: the row that it is about, where they see
        it, so that a click leads there; else the plan."""
        rows = self.env["sales.plan.allocation"].with_user(self.user_id)
        seen = rows.search([("id", "=", self.allocation_id.id)])
        if not self.allocation_id and self.user_id != self.plan_id.responsible_id:
            seen = self._find_highest_row(rows)
        return seen.with_env(self.env) or self.plan_id

    def _find_highest_row(self, rows):
        """Return the highest published row of the plan that the person answers for, if any."""
        owned = rows.search(
            [
                ("plan_id", "=", self.plan_id.id),
                ("responsible_id", "=", self.user_id.id),
                ("is_published", "=", True),
            ]
        )
        return owned.sorted(lambda row: row.parent_path.count("/"))[:1]

    def _post_message(self, subject, body):
        self._get_place().message_notify(
            partner_ids=self.user_id.partner_id.ids,
            author_id=self.create_uid.partner_id.id,
            subject=subject,
            body=body,
        )

    def _plan_activity(self, summary):
        """Leave one activity for the person in the plan, however often they are told: on the row
        that it is about, if they answer for it."""
        activities = self.env["mail.activity"].with_context(
            # people are told by the message; as followers they would be told too much
            mail_activity_quick_update=True,
            sales_plan_no_follow=True,
        )
        place = self._get_place()
        if place != self.plan_id and place.responsible_id != self.user_id:
            place = self.plan_id
        values = {
            **self.plan_id._get_place(place),
            "summary": summary,
            "date_deadline": day_where(self.user_id, self.plan_id.company_id),
        }
        same = self.plan_id._find_activities(TO_DO) & Domain("user_id", "=", self.user_id.id)
        there = activities.search(same, limit=1)
        if there:
            there.write(values)
        else:
            values |= {"user_id": self.user_id.id, "automated": True}
            activities.create({**values, "activity_type_id": self.env.ref(TO_DO).id})
