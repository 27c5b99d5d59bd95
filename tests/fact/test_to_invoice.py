import random
from fractions import Fraction

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.plan.sales_plan import BASES
from ...queries.dimensions import TO_INVOICE
from ...queries.facts.read import fact_query
from ...queries.plans import deepest_row, row_joins
from ..common.base import draw_seeds
from ..common.committed import CommittedCommon, in_cents


@tagged("post_install", "-at_install")
class TestToInvoice(CommittedCommon):
    """N3: what is still to be invoiced of confirmed orders, at the end of any day."""

    def make_order(self, day="2025-02-10", **values):
        """Confirm an order of three screws and four nails: 30 and 12."""
        lines = ((self.screw, 10, 3), (self.nail, 3, 4))
        return self.order(self.acme, f"{day} 00:00:00", *lines, **values)

    def euro_order(self, *lines, day="2025-02-10"):
        pricelist = self._create_pricelist(currency_id=self.euro.id)
        return self.order(self.acme, f"{day} 00:00:00", *lines, pricelist_id=pricelist.id)

    def assertLeft(self, order, *cents, as_of=None):  # noqa: N802
        found = self.cents(TO_INVOICE, as_of)
        self.assertEqual([found.get(line, 0) for line in order.order_line.ids], list(cents), as_of)

    def test_only_confirmed_orders(self):
        """P21: quotations and cancelled orders promise nothing; drafts take nothing."""
        order = self.order(self.acme, "2025-02-10 00:00:00", (self.screw, 10, 3), confirm=False)
        self.assertEqual(self.promised(TO_INVOICE), [])
        order.action_confirm()
        self.assertLeft(order, 3000)
        draft = self.bill(order, "2025-03-01", 3, post=False)
        self.assertLeft(order, 3000)
        draft.action_post()
        self.assertEqual(self.promised(TO_INVOICE), [])
        draft.button_draft()
        self.assertLeft(order, 3000)
        draft.button_cancel()
        order._action_cancel()
        self.assertEqual(self.promised(TO_INVOICE), [])

    def test_invoiced_in_parts(self):
        """N3: of every line what posted invoices did not take, whatever is delivered."""
        self.screw.invoice_policy = "delivery"
        order = self.make_order()
        self.assertLeft(order, 3000, 1200)
        self.bill(order, "2025-03-01", 1, 4)
        self.assertLeft(order, 2000, 0)
        self.bill(order, "2025-03-02", 1.5, 0)
        self.assertLeft(order, 500, 0)
        self.bill(order, "2025-03-03", 0.5, 0)
        self.assertLeft(order, 0, 0)

    def test_as_of(self):
        """N3: an order is there from its day on, where its company works; an invoice takes from
        its own day on, by accounting or invoice date."""
        order = self.order(self.acme, "2025-02-09 12:30:00", (self.screw, 10, 3))
        self.bill(order, "2025-03-05", 1, date="2025-03-31")
        self.bill(order, "2025-04-05", 2)
        for day, cents in (
            ("2025-02-09", 0),
            ("2025-02-10", 3000),
            ("2025-03-30", 3000),
            ("2025-03-31", 2000),
            ("2025-04-04", 2000),
            ("2025-04-05", 0),
        ):
            self.assertLeft(order, cents, as_of=day)
        by = {"date_column": "invoice_date"}
        self.assertEqual(self.cents(TO_INVOICE, "2025-03-05", **by), {order.order_line.id: 2000})
        self.assertEqual(self.cents(TO_INVOICE, "2025-03-05", date_to=self.day("2025-02-09")), {})
        self.assertLeft(order, 0)

    def test_credit_notes(self):
        """P21: a credit note made from the order's invoice gives back, no more than was ordered."""
        order = self.make_order()
        invoice = self.bill(order, "2025-03-01", 3, 4)
        self.assertLeft(order, 0, 0)
        credit = self.credit(invoice, "2025-04-01")
        self.assertTrue(credit.invoice_line_ids.sale_line_ids)
        self.assertLeft(order, 3000, 1200)
        self.assertLeft(order, 0, 0, as_of="2025-03-31")
        self.bill(order, "2025-04-02", 1, 0, move_type="out_refund")
        self.assertLeft(order, 3000, 1200)

    def test_other_prices(self):
        """N3: nothing is left of a quantity that was invoiced for less; for more takes no more
        than there is."""
        order = self.make_order()
        self.bill(order, "2025-03-01", 3, 0, price=9)
        self.assertLeft(order, 0, 1200)
        self.assertLeft(order, 0, 1200, as_of="2025-03-01")
        self.bill(order, "2025-03-01", 0, 1, price=50)
        self.assertLeft(order, 0, 0)
        given_away = self.make_order("2025-02-11")
        self.bill(given_away, "2025-03-01", 3, 1, price=0)
        self.assertLeft(given_away, 0, 1200)

    def test_other_units(self):
        """N3: a dozen that was invoiced is twelve of those that were ordered."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.order(self.acme, "2025-02-10 00:00:00", (self.screw, 10, 24))
        invoice = self.bill(order, "2025-03-01", 1, price=100, post=False)
        invoice.invoice_line_ids.product_uom_id = dozen
        invoice.invoice_line_ids.price_unit = 100
        invoice.action_post()
        self.assertLeft(order, 14000)
        [fact] = self.promised(TO_INVOICE)
        self.assertEqual(fact["quantity"], 12)

    def test_discounts(self):
        """N3: a line that takes off money is still to be taken off, and crosses zero no more than
        others."""
        order = self.order(self.acme, "2025-02-10 00:00:00", (self.screw, 10, 3), (self.advice, -5))
        self.assertLeft(order, 3000, -500)
        self.bill(order, "2025-03-01", 1, 0)
        self.assertLeft(order, 2000, -500)
        self.bill(order, "2025-03-02", 1, 1)
        self.assertLeft(order, 1000, 0)

    def test_down_payment(self):
        """N3: a down payment is taken off by a line of its own, as in Odoo's sales analysis, until
        the final invoice sets it off: what was invoiced and what is to be add up to the order."""
        order = self.make_order()
        self.bill(order, "2025-02-20", 1, 0)
        advance = self.invoice_order(order, "2025-03-01", 25)
        paid = sum(advance.invoice_line_ids.mapped("price_subtotal"))
        self.assertTrue(paid)
        lines = order.order_line.filtered(lambda line: not line.display_type)
        goods, advances = lines - lines.filtered("is_downpayment"), lines.filtered("is_downpayment")
        found = self.cents(TO_INVOICE)
        self.assertEqual([found.pop(line) for line in goods.ids], [2000, 1200])
        self.assertEqual(sum(found.values()), -round(paid * 100))
        self.assertLessEqual(set(found), set(advances.ids))
        self.assertEqual(
            sum(self.cents(TO_INVOICE).values()),
            round(sum(lines.mapped("untaxed_amount_to_invoice")) * 100),
        )
        for day in ("2025-02-15", "2025-02-25", "2025-03-01", "2025-06-01"):
            invoiced = sum(self.so_far("invoiced", day).values())
            self.assertEqual(invoiced + sum(self.cents(TO_INVOICE, day).values()), 4200, day)
        facts = [fact for fact in self.promised(TO_INVOICE) if fact["line_id"] in advances.ids]
        for fact in facts:
            self.assertEqual([fact[name] for name in ("quantity", "cost", "count")], [0, 0, 0])
        self.invoice_order(order, "2025-04-01")
        self.assertEqual(self.cents(TO_INVOICE), {})
        self.assertEqual(
            sum(self.cents(TO_INVOICE, "2025-03-31").values()), 3200 - round(paid * 100)
        )
        self.assertEqual(sum(self.so_far("invoiced", "2025-12-31").values()), 4200)

    def test_foreign_currency(self):
        """N1: what is left of a euro order is its part of what was ordered, at the order's rate;
        the invoice's rate does not matter, and in the end nothing is left."""
        order = self.euro_order(*[(self.screw, 0.33, 3)] * 3)
        ordered = self.so_far("ordered", "2025-12-31")
        self.assertEqual(self.cents(TO_INVOICE), ordered)
        self.bill(order, "2025-05-01", 1, 2, 0)
        lines = order.order_line.ids
        self.assertLeft(
            order,
            *(
                in_cents(Fraction(ordered[line]) * part / 300)
                for line, part in zip(lines, (2, 1, 3), strict=True)
            ),
        )
        self.bill(order, "2025-05-02", 2, 1, 3)
        self.assertEqual(self.promised(TO_INVOICE), [])

    def test_invoiced_in_another_currency(self):
        """N1: a dollar invoice takes of a euro order what it is worth at the order's rate."""
        order = self.euro_order((self.screw, 200, 2))
        self.assertLeft(order, 20000)
        self.bill(order, "2025-02-11", 0.5, price=140, currency_id=self.company.currency_id.id)
        self.assertLeft(order, 13000)

    def test_random_histories(self):
        """N1: orders that are invoiced and credited in parts: on every day what is left is what
        was ordered less what was taken, line by line and to the cent."""
        for seed in draw_seeds(4):
            draw = random.Random(seed)
            lines = [
                (product, draw.randint(-2000, 90000) / 100, draw.randint(1, 9))
                for product in (self.screw, self.nail, self.advice) * 2
            ]
            lines.append((self.screw, 900, 5))  # what makes every invoice one of something
            if seed % 2:
                order = self.euro_order(*lines)
            else:
                order = self.order(self.acme, "2025-02-10 00:00:00", *lines)
            days = [f"2025-{month:02}-15" for month in range(3, 9)]
            for day in days:
                kind = draw.choice(("out_invoice", "out_invoice", "out_refund"))
                quantities = [draw.choice((0, 1, 2)) for __ in lines[1:]]
                self.bill(order, day, *quantities, 1, move_type=kind)
            for day in ("2025-02-10", *days, None):
                left = self.cents(TO_INVOICE, day)
                found = {line: left[line] for line in order.order_line.ids if line in left}
                self.assertEqual(found, self.expected(order, day), (seed, day))

    def expected(self, order, day):
        """Compute in Python what is left of an order."""
        ordered, found = self.so_far("ordered", "2025-12-31"), {}
        for line in order.order_line:
            quantity, amount = Fraction(line.product_uom_qty), Fraction(str(line.price_subtotal))
            left = amount
            for taken in line.invoice_lines:
                if taken.move_id.state == "posted" and (not day or str(taken.date) <= day):
                    sign = -1 if taken.move_id.move_type == "out_refund" else 1
                    quantity -= sign * Fraction(taken.quantity)
                    left -= sign * Fraction(str(taken.price_subtotal))
            left = max(min(left, 0), amount) if amount < 0 else min(max(left, 0), amount)
            if amount and quantity > 0:
                cents = in_cents(Fraction(ordered.get(line.id, 0)) * left / amount / 100)
                if cents:
                    found[line.id] = cents
        return found

    def test_measures(self):
        """P2: margin, pieces and documents of what is left; an order counts once, on the largest
        of the lines that are left, until nothing is."""
        order = self.make_order()
        other = self.make_order("2025-02-11")

        def total(measure):
            [row] = self.promised(TO_INVOICE, dimensions=frozenset(), measure=measure)
            return row["value"]

        self.assertEqual([total(name) for name in ("revenue", "quantity", "count")], [84, 14, 2])
        self.assertEqual(total("margin"), 84 - 2 * (3 * 4 + 4 * 1))
        self.bill(order, "2025-03-01", 3, 1)
        self.assertEqual(
            [total(name) for name in ("revenue", "quantity", "count", "margin")],
            [51, 10, 2, 51 - 15 - 4],
        )
        self.bill(order, "2025-03-02", 0, 3)
        self.assertEqual([total(name) for name in ("revenue", "quantity", "count")], [42, 7, 1])
        counted = [fact["line_id"] for fact in self.promised(TO_INVOICE) if fact["count"]]
        self.assertEqual(counted, [other.order_line[0].id])

    def test_free_goods(self):
        """P2: what is given away is a piece that is still to be invoiced, and no document."""
        order = self.order(self.acme, "2025-02-10 00:00:00", (self.screw, 0, 3))
        [fact] = self.promised(TO_INVOICE)
        self.assertEqual((fact["amount"], fact["quantity"], fact["count"]), (0, 3, 0))
        draft = self.bill(order, "2025-03-01", 3, post=False)
        self.assertEqual(len(self.promised(TO_INVOICE)), 1)
        draft.action_post()
        self.assertEqual(self.promised(TO_INVOICE), [])

    def test_dimensions(self):
        """P3-P7: what is left has the order's dimensions, and its day."""
        source = self.env["utm.source"].create({"name": "Fair"})
        self.make_order(source_id=source.id)
        fact = next(f for f in self.promised(TO_INVOICE) if f["product_id"] == self.nail.id)
        expected = {
            "team_id": self.team_north.id,
            "user_id": self.salesperson.id,
            "partner_id": self.acme.id,
            "industry_id": self.metal.id,
            "country_id": self.belgium.id,
            "product_category_id": self.nails.id,
            "source_id": source.id,
            "date": self.day("2025-02-10"),
            "currency_id": self.company.currency_id.id,
        }
        self.assertEqual({name: fact[name] for name in expected}, expected)

    def by_row(self, plan):
        """Return ``{(row, day): amount}`` of what is left, and how many queries that took."""
        frame = self.env["sales.plan.figures"]._get_frames(plan)[plan.id]
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        facts = fact_query(frame.facts(frame.levels, basis=TO_INVOICE, grain="day"))
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
        """N3: one query has the amounts of all rows by day, those of orders of earlier years
        among them; as many for twice the rows."""
        plan = self.plan("customer", "product", basis="invoiced")
        acme = self.row(plan, self.acme)
        screws = self.row(acme, self.screw)
        self.make_order("2024-11-05")
        self.make_order("2025-02-10")
        found, queries = self.by_row(plan)
        self.assertEqual(
            found,
            {
                (row.id, day): amount
                for row, amount in ((screws, 30), (acme, 12))
                for day in ("2024-11-05", "2025-02-10")
            },
        )
        bolt = self.row(plan, self.bolt)
        self.row(bolt, self.nail)
        self.order(self.bolt, "2025-02-11 00:00:00", (self.nail, 3, 2), (self.screw, 10))
        found, more = self.by_row(plan)
        self.assertEqual(len(found), 6)
        self.assertEqual((queries, more), (1, 1))

    def test_is_no_basis(self):
        """P2: no plan is measured by what does not count yet."""
        self.make_order()
        self.assertNotIn(TO_INVOICE, dict(BASES))
        self.assertNotIn(TO_INVOICE, self.env["sales.actual"].search([]).mapped("basis"))
        plan = self.plan(basis="invoiced")
        self.assertEqual(plan.root_id.actual_amount, 0)

    def test_companies(self):
        """P21: only what the companies asked for promise."""
        branch = self.make_branch()
        self.env.user.company_ids |= branch
        self.make_order()
        self.make_order("2025-02-12", company_id=branch.id, team_id=False)
        self.assertEqual(sum(self.cents(TO_INVOICE).values()), 8400)
        frame = self.env["sales.plan.figures"]._get_frames(self.plan(company_id=branch.id))
        [query] = [f.facts((), basis=TO_INVOICE) for f in frame.values()]
        [[value, __]] = self.env.execute_query(fact_query(query))
        self.assertEqual(value, 42)
