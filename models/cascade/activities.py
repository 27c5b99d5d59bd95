from odoo import models
from odoo.fields import Domain

from ...queries.time import day_where
from ..org.raised import raised

#: Types of the activities that the add-on plans and takes back by itself.
ACTIVITY_TYPES = (
    "sales_plan.mail_activity_type_split",
    "sales_plan.mail_activity_type_round",
    "sales_plan.mail_activity_type_answer",
)
#: The type of what owners are to do with targets that were published to them.
TO_DO = "mail.mail_activity_data_todo"


class SalesPlan(models.Model):
    """Automatic activities of people who have something to do in a plan; done when they did it.

    What owners are to do with their targets stands on the highest of the rows that it is about,
    where they do it; what is to do with the whole plan, or with what others propose, on the plan.
    """

    _inherit = "sales.plan"

    def _take_out_of_force(self):
        for plan in self:
            for activity_type in (*ACTIVITY_TYPES, TO_DO):
                plan._settle_activities(activity_type, {})
        return super()._take_out_of_force()

    def _put_back_into_force(self):
        """Bring back what is still to do: targets to answer, proposals to decide, splits to make.

        What owners of targets did with a to-do that nothing else tells of is not known any more.
        """
        for plan in self:
            plan._settle_activities(TO_DO, plan._get_unanswered())
            self.env["sales.plan.answer"]._settle_decider_activities(plan)
            if plan._is_in_cascade():
                self.env["sales.plan.reminder"]._remind_of_splits(plan)
        return super()._put_back_into_force()

    def _get_unanswered(self):
        """Return the to-dos of owners who have yet to answer: ``{user: (summary, deadline, highest
        of the rows that it is about)}``."""
        self.ensure_one()
        asked = [("plan_id", "=", self.id), ("agreement", "=", "open")]
        # sudo: whoever reopens the plan, the to-do belongs to the owner of the row
        rows = self.env["sales.plan.allocation"].sudo().search(asked)
        wanted = {}
        for row in rows.sorted(lambda row: row.parent_path.count("/")):
            user = row.responsible_id
            if user and user not in wanted:
                translated = self.with_context(lang=user.lang or self.env.lang)
                today = day_where(user, self.company_id)
                wanted[user] = (translated._describe_to_do(), today, row)
        return wanted

    def _describe_to_do(self):
        """Return what owners are to do with targets that are published to them."""
        if self.asks_agreement and self.is_cascaded:
            return self.env._("Accept your targets in %s or propose others", self.display_name)
        return self.env._("Look at your targets in %s", self.display_name)

    def _finish_answered(self):
        """Settle the user's to-do once they have answered targets published to them."""
        for plan in self:
            plan._settle_to_do(self.env.user, [("agreement", "=", "open")])

    def _finish_taken(self, user):
        """Settle the to-do of a user from whom targets were taken: others may be left."""
        self.ensure_one()
        left = ("agreement", "=", "open") if self.asks_agreement else ("is_published", "=", True)
        self._settle_to_do(user, [left])

    def _settle_to_do(self, user, left):
        """Move the to-do of a user to a row that it is still about; delete it if there is none.

        :param left: domain of the rows that it is about
        """
        self.ensure_one()
        owned = [("plan_id", "=", self.id), ("responsible_id", "=", user.id), *left]
        # sudo: an activity of this user, created when somebody else published to them
        rows = self.env["sales.plan.allocation"].sudo().search(owned)
        to_do = self._find_activities(TO_DO) & Domain("user_id", "=", user.id)
        activities = raised(self.env["mail.activity"]).search(to_do)
        if not rows:
            activities.unlink()
            return
        row = rows.sorted(lambda row: row.parent_path.count("/"))[0]
        for activity in activities:
            if activity.res_model != row._name or activity.res_id not in rows.ids:
                activity.with_context(sales_plan_no_follow=True).write(self._get_place(row))

    def _find_activities(self, activity_type):
        """Return the domain of the automatic activities of one type on this plan and its rows.

        :param activity_type: its XML id
        """
        self.ensure_one()
        rows = self.env["sales.plan.allocation"].sudo()._search([("plan_id", "=", self.id)])
        on_plan = Domain("res_model", "=", self._name) & Domain("res_id", "=", self.id)
        on_rows = Domain("res_model", "=", "sales.plan.allocation") & Domain("res_id", "in", rows)
        return (
            (on_plan | on_rows)
            & Domain("activity_type_id", "=", self.env.ref(activity_type).id)
            & Domain("automated", "=", True)
        )

    def _get_place(self, record):
        """Return the values of an activity that say on which record it stands."""
        return {"res_model_id": self.env["ir.model"]._get_id(record._name), "res_id": record.id}

    def _settle_activities(self, activity_type, wanted, urgent=None):
        """Create, update and delete the automatic activities of one type in this plan.

        :param activity_type: its XML id
        :param wanted: ``{user: (summary, deadline, row or plan that it stands on)}``; activities of
            other users are deleted
        :param urgent: users that get an activity if they have none; None for all
        """
        self.ensure_one()
        # sudo: whoever does what was due, the activity belongs to the user who had to do it
        activities = raised(self.env["mail.activity"])
        # people are told by a message; as followers they would be told too much
        activities = activities.with_context(
            mail_activity_quick_update=True, sales_plan_no_follow=True
        )
        there = activities.search(self._find_activities(activity_type))
        kept = activities
        missing = dict(wanted)
        for activity in there:
            if activity.user_id not in missing:
                continue
            kept |= activity
            summary, deadline, record = missing.pop(activity.user_id)
            place = (activity.res_model, activity.res_id)
            told = (activity.summary, activity.date_deadline)
            if (place, told) != ((record._name, record.id), (summary, deadline)):
                activity.write(
                    {"summary": summary, "date_deadline": deadline, **self._get_place(record)}
                )
        (there - kept).unlink()
        activities.create(
            [
                {
                    **self._get_place(record),
                    "activity_type_id": self.env.ref(activity_type).id,
                    "automated": True,
                    "user_id": user.id,
                    "summary": summary,
                    "date_deadline": deadline,
                }
                for user, (summary, deadline, record) in missing.items()
                if user.active and (urgent is None or user in urgent)
            ]
        )
