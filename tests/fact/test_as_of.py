from odoo.tests import tagged

from ...queries.dimensions import ACTUAL_BASES, LOST
from ..common.known import KnownCommon

MARCH, APRIL = "2025-03-31", "2025-04-30"
THEN, LATER, LAST = "2025-03-10 01:00:00", "2025-04-05 01:00:00", "2025-05-05 01:00:00"


@tagged("post_install", "-at_install")
class TestFactsAsOf(KnownCommon):
    """N10: facts as they were known at the end of a past day."""

    def test_posted_later(self):
        """An invoice that was a draft on the day, and one that was not made yet, whatever they
        are dated."""
        with self.happening(THEN):
            invoice = self.invoice(self.acme, "2025-03-10", (self.screw, 100), post=False)
        with self.happening(LATER):
            invoice.action_post()
            self.invoice(self.acme, "2025-03-20", (self.screw, 10))
        self.assertKnown("invoiced", {"2025-03-09": 0, MARCH: 0, APRIL: 110, None: 110})

    def test_cancelled_later(self):
        """An invoice that counted on the day and was reset and cancelled since, or posted again."""
        with self.happening(THEN):
            invoice = self.invoice(self.acme, "2025-03-10", (self.screw, 100))
            again = self.invoice(self.acme, "2025-03-10", (self.screw, 30))
        with self.happening(LATER):
            (invoice | again).button_draft()
            invoice.button_cancel()
        with self.happening(LAST):
            again.action_post()
        self.assertKnown("invoiced", {MARCH: 130, APRIL: 0, "2025-05-31": 30, None: 30})

    def test_told_in_another_language(self):
        """Messages keep what their writer read: a state is known by what it is called anywhere."""
        self.env["res.lang"]._activate_lang("fr_FR")
        field = self.env["ir.model.fields"]._get("account.move", "state")
        [posted] = field.selection_ids.filtered(lambda one: one.value == "posted")
        posted.sudo().with_context(lang="fr_FR").name = "Comptabilisée"
        with self.happening(THEN):
            invoice = self.invoice(self.acme, "2025-03-10", (self.screw, 100))
        with self.happening(LATER):
            invoice.with_context(lang="fr_FR").button_draft()
        self.env.cr.execute(
            """UPDATE mail_tracking_value SET old_value_char = 'Comptabilisée'
                WHERE field_id = %s AND old_value_char = 'Posted'""",
            [field.id],
        )
        self.assertKnown("invoiced", {MARCH: 100, APRIL: 0})

    def test_credited_later(self):
        """A credit note counts from when it was posted, whatever its date."""
        with self.happening(THEN):
            invoice = self.invoice(self.acme, "2025-03-10", (self.screw, 100), (self.nail, 20))
        with self.happening(LATER):
            self.credit(invoice, "2025-03-20", (self.nail, 20))
        self.assertKnown("invoiced", {MARCH: 120, APRIL: 100, None: 100})

    def test_orders(self):
        """An order that was a quotation on the day, and one that was cancelled since; in another
        currency, too, whose lines share out the order's total."""
        euros = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": self.euro.id, "company_id": self.company.id}
        )
        with self.happening(THEN):
            offer = self.order(self.acme, THEN, (self.screw, 100), confirm=False)
            order = self.order(
                self.acme, THEN, (self.screw, 33.33), (self.nail, 0.1), pricelist_id=euros.id
            )
        worth = self.known("ordered") / 100
        self.assertTrue(worth)
        with self.happening(LATER):
            offer.action_confirm()
            order._action_cancel()
        self.assertKnown("ordered", {"2025-03-09": 0, MARCH: worth, APRIL: 100, None: 100})

    def test_won_then_lost(self):
        """A deal counts with the outcome and the amount that it had on the day."""
        deal = self.made("2025-02-01 01:00:00", 500)
        self.won(THEN, deal)
        self.changed("2025-03-20 01:00:00", deal, expected_revenue=700)
        self.assertKnown("won", {"2025-03-09": 0, "2025-03-15": 500, MARCH: 700, None: 700})
        with self.history._at(self.at(LATER)):
            deal.write({"stage_id": self.new.id, "probability": 50})
            deal.action_set_lost()
        self.assertKnown("won", {"2025-03-15": 500, MARCH: 700, APRIL: 0, None: 0})
        self.assertKnown(LOST, {MARCH: 0, APRIL: 700, None: 700})

    def test_won_then_given_away(self):
        """What has another owner since counts for who closed it, as it does now."""
        deal = self.made("2025-02-01 01:00:00", 500)
        self.won(THEN, deal)
        self.changed(LATER, deal, user_id=self.colleague.id, team_id=self.team_south.id)
        [fact] = self.read_facts("won", MARCH, raw=True)
        self.assertEqual((fact["user_id"], fact["res_id"]), (self.salesperson.id, deal.id))

    def test_pipeline(self):
        """An open deal is looked at as it was: amount, closing, owner."""
        deal = self.made("2025-02-01 01:00:00", 500, date_deadline="2025-06-30")
        self.changed(LATER, deal, expected_revenue=900)
        self.won(LAST, deal)
        self.assertKnown("pipeline", {"2025-01-31": 0, MARCH: 500, APRIL: 900, None: 0})

    def test_paid_later(self):
        """A payment counts from when it was matched, whatever its date; what is undone, Odoo
        forgets."""
        with self.happening(THEN):
            invoice = self.invoice(self.acme, "2025-03-10", (self.screw, 100))
            self.pay(invoice, "2025-03-10", 30)
        with self.happening(LATER):
            self.pay(invoice, "2025-03-20")
        self.assertKnown("collected", {"2025-03-09": 0, MARCH: 25, APRIL: 100, None: 100})
        with self.happening(LAST):
            invoice.line_ids.remove_move_reconcile()
        self.assertKnown("collected", {MARCH: 0, APRIL: 0, None: 0})

    def test_before_odoo(self):
        """Of days before Odoo had documents, they count on their own day, as far as they are there
        now."""
        with self.happening("2025-04-02 01:00:00"):
            for day in ("2025-03-10", "2025-04-01"):
                self.pay(self.invoice(self.acme, day, (self.screw, 100)), day)
            self.order(self.acme, THEN, (self.screw, 100))
            self.order(self.acme, "2025-04-01 01:00:00", (self.screw, 100))
        self.begin("2025-04-02 00:00:00")
        for basis in ("invoiced", "collected", "ordered"):
            self.assertKnown(
                basis, {"2025-03-01": 0, MARCH: 100, "2025-04-01": 200, APRIL: 200, None: 200}
            )
        self.begin("2020-01-01 00:00:00")
        for basis in ("invoiced", "collected", "ordered"):
            self.assertKnown(basis, {MARCH: 0, APRIL: 200})

    def test_day_of_the_company(self):
        """The day ends where the company works, in Auckland, not in UTC."""
        with self.happening("2025-03-31 10:59:00"):
            self.invoice(self.acme, "2025-03-31", (self.screw, 100))
        with self.happening("2025-03-31 11:01:00"):
            self.invoice(self.acme, "2025-03-31", (self.screw, 10))
        self.assertKnown("invoiced", {"2025-03-30": 0, MARCH: 100, "2025-04-01": 110})

    def test_today_is_now(self):
        """As of today every basis is what it is now, fact by fact, by whatever it is grouped."""
        invoice = self.invoice(self.acme, "2025-03-10", (self.screw, 33.33), (self.nail, 0.01, 7))
        self.credit(self.invoice(self.bolt, "2025-03-11", (self.nail, 5, 3)), "2025-03-12")
        self.pay(invoice, "2025-03-20", 11.11)
        self.order(self.acme, THEN, (self.screw, 9.99, 2), (self.nail, 1))
        self.won(THEN, self.made("2025-02-01 01:00:00", 500))
        self.made("2025-02-01 01:00:00", 700, date_deadline="2025-06-30")
        today = str(self.company._get_today())
        questions = [
            {"raw": True},
            *(
                {"dimensions": frozenset(codes), "measure": measure, "grain": grain}
                for codes in ((), ("team", "customer"), ("product",), ("country", "industry"))
                for measure in ("revenue", "margin", "quantity", "count")
                for grain in (None, "month")
            ),
        ]
        for basis in (*ACTUAL_BASES, LOST):
            self.assertTrue(self.read_facts(basis, raw=True) or basis == LOST)
            for question in questions:
                now, then = (
                    sorted(map(repr, self.read_facts(basis, day, **question)))
                    for day in (None, today)
                )
                self.assertEqual(now, then, (basis, question))
