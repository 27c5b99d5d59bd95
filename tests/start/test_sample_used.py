from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.start.sales_plan_sample import SAMPLE_MODULE
from ...queries.references import find_used
from ..common.sample import SampleCommon


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestSampleUsed(SampleCommon):
    """Sample data that somebody's own records name by now."""

    def find(self, model, name):
        return self.env[model].sudo().search([("name", "=", name)])

    def remove(self):
        said = self.sample().sample_remove()
        self.assertFalse(self.env["ir.model.data"].sudo().search([("module", "=", SAMPLE_MODULE)]))
        return said

    def test_own_documents_keep_what_they_name(self):
        """An own order for a sample customer stays as it is, and so does the customer."""
        customer = self.find("res.partner", "Rheintal Maschinenbau")
        product = self.find("product.product", "Training Day")
        order = self.order(customer, "2026-02-02 10:00:00", (product, 950), confirm=False)
        said = self.remove()
        self.assertIn("Rheintal Maschinenbau", said)
        self.assertIn("Training Day", said)
        self.assertEqual(order.partner_id, customer)
        self.assertEqual(order.order_line.product_id, product)
        self.assertTrue(product.categ_id.exists(), "the category of a product that stays, stays")
        self.assertEqual(len(self.find("res.partner", "Harrow & Pine Laboratories")), 0)

    def test_invoices_of_sample_orders_stay_with_their_order(self):
        """Who invoices a sample order keeps the invoice, the order and what both name."""
        order = self.env["sale.order"].search([("name", "=like", "SAMPLE/%")], limit=1)
        for line in order.order_line:
            line.qty_delivered = line.product_uom_qty
        invoice = self.invoice_order(order, "2026-03-01")
        said = self.remove()
        self.assertIn(order.name, said)
        self.assertEqual((order.state, invoice.state), ("sale", "posted"))
        self.assertEqual(invoice.partner_id, order.partner_id)
        self.assertEqual(self.env["sale.order"].search_count([("name", "=like", "SAMPLE/%")]), 1)

    def test_own_plans_keep_their_rows(self):
        """A row of an own plan that names a sample team is not touched."""
        team = self.env["crm.team"].search([("name", "=", "Europe (Sample)")])
        plan = self.plan("team", year=2027, name="Own")
        row = self.row(plan, team)
        self.target(row, 500)
        self.assertIn("Europe (Sample)", self.remove())
        self.assertEqual(row.target_amount, 500)
        self.assertEqual(row.team_id, team)

    def test_tags_keep_nothing(self):
        """What was said of a sample record itself goes with it."""
        customer = self.find("res.partner", "Rheintal Maschinenbau")
        tag = self.env["res.partner.category"].sudo().create({"name": "Seen"})
        customer.category_id = [Command.link(tag.id)]
        text = "A note"
        customer.message_post(body=text)
        order = self.env["sale.order"].sudo().search([("name", "=like", "SAMPLE/%")], limit=1)
        order.tag_ids = [Command.create({"name": "Looked at"})]
        self.assertTrue(self.remove().endswith("is gone."))
        self.assertFalse(customer.exists())
        self.assertTrue(tag.exists())

    def test_removal_of_what_is_half_made(self):
        """Sample data whose making was interrupted can be removed; what a user deleted before is
        not missed."""
        self.sample().sample_remove()
        self.sample().sample_begin()
        self.find("product.product", "Carrying Case").unlink()
        self.assertTrue(self.remove().endswith("is gone."))
        self.sample().sample_begin()
        self.assertEqual(self.sample().sample_continue()["done"], 40)
        self.assertTrue(self.remove().endswith("is gone."))
        self.assertFalse(self.env["sale.order"].search([("name", "=like", "SAMPLE/%")]))

    def test_what_is_half_made_and_half_gone(self):
        """Nothing more is made of what somebody has deleted in parts: that is said."""
        self.sample().sample_remove()
        self.sample().sample_begin()
        self.find("product.product", "Carrying Case").unlink()
        with self.assertRaisesRegex(UserError, "Parts of the sample data"):
            self.sample().sample_continue()
        self.remove()

    def test_companies_of_similar_numbers(self):
        """The sample data of company 12 is not that of company 1."""
        theirs = self.env["res.partner"].sudo().create({"name": "Theirs"})
        mark = {"module": SAMPLE_MODULE, "model": "res.partner", "res_id": theirs.id}
        marks = self.env["ir.model.data"].sudo()
        mark = marks.create({**mark, "name": f"company_{self.company.id}2_customer_theirs"})
        self.assertTrue(self.sample().sample_remove().endswith("is gone."))
        self.assertTrue(theirs.exists())
        self.assertTrue(mark.exists())
        self.assertFalse(
            self.env["sales.plan.start"].with_user(self.manager).start_open()["has_sample"]
        )

    def test_what_names_what(self):
        """Records that name each other are not used; others that name them say so."""
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": self.drip.id})
        used = find_used(self.env, {"res_partner": [self.acme.id, self.drip.id]})
        self.assertEqual(used, {"res_partner": {self.acme.id, self.drip.id}})
        used = find_used(self.env, {"res_partner": [self.drip.id, contact.id]})
        self.assertEqual(used, {"res_partner": set()})
