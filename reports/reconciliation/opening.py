from datetime import date

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.org.arguments import takes
from ...queries.ledger import beside_numbers, ledger_numbers
from .request import A_RECONCILIATION, ITEMS_ASKED, SOME_ITEMS, Request, check_items


class SalesReconciliation(models.AbstractModel):
    """Opens the journal items that a line of a reconciliation is made of."""

    _inherit = "sales.reconciliation"

    @api.model
    @takes(request=A_RECONCILIATION, items=SOME_ITEMS)
    def reconciliation_open_items(self, request, items):
        """Return the action that lists the journal items of a line, as far as the user may see
        them by Odoo's own rules.

        :param request: see ``Request``
        :param items: ``{"reason", "account_id", "month", "beside"}``, what narrows them down
        """
        plan = self._get_plan(Request.from_client(request))
        given = {name: items[name] for name in ITEMS_ASKED if items.get(name)}
        asked = {**request, **given, "plan_id": plan.id}
        lines = self.env["account.move.line"]
        domain = [lines._get_figure_condition("ledger", asked)]
        # sudo: only whether there are any
        if not (lines.has_access("read") and lines.search(domain, limit=1)) and lines.sudo().search(
            domain, limit=1
        ):
            raise AccessError(
                self.env._(
                    "You may see what these journal items come to, but you may not open them."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self._name_items(plan, given),
            "res_model": "account.move.line",
            "views": [(self.env.ref("account.view_move_line_tree").id, "list"), (False, "form")],
            "search_view_id": [self.env.ref("account.view_account_move_line_filter").id],
            "domain": domain,
            "context": {"sales_plan_figure": True},
        }

    @api.model
    def _name_items(self, plan, items):
        """Return what a list of journal items is called: by what narrows them down first."""
        title = self.env._("Journal Items")
        if items.get("beside"):
            title = self._get_beside_texts()[items["beside"]][0]
        elif items.get("reason"):
            title = self.env["sales.plan.ledger"]._get_reason_labels()[items["reason"]]
        return self.env._("%(step)s: %(row)s", step=title, row=plan.display_name)

    @api.model
    def _get_items_domain(self, asked):
        """Return the domain of the journal items of a line; see
        :meth:`reconciliation_open_items`."""
        request = Request.from_client(asked)
        plan = self._get_plan(request)
        held = self._hold(plan, request)
        self.env["sales.plan.ledger"]._flush_books()
        if asked.get("beside"):
            query = beside_numbers(held.books, asked["beside"], self._get_others(held))
        else:
            month = asked.get("month")
            query = ledger_numbers(
                held.question,
                held.books,
                asked.get("reason"),
                asked.get("account_id"),
                date.fromisoformat(month).replace(day=1) if month else None,
            )
        return Domain("id", "in", SQL("(%s)", query))


class AccountMoveLine(models.Model):
    """Journal items can be listed by what a reconciliation is made of."""

    _inherit = "account.move.line"

    @api.model
    def _get_figure_readers(self):
        reconciliations = self.env["sales.reconciliation"]
        return {
            **super()._get_figure_readers(),
            "ledger": (check_items, reconciliations._get_items_domain),
        }
