from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2.extras import Json

from ...queries.time import day_where
from ..org.reminded import describe_reminded

#: Days before a split is due from which on its owner is reminded.
REMINDED_DAYS_BEFORE = 3
#: Rows that a reminder names.
MOST_ROWS_NAMED = 10


@dataclass
class Split:
    """Targets of one owner that are to be split by the same day.

    :param due: None where the level has no due date
    :param stage: ``overdue``, ``soon`` or None, as of today where the company is
    :param rows: the targets, ``sales.plan.allocation``
    """

    owner: models.BaseModel
    due: date | None
    stage: str | None
    rows: models.BaseModel


class SalesPlanReminder(models.Model):
    """A reminder of a split or of an answer that was given, so that nobody is reminded of the same
    twice."""

    _name = "sales.plan.reminder"
    _description = "Reminder of a Split"
    _inherit = ["sales.guarded.mixin"]
    _order = "id desc"
    _rec_name = "stage"
    _client_fields = frozenset()  # all of it is written by code

    plan_id = fields.Many2one("sales.plan", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    stage = fields.Selection(
        [
            ("soon", "Due Soon"),
            ("overdue", "Overdue"),
            ("hand", "By Hand"),
            ("answer", "To Answer, By Hand"),
        ],
        required=True,
    )
    day = fields.Date(
        required=True, help="When the split is due; the day of a reminder that was given by hand."
    )

    _once = models.UniqueIndex(
        "(plan_id, user_id, stage, day)", "They were reminded of this already."
    )

    @api.model
    def _note_reminders(self, plan, stage, days):
        """Remember reminders that are about to be given.

        :param days: ``[(user id, day), …]``
        :return: those that were not given yet, in the same form
        """
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO sales_plan_reminder (
                       plan_id, user_id, stage, day, create_uid, create_date, write_uid, write_date)
                   SELECT %(plan)s, given.user_id, %(stage)s, given.day,
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM jsonb_to_recordset(%(days)s::jsonb) AS given (user_id integer, day date)
                       ON CONFLICT DO NOTHING
                RETURNING user_id, day""",
                plan=plan.id,
                stage=stage,
                days=Json([{"user_id": user, "day": str(day)} for user, day in days]),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.invalidate_model()
        return rows

    @api.model
    def _remind_due(self):
        """Remind of splits that are due soon or overdue, plan by plan."""
        plans = self.env["sales.plan"].search(
            [("is_cascaded", "=", True), ("state", "=", "confirmed")]
        )
        self.env["sales.failure"]._work_off(
            "sales_plan.ir_cron_reminders",
            plans,
            lambda plan: self.with_env(plan.env)._remind_of_splits(plan),
        )

    # -------------------------------------------------------------------------
    # Splits
    # -------------------------------------------------------------------------

    @api.model
    def _settle_splits(self, plan):
        """Update and delete the activities about splits that are to be made; create none."""
        self._settle_split_activities(plan, self._read_splits(plan), urgent=())

    @api.model
    def _read_splits(self, plan):
        """Return the splits that owners of the plan's rows have yet to make: ``[Split, …]``."""
        # sudo: what an owner has to split is told to that owner only
        groups = (
            self.env["sales.plan.round"]
            .sudo()
            ._read_group(
                [("plan_id", "=", plan.id), ("is_actionable", "=", True)],
                ["owner_id", "due_date:day"],
                ["allocation_id:recordset"],
            )
        )
        return [
            Split(owner, due or None, self._get_stage(plan, due), rows)
            for owner, due, rows in groups
            if owner.active
        ]

    @api.model
    def _get_stage(self, plan, due):
        if not due:
            return None
        today = plan.company_id._get_today()
        if due < today:
            return "overdue"
        return "soon" if due <= today + timedelta(days=REMINDED_DAYS_BEFORE) else None

    @api.model
    def _remind_of_splits(self, plan):
        """Remind owners of splits that are due soon or overdue: by an activity for as long as they
        are, and by one message when they are due soon and one when they are overdue."""
        splits = self._read_splits(plan)
        urgent = {split.owner for split in splits if split.stage}
        self._settle_split_activities(plan, splits, urgent)
        self._settle_round_activity(plan)
        for stage in ("soon", "overdue"):
            staged = [split for split in splits if split.stage == stage]
            days = [(each.owner.id, each.due) for each in staged]
            self._tell_of_splits(plan, staged, stage, days)

    @api.model
    def _remind_by_hand(self, plan, rows):
        """Remind the owners of some rows of their splits; each once a day.

        :param rows: ``sales.plan.allocation`` that their owners have yet to split
        :return: how many people were reminded
        """
        splits = self._read_splits(plan)
        named = []
        for split in splits:
            if chosen := split.rows & rows:
                named.append(Split(split.owner, split.due, split.stage, chosen))
        owners = {split.owner for split in named}
        days = [(owner.id, plan.company_id._get_today()) for owner in owners]
        told = self._tell_of_splits(plan, named, "hand", days)
        self._settle_split_activities(plan, splits, {owner for owner in owners if owner.id in told})
        return len(told)

    @api.model
    def _remind_to_answer(self, plan, rows):
        """Remind the owners of published rows to answer whether they accept them; each once a day.

        :param rows: ``sales.plan.allocation`` that their owners have not answered
        :return: how many people were reminded
        """
        by_owner = rows.grouped("responsible_id")
        today = plan.company_id._get_today()
        days = [(owner.id, today) for owner in by_owner if owner.active]
        told = {user_id for user_id, __ in self._note_reminders(plan, "answer", days)}
        # sudo: what is in force for its owners, who see it
        amounts = rows.sudo()._read_amounts_in_force()
        notices = []
        for owner, owned in by_owner.items():
            if owner.id in told:
                named = [[row.id, None, amounts[row]] for row in owned[:MOST_ROWS_NAMED]]
                data = {"rows": named, "count": len(owned)}
                notices.append({"user_id": owner.id, "allocation_id": owned[0].id, "data": data})
        self.env["sales.plan.notice"]._queue(plan, "unanswered", notices)
        return len(told)

    @api.model
    def _tell_count(self, count):
        """Return the action that says how many people were reminded, and reads the list anew."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if count else "info",
                "message": describe_reminded(self.env, count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _tell_of_splits(self, plan, splits, stage, days):
        """Queue one message to each owner of some splits who was not reminded of them yet.

        :param days: ``[(user id, day), …]`` that are recorded for it, see :meth:`_note_reminders`
        :return: ids of the users who are told
        """
        new = set(self._note_reminders(plan, stage, days)) if days else set()
        told = {user_id for user_id, __ in new}
        rows = defaultdict(list)
        for split in splits:
            owner_id = split.owner.id
            if (owner_id, split.due) in new or (stage == "hand" and owner_id in told):
                day = split.due and str(split.due)
                rows[owner_id] += [[row_id, day] for row_id in split.rows.ids]
        self.env["sales.plan.notice"]._queue(
            plan,
            "split",
            [
                {
                    "user_id": owner_id,
                    "allocation_id": named[0][0],
                    "data": {"stage": stage, "rows": named[:MOST_ROWS_NAMED], "count": len(named)},
                }
                for owner_id, named in rows.items()
            ],
        )
        return told

    @api.model
    def _settle_split_activities(self, plan, splits, urgent):
        """Keep one activity for each owner of splits, with the first due date.

        :param urgent: owners for whom it is created if they have none
        """
        by_owner = defaultdict(list)
        for split in splits:
            by_owner[split.owner].append(split)
        first = {owner: owned[0].rows[0].id for owner, owned in by_owner.items()}
        names = {
            lang: plan.with_context(lang=lang)._get_row_names(set(first.values()))
            for lang in {owner.lang or self.env.lang for owner in by_owner}
        }
        wanted = {}
        for owner, owned in by_owner.items():
            lang = owner.lang or self.env.lang
            count = sum(len(each.rows) for each in owned)
            summary = self.with_context(lang=lang)._describe_splits(
                names[lang][first[owner]], count
            )
            days = [each.due for each in owned if each.due]
            day = min(days, default=day_where(owner, plan.company_id))
            wanted[owner] = (summary, day, owned[0].rows[0])
        plan._settle_activities("sales_plan.mail_activity_type_split", wanted, urgent)

    @api.model
    def _describe_splits(self, name, count):
        if count == 1:
            return self.env._("Split your target for %s", name)
        return self.env._(
            "Split your targets for %(row)s and %(count)s more", row=name, count=count - 1
        )

    @api.model
    def _settle_round_activity(self, plan):
        """Give the responsible of the plan an activity that counts the overdue splits."""
        # sudo: the responsible is told of all splits, whoever publishes
        responsible = plan.sudo().responsible_id
        today = plan.company_id._get_today()
        rounds = self.env["sales.plan.round"].sudo()
        overdue = rounds.search_count(
            [("plan_id", "=", plan.id), ("state", "!=", "published"), ("due_date", "<", today)]
        )
        wanted = {}
        if overdue and responsible:
            translated = self.with_context(lang=responsible.lang or self.env.lang)
            day = day_where(responsible, plan.company_id)
            wanted[responsible] = (translated._describe_overdue(overdue), day, plan)
        plan._settle_activities("sales_plan.mail_activity_type_round", wanted)

    @api.model
    def _describe_overdue(self, count):
        if count == 1:
            return self.env._("1 split is overdue in the planning round")
        return self.env._("%s splits are overdue in the planning round", count)
