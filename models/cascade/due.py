from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from odoo import api, fields, models

#: Days before a split is due from which on its owner is reminded.
DAYS_BEFORE = 3
#: Rows that a reminder names.
MOST_NAMED = 10


@dataclass
class Split:
    """Targets of one owner that are to be split by one day.

    :param due: None where the level has no due date
    :param stage: ``overdue``, ``soon`` or None, by the owner's own calendar
    :param rows: the targets, ``sales.plan.allocation``
    """

    owner: models.BaseModel
    due: date | None
    stage: str | None
    rows: models.BaseModel


class SalesPlan(models.Model):
    """The planning round: by when splits are due, how far it is, who is reminded."""

    _inherit = "sales.plan"

    due_level_ids = fields.One2many(
        "sales.plan.level",
        "plan_id",
        "Due Dates",
        help="The levels of a plan that is confirmed: only their due dates can be changed.",
    )
    round_count = fields.Integer("Splits", compute="_compute_round")
    round_published_count = fields.Integer("Published Splits", compute="_compute_round")
    round_overdue_count = fields.Integer("Overdue Splits", compute="_compute_round")

    @api.depends_context("uid", "tz")
    @api.depends("state", "is_cascaded", "level_ids.due_date", "allocation_ids.is_published")
    def _compute_round(self):
        rounds = self.env["sales.plan.round"]
        counts = defaultdict(lambda: [0, 0, 0])
        if rounds.has_access("read"):
            groups = rounds._read_group(
                [("plan_id", "in", self._origin.ids)],
                ["plan_id", "state", "is_overdue"],
                ["__count"],
            )
            for plan, state, is_overdue, count in groups:
                counts[plan.id][0] += count
                counts[plan.id][1] += count * (state == "published")
                counts[plan.id][2] += count * is_overdue
        for plan in self:
            every, published, overdue = counts[plan._origin.id]
            plan.round_count = every
            plan.round_published_count = published
            plan.round_overdue_count = overdue

    def action_open_round(self):
        """Open how far the splits of this plan are."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_plan.sales_plan_round_action")
        return {
            **action,
            "domain": [("plan_id", "=", self.id)],
            "context": {"search_default_group_by_level": 1},
            "display_name": self.env._("Planning Round of %s", self.display_name),
        }

    def _record_publication(self, tree, publishing, reason=None):
        publication = super()._record_publication(tree, publishing, reason)
        if self._is_in_cascade():
            self._settle_split_activities(self._read_splits(), urgent=())
        return publication

    # -------------------------------------------------------------------------
    # Reminders
    # -------------------------------------------------------------------------

    def _read_splits(self):
        """Return what owners of the plan's rows have yet to split, as ``[Split, …]``."""
        # sudo: who owes what is told to those who owe it only
        groups = (
            self.env["sales.plan.round"]
            .sudo()
            ._read_group(
                [("plan_id", "=", self.id), ("is_actionable", "=", True)],
                ["owner_id", "due_date:day"],
                ["allocation_id:recordset"],
            )
        )
        return [
            Split(owner, due or None, self._get_stage(owner, due), rows)
            for owner, due, rows in groups
            if owner.active
        ]

    def _get_stage(self, owner, due):
        if not due:
            return None
        today = fields.Date.context_today(self.with_context(tz=owner.tz))
        if due < today:
            return "overdue"
        return "soon" if due <= today + timedelta(days=DAYS_BEFORE) else None

    def _remind_of_splits(self):
        """Remind owners of splits that are due soon or overdue: an activity as long as they are,
        a message once when they are due soon and once when they are overdue."""
        self.ensure_one()
        splits = self._read_splits()
        urgent = {split.owner for split in splits if split.stage}
        self._settle_split_activities(splits, urgent)
        self._settle_round_activity()
        for stage in ("soon", "overdue"):
            staged = [split for split in splits if split.stage == stage]
            self._tell_of_splits(staged, stage, [(each.owner.id, each.due) for each in staged])

    def _remind_by_hand(self, rows):
        """Remind the owners of some rows of their splits; each once a day.

        :param rows: ``sales.plan.allocation`` that their owners have yet to split
        :return: how many people were reminded
        """
        splits = self._read_splits()
        named = []
        for split in splits:
            if chosen := split.rows & rows:
                named.append(Split(split.owner, split.due, split.stage, chosen))
        owners = {split.owner for split in named}
        days = [(owner.id, fields.Date.context_today(self)) for owner in owners]
        told = self._tell_of_splits(named, "hand", days)
        self._settle_split_activities(splits, {owner for owner in owners if owner.id in told})
        return len(told)

    def _tell_of_splits(self, splits, stage, days):
        """Queue one message to each owner of some splits who was not told yet.

        :param days: ``[(user id, day), …]`` under which it is remembered, see
            ``sales.plan.reminder._note``
        :return: ids of the users who are told
        """
        new = set(self.env["sales.plan.reminder"]._note(self, stage, days)) if days else set()
        told = {user_id for user_id, __ in new}
        rows = defaultdict(list)
        for split in splits:
            owner_id = split.owner.id
            if (owner_id, split.due) in new or (stage == "hand" and owner_id in told):
                day = split.due and str(split.due)
                rows[owner_id] += [[row_id, day] for row_id in split.rows.ids]
        self.env["sales.plan.notice"]._queue(
            self,
            "split",
            [
                {
                    "user_id": owner_id,
                    "allocation_id": named[0][0],
                    "data": {"stage": stage, "rows": named[:MOST_NAMED], "count": len(named)},
                }
                for owner_id, named in rows.items()
            ],
        )
        return told

    def _settle_split_activities(self, splits, urgent):
        """Let each owner of splits have at most one activity, with the first due date.

        :param urgent: owners that get one if they have none
        """
        by_owner = defaultdict(list)
        for split in splits:
            by_owner[split.owner].append(split)
        first = {owner: owned[0].rows[0].id for owner, owned in by_owner.items()}
        names = {
            lang: self.with_context(lang=lang)._get_row_names(set(first.values()))
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
            wanted[owner] = (summary, min(days, default=fields.Date.context_today(self)))
        self._settle_activities("sales_plan.mail_activity_type_split", wanted, urgent)

    def _describe_splits(self, name, count):
        if count == 1:
            return self.env._("Split your target for %s", name)
        return self.env._(
            "Split your targets for %(row)s and %(count)s more", row=name, count=count - 1
        )

    def _settle_round_activity(self):
        """Tell who answers for the plan how many splits are overdue."""
        # sudo: as the plan's responsible, whoever that is
        plan = self.sudo()
        responsible = plan.responsible_id
        today = fields.Date.context_today(plan.with_context(tz=responsible.tz))
        overdue = plan.env["sales.plan.round"].search_count(
            [("plan_id", "=", self.id), ("state", "!=", "published"), ("due_date", "<", today)]
        )
        wanted = {}
        if overdue and responsible:
            translated = self.with_context(lang=responsible.lang or self.env.lang)
            wanted[responsible] = (translated._describe_overdue(overdue), today)
        self._settle_activities("sales_plan.mail_activity_type_round", wanted)

    def _describe_overdue(self, count):
        if count == 1:
            return self.env._("1 split is overdue in the planning round")
        return self.env._("%s splits are overdue in the planning round", count)
