from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation, RestrictViolation

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestDealLines(SalesPlanCommon):
    """R21-R24: what a deal sells, and what that comes to."""

    def line(self, deal, product, quantity=1, **values):
        """Add a product to a deal."""
        return self.env["crm.lead.line"].create(
            {"lead_id": deal.id, "product_id": product.id, "product_uom_qty": quantity, **values}
        )

    def test_form(self):
        """R21-R24: choose products, change what is proposed, read subtotals and the total."""
        with Form(self.deal(self.acme, 500).with_user(self.salesperson)) as form:
            with form.line_ids.new() as line:
                line.product_id = self.screw
                self.assertEqual((line.price_unit, line.product_uom_qty), (10, 1))
                self.assertIn("Screw", line.name)
                line.product_uom_qty = 7
                self.assertEqual(line.price_subtotal, 70)
            with form.line_ids.new() as line:
                line.product_id = self.advice
                line.name = "Advice on screws"
                line.price_unit = 80
                line.product_uom_qty = 3
                line.discount = 12.5
                self.assertEqual(line.price_subtotal, 210)
            self.assertEqual(form.line_total, 280)
            self.assertEqual(form.expected_revenue, 500)
        deal = form.record
        self.assertRecordValues(
            deal.line_ids,
            [
                {"product_id": self.screw.id, "price_subtotal": 70, "name": "Screw"},
                {"product_id": self.advice.id, "price_subtotal": 210, "name": "Advice on screws"},
            ],
        )
        deal.action_use_line_total()
        self.assertEqual(deal.expected_revenue, 280)

    def test_subtotal_is_rounded(self):
        """R24: a subtotal has the currency's coins, and totals are sums of subtotals."""
        deal = self.deal(self.acme, 0)
        lines = self.line(deal, self.nail, 3, price_unit=0.333, discount=10)
        lines |= self.line(deal, self.nail, 3, price_unit=0.335)
        self.assertEqual(lines.mapped("price_subtotal"), [0.90, 1.01])
        self.assertEqual(deal.line_total, 1.91)
        self.company.currency_id.rounding = 1
        self.assertEqual(self.line(deal, self.nail, 5, price_unit=0.335).price_subtotal, 2)

    def test_total_only_on_demand(self):
        """R24: products do not change what is expected until they are told to."""
        deal = self.deal(self.acme, 500)
        self.line(deal, self.screw, 2)
        self.assertEqual(deal.expected_revenue, 500)
        with self.assertRaisesRegex(UserError, "Deal of 9 has no products"):
            self.deal(self.acme, 9).action_use_line_total()

    def test_price_without_taxes(self):
        """R23: a price that includes taxes is proposed without them, in the deal's currency."""
        self.tax_sale_a.price_include_override = "tax_included"
        self.screw.taxes_id = self.tax_sale_a
        deal = self.deal(self.acme, 0)
        self.assertAlmostEqual(self.line(deal, self.screw).price_unit, 10 / 1.2)
        self.screw.taxes_id = False
        self.assertEqual(self.line(deal, self.screw).price_unit, 10)

    def test_price_of_the_customer(self):
        """R23: the customer's pricelist proposes the price, converted to the company's currency."""
        self.env.user.group_ids += self.env.ref("product.group_product_pricelist")
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Euro",
                "currency_id": self.euro.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.screw.id,
                            "compute_price": "fixed",
                            "fixed_price": 20,
                        }
                    )
                ],
            }
        )
        self.acme.property_product_pricelist = pricelist
        self.assertEqual(self.line(self.deal(self.acme, 0), self.screw).price_unit, 5)
        self.assertEqual(self.line(self.deal(self.bolt, 0), self.screw).price_unit, 10)

    def test_unit_changes_the_price(self):
        """R21: a dozen costs twelve times as much; a typed price stays when quantities change."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self.screw.uom_ids = dozen
        line = self.line(self.deal(self.acme, 0), self.screw, 2)
        self.assertEqual(line.allowed_uom_ids, self.screw.uom_id | dozen)
        line.product_uom_id = dozen
        self.assertEqual((line.price_unit, line.price_subtotal), (120, 240))
        line.price_unit = 100
        line.product_uom_qty = 3
        self.assertEqual((line.price_unit, line.price_subtotal), (100, 300))

    @mute_logger("odoo.sql_db")
    def test_discount_of_more_than_everything(self):
        """R24: a discount of 120 % is a slip."""
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.line(self.deal(self.acme, 0), self.screw, discount=120)

    def test_product_of_another_company(self):
        """R22: a deal sells products of its own company."""
        other = self.make_other_company()
        self.screw.company_id = other
        with self.assertRaisesRegex(UserError, "Screw"):
            self.line(self.deal(self.acme, 0), self.screw)

    def test_who_sees_the_deal_sees_its_products(self):
        """R21: the products of a deal are as private as the deal."""
        deal = self.deal(self.acme, 100)
        line = self.line(deal, self.screw)
        mine = line.with_user(self.salesperson)
        mine.product_uom_qty = 2
        for user in (self.stranger, self.clerk, self.auditor, self.visitor):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["price_unit"])
        with self.assertRaises(AccessError):
            line.with_user(self.stranger).unlink()
        own = self.deal(None, 1, user_id=self.stranger.id, team_id=self.team_south.id)
        with self.assertRaises(AccessError):
            # into somebody else's deal
            self.line(own.with_user(self.stranger), self.screw).with_user(
                self.stranger
            ).lead_id = deal
        self.assertFalse(
            self.env["crm.lead.line"].with_user(self.stranger).search([("lead_id", "=", deal.id)])
        )
        self.assertTrue(line.with_user(self.manager).read(["price_unit"]))
        mine.unlink()
        self.assertFalse(deal.line_ids)

    def test_companies(self):
        """R21: products of another company's deals are not there."""
        other = self.make_other_company()
        self.manager.company_ids += other
        deal = self.deal(self.acme, 100)
        deal.write({"company_id": other.id, "team_id": False, "user_id": False})
        self.line(deal, self.screw)
        lines = self.env["crm.lead.line"].with_user(self.manager)
        domain = [("lead_id", "=", deal.id)]
        self.assertFalse(lines.with_context(allowed_company_ids=self.company.ids).search(domain))
        self.assertTrue(
            lines.with_context(allowed_company_ids=(self.company | other).ids).search(domain)
        )
        self.assertEqual(deal.line_ids.currency_id, other.currency_id)

    def test_gone_with_the_deal(self):
        """R21: a copy has products of its own; a deal takes its products along."""
        deal = self.deal(self.acme, 100)
        line = self.line(deal, self.screw, 4, price_unit=9, discount=5)
        copied = deal.copy()
        self.assertRecordValues(
            copied.line_ids, [{"price_unit": 9, "product_uom_qty": 4, "discount": 5}]
        )
        self.assertNotEqual(copied.line_ids, line)
        deal.unlink()
        self.assertFalse(line.exists())
        self.assertTrue(copied.line_ids)

    def test_used_product_stays(self):
        """R22: a product that a deal sells is archived, not deleted."""
        self.line(self.deal(self.acme, 100), self.screw)
        with mute_logger("odoo.sql_db"), self.assertRaises(RestrictViolation):
            self.screw.unlink()
        self.assertTrue(self.screw.exists())

    def test_queries_do_not_grow(self):
        """R24: totals of many deals cost as many queries as those of a few."""

        def count(number):
            deals = self.env["crm.lead"]
            for __ in range(number):
                deal = self.deal(self.acme, 1)
                self.line(deal, self.screw, 2)
                deals |= deal
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(sum(deals.mapped("line_total")), 20 * number)
            return self.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(3), count(6))


@tagged("post_install", "-at_install")
class TestDealQuotation(SalesPlanCommon):
    """R21, R24: a quotation made from a deal begins with the deal's products."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.screw | cls.advice).taxes_id = cls.tax_sale_a
        cls.sales_deal = cls.deal(
            cls.acme,
            500,
            line_ids=[
                Command.create(
                    {
                        "product_id": cls.screw.id,
                        "product_uom_qty": 7,
                        "price_unit": 8,
                        "name": "Long screws",
                    }
                ),
                Command.create({"product_id": cls.advice.id, "product_uom_qty": 2, "discount": 10}),
            ],
        )

    def quote(self, action, **values):
        """Save the form that an action opens, as the salesperson does."""
        orders = self.env["sale.order"].with_user(self.salesperson)
        self.assertEqual(action["res_model"], "sale.order")
        form = Form(orders.with_context(**action["context"]))
        for name, value in values.items():
            form[name] = value
        return form.save()

    def quote_deal(self, deal=None):
        deal = (deal or self.sales_deal).with_user(self.salesperson)
        return self.quote(deal.action_sale_quotations_new())

    def test_lines(self):
        """R21: products, descriptions, quantities and agreed prices, with the usual taxes."""
        order = self.quote_deal()
        self.assertEqual(order.opportunity_id, self.sales_deal)
        self.assertRecordValues(
            order.order_line,
            [
                {
                    "product_id": self.screw.id,
                    "name": "Long screws",
                    "product_uom_qty": 7,
                    "price_unit": 8,
                    "price_subtotal": 56,
                    "tax_ids": self.tax_sale_a.ids,
                },
                {
                    "product_id": self.advice.id,
                    "name": "Advice",
                    "product_uom_qty": 2,
                    "price_unit": 90,
                    "price_subtotal": 180,
                    "tax_ids": self.tax_sale_a.ids,
                },
            ],
        )
        self.assertEqual(order.amount_untaxed, self.sales_deal.line_total)
        order.order_line[0].product_uom_qty = 8
        self.assertEqual(order.order_line[0].price_unit, 8)

    def test_discounts_that_users_see(self):
        """R21: where quotations show discounts, the deal's discount is one."""
        self.salesperson.group_ids += self.env.ref("sale.group_discount_per_so_line")
        line = self.quote_deal().order_line[1]
        self.assertEqual((line.price_unit, line.discount, line.price_subtotal), (100, 10, 180))

    def test_given_away(self):
        """R23: a price of zero is a price."""
        self.sales_deal.line_ids[0].price_unit = 0
        line = self.quote_deal().order_line[0]
        self.assertEqual(line.price_unit, 0)
        line.product_uom_qty = 9
        self.assertEqual(line.price_unit, 0)

    def test_units_that_users_do_not_see(self):
        """R21: a dozen is twelve pieces to those who know pieces only."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self.screw.uom_ids = dozen
        line = self.sales_deal.line_ids[0]
        line.write({"product_uom_id": dozen.id, "product_uom_qty": 2})
        line.price_unit = 96
        self.salesperson.group_ids -= self.env.ref("uom.group_uom")
        self.env.ref("base.group_user").implied_ids -= self.env.ref("uom.group_uom")
        quoted = self.quote_deal().order_line[0]
        self.assertEqual(
            (quoted.product_uom_id, quoted.product_uom_qty, quoted.price_unit),
            (self.screw.uom_id, 24, 8),
        )
        self.salesperson.group_ids += self.env.ref("uom.group_uom")
        quoted = self.quote_deal().order_line[0]
        self.assertEqual(
            (quoted.product_uom_id, quoted.product_uom_qty, quoted.price_unit), (dozen, 2, 96)
        )

    def test_other_currency(self):
        """R23: prices are converted to the currency of the quotation."""
        groups = self.env.ref("product.group_product_pricelist")
        self.env.ref("base.group_user").implied_ids += groups
        self.acme.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": self.euro.id}
        )
        order = self.quote_deal()
        self.assertEqual(order.currency_id, self.euro)
        self.assertEqual(order.order_line.mapped("price_unit"), [32, 360])
        self.assertEqual(order.order_line.mapped("price_subtotal"), [224, 720])

    def test_prices_with_taxes(self):
        """R23: where prices include taxes, quotations say them with taxes."""
        self.tax_sale_a.price_include_override = "tax_included"
        order = self.quote_deal()
        self.assertEqual(order.order_line.mapped("price_unit"), [9.6, 108])
        self.assertEqual(order.order_line.mapped("price_subtotal"), [56, 180])

    def test_after_the_customer_dialog(self):
        """R21: a deal without a customer asks for one first; its products are not forgotten."""
        self.sales_deal.partner_id = False
        deal = self.sales_deal.with_user(self.salesperson)
        action = deal.action_sale_quotations_new()
        self.assertEqual(action["res_model"], "crm.quotation.partner")
        dialog = Form(
            self.env["crm.quotation.partner"]
            .with_user(self.salesperson)
            .with_context(active_model="crm.lead", active_id=deal.id)
        )
        dialog.action = "exist"
        dialog.partner_id = self.bolt
        order = self.quote(dialog.save().action_apply())
        self.assertEqual(order.partner_id, self.bolt)
        self.assertEqual(order.order_line.product_id, self.screw | self.advice)

    def test_quotation_template(self):
        """R21: the company's template does not replace the deal's products; chosen, it does."""
        self.company.sale_order_template_id = template = self.env["sale.order.template"].create(
            {
                "name": "Usual",
                "sale_order_template_line_ids": [Command.create({"product_id": self.nail.id})],
            }
        )
        self.salesperson.group_ids += self.env.ref("sale_management.group_sale_order_template")
        order = self.quote_deal()
        self.assertEqual(order.order_line.product_id, self.screw | self.advice)
        action = self.sales_deal.with_user(self.salesperson).action_sale_quotations_new()
        order = self.quote(action, sale_order_template_id=template)
        self.assertEqual(order.order_line.product_id, self.nail)
        self.sales_deal.line_ids.unlink()
        self.assertEqual(self.quote_deal().order_line.product_id, self.nail)

    def test_other_documents_do_not_inherit_them(self):
        """R21: what is made from the quotation begins with its own lines, not the deal's."""
        action = self.sales_deal.with_user(self.salesperson).action_sale_quotations_new()
        self.assertNotIn("default_order_line", action["context"])
        order = self.quote(action).with_context(**action["context"])
        order.order_line[0].unlink()
        self.assertEqual(order.copy().order_line.product_id, self.advice)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        invoice = order.with_user(self.env.user)._create_invoices()
        self.assertEqual(invoice.invoice_line_ids.product_id, self.advice)

    def test_deal_of_somebody_else(self):
        """R21: nobody reads a deal's products through a quotation."""
        orders = self.env["sale.order"].with_user(self.stranger)
        with self.assertRaises(AccessError):
            orders.with_context(sales_plan_lines_of_lead_id=self.sales_deal.id).default_get(
                ["order_line"]
            )
        self.assertNotIn("order_line", orders.default_get(["order_line"]))

    def test_quotation_from_what_is_no_deal(self):
        """R21: a client that names nothing that can be a deal gets a quotation without lines."""
        orders = self.env["sale.order"].with_user(self.salesperson)
        for sent in ("x", True, 1.5, {"id": 1}, [self.sales_deal.id], -1):
            told = orders.with_context(sales_plan_lines_of_lead_id=sent)
            with self.subTest(sent=sent):
                self.assertNotIn("order_line", told.default_get(["order_line"]))
