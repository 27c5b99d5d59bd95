from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2.extras import Json


class SalesPlanReminder(models.Model):
    """Remembers who was told of a split that they owe, so that nobody is told twice."""

    _name = "sales.plan.reminder"
    _description = "Reminder of a Split"
    _order = "id desc"
    _rec_name = "stage"

    plan_id = fields.Many2one("sales.plan", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    stage = fields.Selection(
        [("soon", "Due Soon"), ("overdue", "Overdue"), ("hand", "By Hand")], required=True
    )
    day = fields.Date(
        required=True, help="When the split is due; the day of a reminder that was given by hand."
    )

    _once = models.UniqueIndex(
        "(plan_id, user_id, stage, day)", "They were reminded of this already."
    )

    @api.model
    def _note(self, plan, stage, days):
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
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(plans))
        for plan in plans:
            plan._remind_of_splits()
            if not cron._commit_progress(1):
                break
