from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common.money import MoneyCommon


class RemarksCommon(MoneyCommon):
    """What customers say about an invoice over 100 that is due on 31 January."""

    def setUp(self):
        super().setUp()
        self.due = self.owed(100)

    def promise(self, day="2025-02-20", **values):
        values = {"move_id": self.due.id, "date": day, "said_by": "Their accountant", **values}
        return self.env["sales.collection.promise"].with_user(self.salesperson).create(values)

    def dispute(self, **values):
        values = {"move_id": self.due.id, "reason": "One machine is missing", **values}
        return self.env["sales.collection.dispute"].with_user(self.salesperson).create(values)


@tagged("post_install", "-at_install")
class TestDisputes(RemarksCommon):
    """G6: nobody is asked for what is disputed, until the dispute is over."""

    def test_disputed_before(self):
        self.dispute(until="2025-02-15")
        self.run_job("2025-02-15 02:00:00")
        self.assertAsked(self.due)
        self.run_job("2025-02-16 02:00:00")
        self.assertAsked(self.due, self.salesperson, self.collector)

    def test_disputed_after(self):
        """What was asked closes at once, and comes back when the dispute is ended."""
        self.run_job()
        with self.saved():
            dispute = self.dispute()
        self.assertAsked(self.due)
        self.assertEqual(set(self.reasons(self.due)), {"The customer disputes it."})
        with self.saved():
            dispute.with_user(self.salesperson).action_end()
        self.assertAsked(self.due, self.salesperson, self.collector)

    def test_one_instalment(self):
        halves = self.invoice(
            self.acme, "2024-12-01", (None, 100), invoice_payment_term_id=self.halves.id
        )
        first, second = self.instalments(halves)
        self.dispute(move_id=halves.id, line_id=first.id)
        self.run_job()
        asked = self.notices.sudo().search([("move_id", "=", halves.id)])
        self.assertEqual(asked.line_id, second)

    def test_what_is_disputed(self):
        """A customer invoice, and an instalment of it."""
        other = self.instalments(self.owed())
        with self.assertRaises(ValidationError):
            self.dispute(line_id=other.id)
        with self.assertRaises(ValidationError):
            credit = self.credit(self.owed(), "2025-02-01")
            self.dispute(move_id=credit.id)
        hidden = self.owed(invoice_user_id=self.colleague.id)
        with self.assertRaises(AccessError):
            self.dispute(move_id=hidden.id)
        dispute = self.dispute()
        with self.assertRaises(AccessError):
            dispute.move_id = self.owed()


@tagged("post_install", "-at_install")
class TestPromises(RemarksCommon):
    """G6: nobody is asked until the day that was promised; then they are told that it was broken,
    and the customer's promises are counted."""

    def counts(self, partner=None):
        partner = (partner or self.acme).with_user(self.salesperson)
        partner.invalidate_recordset()
        return partner.promises_kept, partner.promises_broken

    def test_kept(self):
        self.run_job()
        with self.saved():
            promise = self.promise()
        self.assertEqual((promise.state, promise.amount), ("open", 100))
        self.assertAsked(self.due)
        self.assertEqual(set(self.reasons(self.due)), {"Payment is promised for 02/20/2025."})
        with self.saved("2025-02-20 02:00:00"):
            self.pay(self.due, "2025-02-20")
        self.assertEqual(promise.state, "kept")
        self.assertEqual(self.counts(), (1, 0))
        self.assertEqual(self.counts(self.buyer), (1, 0))

    def test_broken(self):
        """They are asked again, also who had done what they were asked before."""
        self.run_job()
        with self.saved():
            self.activities(self.due, self.salesperson).with_user(self.salesperson).action_done()
            promise = self.promise()
        self.run_job("2025-02-20 02:00:00")
        self.assertAsked(self.due)
        self.run_job("2025-02-21 02:00:00")
        self.assertEqual(promise.state, "broken")
        self.assertAsked(self.due, self.salesperson, self.collector)
        note = str(self.activities(self.due, self.salesperson).note)
        self.assertIn("Payment was promised for 02/20/2025, and did not come.", note)
        self.assertEqual(self.counts(), (0, 1))
        with self.saved("2025-02-25 02:00:00"):
            self.pay(self.due, "2025-02-25")
        self.assertEqual(promise.state, "broken", "It came too late.")

    def test_payment_entered_late(self):
        """A payment of the promised day that is entered afterwards keeps the promise; undone, it
        is broken again."""
        promise = self.promise()
        self.run_job("2025-02-21 02:00:00")
        self.assertEqual(promise.state, "broken")
        with self.saved("2025-02-22 02:00:00"):
            self.pay(self.due, "2025-02-20")
        self.assertEqual(promise.state, "kept")
        with self.saved("2025-02-23 02:00:00"):
            self.instalments(self.due).remove_move_reconcile()
        self.assertEqual(promise.state, "broken")
        self.assertAsked(self.due, self.salesperson, self.collector)

    def test_part(self):
        """A part is promised, in the invoice's currency: what was paid before does not keep it."""
        abroad = self.owed(100, currency_id=self.euro.id)
        with self.saved():
            self.pay(abroad, "2025-02-01", 10, currency_id=self.euro.id)
            promise = self.promise(move_id=abroad.id, amount=50)
        self.assertEqual(promise.currency_id, self.euro)
        with self.saved("2025-02-11 02:00:00"):
            self.pay(abroad, "2025-02-11", 49.99, currency_id=self.euro.id)
        self.assertEqual(promise.state, "open")
        with self.saved("2025-02-12 02:00:00"):
            self.pay(abroad, "2025-02-12", 0.01, currency_id=self.euro.id)
        self.assertEqual(promise.state, "kept")

    def test_no_longer_due(self):
        """What is credited, or cancelled, was neither kept nor broken."""
        with self.saved():
            promise = self.promise()
            credit = self.due._reverse_moves([{"date": "2025-02-11"}])
            credit.action_post()
        self.assertEqual(promise.state, "void")
        self.assertEqual(self.counts(), (0, 0))
        self.due = self.owed()
        with self.saved():
            other = self.promise()
        with self.saved():
            self.due.button_cancel()
        self.assertEqual(other.state, "void")

    def test_what_is_promised(self):
        """For today or later; what has become of a promise stays, whoever would change it."""
        with self.assertRaises(ValidationError):
            self.promise("2025-02-09")
        with self.assertRaises(AccessError):
            self.promise(state="kept")
        with self.assertRaises(AccessError):
            self.promise(paid_before=-100)
        promise = self.promise("2025-02-10")
        promise.with_user(self.salesperson).date = "2025-02-12"
        self.run_job("2025-02-13 02:00:00")
        self.assertEqual(promise.state, "broken")
        with freeze_time("2025-02-13 02:00:00"), self.assertRaises(UserError):
            promise.with_user(self.salesperson).date = "2025-02-14"
        with self.assertRaises(AccessError):
            promise.with_user(self.salesperson).unlink()
