"""What tills sell without an invoice counts, and ties to the ledger."""

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.sales_plan.tests.common.ledger import LedgerCommon


@tagged("post_install", "-at_install", "-standard", "sales_plan_till")
class TestTill(LedgerCommon):
    """N1: sessions of a till, orders that are invoiced at once, later, or taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("point_of_sale.group_pos_manager")
        cash = cls.env["account.journal"].create(
            {"name": "Till Cash", "type": "cash", "code": "TILL", "company_id": cls.company.id}
        )
        cls.cash = cls.env["pos.payment.method"].create(
            {
                "name": "Cash",
                "journal_id": cash.id,
                "company_id": cls.company.id,
                "receivable_account_id": cls.company_data["default_account_receivable"].id,
            }
        )
        cls.till = cls.env["pos.config"].create(
            {
                "name": "Till",
                "company_id": cls.company.id,
                "journal_id": cls.company_data["default_journal_sale"].id,
                "invoice_journal_id": cls.company_data["default_journal_sale"].id,
                "payment_method_ids": [Command.set(cls.cash.ids)],
                "crm_team_id": cls.team_south.id,
            }
        )
        (cls.screw | cls.nail).available_in_pos = True

    def open_session(self):
        session = self.env["pos.session"].create(
            {"config_id": self.till.id, "user_id": self.env.user.id}
        )
        session.set_opening_control(0, "")
        return session

    def sell(self, session, *lines, partner=None, user=None, moment="2025-03-10 10:00:00"):
        """Sell ``(product, price, quantity)`` without tax and take the money."""
        total = sum(price * quantity for __, price, quantity in lines)
        order = self.env["pos.order"].create(
            {
                "company_id": self.company.id,
                "session_id": session.id,
                "partner_id": partner.id if partner else False,
                "user_id": (user or self.salesperson).id,
                "date_order": moment,
                "is_refund": total < 0,
                "lines": [
                    Command.create(
                        {
                            "name": product.name,
                            "product_id": product.id,
                            "price_unit": price,
                            "qty": quantity,
                            "tax_ids": [Command.clear()],
                            "price_subtotal": price * quantity,
                            "price_subtotal_incl": price * quantity,
                        }
                    )
                    for product, price, quantity in lines
                ],
                "amount_tax": 0,
                "amount_total": total,
                "amount_paid": 0,
                "amount_return": 0,
            }
        )
        order.add_payment(
            {
                "pos_order_id": order.id,
                "amount": total,
                "name": "Cash",
                "payment_method_id": self.cash.id,
            }
        )
        order.action_pos_order_paid()
        return order

    def close_session(self, session, moment="2025-03-12 10:00:00"):
        with freeze_time(moment):
            session.post_closing_cash_details(sum(session.order_ids.mapped("amount_total")))
            session.close_session_from_ui()
            self.env.flush_all()
        self.assertEqual(session.state, "closed")
        return session.move_id

    def test_session_is_booked(self):
        """An order counts as ordered on its day, as invoiced once its session is booked, with its
        salesperson, the till's team and its customer; and plan and ledger tie."""
        with freeze_time("2025-03-10 09:00:00"):
            session = self.open_session()
            self.sell(session, (self.screw, 10, 3), (self.nail, 3, 2), partner=self.buyer)
            self.sell(session, (self.screw, 10, -1))
        self.assertEqual(self.total("invoiced"), 0)
        self.assertEqual(self.total("ordered"), 26)
        entry = self.close_session(session)
        entry_day = entry.date
        self.assertEqual(self.total("invoiced"), 26)
        self.assertEqual(self.total("ordered"), 26)
        facts = self.facts("invoiced")
        self.assertEqual(set(facts.mapped("date")), {entry_day})
        self.assertEqual(facts.user_id, self.salesperson)
        self.assertEqual(facts.team_id, self.team_south)
        self.assertEqual(facts.partner_id, self.acme)
        self.assertEqual(set(facts.mapped("res_model")), {"pos.order"})
        self.assertEqual(sum(facts.mapped("count")), 1)
        self.assertEqual(sum(facts.mapped("quantity")), 4)
        self.assertEqual({fact.date for fact in self.facts("ordered")}, {self.day("2025-03-10")})
        plan = self.plan("salesperson", "product")
        answer = self.reconcile_plan(plan)
        self.assertEqual(answer["total"]["planned"], plan.root_id.actual_amount)
        self.assertEqual((answer["total"]["planned"], answer["total"]["booked"]), (26, 26))
        self.assertEqual([line["reason"] for line in answer["reasons"]], ["till"])
        self.assertTrue(answer["is_tied"])
        self.assertAddsUp(answer)

    def test_invoiced_at_once(self):
        """An order that is invoiced before its session is closed counts as its invoice, once."""
        with freeze_time("2025-03-10 09:00:00"):
            session = self.open_session()
            order = self.sell(session, (self.screw, 10, 3), partner=self.acme)
            order.with_context(generate_pdf=False).action_pos_order_invoice()
        self.assertEqual(self.total("invoiced"), 30)
        self.close_session(session)
        self.assertEqual(self.total("invoiced"), 30)
        self.assertEqual(set(self.facts("invoiced").mapped("res_model")), {"account.move"})
        self.assertEqual(self.total("ordered"), 30)
        self.assertTrue(self.reconcile_plan(self.plan())["is_tied"])

    def test_invoiced_later(self):
        """What was booked with a session and is invoiced afterwards stays where it was: invoice
        and what takes it back cancel out, and every month ties to the ledger."""
        with freeze_time("2025-03-10 09:00:00"):
            session = self.open_session()
            order = self.sell(session, (self.screw, 10, 3), partner=self.acme)
            self.sell(session, (self.nail, 3, 5))
        self.close_session(session)
        with freeze_time("2025-05-20 10:00:00"):
            order.with_context(generate_pdf=False).action_pos_order_invoice()
            self.env.flush_all()
        self.assertEqual(self.total("invoiced"), 45)
        self.assertEqual(self.total("invoiced", "count"), 2)
        self.assertEqual(self.total("ordered"), 45)
        self.assertEqual(len(set(self.facts("invoiced").ids)), 4)
        answer = self.reconcile_plan(self.plan("product"))
        self.assertTrue(answer["is_tied"])
        self.assertEqual([line["difference"] for line in answer["months"]], [0, 0])
        self.assertEqual({line["name"] for line in answer["months"]}, {"Mar 2025", "May 2025"})
        self.assertAddsUp(answer)

    def test_other_currency(self):
        """What a till sold in euros counts in the company's currency, as its session is booked."""
        journal = self.company_data["default_journal_sale"].copy(
            {"name": "Sales in Euros", "code": "EURS", "currency_id": self.euro.id}
        )
        cash = self.cash.journal_id.copy(
            {"name": "Euros", "code": "EURC", "currency_id": self.euro.id}
        )
        self.cash = self.cash.copy({"name": "Euros", "journal_id": cash.id})
        self.till = self.till.copy(
            {
                "name": "Till in Euros",
                "journal_id": journal.id,
                "payment_method_ids": [Command.set(self.cash.ids)],
                "use_pricelist": False,
            }
        )
        with freeze_time("2025-03-10 09:00:00"):
            session = self.open_session()
            # Odoo books no session whose rounded lines are not what its rounded total is
            self.sell(session, (self.screw, 10.01, 3), (self.nail, 3.30, 1), partner=self.acme)
        self.close_session(session)
        facts = self.facts("invoiced")
        # a dollar buys two euros; each line is rounded by itself
        self.assertEqual(sorted(facts.mapped("amount")), [1.65, 15.02])
        answer = self.reconcile_plan(self.plan("product"))
        self.assertAddsUp(answer)
        self.assertEqual([line["reason"] for line in answer["reasons"]], ["till"])
        self.assertLessEqual(abs(answer["total"]["difference"]), 0.02)

    def test_sales_order_that_a_till_settles(self):
        """An order that a till settles is no order of its own; what the till sold is invoiced."""
        order = self.order(self.acme, "2025-03-01 10:00:00", (self.screw, 10, 3))
        with freeze_time("2025-03-10 09:00:00"):
            session = self.open_session()
            sold = self.sell(session, (self.screw, 10, 3), partner=self.acme)
            sold.lines.sale_order_line_id = order.order_line
            self.env.flush_all()
        self.close_session(session)
        self.assertEqual(self.total("ordered"), 30)
        self.assertEqual(self.total("invoiced"), 30)
        self.assertTrue(self.reconcile_plan(self.plan())["is_tied"])

    def test_scope_opens_and_other_books(self):
        """A plan of one customer differs by what others bought at tills; its facts open orders."""
        with freeze_time("2025-03-10 09:00:00"):
            session = self.open_session()
            self.sell(session, (self.screw, 10, 3), partner=self.acme)
            self.sell(session, (self.nail, 3, 5), partner=self.bolt)
        self.close_session(session)
        self.entry("2025-03-05", 70)
        plan = self.plan("product", partner_id=self.acme.id)
        self.assertEqual(self.differences(plan), {"till": 15, "entries": 70})
        [fact] = self.facts("invoiced", ("partner_id", "=", self.acme.id))
        self.assertEqual(fact.action_open_document()["res_model"], "pos.order")
        facts = self.facts("invoiced")
        self.assertEqual(facts.action_open_documents()["res_model"], "pos.order")

    def test_as_of(self):
        """At the end of a past day only what was booked by then counts."""
        with freeze_time("2025-03-10 09:00:00"):
            session = self.open_session()
            self.sell(session, (self.screw, 10, 3))
        entry = self.close_session(session)
        self.env.cr.execute(
            "UPDATE account_move SET create_date = '2025-03-12 10:00:00' WHERE id = %s", [entry.id]
        )
        plan = self.plan("product")
        figures = self.env["sales.plan.figures"]
        for day, expected in (("2025-03-11", 0), ("2025-03-13", 30)):
            frames = figures._get_frames(plan, self.day(day)).values()
            found = figures._read_frame_actuals(frames)
            self.assertEqual(
                sum(value for node, value, __ in found if node == plan.root_id.id), expected
            )
