from odoo.fields import Command

from .base import SalesPlanCommon


class LedgerCommon(SalesPlanCommon):
    """Books that hold more income than invoices.

    Income accounts are ``revenue`` and ``other_income``; ``waiting`` is where revenue waits for the
    time that it belongs to.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.company_data["default_account_revenue"]
        accounts = cls.env["account.account"]
        cls.other_income, cls.waiting, cls.advances = accounts.create(
            [
                {"name": "Other Income", "code": "SP701", "account_type": "income_other"},
                {"name": "Waiting", "code": "SP201", "account_type": "liability_current"},
                {"name": "Advances", "code": "SP202", "account_type": "liability_current"},
            ]
        )
        cls.bank = cls.company_data["default_account_assets"]
        cls.general = cls.company_data["default_journal_misc"]
        cls.company.revenue_accrual_account_id = cls.waiting
        cls.company.automatic_entry_default_journal_id = cls.general

    @classmethod
    def entry(cls, day, amount, account=None, against=None, post=True, **values):
        """Make a journal entry of some income."""
        sides = ((against or cls.bank, amount), (account or cls.revenue, -amount))
        move = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "journal_id": cls.general.id,
                "line_ids": [
                    Command.create({"account_id": side.id, "balance": balance})
                    for side, balance in sides
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def vendor_bill(cls, day, amount, **values):
        """Post a vendor's bill on an income account: what it takes from income."""
        return cls.invoice(
            cls.drip,
            day,
            (None, amount, 1, {"account_id": cls.revenue.id, "tax_ids": [Command.clear()]}),
            move_type="in_invoice",
            **values,
        )

    @classmethod
    def defer(cls, invoice, day, percentage):
        """Move a part of an invoice's revenue to a later day, by Odoo's own dialog."""
        lines = invoice.invoice_line_ids.filtered(lambda line: line.account_id == cls.revenue)
        dialog = cls.env["account.automatic.entry.wizard"].with_context(
            active_model="account.move.line", active_ids=lines.ids
        )
        dialog = dialog.create({"action": "change_period", "date": day, "percentage": percentage})
        action = dialog.do_action()
        return cls.env["account.move"].search(
            action.get("domain") or [("id", "=", action["res_id"])]
        )

    def reconcile_plan(self, plan, user=None, **request):
        """Return a plan held against the ledger as a client has it, read anew."""
        self.env.flush_all()
        self.env.invalidate_all()
        reconciliations = self.env["sales.reconciliation"].with_user(user or self.auditor)
        return reconciliations.reconciliation_open({"plan_id": plan.id, **request})

    def differences(self, plan, **request):
        """Return by what a plan differs from the ledger: ``{reason: amount}``."""
        answer = self.reconcile_plan(plan, **request)
        return {
            line["reason"]: line["difference"]
            for line in answer["reasons"]
            if line["reason"] != "agrees"
        }

    def assertAddsUp(self, answer):  # noqa: N802
        """Assert that reasons sum to the totals, and accounts and months to theirs, to the cent."""
        for name in ("planned", "booked", "difference", "items"):
            self.assertEqual(
                self._cents(answer["reasons"], name), self._cents([answer["total"]], name)
            )
            for lines in ("accounts", "months"):
                self.assertEqual(
                    self._cents(answer[lines], name), self._cents([answer["sum"]], name)
                )
            for account in answer["accounts"]:
                self.assertEqual(self._cents(account["months"], name), self._cents([account], name))
        total = answer["total"]
        self.assertEqual(
            self._cents([total], "booked") - self._cents([total], "planned"),
            self._cents([total], "difference"),
        )

    @staticmethod
    def _cents(lines, name):
        return sum(round(line[name] * 100) for line in lines)
