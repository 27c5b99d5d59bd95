from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestStartQueries(SalesPlanCommon):
    """What the start page costs."""

    def count(self):
        """Return how many queries the page takes when it is opened again."""
        start = self.env["sales.plan.start"].with_user(self.manager)
        start.start_open()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        start.start_open()
        return self.cr.sql_log_count - before

    def test_plans_cost_nothing(self):
        """Twice as many plans and rows are read in as many queries."""
        for number in range(2):
            self.row(self.plan("customer", name=f"Plan {number}"), self.acme)
        self.count()  # remembers the first steps that are done
        few = self.count()
        for number in range(2, 4):
            plan = self.plan("customer", name=f"Plan {number}")
            self.rows(plan, self.acme, self.bolt)
        self.assertEqual(self.count(), few)
