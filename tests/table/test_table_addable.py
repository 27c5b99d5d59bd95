from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.base import SalesPlanCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestTableAddable(SalesPlanCommon):
    """Which rows the planning table offers to add below one, and who adds them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.plan("team", "customer")
        cls.north, cls.south = cls.rows(cls.sales, cls.team_north, cls.team_south)
        cls.north_acme, cls.north_bolt = cls.rows(cls.north, cls.acme, cls.bolt)
        cls.target(cls.north, 1000)

    def addable(self, row):
        found = table_of(row.plan_id).addable(row.id)
        return self.env[found["res_model"]].search(found["domain"])

    def test_add_rows(self):
        found = table_of(self.sales).addable(self.north.id)
        self.assertEqual((found["res_model"], found["label"]), ("res.partner", "Customer"))
        addable = self.addable(self.north)
        self.assertIn(self.coil, addable)
        self.assertNotIn(self.acme, addable)
        self.assertNotIn(self.buyer, addable)
        ids = self.north.with_user(self.manager)._add_rows((self.coil | self.drip).ids)
        rows = self.env["sales.plan.allocation"].browse(ids)
        self.assertEqual(rows.partner_id, self.coil | self.drip)
        self.assertEqual(rows.team_id, self.team_north)

    def test_addable_categories_do_not_overlap(self):
        plan = self.plan("product_category", "product", name="By category")
        hardware = self.row(plan, self.hardware)
        addable = self.addable(plan.root_id)
        self.assertIn(self.services, addable)
        self.assertFalse(addable & (self.goods | self.hardware | self.screws))
        products = self.addable(hardware)
        self.assertIn(self.screw, products)
        self.assertNotIn(self.advice, products)

    def test_addable_customers_are_of_the_place(self):
        plan = self.plan("country", "customer", name="By country")
        belgium = self.row(plan, self.belgium)
        addable = self.addable(belgium)
        self.assertIn(self.acme, addable)
        self.assertIn(self.drip, addable)  # it has no country: its invoices may name one
        self.assertNotIn(self.bolt, addable)
        plan.basis = "ordered"  # orders say themselves where they count
        self.assertIn(self.bolt, self.addable(belgium))

    def test_no_rows_below_the_last_level(self):
        with self.assertRaisesRegex(UserError, "last level"):
            self.north_acme._get_addable()
        with self.assertRaisesRegex(UserError, "last level"):
            self.north_acme._add_rows(self.coil.ids)

    def test_rows_are_added_to_drafts_by_managers(self):
        self.sales.action_confirm()
        with self.assertRaisesRegex(UserError, "confirmed"):
            self.north._add_rows(self.coil.ids)
        with self.assertRaises(AccessError):
            self.north_acme.parent_id.with_user(self.leader)._add_rows(self.coil.ids)
