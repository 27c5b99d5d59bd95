import random

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.plan.sales_plan import BASES
from ...queries.dimensions import TO_COLLECT
from ...queries.facts.read import fact_query
from ...queries.plans import deepest_row, row_joins
from ..common.base import draw_seeds
from ..common.committed import CommittedCommon


@tagged("post_install", "-at_install")
class TestToCollect(CommittedCommon):
    """N3: what is still to be collected of posted invoices, at the end of any day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.halves = cls.env["account.payment.term"].create(
            {
                "name": "Three tenths, the rest in two months",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 30, "nb_days": 10}),
                    (0, 0, {"value": "percent", "value_amount": 70, "nb_days": 60}),
                ],
            }
        )

    def by_day(self, as_of=None):
        """Return ``{due day: cents}``."""
        found = {}
        for fact in self.promised(TO_COLLECT, as_of):
            day = str(fact["date"])
            found[day] = found.get(day, 0) + round(fact["amount"] * 100)
        return found

    def assertAddsUp(self, as_of, note=None):  # noqa: N802
        """Collected up to a day and to be collected at its end is what was invoiced up to it."""
        for column in ("amount", "cost", "count"):
            expected = self.so_far("invoiced", as_of, column)
            collected = self.so_far("collected", as_of, column)
            left = self.cents(TO_COLLECT, as_of, column)
            found = {
                line: cents
                for line in {*collected, *left}
                if (cents := collected.get(line, 0) + left.get(line, 0))
            }
            self.assertEqual(found, expected, (as_of, column, note))
        for measure in ("revenue", "count"):  # from headers
            [row] = self.promised(TO_COLLECT, as_of, dimensions=frozenset(), measure=measure) or [
                {"value": 0}
            ]
            column = "amount" if measure == "revenue" else "count"
            self.assertEqual(
                round(row["value"] * 100),
                sum(self.cents(TO_COLLECT, as_of, column).values()),
                (as_of, measure, note),
            )

    def test_open_invoice(self):
        """N3: an invoice that nobody paid is to be collected on its due day, taxes left out."""
        draft = self.invoice(
            self.acme, "2025-02-10", (self.screw, 100), invoice_date_due="2025-03-12", post=False
        )
        self.assertEqual(self.promised(TO_COLLECT), [])
        draft.action_post()
        self.assertEqual(self.by_day(), {"2025-03-12": 10000})
        self.pay(draft, "2025-03-01")
        self.assertEqual(self.by_day(), {})

    def test_as_of(self):
        """N3: what was open on an earlier day, whatever was paid since."""
        invoice = self.invoice(
            self.acme, "2025-02-10", (self.screw, 100), invoice_date_due="2025-03-12"
        )
        self.pay(invoice, "2025-03-01", 30)
        self.pay(invoice, "2025-05-01")
        for day, cents in (
            ("2025-02-09", None),
            ("2025-02-10", 10000),
            ("2025-02-28", 10000),
            ("2025-03-01", 7500),
            ("2025-04-30", 7500),
            ("2025-05-01", None),
        ):
            self.assertEqual(self.by_day(day), {"2025-03-12": cents} if cents else {}, day)

    def test_instalments(self):
        """N3: every open instalment on its own day, with what it will collect when it is paid."""
        invoice = self.invoice(
            self.acme,
            "2025-02-10",
            (self.screw, 33.33),
            (self.nail, 33.33),
            (self.advice, 0.01),
            invoice_payment_term_id=self.halves.id,
        )
        days = self.by_day()
        self.assertEqual(sorted(days), ["2025-02-20", "2025-04-11"])
        self.assertEqual(sum(days.values()), 6667)
        self.pay(invoice, "2025-02-15", 7.77)
        left = self.by_day()
        self.assertLess(left["2025-02-20"], days["2025-02-20"])
        first = invoice.line_ids.filtered("date_maturity").sorted("date_maturity")[:1]
        self.pay(invoice, "2025-02-20", first.amount_residual_currency)
        collected = [sum(self.so_far("collected", f"2025-02-{day}").values()) for day in (15, 20)]
        self.assertEqual(collected[1] - collected[0], left["2025-02-20"])
        self.assertEqual(self.by_day(), {"2025-04-11": left["2025-04-11"]})
        self.assertAddsUp("2025-02-20")
        self.assertEqual(self.by_day("2025-02-10"), days)

    def test_credit_notes(self):
        """P21: a credit note that is not matched yet takes away; set against its invoice, both
        are settled by what they have in common."""
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 100))
        credit = self.invoice(self.acme, "2025-03-01", (self.screw, 30), move_type="out_refund")
        self.assertEqual(sum(self.by_day().values()), 7000)
        self.assertEqual(
            self.cents(TO_COLLECT),
            {
                invoice.invoice_line_ids.id: 10000,
                credit.invoice_line_ids.id: -3000,
            },
        )
        self.reconcile(invoice, credit)
        self.assertEqual(self.cents(TO_COLLECT), {invoice.invoice_line_ids.id: 7000})
        self.assertEqual(sum(self.by_day("2025-02-28").values()), 10000)

    def test_foreign_currency(self):
        """N1: a euro invoice is to collect what it invoiced, at its own rate, to the last cent."""
        invoice = self.invoice(
            self.acme, "2025-02-10", (self.screw, 99.99), (self.nail, 50), currency_id=self.euro.id
        )
        self.pay(invoice, "2025-05-01", 60, currency_id=self.euro.id)
        invoiced = round(-sum(invoice.invoice_line_ids.mapped("balance")) * 100)
        self.assertEqual(sum(self.by_day().values()), invoiced - 2500)
        self.assertAddsUp("2025-05-01")

    def test_payment_in_advance(self):
        """N3: a payment that is not matched settles nothing yet, as in what was collected."""
        self.invoice(self.acme, "2025-02-10", (self.screw, 100))
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.acme.id,
                "amount": 50,
                "date": "2025-02-01",
            }
        ).action_post()
        self.assertEqual(sum(self.by_day().values()), 10000)

    def test_free_of_charge(self):
        """N1: an invoice of nothing has nothing to be collected."""
        self.invoice(self.acme, "2025-02-10", (self.screw, 10), (self.advice, -10))
        self.assertEqual(self.promised(TO_COLLECT), [])

    def test_random_documents(self):
        """N1: whatever is invoiced, credited, paid and set off in parts, in two currencies and by
        instalments: on every day what was collected and what is to be is what was invoiced."""
        for seed in draw_seeds(3):
            draw = random.Random(seed)
            moves = [self.random_document(draw) for __ in range(4)]
            for __ in range(6):
                self.settle_some(draw, moves)
            for day in ("2025-01-31", "2025-03-31", "2025-05-15", "2025-06-30", "2025-12-31"):
                self.assertAddsUp(day, seed)
            self.assertEqual(self.cents(TO_COLLECT), self.cents(TO_COLLECT, "2025-12-31"))
            now = self.promised(TO_COLLECT)
            self.assertEqual(len({fact["id"] for fact in now}), len(now))

    def random_document(self, draw):
        values = {"move_type": draw.choice(("out_invoice", "out_invoice", "out_refund"))}
        if draw.random() < 0.5:
            values["currency_id"] = self.euro.id
        if draw.random() < 0.5:
            values["invoice_payment_term_id"] = self.halves.id
        lines = [
            (product, draw.randint(-3000, 90000) / 100, draw.randint(1, 3))
            for product in (self.screw, self.nail, self.advice, None)
        ]
        return self.invoice(
            self.acme, f"2025-0{draw.randint(1, 5)}-10", *lines, (self.screw, 900), **values
        )

    def settle_some(self, draw, moves):
        """Pay a part of a document, or set two off against each other."""
        one, other = draw.sample(moves, 2)
        if not one.amount_residual:
            return
        if (
            other.amount_residual
            and one.currency_id == other.currency_id
            and one.move_type != other.move_type
        ):
            self.reconcile(one, other)
        else:
            part = round(one.amount_residual * draw.random(), 2) or one.amount_residual
            self.pay(one, f"2025-0{draw.randint(5, 6)}-15", part, currency_id=one.currency_id.id)

    def test_pieces(self):
        """P2: pieces are shared as money is."""
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 10, 8))
        self.pay(invoice, "2025-03-01", round(invoice.amount_total / 4, 2))
        [row] = self.promised(TO_COLLECT, dimensions=frozenset(), measure="quantity")
        self.assertAlmostEqual(row["value"], 6)
        [row] = self.promised(TO_COLLECT, dimensions=frozenset(), measure="margin")
        self.assertEqual(row["value"], 60 - 24)

    def test_dimensions(self):
        """P3-P7: what is open has the dimensions of the invoice's lines."""
        self.invoice(self.acme, "2025-02-10", (self.screw, 10), (self.nail, 3))
        fact = next(f for f in self.promised(TO_COLLECT) if f["product_id"] == self.nail.id)
        expected = {
            "team_id": self.team_north.id,
            "user_id": self.salesperson.id,
            "partner_id": self.acme.id,
            "industry_id": self.metal.id,
            "country_id": self.belgium.id,
            "product_category_id": self.nails.id,
        }
        self.assertEqual({name: fact[name] for name in expected}, expected)

    def by_row(self, plan):
        frame = self.env["sales.plan.figures"]._get_frames(plan)[plan.id]
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        facts = fact_query(frame.facts(frame.levels, basis=TO_COLLECT, grain="day"))
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, fact.date, SUM(fact.value) FROM (%s) fact %s GROUP BY 1, 2",
                deepest_row(frame),
                facts,
                row_joins(frame),
            )
        )
        queries = self.env.cr.sql_log_count - before
        return {(row, str(day)): round(amount, 2) for row, day, amount in rows}, queries

    def test_rows_of_a_plan(self):
        """N3: one query has the amounts of all rows by due day, overdue ones of earlier years
        among them; as many for twice the rows."""
        plan = self.plan("customer", basis="collected")
        acme = self.row(plan, self.acme)
        for day in ("2024-11-05", "2025-02-10"):
            self.invoice(self.acme, day, (self.screw, 30), invoice_date_due=day)
        found, queries = self.by_row(plan)
        self.assertEqual(found, {(acme.id, "2024-11-05"): 30, (acme.id, "2025-02-10"): 30})
        bolt = self.row(plan, self.bolt)
        for day in ("2024-11-06", "2025-02-11"):
            self.invoice(self.bolt, day, (self.nail, 3), invoice_date_due=day)
        found, more = self.by_row(plan)
        self.assertEqual(found[bolt.id, "2025-02-11"], 3)
        self.assertEqual((len(found), queries, more), (4, 1, 1))

    def test_is_no_basis(self):
        """P2: no plan is measured by what does not count yet."""
        self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        self.assertNotIn(TO_COLLECT, dict(BASES))
        self.assertNotIn(TO_COLLECT, self.env["sales.actual"].search([]).mapped("basis"))
        self.assertEqual(self.plan(basis="collected").root_id.actual_amount, 0)
