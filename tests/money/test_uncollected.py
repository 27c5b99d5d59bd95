from odoo.tests import tagged

from ..common.money import MoneyCommon


@tagged("post_install", "-at_install")
class TestUncollected(MoneyCommon):
    """G5, G6: which of one's targets are invoiced, but not collected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = cls.plan("salesperson", "customer")
        cls.mine, cls.theirs = cls.rows(cls.year, cls.salesperson, cls.colleague)
        cls.acme_row, cls.bolt_row = cls.rows(cls.mine, cls.acme, cls.bolt)

    def amounts(self, *rows):
        self.env.flush_all()
        self.env.invalidate_all()
        return [row.with_user(self.manager).uncollected_amount for row in rows]

    def test_open_part(self):
        """The untaxed part of what is open, by row; paid or of another year it is gone."""
        rows = (self.year.root_id, self.mine, self.acme_row, self.bolt_row, self.theirs)
        self.assertEqual(self.amounts(*rows), [False] * 5)
        taxed = self.invoice(self.acme, "2025-01-10", (self.screw, 100))
        other = self.owed(50, partner=self.bolt)
        self.owed(30, partner=self.bolt, invoice_user_id=self.colleague.id)
        self.owed(1000, invoice_date="2024-12-10", date="2024-12-10")
        self.assertEqual(self.amounts(*rows), [180, 150, 100, 50, 30])
        self.assertEqual(taxed.amount_total, 120)
        self.pay(taxed, "2025-02-01", 30)
        self.assertEqual(self.amounts(*rows), [155, 125, 75, 50, 30])
        self.pay(other, "2025-02-01")
        self.assertEqual(self.amounts(*rows), [105, 75, 75, False, 30])

    def test_credits(self):
        """A credit note that is not matched yet takes away; matched it is one with its invoice."""
        invoice = self.owed(100)
        credit = self.credit(invoice, "2025-01-20", (None, 40, 1, {"tax_ids": []}))
        self.assertEqual(self.amounts(self.acme_row), [60])
        self.instalments(invoice).remove_move_reconcile()
        self.assertEqual(self.amounts(self.acme_row), [60])
        self.reconcile(invoice, credit)
        self.assertEqual(self.amounts(self.acme_row), [60])

    def test_other_measures(self):
        """Quantities are not collected."""
        pieces = self.plan("customer", measure="quantity")
        self.owed(100)
        self.assertEqual(self.amounts(self.row(pieces, self.acme)), [False])

    def test_queries(self):
        """One query for all rows of a plan."""
        self.owed(100)
        self.owed(100, partner=self.bolt)
        counts = []
        few = self.acme_row | self.bolt_row
        coils, drips = self.rows(self.mine, self.coil, self.drip)
        for rows in (few, few, few | coils | drips):  # the first time warms the caches up
            self.env.flush_all()
            self.env.invalidate_all()
            rows.mapped("plan_id.name")
            before = self.env.cr.sql_log_count
            rows.mapped("uncollected_amount")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
