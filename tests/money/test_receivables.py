import random

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..common.base import draw_seeds
from ..common.money import MoneyCommon

#: Random histories, and what happens in each.
HISTORIES, EVENTS = 2, 25


class ReceivablesCommon(MoneyCommon):
    def receivables(self, *conditions, user=None):
        """Return what is open in the company, read anew as another request would."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["sales.receivable"].with_user(user or self.env.user)
        return rows.search([("company_id", "=", self.company.id), *conditions], order="id")

    def balance(self):
        """Return the balance of the receivable accounts, as Odoo sums it up."""
        [[balance]] = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
            ],
            [],
            ["balance:sum"],
        )
        return round(balance, 2)


@tagged("post_install", "-at_install")
class TestReceivables(ReceivablesCommon):
    """G5–G7: what customers owe, by age, as the ledger has it."""

    def test_ages(self):
        """Today is 10 February: the first day of each age, and its last."""
        expected = {}
        for due, age, status in (
            ("2025-02-10", "0", "not_due"),
            ("2025-02-09", "1_30", "overdue"),
            ("2025-01-11", "1_30", "overdue"),
            ("2025-01-10", "31_60", "overdue"),
            ("2024-12-12", "31_60", "overdue"),
            ("2024-12-11", "61_90", "overdue"),
            ("2024-11-12", "61_90", "overdue"),
            ("2024-11-11", "91", "overdue"),
        ):
            expected[self.owed(due=due).name] = (age, status)
        found = self.receivables()
        self.assertEqual({row.reference: (row.age, row.status) for row in found}, expected)
        overdue = self.receivables(("overdue_amount", "!=", False))
        self.assertEqual(sum(overdue.mapped("overdue_amount")), 700)
        self.assertEqual(sorted(found.mapped("days_overdue")), [0, 1, 30, 31, 60, 61, 90, 91])

    def test_unmatched(self):
        """Credits and payments that are not matched are a row of their own; matched they are
        gone."""
        invoice, other = self.owed(100), self.owed(80)
        self.pay(invoice, "2025-02-01", 30)
        credit = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.buyer.id,
                "invoice_date": "2025-02-01",
                "invoice_user_id": self.colleague.id,
                "invoice_line_ids": [
                    self._prepare_line((None, 20, 1, {"tax_ids": []}), "quantity")
                ],
            }
        )
        credit.action_post()
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.acme.id,
                "amount": 50,
                "date": "2025-02-01",
            }
        )
        payment.action_post()
        rows = self.receivables(("status", "=", "unmatched"))
        self.assertEqual(
            {(row.kind, row.amount, row.partner_id, row.user_id) for row in rows},
            {
                ("credit", -20, self.acme, self.colleague),
                ("payment", -50, self.acme, self.salesperson),
            },
        )
        seen = self.receivables(user=self.salesperson)
        self.assertEqual(seen.mapped("kind"), ["invoice"] * 2, "Payments are for accountants.")
        self.assertEqual(sum(self.receivables().mapped("amount")), 80)
        self.assertEqual(self.balance(), 80)
        self.reconcile(other, payment.move_id)
        self.assertFalse(self.receivables(("kind", "=", "payment")))
        self.assertEqual(self.receivables(("move_id", "=", other.id)).amount, 30)
        self.assertEqual(self.balance(), 80)

    def test_disputed_and_promised(self):
        """Disputed and promised amounts are told apart; both are overdue all the same."""
        disputed, promised, both = self.owed(10), self.owed(20), self.owed(40)
        for move in (disputed, both):
            self.env["sales.collection.dispute"].create({"move_id": move.id, "reason": "No"})
        for move in (promised, both):
            self.env["sales.collection.promise"].create(
                {"move_id": move.id, "date": "2025-02-20", "said_by": "They"}
            )
        [row] = self.env["sales.receivable"]._read_group(
            [("company_id", "=", self.company.id)],
            [],
            [
                f"{name}:sum"
                for name in ("amount", "overdue_amount", "disputed_amount", "promised_amount")
            ],
        )
        self.assertEqual(row, (70, 70, 50, 60))
        by_status = {row.reference: row.status for row in self.receivables()}
        self.assertEqual(
            by_status,
            {disputed.name: "disputed", promised.name: "promised", both.name: "disputed"},
        )

    def test_expected(self):
        """G7: as late as the customer usually is; as promised; today at the earliest."""
        self.pay(self.owed(100, due="2025-01-05"), "2025-01-09")
        self.pay(self.owed(300, due="2025-01-05"), "2025-01-25")
        due, late = self.owed(due="2025-02-20"), self.owed(due="2025-01-01")
        promised, other = (
            self.owed(due="2025-02-20"),
            self.owed(partner=self.bolt, due="2025-02-20"),
        )
        disputed = self.owed()
        self.env["sales.collection.promise"].create(
            {"move_id": promised.id, "date": "2025-03-15", "said_by": "They"}
        )
        self.env["sales.collection.dispute"].create({"move_id": disputed.id, "reason": "No"})
        expected = {row.move_id: str(row.date_expected or "") for row in self.receivables()}
        self.assertEqual(
            expected,
            {
                due: "2025-03-08",  # 16 days late on the average
                late: "2025-02-10",
                promised: "2025-03-15",
                other: "2025-02-20",
                disputed: "",
            },
        )

    def test_habits_are_not_read_for_nothing(self):
        """G7: how late customers pay is worked out where somebody asks for it, and only there."""
        reads = {}
        for name in ("amount", "age", "date_expected"):
            query = self.env["sales.receivable"]._search([("company_id", "=", self.company.id)])
            asked = query.select(SQL.identifier(query.table, name))
            plan = self.env.execute_query(SQL("EXPLAIN %s", asked))
            reads[name] = sum("account_partial_reconcile" in line for (line,) in plan)
        self.assertEqual(reads["amount"], reads["age"])
        self.assertLess(reads["amount"], reads["date_expected"])

    def test_buttons(self):
        """A row opens its document, a promise and a dispute about it."""
        invoice = self.owed()
        [row] = self.receivables(user=self.salesperson)
        self.assertEqual(row.action_open_document()["res_id"], invoice.id)
        for action in (row.action_promise(), row.action_dispute()):
            form = Form(self.env[action["res_model"]].with_context(**action["context"]))
            self.assertEqual(form.move_id, invoice)
            self.assertEqual(form.line_id, self.instalments(invoice))

    def test_rights(self):
        """Own ones and nobody's; leaders their team's; who sees everything all of it."""
        own = self.owed()
        others = self.owed(partner=self.bolt, invoice_user_id=self.colleague.id)
        nobodys = self.owed(partner=self.coil, invoice_user_id=False, team_id=False)
        away = self.owed(
            partner=self.coil, invoice_user_id=self.stranger.id, team_id=self.team_south.id
        )
        everything = own | others | nobodys | away
        for user, seen in (
            (self.salesperson, own | nobodys),
            (self.colleague, others | nobodys),
            (self.leader, own | others | nobodys),
            (self.other_leader, away | nobodys),
            (self.manager, everything),
            (self.auditor, everything),
            (self.accountant, everything),
            (self.collector, everything),
        ):
            with self.subTest(user.login):
                rows = self.receivables(user=user)
                self.assertEqual(rows.sudo().move_id.sorted("id"), seen)
        for user in (self.clerk, self.visitor):
            with self.assertRaises(AccessError):
                self.receivables(user=user)
        [row] = self.receivables(("move_id", "=", others.id), user=self.leader)
        for method in ("action_open_document", "action_promise"):
            with self.assertRaises(AccessError, msg=method):
                getattr(row, method)()


@tagged("post_install", "-at_install", "-standard", "sales_plan_random")
class TestReceivablesRandom(ReceivablesCommon):
    """G5: whatever happens, what is open is what the ledger says, to the cent."""

    def test_histories(self):
        """Invoices, credits, part payments, matching and unmatching, in two currencies."""
        for seed in draw_seeds(HISTORIES):
            chance = random.Random(seed)
            for number in range(EVENTS):
                event = chance.choice(
                    (self._invoice, self._invoice, self._pay, self._pay, self._credit, self._prepay)
                    + (self._match, self._unmatch, self._reset)
                )
                event(chance)
                with self.subTest(seed=seed, number=number, event=event.__name__):
                    self.assertTied()

    def assertTied(self):  # noqa: N802
        rows = self.receivables()
        self.assertEqual(round(sum(rows.mapped("amount")), 2), self.balance())
        documents = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
            ]
        )
        of_documents = rows.filtered(lambda row: row.kind in ("invoice", "credit") and row.id > 0)
        self.assertEqual(
            round(sum(of_documents.mapped("amount")), 2),
            round(sum(documents.mapped("amount_residual_signed")), 2),
        )
        ages = self.env["sales.receivable"]._read_group(
            [("company_id", "=", self.company.id)], ["age"], ["amount:sum"]
        )
        self.assertEqual(round(sum(amount for _age, amount in ages), 2), self.balance())

    def _documents(self, *kinds):
        return self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "posted"),
                ("move_type", "in", kinds),
            ],
            order="id",
        )

    def _open(self, *kinds):
        return self._documents(*kinds).filtered(
            lambda move: move.payment_state in ("not_paid", "partial")
        )

    def _values(self, chance):
        currency = chance.choice((self.company.currency_id, self.euro))
        term = chance.choice((self.halves.id, False))
        return {"currency_id": currency.id, "invoice_payment_term_id": term}

    def _invoice(self, chance):
        price = chance.randrange(1, 50_000) / 100
        day = f"2025-0{chance.randrange(1, 5)}-1{chance.randrange(10)}"
        self.invoice(self.acme, day, (None, price), **self._values(chance))

    def _pay(self, chance):
        moves = self._open("out_invoice")
        if moves:
            move = chance.choice(moves)
            share = chance.choice((1, 0.5, 0.333))
            amount = move.currency_id.round(move.amount_residual * share)
            if amount:
                day = f"2025-0{chance.randrange(1, 7)}-15"
                self.pay(move, day, amount, currency_id=move.currency_id.id)

    def _prepay(self, chance):
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.acme.id,
                "amount": chance.randrange(1, 20_000) / 100,
                "currency_id": chance.choice((self.company.currency_id, self.euro)).id,
                "date": "2025-03-01",
            }
        ).action_post()

    def _credit(self, chance):
        moves = self._documents("out_invoice")
        if moves:
            refund = chance.choice(moves)._reverse_moves([{"date": "2025-05-05"}])
            refund.invoice_line_ids.quantity = chance.choice((1, 0.5))
            refund.action_post()

    def _match(self, chance):
        lines = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
            ],
            order="id",
        )
        currency = chance.choice((self.company.currency_id, self.euro))
        some = lines.filtered(lambda line: line.currency_id == currency)[:4]
        if len(some) > 1:
            some.reconcile()

    def _unmatch(self, chance):
        moves = self._documents("out_invoice").filtered(
            lambda move: move.payment_state in ("paid", "partial", "in_payment")
        )
        if moves:
            self.instalments(chance.choice(moves)).remove_move_reconcile()

    def _reset(self, chance):
        moves = self._documents("out_invoice")
        if moves:
            move = chance.choice(moves)
            move.button_draft()
            if chance.random() < 0.7:
                move.invoice_line_ids.price_unit = chance.randrange(1, 30_000) / 100
                move.action_post()
