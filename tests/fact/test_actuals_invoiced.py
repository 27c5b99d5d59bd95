from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestActualsInvoiced(SalesPlanCommon):
    """P2, P21, N1: what counts as invoiced, on which day, for whom, and how much of it."""

    def test_only_posted_counts(self):
        """P21: drafts do not count, posted invoices do at the next read, cancelled ones do not."""
        invoice = self.invoice(
            self.acme, "2025-02-10", (self.screw, 10, 3), (self.advice, 100.01), post=False
        )
        self.assertFalse(self.facts("invoiced"))
        invoice.action_post()
        self.assertAmounts("invoiced", [30, 100.01])
        invoice.button_draft()
        self.assertFalse(self.facts("invoiced"))
        invoice.action_post()
        self.assertAmounts("invoiced", [30, 100.01])
        invoice.button_draft()
        invoice.button_cancel()
        self.assertFalse(self.facts("invoiced"))

    def test_changes_are_in_list_and_pivot(self):
        """P8, P21: post, credit, reset and cancel change plan versus actual at the next read."""
        plan = self.plan("customer")
        row = self.row(plan, self.acme)
        self.target(row, 100, 2)
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 10, 3), post=False)

        def read():
            self.env.invalidate_all()
            groups = self.env["sales.plan.report"].formatted_read_group(
                [("plan_id", "=", plan.id)], ["partner_id"], ["actual_amount:sum"]
            )
            [figure] = [g["actual_amount:sum"] for g in groups if g["partner_id"]]
            [listed] = self.env["sales.plan.allocation"].web_search_read(
                [("id", "=", row.id)], {"actual_amount": {}, "gap_amount": {}}
            )["records"]
            return figure or 0, listed["actual_amount"], listed["gap_amount"]

        self.assertEqual(read(), (0, 0, -100))
        invoice.action_post()
        self.assertEqual(read(), (30, 30, -70))
        refund = self.credit(invoice, "2025-03-01", (self.screw, 10, 1))
        self.assertEqual(read(), (20, 20, -80))
        refund.button_draft()
        self.assertEqual(read(), (30, 30, -70))
        refund.button_cancel()
        invoice.button_draft()
        self.assertEqual(read(), (0, 0, -100))
        invoice.button_cancel()
        self.assertEqual(read(), (0, 0, -100))

    def test_only_customers_documents_count(self):
        """N1: credit notes are negative, receipts count; bills and plain entries do not."""
        self.invoice(self.acme, "2025-02-10", (self.screw, 10, 3))
        self.invoice(self.acme, "2025-02-11", (self.screw, 10, 1), move_type="out_refund")
        self.invoice(self.acme, "2025-02-12", (self.screw, 10, 5), move_type="out_receipt")
        self.invoice(self.acme, "2025-02-13", (self.screw, 10, 7), move_type="in_invoice")
        entry = self.env["account.move"].create(
            {
                "date": "2025-02-13",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_revenue"].id,
                            "partner_id": self.acme.id,
                            "credit": 90,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_assets"].id,
                            "debit": 90,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        self.assertAmounts("invoiced", [30, -10, 50])
        self.assertAmounts("invoiced", [3, -1, 5], "quantity")
        self.assertAmounts("invoiced", [1, 0, 1], "count")

    def test_display_lines(self):
        """N1: sections and notes are no facts; their document counts once all the same."""
        self.invoice(
            self.acme,
            "2025-02-10",
            (None, 0, 0, {"display_type": "line_section", "name": "Section"}),
            (self.screw, 10, 3),
            (None, 0, 0, {"display_type": "line_note", "name": "Note"}),
        )
        self.assertAmounts("invoiced", [30])
        self.assertAmounts("invoiced", [1], "count")

    def test_taxes_and_discounts(self):
        """N1: revenue is untaxed and after discount, whether prices include the tax or not."""
        included = self.percent_tax(25, price_include_override="tax_included")
        self.invoice(
            self.acme,
            "2025-02-10",
            (self.screw, 10, 3, {"discount": 10}),
            (self.nail, 125, 1, {"tax_ids": [Command.set(included.ids)]}),
        )
        self.assertAmounts("invoiced", [27, 100])

    def test_foreign_currency(self):
        """N1: a foreign invoice counts at its own rate, whatever the rate is later."""
        self.invoice(self.acme, "2025-02-10", (self.screw, 100), currency_id=self.euro.id)
        self.invoice(self.acme, "2025-05-10", (self.screw, 100), currency_id=self.euro.id)
        self.invoice(
            self.acme,
            "2025-05-11",
            (self.screw, 100),
            currency_id=self.euro.id,
            invoice_currency_rate=5,
        )
        self.assertAmounts("invoiced", [50, 25, 20])
        self.assertEqual(self.facts("invoiced").currency_id, self.company.currency_id)

    def test_accounting_and_invoice_date(self):
        """P2: a plan counts invoices on their accounting date, or on their invoice date."""
        self.invoice(self.acme, "2025-02-10", (self.screw, 10), date="2025-03-05")
        [fact] = self.facts("invoiced")
        self.assertEqual(fact.date, self.day("2025-03-05"))
        self.assertEqual(fact.invoice_date, self.day("2025-02-10"))
        by_date, by_invoice_date = self.plan(), self.plan(invoice_date_basis="invoice_date")
        for plan, month in ((by_date, 3), (by_invoice_date, 2)):
            actuals = self.env["sales.plan.figures"]._read_period_actuals(plan)
            period = plan.period_ids.sorted("date_from")[month - 1]
            self.assertEqual(actuals, {(plan.root_id.id, period.id): 10})
            self.assertEqual(self.opened(plan.root_id, period=period), 10)

    def test_cash_rounding_is_not_sold(self):
        """N1: a line that rounds to five cents is no fact; sums of headers leave it out too."""
        self.invoice(
            self.acme,
            "2025-02-10",
            (self.screw, 10.01),
            (self.nail, 3.33, 1, {"tax_ids": [Command.clear()]}),
            invoice_cash_rounding_id=self.cash_rounding_a.id,
        )
        self.assertTrue(
            self.env["account.move.line"].search_count(
                [("display_type", "=", "rounding"), ("company_id", "=", self.company.id)]
            )
        )
        self.assertAmounts("invoiced", [10.01, 3.33])
        self.assertRootEquals(13.34)

    def test_non_deductible_part_is_not_sold(self):
        """N1: lines that Odoo adds for non-deductible parts are no facts, in headers neither."""
        move = self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        line = move.invoice_line_ids
        # Odoo makes such lines for purchases only: put one in as it stands there
        copied = line.copy({"move_id": move.id})
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE account_move_line
                  SET display_type = 'non_deductible_product', parent_state = 'posted',
                      balance = 7, amount_currency = 7, debit = 7, credit = 0
                WHERE id = %s""",
            [copied.id],
        )
        self.env.cr.execute(
            "UPDATE account_move SET amount_untaxed_signed = 3 WHERE id = %s", [move.id]
        )
        self.env.invalidate_all()
        self.assertAmounts("invoiced", [10])
        self.assertRootEquals(10)

    def assertRootEquals(self, expected):  # noqa: N802
        """Assert the total by headers (no product asked) and by lines (a product asked)."""
        self.assertEqual(self.plan().root_id.actual_amount, expected)
        self.assertEqual(self.plan("product").root_id.actual_amount, expected)
        self.assertEqual(self.plan("product_category").root_id.actual_amount, expected)

    def test_down_payment(self):
        """N1: a down payment is revenue when invoiced; the final invoice counts the rest only."""
        order = self.order(self.acme, "2025-02-10 12:00:00", (self.advice, 100, 2))
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids)
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 60}).create_invoices()
        first = order.invoice_ids
        first.write({"invoice_date": "2025-02-11", "date": "2025-02-11"})
        first.action_post()
        self.assertEqual(self.total("invoiced"), first.amount_untaxed)
        order.order_line.filtered("product_id").qty_delivered = 2
        wizard.create({"advance_payment_method": "delivered"}).create_invoices()
        last = order.invoice_ids - first
        last.write({"invoice_date": "2025-03-11", "date": "2025-03-11"})
        last.action_post()
        self.assertEqual(self.total("invoiced"), 200)
        self.assertAmounts("ordered", [200])  # the line of the down payment is no order

    def test_dimensions(self):
        """P3-P7: every dimension of an invoice line, the customer's through its company."""
        source = self.env["utm.source"].create({"name": "Fair"})
        state = self.env["res.country.state"].search(
            [("country_id", "=", self.env.ref("base.us").id)], limit=1
        )
        self.acme.write({"state_id": state.id, "sales_partner_id": self.reseller.id})
        self.invoice(self.buyer, "2025-02-10", (self.screw, 10), source_id=source.id)
        self.assertRecordValues(
            self.facts("invoiced"),
            [
                {
                    "team_id": self.team_north.id,
                    "user_id": self.salesperson.id,
                    "partner_id": self.acme.id,
                    "industry_id": self.metal.id,
                    "country_id": self.acme.country_id.id,
                    "state_id": state.id,
                    "product_category_id": self.screws.id,
                    "product_id": self.screw.id,
                    "sales_partner_id": self.reseller.id,
                    "source_id": source.id,
                }
            ],
        )

    def test_document_says_who_sold(self):
        """P7: a sale stays with whom the document names when the customer moves on."""
        self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        self.acme.user_id = self.colleague
        self.team_north.member_ids = [Command.unlink(self.salesperson.id)]
        fact = self.facts("invoiced")
        self.assertEqual((fact.user_id, fact.team_id), (self.salesperson, self.team_north))

    def test_free_text_has_no_product(self):
        """N1: a line without a product counts, with no product and no category."""
        self.invoice(self.drip, "2025-02-10", (None, 12.5, 2))
        fact = self.facts("invoiced")
        self.assertFalse(fact.product_id)
        self.assertFalse(fact.product_category_id)
        self.assertRecordValues(
            fact, [{"amount": 25, "quantity": 2, "count": 1, "cost": 0, "industry_id": False}]
        )

    def test_facts_open_their_document(self):
        """N1: a fact opens the invoice it comes from, under the invoice's own rules."""
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 10), (self.nail, 3))
        facts = self.facts("invoiced")
        self.assertEqual(set(facts.mapped("reference")), {invoice.name})
        action = facts[0].action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", invoice.id))
        other = self.invoice(self.acme, "2025-02-11", (self.screw, 10))
        action = self.facts("invoiced").action_open_documents()
        self.assertEqual(self.env["account.move"].search(action["domain"]), invoice | other)
        auditor = facts.with_user(self.auditor)[0]
        with self.assertRaises(AccessError):
            auditor.action_open_document()

    def test_ids_are_stable_and_apart(self):
        """N1: facts have ids that do not change between reads and never meet."""
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 10), (self.nail, 3))
        self.pay(invoice, "2025-02-20")
        self.order(self.acme, "2025-02-10 12:00:00", (self.screw, 10))
        self.deal(self.acme, 100, won="2025-02-10 12:00:00")
        self.deal(self.acme, 100, date_deadline="2025-02-10")
        actual = self.env["sales.actual"]
        facts = actual.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(set(facts.ids)), 7)
        for basis in ("won", "ordered", "invoiced", "collected", "pipeline"):
            for fact in self.facts(basis):
                self.assertEqual(actual.browse(fact.id).basis, basis)
        self.assertTrue(all(number < 2**53 for number in facts.ids))
