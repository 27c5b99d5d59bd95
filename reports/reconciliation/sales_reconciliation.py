from decimal import Decimal

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...queries.ledger import beside_ledger
from .request import Reconciliation, Request

#: Who may hold plans against the ledger.
LEDGER_READERS = "sales_plan.group_sales_plan_manager,sales_plan.group_sales_plan_auditor"
#: Plans that one chooses among, the latest first.
MOST_CHOOSABLE = 200


class SalesReconciliation(models.AbstractModel):
    """What a plan counts, held against the income accounts of the general ledger.

    Managers and auditors see what the books of a plan's companies come to by reason, account and
    month; the journal items behind it they open as far as Odoo's own rules let them.

    Held against the ledger is what was invoiced. A plan that counts orders, deals, payments or
    margins is led to it by one step, the difference between what it shows and what was invoiced of
    the same companies, days and scope; one that counts pieces or documents is not: what it shows
    is no money.
    """

    _name = "sales.reconciliation"
    _description = "Reconciliation with the Ledger"

    @api.model
    def _check_reader(self):
        if not self.env.user.has_groups(LEDGER_READERS):
            raise AccessError(
                self.env._("Managers and auditors of sales planning hold plans against the ledger.")
            )

    @api.model
    def _get_plan(self, request: Request):
        """Return the plan that is asked for and may be read; the one that runs, where none is."""
        self._check_reader()
        plans = self.env["sales.plan"]
        if not request.plan_id:
            return self._find_running()
        plan = plans.browse(request.plan_id).exists()
        if not plan:
            raise UserError(self.env._("This plan is not there any more."))
        plan.check_access("read")
        return plan

    @api.model
    def _find_running(self):
        """Return the plan in force that runs today and counts what is invoiced, the last made of
        several; any that runs, or the latest, where there is none."""
        plans = self._list_plans()
        today = self.env.company._get_today()
        running = plans.filtered(
            lambda plan: plan.state == "confirmed" and plan.date_from <= today <= plan.date_to
        )
        counted = running.filtered(
            lambda plan: (plan.basis, plan.measure) == ("invoiced", "revenue")
        )
        return (counted or running or plans)[:1]

    @api.model
    def _list_plans(self):
        """Return the plans that one chooses among."""
        return self.env["sales.plan"].search(
            [("state", "in", ("draft", "confirmed", "closed"))],
            order="date_from desc, id desc",
            limit=MOST_CHOOSABLE,
        )

    @api.model
    def _hold(self, plan, request: Request):
        """Return what is held against the ledger; raise for days that are none of the plan's."""
        # sudo: the days of a plan that its reader may see
        first, last = plan.sudo().date_from, plan.sudo().date_to
        begin, end = request.first or first, request.last or last
        if not first <= begin <= end <= last:
            raise UserError(self.env._("Choose days of the plan, the first before the last."))
        return self.env["sales.plan.ledger"]._hold(plan, begin, end)

    @api.model
    def _reconcile(self, plan, request: Request) -> Reconciliation:
        """Return a plan held against the ledger: three queries, whatever the books hold."""
        ledger = self.env["sales.plan.ledger"]
        held = self._hold(plan, request)
        found = Reconciliation(held, ledger._read_groups(held))
        if held.shown:
            found.shown = ledger._read_shown(held)
        elif held.plan.measure == "revenue":
            found.shown = sum((group.planned for group in found.groups), Decimal(0))
        found.beside = {
            what: (Decimal(amount), items)
            for what, amount, items in self.env.execute_query(
                beside_ledger(held.question, held.books, self._get_others(held))
            )
        }
        return found

    @api.model
    def _get_others(self, held):
        """Return the ids of the companies that keep one ledger with the plan's, whose income it
        does not count: those that the user works in."""
        # sudo: which companies belong together
        companies = self.env["res.company"].sudo().browse(held.books.company_ids)
        together = companies.search([("id", "child_of", companies.root_id.ids)])
        others = (together & self.env.user.company_ids.sudo()) - companies
        return others.filtered(lambda one: one.currency_id == held.plan.currency_id).ids
