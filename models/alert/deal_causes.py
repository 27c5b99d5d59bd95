from odoo import fields, models

from ...queries.alerts import broken_promises, idle_deals
from ...tools.alerts import Cause
from ...tools.collecting import SALESPERSON


class SalesAlertRule(models.Model):
    """What rules find among deals and promises to pay."""

    _inherit = "sales.alert.rule"

    def _find_deal_causes(self, company, mornings):
        """Yield deals of some weight that are to close soon and that nothing is planned for."""
        for model in ("crm.lead", "mail.activity"):
            self.env[model].flush_model()
        leaders = self._get_leaders(company)
        model = self.env["ir.model"]._get_id("crm.lead")
        query = idle_deals(mornings, company.ids, self.days, self.threshold, model)
        for day, deal, user, team, amount, share, deadline in self.env.execute_query(query):
            yield (
                day,
                Cause(
                    f"deal {deal}",
                    "crm.lead",
                    deal,
                    user,
                    self._get_leader(leaders, team, user),
                    {
                        "amount": amount,
                        "share": share,
                        "due": fields.Date.to_string(deadline),
                        "currency": company.currency_id.id,
                    },
                ),
            )

    def _find_promise_causes(self, company, mornings):
        """Yield invoices that were promised to be paid, and were not.

        Where a collection step asks the salesperson, that is what tells them: then only who leads
        them is told here.
        """
        self.env["sales.collection.promise"]._flush_ledger()
        self.env["sales.collection.promise"].flush_model()
        steps = self.env["sales.collection.step"]._get_steps(company)
        is_asked = any(step.who == SALESPERSON for step in steps)
        leaders = self._get_leaders(company)
        query = broken_promises(mornings, company.ids)
        for day, move, user, team, promised, amount, currency in self.env.execute_query(query):
            yield (
                day,
                Cause(
                    f"promise {move} {promised}",
                    "account.move",
                    move,
                    None if is_asked else user,
                    self._get_leader(leaders, team, user),
                    {
                        "amount": amount,
                        "due": fields.Date.to_string(promised),
                        "currency": currency,
                    },
                ),
            )
