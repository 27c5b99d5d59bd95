from freezegun import freeze_time
from odoo.tests import tagged

from ..common.tour import TourCommon


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestFiguresTour(TourCommon):
    """A figure opens what it is made of, with its whole sum; the browser's Back returns to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.group_ids += cls.env.ref("account.group_account_invoice")
        cls.year = cls.plan("customer", year=2027, name="Year")
        rows = cls.rows(cls.year, cls.acme, cls.bolt)
        cls.target(rows[0], 600, 5)
        cls.target(rows[1], 400, 5)
        cls.year.action_confirm()
        cls.invoice(cls.acme, "2027-05-03", *[(None, 1)] * 83)
        cls.invoice(cls.bolt, "2027-05-04", *[(None, 1)] * 7)
        # what is not part of it
        cls.invoice(cls.acme, "2026-05-03", *[(None, 1)] * 90)
        cls.order(cls.acme, "2027-05-05 10:00:00", (cls.nail, 5))
        elsewhere = cls.plan("customer", year=2027, name="Elsewhere")
        cls.target(cls.row(elsewhere, cls.coil), 10, 5)

    def test_pivot(self):
        """A pivot's Actual opens actuals, its Target targets, and Back the same list."""
        self.start_tour("/odoo/plan-versus-actual", "sales_plan_figures", login="plan_manager")

    def test_rows(self):
        """One row's documents after another's: each in its own place of the history."""
        action = self.year.action_open_allocations()
        self.assertEqual(len(self.env["sales.plan.allocation"].search(action["domain"])), 2)
        address = f"/odoo/sales-plans/{self.year.id}"
        self.start_tour(address, "sales_plan_row_figures_of_plan", login="plan_manager")

    @freeze_time("2027-12-31 20:00:00")
    def test_bridge(self):
        """N7: a plan's form leads to its bridge, a step to its sales, and Back to the bridge."""
        address = f"/odoo/sales-plans/{self.year.id}"
        self.start_tour(address, "sales_plan_bridge", login="plan_manager")
