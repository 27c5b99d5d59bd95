from datetime import date

from odoo.fields import Date
from odoo.tests import tagged

from ..common.publishing import publish
from ..common.tour import TourCommon


@tagged("post_install", "-at_install")
class TestCascadeTour(TourCommon):
    """A target goes down one level, in a real browser: S3, S5, S6, S7, S14, P14, P16."""

    def test_cascade(self):
        """A leader splits and publishes, a salesperson accepts, as `cascade_tour.js` tells it."""
        today = Date.today()
        for partner, user in ((self.acme, self.salesperson), (self.bolt, self.colleague)):
            self.invoice(partner, date(today.year, 1, 1), (self.screw, 50), invoice_user_id=user.id)
        plan = self.plan(
            "team",
            "salesperson",
            year=today.year + 1,
            name="Split by level",
            is_cascaded=True,
            asks_agreement=True,
        )
        north, south = self.rows(plan, self.team_north, self.team_south)
        own, others = self.rows(north, self.salesperson, self.colleague)
        self.target(plan, 900)
        self.target(north, 600)
        self.target(south, 300)
        plan.action_confirm()
        publish(plan.with_user(self.manager), (north | south).ids)

        self.start_tour("/odoo/my-targets", "sales_plan_cascade_leader", login="plan_leader")

        self.env.invalidate_all()
        self.assertEqual((own.is_published, others.is_published), (True, False))
        self.assertEqual(sum(own.target_ids.mapped("amount")), 400)
        self.assertFalse(others.target_ids)
        drafts = self.env["sales.plan.draft"].search([("plan_id", "=", plan.id)])
        self.assertEqual(drafts.allocation_id, own | others)
        self.assertEqual(
            sum(drafts.filtered(lambda draft: draft.allocation_id == others).mapped("amount")), 210
        )
        publication = self.env["sales.plan.publication"].search([("plan_id", "=", plan.id)])[0]
        self.assertEqual(publication.create_uid, self.leader)
        self.assertTrue(publication.is_checked, "the comparison was seen before publishing")

        self.env.ref("sales_plan.ir_cron_notices").method_direct_trigger()
        activities = self.env["mail.activity"].search([("user_id", "=", self.salesperson.id)])
        self.assertEqual((activities.res_model, activities.res_id), (own._name, own.id))
        self.assertFalse(
            self.env["mail.activity"].search([("user_id", "=", self.colleague.id)]),
            "nobody is told about drafts",
        )

        self.start_tour("/odoo", "sales_plan_accept_in_two_clicks", login="plan_salesperson")
        self.env.invalidate_all()
        self.assertEqual(own.agreement, "accepted")
        self.assertFalse(self.env["mail.activity"].search([("user_id", "=", self.salesperson.id)]))

        url = "/odoo/my-targets"
        self.start_tour(url, "sales_plan_cascade_salesperson", login="plan_salesperson")
