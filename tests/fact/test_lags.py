from odoo.tests import tagged

from ...queries.lags import lag_samples, read_lags
from ...tools.lags import (
    DUE_TO_PAYMENT,
    LAG_KINDS,
    ORDER_TO_INVOICE,
    WON_TO_INVOICE,
    WON_TO_ORDER,
)
from ..common.committed import CommittedCommon

#: The day that histories end with.
TODAY = "2025-12-31"


@tagged("post_install", "-at_install")
class TestLags(CommittedCommon):
    """N3: how long orders, invoices and won deals took until they counted, and what never did."""

    def samples(self, kind, today=TODAY, company=None):
        """Return ``{days, None for the leak: (amount, squares, lost)}`` of a company, in cents."""
        self.env.flush_all()
        company = company or self.company
        rows = self.env.execute_query(lag_samples(kind, company.ids, self.day(today)))
        self.assertEqual({row[0] for row in rows} - {company.id}, set())
        return {days: tuple(round(value, 2) for value in values) for __, days, *values in rows}

    def order_screws(self, day, pieces, partner=None, **values):
        return self.order(
            partner or self.acme, f"{day} 00:00:00", (self.screw, 10, pieces), **values
        )

    def test_orders(self):
        """N3: from the order's day to each invoice's, by what the invoice has of the order."""
        order = self.order_screws("2025-02-10", 10)
        self.bill(order, "2025-02-10", 2)
        self.bill(order, "2025-03-10", 3)
        self.bill(self.order_screws("2025-02-12", 4), "2025-03-12", 4)
        self.bill(self.order_screws("2025-02-12", 9), "2025-02-01", 9)  # before it was confirmed
        self.bill(order, "2025-03-11", 1, move_type="out_refund")
        self.invoice(self.acme, "2025-03-20", (self.screw, 500))  # of no order
        found = self.samples(ORDER_TO_INVOICE)
        self.assertEqual(found.pop(0), (20 + 90, 20**2 + 90**2, 0))
        self.assertEqual(found.pop(28), (30 + 40, 30**2 + 40**2, 0))
        self.assertEqual(set(found), {None})

    def test_only_two_years(self):
        """N3: what came earlier, or later than the day, is not of the history."""
        order = self.order_screws("2024-01-10", 10)
        for day in ("2024-01-20", "2024-02-20", "2024-03-20"):
            self.bill(order, day, 1)
        self.assertEqual(set(self.samples(ORDER_TO_INVOICE, "2026-02-20")), {41, 70})
        self.assertEqual(set(self.samples(ORDER_TO_INVOICE, "2024-02-20")), {10, 41})

    def test_orders_that_were_never_invoiced(self):
        """N3: of orders that are older than half a year, what was not invoiced by the day."""
        order = self.order_screws("2025-02-10", 10)
        self.bill(order, "2025-03-10", 8)
        self.order_screws("2025-07-04", 5)  # 180 days before
        self.order_screws("2025-07-05", 70)
        late = self.order_screws("2025-03-01", 1)
        self.bill(late, "2026-01-01", 1)
        amount, squares, lost = self.samples(ORDER_TO_INVOICE)[None]
        self.assertEqual((amount, squares), (160, 100**2 + 50**2 + 10**2))
        self.assertEqual(lost, 20 + 50 + 10)
        self.bill(order, "2025-05-10", 1)
        self.assertEqual(self.samples(ORDER_TO_INVOICE)[None][2], 10 + 50 + 10)

    def log_changes(self):
        """Have Odoo's chatter tell what was changed, as at the end of a request."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_orders_that_were_cancelled(self):
        """N3: an order that was cancelled after it had been confirmed is lost, but for what was
        invoiced; a quotation that was cancelled never was one."""
        orders = self.env["sale.order"].with_context(tracking_disable=False, mail_notrack=False)
        tracked = self.order_screws("2025-02-10", 10, confirm=False)
        quotation = self.order_screws("2025-02-11", 7, confirm=False)
        half = self.order_screws("2025-02-12", 6)
        for order in orders.browse([tracked.id, quotation.id]):
            self.log_changes()  # what was made is no change
            if order == tracked:
                order.action_confirm()
                order.date_order = "2025-02-10 00:00:00"
            self.log_changes()
            order._action_cancel()
            self.log_changes()
        self.assertTrue(quotation.sudo().message_ids.tracking_value_ids)
        self.bill(half, "2025-03-01", 2)
        half._action_cancel()
        self.assertEqual(self.samples(ORDER_TO_INVOICE)[None], (160, 100**2 + 60**2, 140))

    def test_down_payments(self):
        """N3: a down payment invoices its part of the order early; the final invoice has the
        rest, and nothing is lost."""
        order = self.order_screws("2025-02-10", 10)
        self.invoice_order(order, "2025-02-20", 25)
        self.assertEqual(self.samples(ORDER_TO_INVOICE)[None], (100, 100**2, 75))
        self.invoice_order(order, "2025-03-12")
        self.assertEqual(
            self.samples(ORDER_TO_INVOICE),
            {10: (25, 25**2, 0), 30: (75, 75**2, 0), None: (100, 100**2, 0)},
        )

    def owed(self, day, amount, **values):
        line = (None, amount, 1, {"tax_ids": False})
        return self.invoice(self.acme, day, line, **{"invoice_date_due": day, **values})

    def test_payments(self):
        """N3: from the due day to the payment's, before it too; credits are no payments. Of what
        is older, all that is open or was credited is lost."""
        self.pay(self.owed("2025-02-10", 100, invoice_date_due="2025-03-10"), "2025-03-05")
        parts = self.owed("2025-02-10", 60)
        self.pay(parts, "2025-02-20", 20)
        self.pay(parts, "2025-03-12", 30)
        self.pay(parts, "2026-01-15", 10)  # later than the day
        credited = self.owed("2025-02-11", 40)
        self.credit(credited, "2025-02-20")
        self.assertFalse(credited.amount_residual)
        self.pay(self.owed("2025-09-01", 500), "2025-09-11")
        self.assertEqual(
            self.samples(DUE_TO_PAYMENT),
            {
                -5: (100, 100**2, 0),
                10: (520, 20**2 + 500**2, 0),
                30: (30, 30**2, 0),
                None: (200, 100**2 + 60**2 + 40**2, 10 + 40),
            },
        )

    def test_foreign_payments(self):
        """N3: a euro invoice that was paid at another rate is paid, not lost in part."""
        invoice = self.owed("2025-02-10", 100, currency_id=self.euro.id)
        self.pay(invoice, "2025-05-01", currency_id=self.euro.id)
        self.assertFalse(invoice.amount_residual)
        found = self.samples(DUE_TO_PAYMENT)
        self.assertEqual(found[None], (50, 50**2, 0))
        self.assertEqual(set(found), {80, None})

    def test_won_deals(self):
        """N3: from the day a deal was won to its first order's and its first invoice's, by its
        expected revenue; orders that were there before took no time."""
        one, other, none = (
            self.deal(self.acme, revenue, won="2025-02-09 12:00:00")  # the 10th in Auckland
            for revenue in (300, 500, 90)
        )
        for day in ("2025-02-15", "2025-02-20"):
            order = self.order_screws(day, 3, opportunity_id=one.id)
        self.bill(order, "2025-03-12", 3)
        early = self.order_screws("2025-02-01", 5, opportunity_id=other.id)
        self.bill(early, "2025-03-12", 5)
        self.order_screws("2025-02-14", 9, opportunity_id=none.id, confirm=False)
        self.deal(self.acme, 700, won="2025-10-10 12:00:00")
        self.deal(self.acme, 800)
        squares = 300**2 + 500**2 + 90**2
        self.assertEqual(
            self.samples(WON_TO_ORDER),
            {0: (500, 500**2, 0), 5: (300, 300**2, 0), None: (890, squares, 90)},
        )
        self.assertEqual(
            self.samples(WON_TO_INVOICE),
            {30: (800, 300**2 + 500**2, 0), None: (890, squares, 90)},
        )
        self.assertEqual(self.samples(WON_TO_INVOICE, "2025-08-20")[None], (890, squares, 90))

    def test_long_lags(self):
        """N3: what took longer than two years took two years, so that rows are bounded."""
        order = self.order_screws("2022-01-10", 10)
        self.bill(order, "2025-03-10", 10)
        self.assertEqual(self.samples(ORDER_TO_INVOICE), {730: (100, 100**2, 0)})

    def test_companies(self):
        """N3: each company has its own history, and no other is read."""
        branch = self.make_branch()
        self.env.user.company_ids |= branch
        self.bill(self.order_screws("2025-02-10", 10), "2025-02-15", 10)
        order = self.order_screws("2025-02-10", 10, company_id=branch.id, team_id=False)
        self.bill(order, "2025-02-16", 10, company=branch, team_id=False)
        self.assertEqual(set(self.samples(ORDER_TO_INVOICE)), {5, None})
        self.assertEqual(set(self.samples(ORDER_TO_INVOICE, company=branch)), {6, None})
        found = read_lags(self.env, ORDER_TO_INVOICE, (self.company | branch).ids, self.day(TODAY))
        self.assertEqual(set(found), {self.company.id, branch.id})
        self.assertGreater(found[self.company.id].has_come(5), found[branch.id].has_come(5))

    def test_one_query(self):
        """N3: a kind is read in one query, whatever the history."""
        day, counts = self.day(TODAY), []
        for made in (2, 4):
            for __ in range(2):
                deal = self.deal(self.acme, 300, won="2025-02-09 12:00:00")
                order = self.order_screws("2025-02-15", 3, opportunity_id=deal.id)
                self.pay(self.bill(order, "2025-03-12", 3), "2025-04-12")
            self.env.flush_all()
            for kind in LAG_KINDS:
                before = self.env.cr.sql_log_count
                found = read_lags(self.env, kind, self.company.ids, day)
                counts.append(self.env.cr.sql_log_count - before)
                self.assertAlmostEqual(found[self.company.id].documents, made)
        self.assertEqual(counts, [1] * 2 * len(LAG_KINDS))
