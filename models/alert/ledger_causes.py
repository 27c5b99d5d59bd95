from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from ...queries.ledger import ledger_changes
from ...tools.alerts import Cause
from ...tools.reconciliation import appearing
from ..plan.sales_plan_ledger import BOOKED_MEASURES


class SalesAlertRule(models.Model):
    """What rules find between plans and the general ledger."""

    _inherit = "sales.alert.rule"

    def _find_ledger_causes(self, company, mornings):
        """Yield reasons by which plans in force that count what is invoiced differ from the ledger.

        One may be told for the first time while it was not there so many days before: what was
        always so is no news.
        """
        plans = self.env["sales.plan"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "confirmed"),
                ("basis", "=", "invoiced"),
                ("measure", "in", BOOKED_MEASURES),
                ("date_from", "<=", mornings[-1][0]),
            ]
        )
        changes = self._read_ledger_changes(plans)
        coins = {plan: Decimal(str(plan.currency_id.rounding)) for plan in plans}
        for day, __ in mornings:
            before = fields.Date.subtract(day, days=self.days)
            for plan in plans.filtered(lambda plan: plan.date_from <= day):  # noqa: B023
                found = appearing(changes.get(plan.id, ()), day, before, coins[plan])
                for reason, (amount, is_new) in found.items():
                    yield day, self._make_ledger_cause(plan, reason, amount, is_new)

    def _make_ledger_cause(self, plan, reason, amount, is_new):
        data = {"reason": reason, "amount": float(amount), "currency": plan.currency_id.id}
        return Cause(
            f"ledger {plan.id} {reason}",
            "sales.plan",
            plan.id,
            plan.responsible_id.id,
            None,
            data,
            is_new,
        )

    def _read_ledger_changes(self, plans):
        """Return by what the ledger came to differ from plans, in one query: ``{plan id: [(reason,
        day, amount), …]}``."""
        if not plans:
            return {}
        ledger = self.env["sales.plan.ledger"]
        ledger._flush_books()
        held = ledger._hold_each(plans)
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS plan_id, change.* FROM (%s) change",
                each.plan.id,
                ledger_changes(each.question, each.books),
            )
            for each in held
        )
        changes = {}
        for plan, reason, day, amount in self.env.execute_query(query):
            changes.setdefault(plan, []).append((reason, day, Decimal(str(amount))))
        return changes
