from odoo import api, models
from odoo.fields import Domain

from ...models.org.numbers import format_number

#: So many things to do first; more would be none.
MOST_ADVICE = 3


class SalesCockpit(models.AbstractModel):
    """What to do first, in words; each opens what it is about."""

    _inherit = "sales.cockpit"

    @api.model
    def _prepare_advice(self, standing, lists):
        """Return what to do first: ``[{what: see :meth:`cockpit_open_list`, text}, …]``; nothing
        for who only looks."""
        if not self._can_act():
            return []
        found = [
            *self._advise_answers(standing),
            *self._advise_deals(standing),
            *self._advise_money(standing, lists["invoices"]),
            *self._advise_tasks(lists["tasks"]),
        ]
        return found[:MOST_ADVICE]

    @api.model
    def _advise_answers(self, standing):
        """Tell of the user's targets that wait for an answer."""
        asked = standing.plan._get_asked_rows()
        if not asked or standing.row:
            return []
        count = format_number(self.env, len(asked))
        text = (
            self.env._("Answer the target that was published to you")
            if len(asked) == 1
            else self.env._("Answer %s targets that were published to you", count)
        )
        return [{"what": "answers", "text": text}]

    @api.model
    def _get_deals_domain(self, standing):
        """Return the condition of the open deals of what is looked at."""
        return (
            Domain("type", "=", "opportunity")
            & Domain("won_status", "=", "pending")
            & self._get_domain_of(standing, "partner_id.commercial_partner_id")
        )

    @api.model
    def _get_late_domain(self, standing):
        return self._get_deals_domain(standing) & Domain("date_deadline", "<", standing.today)

    @api.model
    def _get_idle_domain(self, standing):
        return (
            self._get_deals_domain(standing)
            & Domain("activity_ids", "=", False)
            & ~Domain("date_deadline", "<", standing.today)
        )

    @api.model
    def _advise_deals(self, standing):
        """Tell of deals that should be closed by now, and of those that nothing is planned for."""
        leads = self.env["crm.lead"]
        if not leads.has_access("read"):
            return []
        late, idle = (
            leads._read_group(domain, [], ["__count", "expected_revenue:sum"])[0]
            for domain in (self._get_late_domain(standing), self._get_idle_domain(standing))
        )
        return [
            *self._say_late(standing, *late),
            *self._say_idle(standing, *idle),
        ]

    @api.model
    def _say_late(self, standing, count, amount):
        if not count:
            return []
        money = self._format_money(amount, standing.company.currency_id)
        text = (
            self.env._("Date or close a deal past its expected closing (%s)", money)
            if count == 1
            else self.env._(
                "Date or close %(count)s deals past their expected closing (%(amount)s)",
                count=format_number(self.env, count),
                amount=money,
            )
        )
        return [{"what": "late_deals", "text": text}]

    @api.model
    def _say_idle(self, standing, count, amount):
        if not count:
            return []
        money = self._format_money(amount, standing.company.currency_id)
        text = (
            self.env._("Plan the next activity of an open deal (%s)", money)
            if count == 1
            else self.env._(
                "Plan the next activity of %(count)s open deals (%(amount)s)",
                count=format_number(self.env, count),
                amount=money,
            )
        )
        return [{"what": "idle_deals", "text": text}]

    @api.model
    def _advise_money(self, standing, invoices):
        if not invoices or not invoices["count"]:
            return []
        money = self._format_money(invoices["amount"], standing.company.currency_id)
        text = (
            self.env._("Ask for %s overdue in one invoice", money)
            if invoices["count"] == 1
            else self.env._(
                "Ask for %(amount)s overdue in %(count)s invoices",
                amount=money,
                count=format_number(self.env, invoices["count"]),
            )
        )
        return [{"what": "invoices", "text": text}]

    @api.model
    def _advise_tasks(self, tasks):
        if not tasks or not tasks["late"]:
            return []
        text = (
            self.env._("Do an activity that is late")
            if tasks["late"] == 1
            else self.env._("Do %s late activities", format_number(self.env, tasks["late"]))
        )
        return [{"what": "tasks", "text": text}]
