from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common.failing import refuse
from ..common.publishing import publish
from .test_round import RoundCommon


@tagged("post_install", "-at_install")
class TestRemindersApart(RoundCommon):
    """A plan that owners cannot be reminded of does not keep others from it."""

    def test_plan_that_fails(self):
        self.publish(self.manager, "north")
        other = self.cascade.copy({"name": "Other"})
        other.level_ids[1].due_date = "2026-03-10"
        other.with_user(self.manager).action_confirm()
        publish(other.with_user(self.manager), other.root_id.child_ids.ids)
        # plans are taken in their order: the last one first
        first, last = self.env["sales.plan"].search([("id", "in", (self.cascade | other).ids)])
        allow = refuse(
            self.env,
            "mail_activity",
            SQL(
                "NEW.res_model = 'sales.plan.allocation' AND NEW.res_id = ANY(%s)",
                first.allocation_ids.ids,
            ),
        )
        with mute_logger("odoo.sql_db", "odoo.addons.sales_plan.models.org.sales_failure"):
            self.remind("2026-03-09")
        activities = self.env["mail.activity"].search([("user_id", "=", self.leader.id)])
        rows = self.env["sales.plan.allocation"].browse(activities.mapped("res_id"))
        self.assertEqual(rows.plan_id, last)
        failure = self.env["sales.failure"].search([])
        self.assertEqual((failure.about, failure.attempts), (first.display_name, 1))
        allow()
        self.remind("2026-03-10")
        activities = self.env["mail.activity"].search([("user_id", "=", self.leader.id)])
        rows = self.env["sales.plan.allocation"].browse(activities.mapped("res_id"))
        self.assertEqual(rows.plan_id, first | last)
        self.assertFalse(failure.exists())
