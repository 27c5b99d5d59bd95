from odoo.tests import tagged

from ..common.group import GroupCommon
from ..common.ledger import LedgerCommon


@tagged("post_install", "-at_install")
class TestReconciliationGroup(GroupCommon, LedgerCommon):
    """N1: a plan of companies of two currencies against their ledgers, at the plan's rates."""

    def book_francs(self, day, amount):
        """Book income of the other company without an invoice, in francs."""
        mine = [("company_ids", "=", self.other.id)]
        accounts = self.env["account.account"].with_company(self.other)
        income = accounts.search([*mine, ("account_type", "=", "income")], limit=1)
        asset = accounts.search([*mine, ("account_type", "=", "asset_current")], limit=1)
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.other.id), ("type", "=", "general")], limit=1
        )
        self.entry(day, amount, income, asset, journal_id=journal.id)

    def test_two_currencies(self):
        """3.33 francs are 4.33 dollars in February (4.329 at 1.3), and 5.66 in March (5.661 at
        1.7); each item is rounded by itself."""
        self.auditor.company_ids |= self.group | self.other_branch
        plan = self.group_plan()
        self.assertEqual(self.differences(plan), {})
        self.book_francs("2025-02-10", 3.33)
        self.book_francs("2025-03-10", 3.33)
        self.entry("2025-03-11", 1.01)
        self.assertEqual(self.differences(plan), {"entries": 11})
        answer = self.reconcile_plan(plan)
        self.assertAddsUp(answer)
        self.assertEqual(answer["total"]["planned"], self.sum_by_hand())
        self.assertEqual(answer["total"]["booked"], round(self.sum_by_hand() + 11, 2))
