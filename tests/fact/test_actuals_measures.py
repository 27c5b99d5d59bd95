from odoo.fields import Command
from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestActualsMeasures(SalesPlanCommon):
    """P8: quantities, documents and margins that add up over any grouping."""

    def test_quantity_in_reference_unit(self):
        """P8: dozens count as twelve, credit notes take back, free text as it stands."""
        dozen = {"product_uom_id": self.uom_dozen.id}
        invoice = self.invoice(
            self.acme, "2025-02-10", (self.screw, 120, 2, dozen), (self.screw, 10, 5), (None, 1, 7)
        )
        self.assertAmounts("invoiced", [24, 5, 7], "quantity")
        self.credit(invoice, "2025-02-11", (self.screw, 120, 1, dozen))
        self.assertAmounts("invoiced", [24, 5, 7, -12], "quantity")
        self.order(self.acme, "2025-02-10 12:00:00", (self.screw, 120, 3, dozen))
        self.assertAmounts("ordered", [36], "quantity")

    def test_quantity_of_product_in_dozens(self):
        """P8: the reference unit is the product's own, be it a dozen."""
        eggs = self._create_product(name="Eggs", uom_id=self.uom_dozen.id)
        self.invoice(self.acme, "2025-02-10", (eggs, 1, 6, {"product_uom_id": self.uom_unit.id}))
        self.assertAmounts("invoiced", [0.5], "quantity")
        plan = self.plan("product", measure="quantity")
        row = self.row(plan, eggs)
        self.assertEqual(row.actual_amount, 0.5)
        self.assertFalse(row.unit_currency_id)

    def test_document_counts_once(self):
        """P8: a document counts on its largest line, so any grouping sums to the documents."""
        self.invoice(
            self.acme, "2025-02-10", (self.nail, 3, 1), (self.screw, 10, 2), (self.advice, 19)
        )
        counted = self.facts("invoiced", ("count", "=", 1))
        self.assertEqual(counted.product_id, self.screw)
        self.order(self.acme, "2025-02-10 12:00:00", (self.nail, 3), (self.advice, 100))
        self.assertEqual(self.facts("ordered", ("count", "=", 1)).product_id, self.advice)

    def test_first_of_equal_lines_counts(self):
        """P8: of equally large lines the first counts."""
        invoice = self.invoice(
            self.acme, "2025-02-10", (self.nail, 20), (self.screw, 10, 2), (self.advice, 5)
        )
        order = self.order(self.acme, "2025-02-10 12:00:00", (self.nail, 20), (self.screw, 20))
        for basis, line in (
            ("invoiced", invoice.invoice_line_ids[0]),
            ("ordered", order.order_line[0]),
        ):
            self.assertEqual(self.facts(basis, ("count", "=", 1)).line_id, line.id)

    def test_credit_notes_do_not_count(self):
        """P8: a credit note is no document sold, and takes none back."""
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        self.credit(invoice, "2025-02-11")
        self.assertEqual(self.total("invoiced", "count"), 1)
        plan = self.plan(measure="count")
        self.assertEqual(plan.root_id.actual_amount, 1)
        self.assertEqual(self.plan("product", measure="count").root_id.actual_amount, 1)

    def test_margin_is_that_of_the_day(self):
        """P8: the unit cost is stamped at posting; what the product costs later changes nothing."""
        self.invoice(self.acme, "2025-02-10", (self.screw, 10, 3))
        self.screw.standard_price = 9
        self.assertAmounts("invoiced", [18], "margin")
        self.invoice(self.acme, "2025-02-11", (self.screw, 10, 3))
        self.assertAmounts("invoiced", [18, 3], "margin")
        self.assertAmounts("invoiced", [12, 27], "cost")
        plan = self.plan("customer", measure="margin")
        self.assertEqual(self.row(plan, self.acme).actual_amount, 21)

    def test_stamps_write_no_line_once_more(self):
        """P8: the cost is written together with what posting changes in each line."""
        invoices = self.env["account.move"]
        for _number in range(5):
            lines = [
                self._prepare_line((product, 10), "quantity") for product in (self.screw, self.nail)
            ]
            invoices += invoices.create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.acme.id,
                    "invoice_date": "2025-02-10",
                    "invoice_line_ids": lines,
                }
            )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.count_lines_written()
        invoices.action_post()
        self.env.flush_all()
        written = self.count_lines_written() - before
        # Odoo itself writes those of the invoice twice that it has numbered first
        self.assertLessEqual(written, len(invoices.line_ids) + len(invoices[0].line_ids))
        self.assertEqual(set(invoices.invoice_line_ids.mapped("sales_plan_unit_cost")), {1, 4})

    def count_lines_written(self):
        self.env.cr.execute(
            """SELECT n_tup_upd FROM pg_stat_xact_user_tables
                WHERE relname = 'account_move_line'"""
        )
        return self.env.cr.fetchone()[0]

    def test_margin_in_other_units_and_currencies(self):
        """P8: a dozen costs twelve units; the cost is in the company's currency."""
        dozen = {"product_uom_id": self.uom_dozen.id}
        self.invoice(self.acme, "2025-02-10", (self.screw, 120, 1, dozen), currency_id=self.euro.id)
        self.assertAmounts("invoiced", [48], "cost")
        self.assertAmounts("invoiced", [12], "margin")

    def test_credit_note_takes_the_cost_of_its_invoice(self):
        """P8: crediting takes back the margin that was made, whatever the product costs now."""
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 10, 3))
        self.screw.standard_price = 9
        self.credit(invoice, "2025-02-11")
        self.assertAmounts("invoiced", [18, -18], "margin")
        free = self.invoice(self.acme, "2025-02-12", (self.screw, 10), move_type="out_refund")
        self.assertEqual(self.facts("invoiced", ("res_id", "=", free.id)).margin, -1)

    def test_posting_again_keeps_the_cost(self):
        """P8: reset and post again: it was sold then, not now; another product is another sale."""
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 10, 3))
        self.screw.standard_price = 9
        invoice.button_draft()
        invoice.invoice_line_ids.quantity = 2
        invoice.action_post()
        self.assertAmounts("invoiced", [12], "margin")
        invoice.button_draft()
        invoice.invoice_line_ids.product_id = self.nail
        invoice.invoice_line_ids.write({"price_unit": 10, "quantity": 2})
        invoice.action_post()
        self.assertAmounts("invoiced", [18], "margin")

    def test_line_added_to_a_reset_invoice(self):
        """P8: a line added after a reset takes the cost of the day it is first posted."""
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        self.screw.standard_price = 9
        invoice.button_draft()
        invoice.invoice_line_ids = [self._prepare_line((self.screw, 10), "quantity")]
        invoice.action_post()
        self.assertAmounts("invoiced", [6, 1], "margin")

    def test_a_copy_is_sold_anew(self):
        """P8: a duplicated invoice takes today's cost, not that of the original."""
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        self.screw.standard_price = 9
        copied = invoice.copy({"invoice_date": "2025-02-12", "date": "2025-02-12"})
        copied.action_post()
        self.assertAmounts("invoiced", [6, 1], "margin")

    def test_lines_from_before_have_no_margin(self):
        """P8: what was posted before the add-on has no known cost: no margin, not a full one."""
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 10), (self.nail, 3))
        screw, nail = invoice.invoice_line_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET sales_plan_unit_cost = NULL WHERE id = %s", [screw.id]
        )
        self.env.invalidate_all()
        self.assertAmounts("invoiced", [0, 2], "margin")
        self.env.cr.execute(
            "UPDATE account_move_line SET sales_plan_unit_cost = NULL WHERE id = %s", [nail.id]
        )
        self.env.invalidate_all()
        plan = self.plan("customer", measure="margin")
        row = self.row(plan, self.acme)
        self.assertEqual(row.actual_amount, 0)
        self.credit(invoice, "2025-02-11")  # takes back a margin that never counted
        self.env.invalidate_all()
        self.assertEqual(row.actual_amount, 0)

    def test_a_product_that_costs_nothing(self):
        """P8: a cost of zero is known: its margin is all of the revenue."""
        self.invoice(self.acme, "2025-02-10", (self.advice, 100), (None, 20))
        self.assertAmounts("invoiced", [100, 20], "margin")

    def test_cost_is_that_of_the_selling_company(self):
        """P8: each company has its own cost of a product."""
        other = self.make_other_company()
        self.screw.with_company(other).standard_price = 7
        self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        self.invoice(
            self.acme,
            "2025-02-10",
            (self.screw, 10, 1, {"tax_ids": [Command.clear()]}),
            company=other,
            team_id=False,
        )
        actual = self.env["sales.actual"].with_context(allowed_company_ids=other.ids)
        self.assertEqual(actual.search([("company_id", "=", other.id)]).cost, 7)
        self.assertAmounts("invoiced", [4], "cost")

    def test_order_margin(self):
        """P8: orders take the cost of the day they are confirmed; later lines that of theirs."""
        order = self.order(self.acme, "2025-02-10 12:00:00", (self.screw, 10, 2))
        self.screw.standard_price = 9
        self.assertAmounts("ordered", [12], "margin")
        order.order_line = [self._prepare_line((self.screw, 10), "product_uom_qty")]
        self.assertAmounts("ordered", [12, 1], "margin")
        order.order_line[0].product_uom_qty = 3
        self.assertAmounts("ordered", [18, 1], "margin")

    def test_collected_measures(self):
        """P8: half paid is half of the quantity and the margin; it counts with the first money."""
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 10, 4), (self.nail, 3))
        self.pay(invoice, "2025-03-01", invoice.amount_total / 2)
        self.assertEqual(self.total("collected", "quantity"), 2.5)
        self.assertEqual(self.total("collected", "margin"), 13)
        self.assertEqual(self.total("collected", "count"), 1)
        self.pay(invoice, "2025-04-01")
        for measure, expected in (("quantity", 5), ("margin", 26), ("count", 1), ("amount", 43)):
            self.assertEqual(self.total("collected", measure), expected)
