from odoo import api, models
from odoo.tools import format_amount


class SalesReconciliation(models.AbstractModel):
    """What a reconciliation says in words."""

    _inherit = "sales.reconciliation"

    @api.model
    def _say_verdict(self, plan, sums, is_plain):
        """Say in one sentence whether a plan ties to the ledger.

        :param sums: what the plan shows, or invoiced where that is no money, and the ledger
        :param is_plain: whether nothing differs at all, not even what cancels out
        """
        counted = plan.measure in ("revenue", "margin")
        if not sums.difference:
            if not counted:
                return self.env._("What was invoiced ties to the ledger to the cent.")
            if is_plain:
                return self.env._("The plan ties to the ledger to the cent.")
            return self.env._(
                "The plan ties to the ledger to the cent: what differs cancels out, see below."
            )
        amount = format_amount(self.env, float(abs(sums.difference)), plan.currency_id)
        if not counted:
            if sums.difference > 0:
                return self.env._(
                    "The ledger has %s more than was invoiced; every cent has its reason.", amount
                )
            return self.env._(
                "The ledger has %s less than was invoiced; every cent has its reason.", amount
            )
        if sums.difference > 0:
            return self.env._(
                "The ledger has %s more than the plan; every cent has its reason.", amount
            )
        return self.env._(
            "The ledger has %s less than the plan; every cent has its reason.", amount
        )

    @api.model
    def _say_counted(self, plan):
        """Say how a plan that does not count what is invoiced is held against the ledger; nothing
        of others."""
        if (plan.basis, plan.measure) == ("invoiced", "revenue"):
            return ""
        if plan.measure not in ("revenue", "margin"):
            return self.env._(
                "The plan counts what no ledger has. Held against it is what was invoiced of the "
                "same companies, days and scope."
            )
        return self.env._(
            "The plan does not count invoiced revenue. The first step leads from what it shows to "
            "what was invoiced of the same companies, days and scope; the ledger is held against "
            "that."
        )

    @api.model
    def _get_helps(self):
        """Return what reasons mean, in one sentence each, where their names do not say it."""
        return {
            "basis": self.env._("What the plan counts that was not invoiced, and the reverse."),
            "rates": self.env._(
                "The same items are worth something else in the plan than in the ledger."
            ),
            "down_payments": self.env._(
                "Counted when they are invoiced; the ledger has them as a debt until the final "
                "invoice."
            ),
            "other_accounts": self.env._(
                "The plan counts every product sold, whatever account its line is on."
            ),
            "dates": self.env._(
                "The plan counts by invoice date, the ledger by accounting date; these days are "
                "not both within the span."
            ),
            "scope": self.env._("Invoiced, but not of the customers, teams or products planned."),
            "cash_rounding": self.env._("What invoices were rounded by to be paid in cash."),
            "early_payment": self.env._("What customers took off for paying early."),
            "unsold": self.env._("Cost of sales, parts that are not deducted, receivables."),
            "till": self.env._(
                "What was sold at tills without an invoice, and what their sessions booked; they "
                "differ by what sessions round, and by sales outside of the plan's scope."
            ),
            "deferred": self.env._(
                "Entries that move revenue to the time that it belongs to; the invoice counts in "
                "full."
            ),
            "exchange": self.env._("Gains and losses between invoice and payment."),
            "bills": self.env._("Vendors' documents on income accounts."),
            "payments": self.env._("Write-offs, interest and fees on income accounts."),
            "entries": self.env._("Miscellaneous entries that somebody has made."),
        }

    @api.model
    def _get_beside_texts(self):
        """Return what is told beside: ``{what: (name, meaning)}``."""
        return {
            "drafts": (
                self.env._("Drafts"),
                self.env._("Not posted yet, so in neither: what they would add to both."),
            ),
            "other_companies": (
                self.env._("Other companies"),
                self.env._(
                    "Income in the same ledger of companies that the plan does not count, as far "
                    "as you work in them."
                ),
            ),
        }
