from dataclasses import dataclass
from decimal import Decimal

from odoo import api, models

from ...queries.facts.read import fact_query
from ...queries.ledger import Books, ledger_sums
from ...tools.reconciliation import Group

#: Measures that are money of which a ledger has the whole; others no ledger has.
BOOKED_MEASURES = ("revenue", "margin")
#: Apps that book something of their own: what they book it of, and the field that names the entry.
APPS = {
    "till": ("pos.session", "move_id"),
    "expenses": ("hr.expense", "account_move_id"),
    "stock": ("stock.move", "account_move_id"),
}


@dataclass(frozen=True)
class Held:
    """What is held against the ledger: the question for what a plan counts, and the books.

    :ivar plan: the plan, with the rights of the program
    :ivar question: the question for the invoiced revenue of its companies, days and scope
    :ivar shown: the question for what the plan itself shows on these days, None where that is the
        same, or no money
    :ivar books: the books of the same companies and days
    """

    plan: object
    question: object
    shown: object
    books: Books


class SalesPlanLedger(models.AbstractModel):
    """What plans count as invoiced, held against the income accounts of the general ledger.

    Who may see a plan as a whole may know what its companies' income comes to; journal items are
    opened under Odoo's own rules.
    """

    _name = "sales.plan.ledger"
    _description = "Plans and the General Ledger"

    @api.model
    def _hold(self, plan, first=None, last=None):
        """Return what is held against the ledger on some days of a plan; all of its days without.

        :param plan: a plan whose reader is known to see all of it
        """
        [held] = self._hold_each(plan, first, last)
        return held

    @api.model
    def _hold_each(self, plans, first=None, last=None):
        """Return the same for several plans, in as many queries: ``[Held, …]``."""
        # sudo: as in sales.plan.figures, whose figures are explained here
        plans = plans.sudo()
        frames = self.env["sales.plan.figures"]._get_frames(plans)
        return [
            self._make_held(plan, frames[plan.id], first or plan.date_from, last or plan.date_to)
            for plan in plans
        ]

    @api.model
    def _make_held(self, plan, frame, first, last):
        question = frame.facts(
            (), basis="invoiced", measure="revenue", date_from=first, date_to=last
        )
        is_same = (plan.basis, plan.measure) == ("invoiced", "revenue")
        shown = None
        if not is_same and plan.measure in BOOKED_MEASURES:
            shown = frame.facts((), date_from=first, date_to=last)
        books = Books(
            frame.company_ids,
            first,
            last,
            tuple(self._get_deferral_accounts(frame.company_ids).ids),
            self._get_apps(),
        )
        return Held(plan, question, shown, books)

    @api.model
    def _get_deferral_accounts(self, company_ids):
        """Return the accounts on which companies, or those above them, let revenue wait."""
        # sudo: which accounts these are; only items that lie on them are told apart
        companies = self.env["res.company"].sudo().browse(company_ids)
        companies |= companies.parent_ids
        accounts = companies.revenue_accrual_account_id
        if "deferred_revenue_account_id" in companies._fields:
            accounts |= companies.deferred_revenue_account_id
        return accounts

    @api.model
    def _get_apps(self):
        """Return which of the apps that book something of their own the database has."""
        return frozenset(
            app
            for app, (model, name) in APPS.items()
            if model in self.env and name in self.env[model]._fields
        )

    @api.model
    def _read_groups(self, held):
        """Return what plan and ledger have of each reason, account and month, in one query:
        ``[tools.reconciliation.Group, …]``."""
        self._flush_books()
        return [
            Group(reason, account, month, Decimal(planned), Decimal(booked), items)
            for reason, account, month, planned, booked, items in self.env.execute_query(
                ledger_sums(held.question, held.books)
            )
        ]

    @api.model
    def _read_shown(self, held):
        """Return what the plan itself shows, None where that is no money."""
        if held.plan.measure not in BOOKED_MEASURES:
            return None
        self.env["sales.actual"]._flush_sources()
        rows = self.env.execute_query(fact_query(held.shown))
        # the last two columns are the sum, and how many facts there are
        return sum((Decimal(str(value or 0)) for *__, value, __ in rows), Decimal(0))

    @api.model
    def _flush_books(self):
        """Write pending changes of everything that items and reasons are read from."""
        self.env["sales.actual"]._flush_sources()
        names = ("account.move", "account.move.line", "account.account", "mail.message")
        for model in (
            *names,
            "account.partial.reconcile",
            "mail.tracking.value",
            *(APPS[app][0] for app in self._get_apps()),
        ):
            self.env[model].flush_model()

    @api.model
    def _get_reason_labels(self):
        """Return what reasons are called, in the reader's language: ``{reason: name}``."""
        return {
            "agrees": self.env._("Invoiced on income accounts"),
            "rates": self.env._("Currency rounding and rates of the plan"),
            "down_payments": self.env._("Down payments on accounts that are no income"),
            "other_accounts": self.env._("Products sold on accounts that are no income"),
            "dates": self.env._("Invoice date and accounting date in different spans"),
            "scope": self.env._("Sales outside of the plan's scope"),
            "cash_rounding": self.env._("Cash rounding"),
            "early_payment": self.env._("Early payment discounts"),
            "discounts": self.env._("Discounts on accounts of their own"),
            "taxes": self.env._("Taxes on income accounts"),
            "unsold": self.env._("Lines of invoices that sell nothing"),
            "till": self.env._("Till sessions"),
            "deferred": self.env._("Deferred revenue"),
            "exchange": self.env._("Exchange differences"),
            "expenses": self.env._("Expenses"),
            "bills": self.env._("Vendor bills and credit notes"),
            "stock": self.env._("Stock valuation"),
            "payments": self.env._("Payments and bank entries"),
            "entries": self.env._("Journal entries without an invoice"),
        }
