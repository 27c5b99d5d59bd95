from odoo.tests import tagged

from ..common.money import MoneyCommon


@tagged("post_install", "-at_install")
class TestDaysToPay(MoneyCommon):
    """G5, G7: how long customers take to pay, weighed by amount."""

    def days(self, *conditions):
        """Return ``{customer: (paid, days to pay, days late)}``."""
        self.env.flush_all()
        rows = self.env["sales.days.to.pay"]._read_group(
            [("company_id", "=", self.company.id), *conditions],
            ["partner_id"],
            ["amount:sum", "days_to_pay:avg", "days_late:avg"],
        )
        return {customer: tuple(values) for customer, *values in rows}

    def test_weighed(self):
        """The example of the model: 100 after 10 days and 300 after 30 are 25 days."""
        self.pay(self.owed(100), "2025-01-11")
        self.pay(self.owed(300, partner=self.buyer), "2025-01-31")
        self.pay(self.owed(50, partner=self.bolt, due="2025-01-21"), "2025-01-11")
        self.assertEqual(self.days(), {self.acme: (400, 25, -5), self.bolt: (50, 10, -10)})

    def test_parts_and_instalments(self):
        """Each payment of each instalment counts by itself."""
        halves = self.owed(200, invoice_payment_term_id=self.halves.id, invoice_date_due=False)
        self.pay(halves, "2025-01-11", 100)
        self.pay(halves, "2025-01-31", 50)
        self.pay(halves, "2025-02-10", 50)
        [[paid, to_pay, late]] = self.days().values()
        self.assertEqual(paid, 200)
        self.assertAlmostEqual(to_pay, (100 * 10 + 50 * 30 + 50 * 40) / 200)
        self.assertAlmostEqual(late, (100 * 10 + 50 * 2 + 50 * 12) / 200)

    def test_only_payments(self):
        """Credits, and what was undone, are no payments; another currency is one all the same."""
        invoice = self.owed(100)
        self.credit(invoice, "2025-01-20")
        self.assertEqual(invoice.amount_residual, 0)
        undone = self.owed(100)
        self.pay(undone, "2025-01-21")
        self.instalments(undone).remove_move_reconcile()
        self.assertEqual(self.days(), {})
        abroad = self.owed(100, currency_id=self.euro.id)
        self.pay(abroad, "2025-04-11", currency_id=self.euro.id)
        [[paid, to_pay, _late]] = self.days().values()
        self.assertEqual(to_pay, 100)
        self.assertIn(paid, (25, 50))

    def test_on_the_customer(self):
        """A customer's own page has the same, as far as the reader may see it."""
        self.pay(self.owed(100), "2025-01-11")
        self.pay(self.owed(100, invoice_user_id=self.colleague.id), "2025-01-31")
        self.owed(70)
        for user, days, amount in ((self.manager, 20, 70), (self.salesperson, 10, 70)):
            contact = self.buyer.with_user(user)
            contact.invalidate_recordset()
            self.assertEqual(contact.sales_days_to_pay, days)
            self.assertEqual(contact.sales_open_amount, amount)
            self.assertEqual(contact.sales_overdue_amount, amount)
        unknown = self.coil.with_user(self.manager)
        self.assertIs(unknown.sales_days_to_pay, False)
        action = self.buyer.with_user(self.salesperson).action_open_receivables()
        rows = self.env["sales.receivable"].search(action["domain"])
        self.assertEqual(rows.mapped("amount"), [70])

    def test_queries(self):
        """One query for many customers."""
        for partner in (self.acme, self.bolt, self.coil, self.drip):
            self.pay(self.owed(100, partner=partner), "2025-01-11")
        self.env.flush_all()
        counts = []
        few, many = self.acme | self.bolt, self.acme | self.bolt | self.coil | self.drip
        for partners in (few, few, many):  # the first time warms the caches up
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.mapped("sales_days_to_pay")
            partners.mapped("sales_open_amount")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
