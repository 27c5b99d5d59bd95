from odoo.fields import Command
from odoo.tests import tagged

from ..common.money import MoneyCommon


@tagged("post_install", "-at_install")
class TestClosing(MoneyCommon):
    """G7: what is asked closes itself as soon as there is nothing to ask for, and says why."""

    def setUp(self):
        super().setUp()
        self.due = self.owed(100)
        self.run_job()
        self.assertAsked(self.due, self.salesperson, self.collector)

    def assertClosed(self, reason):  # noqa: N802
        self.assertAsked(self.due)
        self.assertEqual(self.reasons(self.due), [reason] * 2)
        over = self.activities(self.due, done=True)
        self.assertEqual(over.mapped("feedback"), [reason] * 2)
        said = [str(body) for body in self.due.message_ids.mapped("body") if reason in body]
        self.assertEqual(len(said), 1)
        self.assertIn("Salesperson", said[0])

    def test_paid(self):
        """G7: paid, and undone, and paid again."""
        with self.saved():
            payment = self.pay(self.due, "2025-02-10")
        self.assertClosed(f"Paid with {payment.move_id.name}.")
        with self.saved():
            self.instalments(self.due).remove_move_reconcile()
        self.assertAsked(self.due, self.salesperson, self.collector)
        with self.saved():
            self.reconcile(self.due, payment.move_id)
        self.assertAsked(self.due)
        about = [("move_id", "=", self.due.id)]
        self.assertEqual(self.notices.sudo().search_count(about), 2)

    def test_paid_in_part(self):
        """G7: partly paid it stays, with the new amount."""
        with self.saved():
            self.pay(self.due, "2025-02-10", 60)
        self.assertAsked(self.due, self.salesperson, self.collector)
        for activity in self.activities(self.due):
            self.assertIn("40.00", activity.summary)
            self.assertIn("40.00", str(activity.note))
        with self.saved():
            self.pay(self.due, "2025-02-11")
        self.assertAsked(self.due)

    def test_credited(self):
        with self.saved():
            credit = self.due._reverse_moves([{"date": "2025-02-10"}])
            credit.action_post()
        self.assertClosed(f"Credited with {credit.name}.")

    def test_written_off(self):
        entry = self.env["account.move"].create(
            {
                "date": "2025-02-10",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.instalments(self.due).account_id.id,
                            "partner_id": self.acme.id,
                            "credit": 100,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_expense"].id,
                            "debit": 100,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        with self.saved():
            self.reconcile(self.due, entry)
        self.assertClosed(f"Written off with {entry.name}.")

    def test_date_moved(self):
        """G7: a new due date closes it; it is asked again the day after that."""
        with self.saved():
            self.instalments(self.due).date_maturity = "2025-03-01"
        self.assertClosed("It is due on 03/01/2025 now.")
        self.run_job("2025-03-01 02:00:00")
        self.assertAsked(self.due)
        self.run_job("2025-03-02 02:00:00")
        self.assertAsked(self.due, self.salesperson, self.collector)

    def test_date_moved_but_overdue(self):
        """What is overdue still stays, and says the new date."""
        with self.saved():
            self.instalments(self.due).date_maturity = "2025-02-03"
        self.assertAsked(self.due, self.salesperson, self.collector)
        self.assertIn("02/03/2025", self.activities(self.due, self.salesperson).summary)

    def test_reset(self):
        with self.saved():
            self.due.button_draft()
        self.assertClosed("The invoice was reset to draft.")

    def test_reset_and_posted(self):
        """G7: posted again it is asked again, with its new amount, and never twice."""
        with self.saved():
            self.due.button_draft()
            self.due.invoice_line_ids.price_unit = 70
            self.due.action_post()
        self.run_job()
        self.assertAsked(self.due, self.salesperson, self.collector)
        self.assertIn("70.00", self.activities(self.due, self.salesperson).summary)

    def test_cancelled(self):
        with self.saved():
            self.due.button_cancel()
        self.assertClosed("The invoice was cancelled.")

    def test_handed_over(self):
        """G6: another salesperson is asked in place of the first one."""
        with self.saved():
            self.due.invoice_user_id = self.colleague
        self.assertAsked(self.due, self.colleague, self.collector)

    def test_done_by_hand_stays(self):
        """G7: what was done is left alone; the rest is closed."""
        with self.saved():
            self.activities(self.due, self.collector).with_user(self.collector).action_done()
        with self.saved():
            self.pay(self.due, "2025-02-10")
        states = self.notices.sudo().search([("move_id", "=", self.due.id)], order="id")
        by_person = {notice.user_id: notice.state for notice in states}
        self.assertEqual(by_person, {self.salesperson: "closed", self.collector: "done"})
        with self.saved():
            self.instalments(self.due).remove_move_reconcile()
        self.assertAsked(self.due, self.salesperson)

    def test_other_currency(self):
        """G7: paid at another rate, with a difference of exchange rates, is paid."""
        abroad = self.owed(100, currency_id=self.euro.id)
        self.run_job()
        self.assertIn("100.00", self.activities(abroad, self.salesperson).summary)
        with self.saved():
            payment = self.pay(abroad, "2025-04-10", currency_id=self.euro.id)
        self.assertAsked(abroad)
        self.assertEqual(set(self.reasons(abroad)), {f"Paid with {payment.move_id.name}."})

    def test_registered(self):
        """G7: a payment without an entry, before the bank statement is matched, closes it; taken
        back it comes back. In part it stays."""
        with self.saved():
            part = self._register(60)
        self.assertFalse(part.move_id)
        self.assertAsked(self.due, self.salesperson, self.collector)
        with self.saved():
            rest = self._register(40)
        self.assertClosed("A payment is registered.")
        row = self.env["sales.receivable"].search([("move_id", "=", self.due.id)])
        self.assertEqual((row.status, row.amount, row.overdue_amount), ("paying", 100, 0))
        with self.saved():
            rest.action_cancel()
        self.assertAsked(self.due, self.salesperson, self.collector)

    def _register(self, amount):
        """Register a payment of the invoice that has no entry of its own."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.acme.id,
                "amount": amount,
                "date": "2025-02-10",
                "invoice_ids": [Command.set(self.due.ids)],
            }
        )
        payment.outstanding_account_id = False
        payment.action_post()
        return payment

    def test_one_payment_of_many(self):
        """G7, G11: one payment of many invoices is looked at once, in one pass."""
        many = self.env["account.move"].union(*[self.owed() for __ in range(10)])
        self.run_job()
        counts = []
        for moves in (many[:3], many[3:]):
            with self.saved():
                self.pay(moves, "2025-02-10", group_payment=True)
                self.env.flush_all()
                before = self.env.cr.sql_log_count
                self.notices.sudo()._settle_marked()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertAsked(many)
        self.assertLessEqual(counts[1], counts[0])

    def test_nothing_to_close(self):
        """G11: where nobody was asked, a payment takes one query more."""
        other = self.owed(due="2025-03-01")
        with self.saved():
            self.pay(other, "2025-02-10")
            self.env.flush_all()
            with self.assertQueryCount(1):
                self.notices.sudo()._settle_marked()
