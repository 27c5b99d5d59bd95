"""What expenses and stock book on income accounts, beside the ledger."""

from odoo.tests import freeze_time, tagged

from odoo.addons.sales_plan.tests.common.ledger import LedgerCommon


@tagged("post_install", "-at_install", "-standard", "sales_plan_apps")
class TestLedgerApps(LedgerCommon):
    """N1: entries of other apps have that app as their reason, to the cent."""

    def claim(self, amount, mode):
        """Post an expense on the account of sales."""
        self.advice.can_be_expensed = True
        employee = (
            self.env["hr.employee"]
            .sudo()
            .create(
                {
                    "name": "Employee",
                    "company_id": self.company.id,
                    "work_contact_id": self.env["res.partner"].create({"name": "Employee"}).id,
                }
            )
        )
        expense = (
            self.env["hr.expense"]
            .sudo()
            .create(
                {
                    "name": "Taxi",
                    "product_id": self.advice.id,
                    "employee_id": employee.id,
                    "company_id": self.company.id,
                    "payment_mode": mode,
                    "total_amount_currency": amount,
                    "tax_ids": False,
                    "account_id": self.revenue.id,
                    "date": "2025-03-03",
                }
            )
        )
        expense.action_submit()
        expense._do_approve(check=False)
        if mode == "own_account":
            expense._post_without_wizard()
        else:
            expense.action_post()
        self.assertEqual(expense.account_move_id.state, "posted")
        return expense

    @freeze_time("2025-03-10")
    def test_expenses(self):
        """Of the employee's money, which is a receipt, and of the company's, which is a payment."""
        plan = self.plan("customer")
        self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        self.claim(12.34, "own_account")
        self.assertEqual(self.differences(plan), {"expenses": -12.34})
        self.claim(5, "company_account")
        self.assertEqual(self.differences(plan), {"expenses": -17.34})
        self.assertAddsUp(self.reconcile_plan(plan))

    @freeze_time("2025-03-10")
    def test_stock(self):
        """What is found in the stock is income where its account says so."""
        plan = self.plan("customer")
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)])[:1]
        found = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "in", [self.company.id, False])], limit=1
        )
        found.valuation_account_id = self.other_income
        self.screws.property_valuation = "real_time"
        self.screw.is_storable = True
        move = self.env["stock.move"].create(
            {
                "product_id": self.screw.id,
                "location_id": found.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "product_uom_qty": 3,
                "is_inventory": True,
            }
        )
        move._action_confirm()
        move.quantity = 3
        move.picked = True
        move._action_done()
        self.assertTrue(move.account_move_id)
        self.assertEqual(self.differences(plan), {"stock": 12})
        self.assertAddsUp(self.reconcile_plan(plan))
