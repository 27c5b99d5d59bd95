import random
from fractions import Fraction
from itertools import pairwise

from odoo.tests import tagged

from ..common.base import SalesPlanCommon, draw_seeds


@tagged("post_install", "-at_install")
class TestExactLines(SalesPlanCommon):
    """N1: what is shared out over the lines of a document adds up to the document's own amount.

    A part payment is the untaxed part of its invoice, an order in another currency is its untaxed
    total at the order's rate: to the cent, whatever the number of lines.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.no_tax = {"tax_ids": False}
        cls.cent = cls.company.currency_id.rounding

    def collected(self, move, field="amount"):
        """Return ``{day: {invoice line id: amount in cents}}``."""
        found = {}
        for fact in self.facts("collected", ("res_id", "=", move.id)):
            by_line = found.setdefault(str(fact.date), {})
            by_line[fact.line_id] = by_line.get(fact.line_id, 0) + round(fact[field] * 100)
        return found

    def sums(self, move, field="amount"):
        return {day: sum(lines.values()) for day, lines in self.collected(move, field).items()}

    def untaxed(self, move, paid):
        """Return the untaxed part of an amount paid, in cents, rounded half away from zero."""
        untaxed = round(abs(move.amount_untaxed_signed) * 100)
        exact = Fraction(untaxed) * round(paid * 100) / round(move.amount_total * 100)
        return int(exact + Fraction(1, 2)) * (-1 if move.move_type == "out_refund" else 1)

    def many_lines(self, count, seed=1, **values):
        """Return invoice lines of odd prices."""
        draw = random.Random(seed)
        products = (self.screw, self.nail, self.advice, None)
        return [
            (products[n % 4], draw.randint(1, 250000) / 100, 1, dict(self.no_tax, **values))
            for n in range(count)
        ]

    def assertPaidExactly(self, move, payments):  # noqa: N802
        """Pay a document on several days and compare every day with the untaxed part settled."""
        for day, amount in payments:
            self.pay(move, day, amount)
        expected, settled, days = {}, 0.0, {}
        for day, amount in payments:
            before = self.untaxed(move, settled)
            settled = round(settled + amount, 2)
            days[day] = days.get(day, 0) + self.untaxed(move, settled) - before
        expected = {day: cents for day, cents in days.items() if cents}
        found = {day: cents for day, cents in self.sums(move).items() if cents}
        self.assertEqual(found, expected)

    def test_one_payment_of_many_lines(self):
        """N1: 61 lines without taxes, paid in part: exactly what was paid is collected."""
        invoice = self.invoice(self.acme, "2025-02-10", *self.many_lines(61))
        paid = round(invoice.amount_total * 0.4, 2)
        self.pay(invoice, "2025-03-01", paid)
        self.assertEqual(self.sums(invoice), {"2025-03-01": round(paid * 100)})

    def test_ties_go_to_the_earlier_line(self):
        """N1: three equal lines, one cent: the first line has it, then the second, then the last;
        what it had it keeps."""
        invoice = self.invoice(self.acme, "2025-02-10", *[(self.screw, 0.01, 1, self.no_tax)] * 3)
        first, second, third = invoice.invoice_line_ids.sorted("id").ids
        for day in ("2025-03-01", "2025-03-02", "2025-03-03"):
            self.pay(invoice, day, 0.01)
        found = {
            day: {line: cents for line, cents in lines.items() if cents}
            for day, lines in self.collected(invoice).items()
        }
        self.assertEqual(
            found, {"2025-03-01": {first: 1}, "2025-03-02": {second: 1}, "2025-03-03": {third: 1}}
        )

    def test_instalments_with_taxes(self):
        """N1: each instalment adds its untaxed part, several on one day too; in the end every
        line has collected what it invoiced."""
        for seed in draw_seeds(3):
            draw = random.Random(seed)
            invoice = self.invoice(
                self.acme,
                "2025-02-10",
                *[
                    (product, draw.randint(-5000, 90000) / 100, draw.randint(1, 3))
                    for product in (self.screw, self.nail, self.advice, None) * 4
                ],
            )
            if invoice.amount_total <= 1:
                continue
            cuts = sorted({round(draw.random() * invoice.amount_total, 2) for __ in range(5)})
            cuts = [0.0, *[cut for cut in cuts if 0 < cut < invoice.amount_total]]
            parts = [round(after - before, 2) for before, after in pairwise(cuts)]
            days = sorted(f"2025-0{draw.randint(3, 5)}-01" for __ in parts)
            payments = list(zip(days, parts, strict=True))
            self.assertPaidExactly(invoice, payments)
            self.pay(invoice, "2025-06-01")
            self.assertEveryLineIsPaid(invoice)

    def assertEveryLineIsPaid(self, move):  # noqa: N802
        by_line = {}
        for lines in self.collected(move).values():
            for line, cents in lines.items():
                by_line[line] = by_line.get(line, 0) + cents
        lines = move.line_ids.filtered(lambda line: line.display_type == "product")
        self.assertEqual(by_line, {line.id: round(-line.balance * 100) for line in lines})

    def test_credit_note_paid_in_parts(self):
        """N1: a credit note takes back exactly the untaxed part that was paid back, line by line
        what its invoice would have collected."""
        lines = self.many_lines(17)
        invoice = self.invoice(self.acme, "2025-02-10", *lines)
        credit = self.invoice(self.acme, "2025-02-10", *lines, move_type="out_refund")
        for move in (invoice, credit):
            self.assertPaidExactly(move, [("2025-03-01", 333.33), ("2025-04-01", 0.01)])
        mirrored = [
            [-cents for __, cents in sorted(lines.items())]
            for lines in self.collected(credit).values()
        ]
        gained = [
            [cents for __, cents in sorted(lines.items())]
            for lines in self.collected(invoice).values()
        ]
        self.assertEqual(mirrored, gained)
        self.pay(credit, "2025-05-01")
        self.assertEveryLineIsPaid(credit)

    def test_set_off_in_part_and_taken_back(self):
        """N1: a small credit note set against an invoice settles its own part of every line; after
        it is taken back, what was paid is as before."""
        invoice = self.invoice(self.acme, "2025-02-10", *self.many_lines(23))
        self.pay(invoice, "2025-03-01", 1000.01)
        paid = self.collected(invoice)
        credit = self.invoice(
            self.acme, "2025-04-01", (self.screw, 77.77, 1, self.no_tax), move_type="out_refund"
        )
        self.reconcile(invoice, credit)
        self.assertEqual(self.sums(invoice), {"2025-03-01": 100001, "2025-04-01": 7777})
        self.assertEqual(self.sums(credit), {"2025-04-01": -7777})
        receivable = credit.line_ids.filtered(lambda line: line.display_type == "payment_term")
        receivable.remove_move_reconcile()
        self.assertEqual(self.collected(invoice), paid)

    def test_foreign_invoice(self):
        """N1: a euro invoice collects its untaxed part at its own rate, exactly."""
        invoice = self.invoice(
            self.acme, "2025-02-10", *self.many_lines(19), currency_id=self.euro.id
        )
        untaxed = round(invoice.amount_untaxed_signed * 100)
        self.pay(invoice, "2025-03-01", 1234.57, currency_id=self.euro.id)
        exact = Fraction(untaxed) * 123457 / round(invoice.amount_total * 100)
        self.assertEqual(self.sums(invoice), {"2025-03-01": int(exact + Fraction(1, 2))})

    def test_margin_of_a_part(self):
        """N1: cost is shared out as money is: the margin of a part is one rounded amount less
        another, not the sum of many rounded ones."""
        self.screw.standard_price = 0.07
        self.nail.standard_price = 0.03
        lines = [
            (product, 0.11, 1, self.no_tax) for product in (self.screw, self.nail, self.screw) * 7
        ]
        invoice = self.invoice(self.acme, "2025-02-10", *lines)
        costs = 14 * 7 + 7 * 3
        self.pay(invoice, "2025-03-01", 1)
        exact = Fraction(costs) * 100 / round(invoice.amount_total * 100)
        self.assertEqual(self.sums(invoice, "cost"), {"2025-03-01": int(exact + Fraction(1, 2))})
        plan = self.plan("product", basis="collected", measure="margin")
        self.assertEqual(round(plan.root_id.actual_amount * 100), 100 - int(exact + Fraction(1, 2)))

    def test_plan_by_team_equals_plan_by_product(self):
        """N1: whether lines are asked for or not, a part payment is the same cents."""
        invoice = self.invoice(self.acme, "2025-02-10", *self.many_lines(61))
        paid = round(invoice.amount_total * 0.4, 2)
        self.pay(invoice, "2025-03-01", paid)
        for levels in ((), ("team",), ("product",)):
            plan = self.plan(*levels, basis="collected")
            self.assertEqual(round(plan.root_id.actual_amount, 2), paid, levels)
            self.assertEqual(round(self.opened(plan.root_id), 2), paid, levels)

    def test_scope_keeps_the_shares(self):
        """N1: a plan of one product has of a payment what the product's lines have in the plan of
        all products."""
        invoice = self.invoice(self.acme, "2025-02-10", *self.many_lines(31))
        self.pay(invoice, "2025-03-01", 1000)
        parts = [
            self.plan(basis="collected", product_id=product.id).root_id.actual_amount
            for product in (self.screw, self.nail, self.advice)
        ]
        rest = sum(
            fact.amount
            for fact in self.facts("collected", ("res_id", "=", invoice.id))
            if not fact.product_id
        )
        self.assertAlmostEqual(sum(parts) + rest, 1000, 6)

    def test_cash_rounding_collects_nothing(self):
        """N1: what rounding to coins adds is no sale: the lines have the rest, exactly."""
        invoice = self.invoice(self.acme, "2025-02-10", *self.many_lines(61), post=False)
        invoice.invoice_cash_rounding_id = self.env["account.cash.rounding"].create(
            {
                "name": "Five cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "rounding_method": "UP",
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        invoice.action_post()
        rounding = invoice.line_ids.filtered(lambda line: line.display_type == "rounding")
        sold = round(-sum(invoice.invoice_line_ids.mapped("balance")) * 100)
        self.assertTrue(rounding.balance, "the story needs a rounding line")
        self.pay(invoice, "2025-03-01", 100)
        exact = Fraction(sold) * 10000 / round(invoice.amount_total * 100)
        for levels in ((), ("product",)):
            plan = self.plan(*levels, basis="collected")
            self.assertEqual(
                round(plan.root_id.actual_amount * 100), int(exact + Fraction(1, 2)), levels
            )

    def test_foreign_order(self):
        """N1: the lines of a euro order add up to its untaxed total at the order's rate."""
        pricelist = self._create_pricelist(currency_id=self.euro.id)
        lines = [
            (product, price, 1) for product in (self.screw, self.nail) for price in (0.01,) * 11
        ]
        order = self.order(self.acme, "2025-05-10 12:00:00", *lines, pricelist_id=pricelist.id)
        exact = Fraction(round(order.amount_untaxed * 100)) / Fraction(str(order.currency_rate))
        facts = self.facts("ordered", ("res_id", "=", order.id))
        self.assertEqual(
            [round(fact.amount * 100) for fact in facts.sorted("line_id")],
            self._first_ones(int(exact + Fraction(1, 2)), len(facts)),
        )
        for levels in ((), ("product",)):
            plan = self.plan(*levels, basis="ordered")
            self.assertEqual(
                round(plan.root_id.actual_amount * 100), int(exact + Fraction(1, 2)), levels
            )

    @staticmethod
    def _first_ones(cents, count):
        return [int(number < cents) for number in range(count)]
