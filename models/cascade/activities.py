from odoo import models

from ..org.raised import raised

#: Types of the activities that the add-on plans and takes back by itself.
ACTIVITY_TYPES = (
    "sales_plan.mail_activity_type_split",
    "sales_plan.mail_activity_type_round",
    "sales_plan.mail_activity_type_answer",
)


class SalesPlan(models.Model):
    """Automatic activities of people who have something to do in a plan; done when they did it."""

    _inherit = "sales.plan"

    def _take_out_of_force(self):
        for plan in self:
            for activity_type in ACTIVITY_TYPES:
                plan._settle_activities(activity_type, {})
        return super()._take_out_of_force()

    def _finish_answered(self):
        """Delete the user's to-do once they have answered all targets published to them."""
        for plan in self:
            plan._finish_to_do(self.env.user, [("agreement", "=", "open")])

    def _finish_withdrawn(self, user):
        """Delete the to-do of a user whose targets were withdrawn, unless others are left."""
        self.ensure_one()
        left = ("agreement", "=", "open") if self.asks_agreement else ("is_published", "=", True)
        self._finish_to_do(user, [left])

    def _finish_to_do(self, user, left):
        """Delete the to-do of a user who has no rows left that it is about.

        :param left: domain of the rows that it is about
        """
        owned = [("plan_id", "=", self.id), ("responsible_id", "=", user.id), *left]
        # sudo: reads only whether such rows exist
        if self.env["sales.plan.allocation"].sudo().search_count(owned, limit=1):
            return
        # sudo: an activity of this user, created when somebody else published to them
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", "sales.plan"),
                ("res_id", "=", self.id),
                ("user_id", "=", user.id),
                ("automated", "=", True),
                ("activity_type_id", "=", self.env.ref("mail.mail_activity_data_todo").id),
            ]
        ).unlink()

    def _settle_activities(self, activity_type, wanted, urgent=None):
        """Create, update and delete the automatic activities of one type on this plan.

        :param activity_type: its XML id
        :param wanted: ``{user: (summary, deadline)}``; activities of other users are deleted
        :param urgent: users that get an activity if they have none; None for all
        """
        self.ensure_one()
        activity_type = self.env.ref(activity_type)
        values = {
            "res_model_id": self.env["ir.model"]._get_id("sales.plan"),
            "res_id": self.id,
            "activity_type_id": activity_type.id,
            "automated": True,
        }
        # sudo: whoever does what was due, the activity belongs to the user who had to do it
        activities = raised(self.env["mail.activity"])
        # people are told by a message; as followers they would be told too much
        activities = activities.with_context(
            mail_activity_quick_update=True, sales_plan_no_follow=True
        )
        there = activities.search([(name, "=", value) for name, value in values.items()])
        kept = activities
        missing = dict(wanted)
        for activity in there:
            if activity.user_id not in missing:
                continue
            kept |= activity
            summary, deadline = missing.pop(activity.user_id)
            if (activity.summary, activity.date_deadline) != (summary, deadline):
                activity.write({"summary": summary, "date_deadline": deadline})
        (there - kept).unlink()
        activities.create(
            [
                {**values, "user_id": user.id, "summary": summary, "date_deadline": deadline}
                for user, (summary, deadline) in missing.items()
                if user.active and (urgent is None or user in urgent)
            ]
        )
