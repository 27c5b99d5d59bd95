from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from ..common.base import SalesPlanCommon
from ..common.by_hand import all_facts


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestMoneyCases(SalesPlanCommon):
    """N1: what accountants would ask about, each to the cent, and as it is worked out by hand."""

    def assertFacts(self, basis, expected):  # noqa: N802
        """Assert amounts by day, ``{day: amount}``, in SQL and worked out record by record."""
        found, by_hand = {}, {}
        for fact in self.facts(basis):
            found[str(fact.date)] = round(found.get(str(fact.date), 0) + fact.amount, 2)
        for fact in all_facts(self.env, self.company):
            if fact.basis == basis:
                day = str(fact.day)
                by_hand[day] = round(by_hand.get(day, 0) + fact.revenue, 2)
        self.assertEqual((found, by_hand), (expected, expected))

    def assertYears(self, expected):  # noqa: N802
        """Assert what plans of two years count as invoiced, by headers and by lines."""
        for levels in ((), ("product",)):
            totals = [self.plan(*levels, year=year).root_id.actual_amount for year in (2024, 2025)]
            self.assertEqual(totals, expected, levels)

    def no_tax(self):
        return {"tax_ids": [Command.clear()]}

    # Roundings and discounts ---------------------------------------------------

    def test_cash_rounding_in_the_tax(self):
        """Rounding to five cents by changing the tax: 33.33 + 15 % is 38.33, 38.35 to pay; 33.33
        is sold, and 33.33 collected once all is paid."""
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "In the tax",
                "rounding": 0.05,
                "strategy": "biggest_tax",
                "rounding_method": "UP",
            }
        )
        tax = self.percent_tax(15)
        line = (self.screw, 33.33, 1, {"tax_ids": [Command.set(tax.ids)]})
        invoice = self.invoice(self.acme, "2025-02-10", line, invoice_cash_rounding_id=rounding.id)
        self.assertEqual(invoice.amount_total, 38.35)
        self.assertFacts("invoiced", {"2025-02-10": 33.33})
        self.pay(invoice, "2025-03-01")
        self.assertFacts("collected", {"2025-03-01": 33.33})

    def test_early_payment_discount(self):
        """2 % off for who pays within ten days: 100.01 is sold whoever pays when; who pays 98.01
        in time has settled all of it, and all of it counts as collected."""
        for kind in ("included", "excluded", "mixed"):
            with self.subTest(kind):
                self.env["account.payment.term"].search([]).early_discount = False
                terms = self.env["account.payment.term"].create(
                    {
                        "name": f"2/10 {kind}",
                        "early_discount": True,
                        "discount_percentage": 2,
                        "discount_days": 10,
                        "early_pay_discount_computation": kind,
                        "line_ids": [
                            Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})
                        ],
                    }
                )
                day = {"included": "2025-02-10", "excluded": "2025-03-10", "mixed": "2025-04-10"}
                before = {"invoiced": self.total("invoiced"), "collected": self.total("collected")}
                invoice = self.invoice(
                    self.acme,
                    day[kind],
                    (self.advice, 100.01, 1, self.no_tax()),
                    invoice_payment_term_id=terms.id,
                )
                dialog = self.env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=invoice.ids
                )
                payment = dialog.create({"payment_date": day[kind]})
                self.assertEqual(payment.amount, 98.01)
                payment.action_create_payments()
                self.assertIn(invoice.payment_state, ("paid", "in_payment"))
                for basis, amount in before.items():
                    self.assertEqual(round(self.total(basis) - amount, 2), 100.01, basis)
        days = dict.fromkeys(("2025-02-10", "2025-03-10", "2025-04-10"), 100.01)
        self.assertFacts("invoiced", days)
        self.assertFacts("collected", days)

    def test_negative_lines(self):
        """A line that takes money off counts with its own amount, its own product, no pieces."""
        self.invoice(
            self.acme,
            "2025-02-10",
            (self.screw, 33.33, 3),
            (self.nail, -10.01, 1),
            (self.advice, 5.55, -2),
        )
        self.assertAmounts("invoiced", [99.99, -10.01, -11.10])
        self.assertAmounts("invoiced", [3, 0, -2], "quantity")
        self.assertFacts("invoiced", {"2025-02-10": 78.88})

    def test_global_discount(self):
        """10 % off a whole order of 200.05: 180.04 are ordered, and invoiced."""
        order = self.order(
            self.acme,
            "2025-02-10 10:00:00",
            (self.advice, 100.02, 1, self.no_tax()),
            (self.advice, 100.03, 1, self.no_tax()),
            confirm=False,
        )
        dialog = self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.1,
            }
        )
        dialog.action_apply_discount()
        order.action_confirm()
        order.date_order = "2025-02-10 10:00:00"
        self.assertEqual(order.amount_untaxed, 180.04)
        self.assertFacts("ordered", {"2025-02-10": 180.04})
        order.order_line.qty_delivered = 1
        self.invoice_order(order, "2025-02-20")
        self.assertFacts("invoiced", {"2025-02-20": 180.04})

    def test_prices_that_include_taxes(self):
        """9.99 with 19 % in it, three times: 25.18 are sold, 4.79 are tax, to the cent."""
        included = self.percent_tax(19, price_include_override="tax_included")
        lines = [(self.screw, 9.99, 3, {"tax_ids": [Command.set(included.ids)]})]
        invoice = self.invoice(self.acme, "2025-02-10", *lines)
        self.assertEqual((invoice.amount_untaxed, invoice.amount_tax), (25.18, 4.79))
        self.assertFacts("invoiced", {"2025-02-10": 25.18})
        self.pay(invoice, "2025-03-01", 10)
        self.assertFacts("collected", {"2025-03-01": 8.40})  # 10 of 29.97, of 25.18

    # Documents ------------------------------------------------------------------

    def test_down_payment_and_the_rest(self):
        """30 % of 333.33 in advance is 100.00 when it is invoiced, the rest 233.33 later."""
        order = self.order(self.acme, "2025-01-10 10:00:00", (self.advice, 333.33, 1))
        self.invoice_order(order, "2025-01-20", percent=30)
        order.order_line.filtered("product_id").qty_delivered = 1
        self.invoice_order(order, "2025-03-20")
        self.assertFacts("invoiced", {"2025-01-20": 100.00, "2025-03-20": 233.33})
        self.assertFacts("ordered", {"2025-01-10": 333.33})

    def test_receipt(self):
        """A sales receipt counts as an invoice does."""
        receipt = self.invoice(
            self.acme, "2025-02-10", (self.screw, 12.34, 2), move_type="out_receipt"
        )
        self.pay(receipt, "2025-02-10")
        self.assertFacts("invoiced", {"2025-02-10": 24.68})
        self.assertFacts("collected", {"2025-02-10": 24.68})

    def test_credit_note_across_the_year_end(self):
        """An invoice of December that is credited in January: each year keeps its own."""
        invoice = self.invoice(self.acme, "2024-12-30", (self.screw, 77.77, 1))
        self.credit(invoice, "2025-01-02", (self.screw, 33.33, 1))
        self.assertFacts("invoiced", {"2024-12-30": 77.77, "2025-01-02": -33.33})
        self.assertYears([77.77, -33.33])

    def test_credit_note_of_another_rate(self):
        """100 euros sold at a rate of 2 are 50.00; what is credited in May, at a rate of 4, is
        25.00; a credit note that keeps the invoice's rate takes back all of it."""
        euros = {"currency_id": self.euro.id}
        invoice = self.invoice(self.acme, "2025-02-10", (self.screw, 100), **euros)
        self.assertFacts("invoiced", {"2025-02-10": 50.00})
        refund = self.credit(invoice, "2025-05-10")
        rate = refund.invoice_currency_rate
        taken = round(-100 / rate, 2)
        self.assertFacts("invoiced", {"2025-02-10": 50.00, "2025-05-10": taken})
        self.assertIn(taken, (-25.00, -50.00))

    def test_credit_note_in_another_currency(self):
        """Who credits 50 dollars for an invoice of 100 euros takes 50.00 off, whatever the rate."""
        euros = {"currency_id": self.euro.id}
        self.invoice(self.acme, "2025-02-10", (self.screw, 100), **euros)
        self.invoice(self.acme, "2025-05-10", (self.screw, 12.5), move_type="out_refund")
        self.assertFacts("invoiced", {"2025-02-10": 50.00, "2025-05-10": -12.50})

    def test_deferred_revenue(self):
        """Entries that move revenue into later months are no sales: 1200 are sold on the day of the
        invoice, and the twelve months are not told twice."""
        invoice = self.invoice(self.acme, "2025-01-01", (self.advice, 1200, 1, self.no_tax()))
        revenue = invoice.invoice_line_ids.account_id
        deferred = self.company_data["default_account_deferred_revenue"]
        for month in range(1, 13):
            amount = 1200 if month == 1 else 0
            lines = [
                {"account_id": revenue.id, "debit": amount, "credit": 100},
                {"account_id": deferred.id, "debit": 100, "credit": amount},
            ]
            entry = self.env["account.move"].create(
                {
                    "date": date(2025, month, 28),
                    "line_ids": [
                        Command.create({**line, "partner_id": self.acme.id, **side})
                        for line in lines
                        for side in (
                            {"debit": line["debit"], "credit": 0},
                            {"debit": 0, "credit": line["credit"]},
                        )
                        if any(side.values())
                    ],
                }
            )
            entry.action_post()
        self.assertFacts("invoiced", {"2025-01-01": 1200.00})
        self.assertFacts("collected", {})

    def test_recurring_revenue_of_won_deals(self):
        """120 once and 30.03 a month: a deal is worth 120, and 30.03 recurs; 360.36 a year is 30.03
        a month as well, so that both add up to 60.06."""
        monthly, yearly = self.env["crm.recurring.plan"].create(
            [
                {"name": "Monthly", "number_of_months": 1},
                {"name": "Yearly", "number_of_months": 12},
            ]
        )
        self.deal(
            self.acme,
            120,
            won="2025-02-10 10:00:00",
            recurring_revenue=30.03,
            recurring_plan=monthly.id,
        )
        self.deal(
            self.bolt,
            0,
            won="2025-03-10 10:00:00",
            recurring_revenue=360.36,
            recurring_plan=yearly.id,
        )
        self.assertFacts("won", {"2025-02-10": 120.00, "2025-03-10": 0.0})
        by_hand = {
            str(fact.day): fact.recurring
            for fact in all_facts(self.env, self.company)
            if fact.basis == "won"
        }
        found = {str(fact.date): fact.recurring_amount for fact in self.facts("won")}
        expected = {"2025-02-10": 30.03, "2025-03-10": 30.03}
        self.assertEqual((found, by_hand), (expected, expected))
        self.assertEqual(self.total("won", "recurring_amount"), 60.06)
