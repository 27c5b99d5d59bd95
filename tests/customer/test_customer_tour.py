from odoo.tests import tagged

from ..common.tour import TourCommon


@tagged("post_install", "-at_install")
class TestCustomerTour(TourCommon):
    """B1-B17: the life of a recurring customer, in a browser."""

    def test_life(self):
        """B5, B9, B12: planned from the customer's page, won, achieved, renewed."""
        for name, revenue in (("First", 1000), ("Second", 300)):
            self.deal(self.acme, revenue, name=name, date_deadline="2027-06-30")
        address = f"/odoo/res.partner/{self.acme.id}"
        self.start_tour(address, "sales_plan_recurring_customer", login="plan_manager")
        plans = self.env["sales.customer.plan"].search([("partner_id", "=", self.acme.id)])
        self.assertEqual(sorted(plans.mapped("amount")), [1000, 1100])
        self.assertEqual(sorted(plans.mapped("told_status")), ["achieved", "active"])
        self.assertEqual(sorted(plans.renewed_from_id.deal_ids.mapped("name")), ["First", "Second"])
