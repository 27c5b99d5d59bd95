from datetime import date

from odoo.fields import Date
from odoo.tests import tagged

from ..common.tour import TourCommon


@tagged("post_install", "-at_install")
class TestTour(TourCommon):
    """The story of a plan in a real browser: P1, P5, P8, P9, P23, N1."""

    def test_story(self):
        """A plan is made, loaded, corrected, confirmed, and read down to its invoices."""
        year = self.env["sales.plan"]._get_default_span()[0].year
        self.assertGreaterEqual(year, Date.today().year)
        self.invoice(self.acme, date(year - 1, 1, 15), (self.screw, 1000))
        self.invoice(self.bolt, date(year - 1, 1, 20), (self.nail, 500))
        self.invoice(self.acme, date(year, 1, 10), (self.screw, 900))
        self.manager.group_ids += self.env.ref("account.group_account_invoice")
        self.start_tour("/odoo", "sales_plan_story", login="plan_manager")
        plan = self.env["sales.plan"].search([("name", "=", "Story of the tour")])
        self.assertEqual(plan.state, "confirmed")
        # the total followed what was typed for Acme: 1,650 and 400 more
        self.assertEqual(plan.target_amount, 2050)
        rows = {row.partner_id: row for row in plan.allocation_ids}
        self.assertEqual(rows[self.acme].target_amount, 1500)
        self.assertEqual(rows[self.bolt].target_amount, 550)
        self.assertEqual(rows[self.acme].actual_amount, 900)
