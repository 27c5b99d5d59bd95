from odoo.fields import Command
from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestPieces(SalesPlanCommon):
    """P2: what counts as a piece: what was sold, not what was paid in advance or taken off."""

    def pieces(self, basis, *documents):
        """Return the quantity of some documents' facts, in all and by product."""
        facts = self.facts(basis, ("res_id", "in", [document.id for document in documents]))
        by_product = {}
        for fact in facts:
            by_product[fact.product_id] = by_product.get(fact.product_id, 0) + fact.quantity
        found = {product: quantity for product, quantity in by_product.items() if quantity}
        return sum(facts.mapped("quantity")), found

    def ordered(self, *lines, **values):
        self.screw.invoice_policy = self.nail.invoice_policy = "order"
        return self.order(self.acme, "2025-02-10 12:00:00", *lines, **values)

    def test_down_payment(self):
        """P2: an order of ten, a fifth of it in advance: no piece in February, ten in March; the
        money is in both."""
        order = self.ordered((self.screw, 10, 10))
        first, last = (
            self.invoice_order(order, "2025-02-11", 20),
            self.invoice_order(order, "2025-03-11"),
        )
        self.assertEqual(self.pieces("invoiced", first), (0, {}))
        self.assertEqual(self.pieces("invoiced", last), (10, {self.screw: 10}))
        self.assertEqual(self.pieces("ordered", order), (10, {self.screw: 10}))
        plan = self.plan(measure="quantity")
        by_month = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id)], ["date:month"], ["actual_amount:sum"]
        )
        self.assertEqual([amount for __, amount in by_month if amount], [10])
        plan.measure = "revenue"
        by_month = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id)], ["date:month"], ["actual_amount:sum"]
        )
        self.assertEqual([amount for __, amount in by_month if amount], [20, 80])

    def test_down_payment_collected(self):
        """P2: paying in advance collects money and no pieces; paying the rest, all of them."""
        order = self.ordered((self.screw, 10, 10))
        first, last = (
            self.invoice_order(order, "2025-02-11", 20),
            self.invoice_order(order, "2025-03-11"),
        )
        self.pay(first, "2025-02-12")
        self.assertEqual(self.pieces("collected", first), (0, {}))
        self.assertEqual(self.total("collected"), 20)
        self.pay(last, "2025-03-12", 48)
        self.assertEqual(self.pieces("collected", last), (5, {self.screw: 5}))
        self.pay(last, "2025-03-13")
        self.assertEqual(self.pieces("collected", first, last), (10, {self.screw: 10}))
        self.assertEqual(self.total("collected"), 100)

    def test_several_down_payments_and_credit_notes(self):
        """P2: down payments of several lines, and what is credited of them, are no pieces."""
        order = self.ordered((self.screw, 10, 10), (self.nail, 3, 5))
        first = self.invoice_order(order, "2025-02-11", 20)
        second = self.invoice_order(order, "2025-02-12", 10)
        credit = self.credit(first, "2025-02-13")
        self.assertEqual(self.pieces("invoiced", first, second, credit), (0, {}))
        last = self.invoice_order(order, "2025-03-11")
        self.assertEqual(self.pieces("invoiced", last)[0], 15)
        returned = self.credit(last, "2025-03-12")
        self.assertEqual(self.pieces("invoiced", returned)[0], -15)

    def test_whole_amount_in_advance(self):
        """P2: all of it in advance: the final invoice is worth nothing and has the pieces."""
        order = self.ordered((self.screw, 10, 10))
        first, last = (
            self.invoice_order(order, "2025-02-11", 100),
            self.invoice_order(order, "2025-03-11"),
        )
        self.assertEqual(last.amount_total, 0)
        self.assertEqual(self.pieces("invoiced", first), (0, {}))
        self.assertEqual(self.pieces("invoiced", last), (10, {self.screw: 10}))

    def test_discount_on_the_order(self):
        """P2: a discount on the whole order takes off money and sells nothing."""
        order = self.ordered((self.screw, 10, 10), confirm=False)
        self.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_type": "so_discount", "discount_percentage": 0.1}
        ).action_apply_discount()
        order.action_confirm()
        self.assertEqual(len(order.order_line), 2)
        self.assertEqual(self.pieces("ordered", order), (10, {self.screw: 10}))
        self.assertEqual(self.total("ordered"), 90)
        invoice = self.invoice_order(order, "2025-03-11")
        self.assertEqual(self.pieces("invoiced", invoice), (10, {self.screw: 10}))
        credit = self.credit(invoice, "2025-03-12")
        self.assertEqual(self.pieces("invoiced", credit), (-10, {self.screw: -10}))

    def test_returned_and_free_pieces(self):
        """P2: what is taken back in an invoice counts with a minus, what is given away counts."""
        invoice = self.invoice(
            self.acme, "2025-02-10", (self.screw, 10, 5), (self.screw, 10, -2), (self.nail, 0, 3)
        )
        self.assertEqual(self.pieces("invoiced", invoice), (6, {self.screw: 3, self.nail: 3}))

    def test_credit_of_a_price(self):
        """P2: a credit note counts the pieces it names: none where it credits a price alone."""
        credit = self.invoice(
            self.acme,
            "2025-02-10",
            (self.screw, 1, 2),
            (self.nail, 0.5, 0),
            move_type="out_refund",
        )
        self.assertEqual(self.pieces("invoiced", credit), (-2, {self.screw: -2}))

    def test_combo(self):
        """P2: of a combo the products chosen count, not the combo besides."""
        combo = self.env["product.combo"].create(
            {
                "name": "One of them",
                "combo_item_ids": [Command.create({"product_id": self.screw.id})],
            }
        )
        both = self._create_product(
            name="Set", type="combo", combo_ids=[Command.set(combo.ids)], lst_price=30
        )
        order = self.order(self.acme, "2025-02-10 12:00:00", (both, 0, 2), confirm=False)
        order.order_line = [
            Command.create(
                {
                    "product_id": self.screw.id,
                    "product_uom_qty": 2,
                    "combo_item_id": combo.combo_item_ids.id,
                    "linked_line_id": order.order_line.id,
                }
            )
        ]
        order.action_confirm()
        order.date_order = "2025-02-10 12:00:00"
        self.assertEqual(self.pieces("ordered", order), (2, {self.screw: 2}))

    def test_discount_in_a_deal(self):
        """P2: the products of a deal count as those of the order that is made of it."""
        deal = self.deal(
            self.acme,
            90,
            won="2025-02-10 12:00:00",
            line_ids=[
                Command.create(
                    {"product_id": product.id, "product_uom_qty": quantity, "price_unit": price}
                )
                for product, quantity, price in ((self.screw, 10, 10), (self.advice, 1, -10))
            ],
        )
        self.assertEqual(self.pieces("won", deal), (10, {self.screw: 10}))
