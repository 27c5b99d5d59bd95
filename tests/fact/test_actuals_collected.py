from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestActualsCollected(SalesPlanCommon):
    """P2, N1: money collected, as the untaxed share of each invoice line that was settled."""

    def setUp(self):
        super().setUp()
        self.odd = self.invoice(
            self.acme, "2025-02-10", (self.screw, 33.33), (self.nail, 33.33), (self.advice, 0.01)
        )

    def by_invoice(self, invoice):
        return [round(f.amount, 2) for f in self.facts("collected", ("res_id", "=", invoice.id))]

    def assertCollects(self, invoice, expected):  # noqa: N802
        self.assertEqual(round(sum(self.by_invoice(invoice)), 2), expected)

    def test_unpaid(self):
        """P2: an invoice that nobody paid has collected nothing."""
        self.assertFalse(self.facts("collected"))

    def test_paid_in_full(self):
        """N1: a paid invoice has collected exactly its lines, taxes left out."""
        self.pay(self.odd, "2025-03-01")
        self.assertAmounts("collected", [33.33, 33.33, 0.01])
        self.assertEqual(set(self.facts("collected").mapped("date")), {self.day("2025-03-01")})

    def test_paid_in_parts(self):
        """N1: parts are shares of each line; together they are its amount to the cent."""
        for number, part in enumerate((13.37, 0.02, 26.6, 7.77), start=3):
            self.pay(self.odd, f"2025-0{number}-01", part)
        self.assertAlmostEqual(
            self.total("collected"), (13.37 + 0.02 + 26.6 + 7.77) * 66.67 / 80, delta=0.005
        )
        self.pay(self.odd, "2025-08-01")
        by_line = self.env["sales.actual"]._read_group(
            [("basis", "=", "collected"), ("res_id", "=", self.odd.id)],
            ["line_id"],
            ["amount:sum"],
        )
        self.assertEqual(
            {line: round(amount, 2) for line, amount in by_line},
            {line.id: line.price_subtotal for line in self.odd.invoice_line_ids},
        )

    def test_two_instalments(self):
        """N1: an invoice due in two instalments collects each when it is paid."""
        self.odd.button_draft()
        self.odd.invoice_payment_term_id = self.pay_terms_b
        self.odd.action_post()
        terms = self.odd.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertEqual(len(terms), 2)
        self.pay(self.odd, "2025-03-01", self.odd.amount_total)
        self.assertCollects(self.odd, 66.67)

    def test_paid_together(self):
        """N1: one payment of two invoices settles each by its own amount."""
        other = self.invoice(self.acme, "2025-02-11", (self.screw, 100))
        self.pay(self.odd | other, "2025-03-01", group_payment=True)
        self.assertCollects(self.odd, 66.67)
        self.assertCollects(other, 100)

    def test_unreconciling_takes_back(self):
        """N1: an undone reconciliation has collected nothing; the next read shows it."""
        payment = self.pay(self.odd, "2025-03-01", 40)
        self.assertEqual(self.total("collected"), 33.34)
        receivable = self.odd.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        receivable.remove_move_reconcile()
        self.assertFalse(self.facts("collected"))
        self.assertTrue(payment.exists())

    def test_set_off_against_a_credit_note(self):
        """N1: nobody paid: what the invoice collects, the credit note takes back."""
        credit = self.credit(self.odd, "2025-03-01")
        if credit.payment_state != "paid":
            self.reconcile(self.odd, credit)
        self.assertCollects(self.odd, 66.67)
        self.assertCollects(credit, -66.67)
        self.assertEqual(self.total("collected", "count"), 1)

    def test_refund_payment(self):
        """N1: money paid back on a credit note is collected with a minus."""
        credit = self.invoice(self.acme, "2025-03-01", (self.screw, 50), move_type="out_refund")
        self.pay(credit, "2025-03-05", 30)
        self.assertCollects(credit, -25)
        self.pay(credit, "2025-03-06")
        self.assertCollects(credit, -50)
        self.assertEqual(self.total("collected", "count"), 0)

    def test_receipt(self):
        """N1: a sales receipt collects as an invoice does."""
        receipt = self.invoice(self.acme, "2025-03-01", (self.screw, 50), move_type="out_receipt")
        self.pay(receipt, "2025-03-05")
        self.assertCollects(receipt, 50)

    def test_day_is_the_later_of_both(self):
        """P2: money paid in advance is collected on the day of the invoice."""
        self.pay(self.odd, "2025-01-15")
        self.assertEqual(set(self.facts("collected").mapped("date")), {self.day("2025-02-10")})

    def test_foreign_currency_with_exchange_difference(self):
        """N1: an invoice in euro collects what it invoiced, at its own rate; a difference of
        rates settles nothing."""
        invoice = self.invoice(
            self.acme, "2025-02-10", (self.screw, 99.99), (self.nail, 50), currency_id=self.euro.id
        )
        self.pay(invoice, "2025-05-01", 60, currency_id=self.euro.id)
        self.assertCollects(invoice, 25)
        self.pay(invoice, "2025-05-02", currency_id=self.euro.id)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertTrue(
            self.env["account.partial.reconcile"].search_count(
                [("exchange_move_id", "!=", False), ("company_id", "=", self.company.id)]
            )
        )
        self.assertCollects(invoice, -sum(invoice.invoice_line_ids.mapped("balance")))

    def test_paid_in_another_currency(self):
        """N1: a dollar invoice paid in euro collects its own dollars."""
        self.pay(self.odd, "2025-05-01", currency_id=self.euro.id)
        self.assertEqual(self.odd.amount_residual, 0)
        self.assertCollects(self.odd, 66.67)
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 100), currency_id=self.euro.id)
        self.pay(invoice, "2025-02-11", 30, currency_id=self.company.currency_id.id)
        self.assertCollects(invoice, 25)

    def test_free_of_charge(self):
        """N1: an invoice of nothing collects nothing and breaks nothing."""
        self.invoice(self.acme, "2025-02-10", (self.screw, 10), (self.advice, -10))
        self.assertFalse(self.facts("collected"))

    def test_reset_invoice(self):
        """P21: resetting a paid invoice to draft takes its collected money back."""
        self.pay(self.odd, "2025-03-01")
        self.odd.button_draft()
        self.assertFalse(self.facts("collected"))

    def test_same_day_and_span(self):
        """N1: what an earlier settlement collected does not depend on how far one reads."""
        self.pay(self.odd, "2025-03-01", 10.01)
        self.pay(self.odd, "2025-03-01", 10.01)
        self.pay(self.odd, "2025-04-01")
        whole = self.plan("product", basis="collected")
        march = self.plan(
            "product",
            basis="collected",
            name="March",
            date_from="2025-03-01",
            date_to="2025-03-31",
        )
        april = self.plan(
            "product",
            basis="collected",
            name="April",
            date_from="2025-04-01",
            date_to="2025-04-30",
        )
        self.assertEqual(whole.root_id.actual_amount, 66.67)
        self.assertEqual(round(march.root_id.actual_amount + april.root_id.actual_amount, 2), 66.67)
        for plan in (whole, march, april):
            self.assertEqual(self.opened(plan.root_id), plan.root_id.actual_amount)

    def test_dimensions(self):
        """P3-P7: collected money has the dimensions of the invoice line it pays."""
        self.pay(self.odd, "2025-03-01")
        fact = self.facts("collected", ("product_id", "=", self.nail.id))
        self.assertRecordValues(
            fact,
            [
                {
                    "team_id": self.team_north.id,
                    "user_id": self.salesperson.id,
                    "partner_id": self.acme.id,
                    "industry_id": self.metal.id,
                    "country_id": self.belgium.id,
                    "product_category_id": self.nails.id,
                    "res_id": self.odd.id,
                }
            ],
        )
