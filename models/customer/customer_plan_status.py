from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import SQL, format_amount

from ..org.raised import raised
from .sales_customer_plan import STATUS

#: The scheduled action that tells of changes which nobody made: a plan's last day is over.
TELLING_JOB = "sales_plan.ir_cron_customer_plan"


class SalesCustomerPlan(models.Model):
    """Who is responsible for a customer plan is told once when its status changes."""

    _inherit = "sales.customer.plan"

    told_status = fields.Selection(
        STATUS,
        readonly=True,
        copy=False,
        help="The status that the responsible person knows.",
    )

    @api.model
    def _cron_tell(self):
        """Tell of the customer plans whose status has changed, each in a transaction of its own."""
        changed = self._find_changed()
        paused = self.env["sales.failure"]._read_paused(self._name)
        waiting = changed.filtered(lambda plan: plan.id not in paused)
        self.env["sales.failure"]._work_off(TELLING_JOB, waiting, lambda plan: plan._tell_status())

    @api.model
    def _find_changed(self):
        """Return the plans that are another thing by now than their people know, in one query."""
        lines = self.env["sales.customer.plan.line"].sudo()
        found = lines._search([("kind", "=", "customer")])
        pairs = found.select(
            SQL.identifier(found.table, "customer_plan_id"), SQL.identifier(found.table, "status")
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT plan.id FROM (%s) line
                     JOIN sales_customer_plan plan ON plan.id = line.customer_plan_id
                    WHERE plan.told_status IS DISTINCT FROM line.status ORDER BY plan.id""",
                pairs,
            )
        )
        return self.browse(plan_id for (plan_id,) in rows)

    def _note_status(self):
        """Remember how plans stand, without telling anybody: who made them sees it."""
        for status, plans in self.grouped("status").items():
            raised(plans).told_status = status

    def _tell_status(self):
        """Tell whoever is responsible for plans that have another status than they know.

        Another transaction that tells of the same plan at this moment comes first.
        """
        self.invalidate_recordset()
        for plan in raised(self.exists()).try_lock_for_update():
            now = plan.status
            if plan.told_status == now:
                continue
            plan.told_status = now
            if plan.user_id.active:
                plan._post_status()

    def _post_status(self):
        """Post the change on the plan, for the person who is responsible for it."""
        reader = self.with_context(lang=self.user_id.lang)
        body = Markup("<p>%s</p>") % reader._describe_status()
        self.message_post(
            body=body,
            author_id=self.env.ref("base.partner_root").id,
            partner_ids=self.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _describe_status(self):
        """Return the sentence about a change of status, in the language of the context."""

        def money(amount):
            return format_amount(self.env, amount or 0.0, self.currency_id)

        values = {
            "plan": self.display_name,
            "achieved": money(self.achieved_amount),
            "expected": money(self.amount),
            "missing": money(self.remainder_amount),
        }
        if self.status == "achieved":
            return self.env._(
                "%(plan)s is achieved: %(achieved)s of %(expected)s expected.", **values
            )
        if self.status == "missed":
            return self.env._(
                "%(plan)s is missed: %(achieved)s of %(expected)s expected, %(missing)s are "
                "missing.",
                **values,
            )
        return self.env._(
            "%(plan)s is active again: %(achieved)s of %(expected)s expected, %(missing)s are "
            "missing.",
            **values,
        )
