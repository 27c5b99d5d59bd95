from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestCounting(SalesPlanCommon):
    """P3, P4, P6: beside levels and measure a plan says how documents count by them."""

    def test_where_documents_count(self):
        """P4: each basis says whose country it is; nothing is said of plans without places."""
        plan = self.plan("country")
        said = {}
        for basis in ("won", "ordered", "invoiced", "collected"):
            plan.basis = basis
            said[basis] = plan.counting_notice.splitlines()[0]
        self.assertRegex(said["won"], "written in them.* contact.* head office")
        self.assertRegex(said["ordered"], "address in the order.* invoice address.* delivery")
        self.assertRegex(said["invoiced"], "head office.* contact.* delivery address")
        self.assertEqual(said["collected"], said["invoiced"])
        self.assertFalse(self.plan("team", "customer", "product").counting_notice)
        self.assertIn("Invoices count", self.plan("state").counting_notice)
        self.assertIn("Invoices count", self.plan(country_id=self.france.id).counting_notice)

    def test_what_follows_today_s_data(self):
        """P3, P6, P7: which levels take the past along."""
        for code, label in (
            ("industry", "Industry"),
            ("country", "Country"),
            ("state", "State"),
            ("product_category", "Product Category"),
            ("sales_partner", "Sales Partner"),
        ):
            last = self.plan(code).counting_notice.splitlines()[-1]
            self.assertRegex(last, f"^{label}: .*today.*sold before", code)
        both = self.plan("industry", "team", "sales_partner").counting_notice
        self.assertIn("Industry, Sales Partner: ", both)

    def test_a_customer_moves(self):
        """P3: what was sold goes along, as is said."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 10))
        plan = self.plan("industry")
        metal, food = self.rows(plan, self.metal, self.food)
        self.assertEqual((metal.actual_amount, food.actual_amount), (10, 0))
        self.acme.industry_id = self.food
        self.env.invalidate_all()
        self.assertEqual((metal.actual_amount, food.actual_amount), (0, 10))

    def test_documents_by_product(self):
        """P2, P6: counting documents by product is warned of: an invoice counts 1 and 0."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 10), (self.nail, 9))
        plan = self.plan("product", measure="count")
        screw, nail = self.rows(plan, self.screw, self.nail)
        self.assertEqual((screw.actual_amount, nail.actual_amount), (1, 0))
        self.assertIn("counts 1 for one of them and 0 for the other", plan.documents_warning)
        plan.measure = "quantity"
        self.assertFalse(plan.documents_warning)
        self.assertTrue(self.plan("product_category", measure="count").documents_warning)
        self.assertTrue(self.plan(product_id=self.nail.id, measure="count").documents_warning)
        self.assertFalse(self.plan("customer", measure="count").documents_warning)

    def test_warned_while_typing(self):
        """P2: the form warns as soon as measure and level are chosen, before anything is saved."""
        with Form(self.env["sales.plan"].with_user(self.manager)) as form:
            form.name = "By product"
            form.measure = "count"
            self.assertFalse(form.documents_warning)
            with form.level_ids.new() as level:
                level.dimension = "product"
            self.assertTrue(form.documents_warning)
            form.measure = "revenue"
            self.assertFalse(form.documents_warning)
            with form.level_ids.new() as level:
                level.dimension = "country"
            self.assertIn("Invoices", form.counting_notice)
            form.basis = "ordered"
            self.assertIn("Orders", form.counting_notice)

    def test_load_dialog(self):
        """P1: the dialog says it of the basis that it reads, and warns as the plan does."""
        plan = self.plan("country", "product", measure="count", basis="invoiced")
        load = self.env["sales.plan.load"].create({"plan_id": plan.id, "basis": "ordered"})
        self.assertIn("Orders", load.counting_notice)
        self.assertEqual(load.documents_warning, plan.documents_warning)
        self.assertTrue(load.documents_warning)
        plan.level_ids = [Command.clear(), Command.create({"dimension": "team"})]
        self.assertFalse(load.counting_notice)
