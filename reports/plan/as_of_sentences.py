from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...models.org.arguments import read_domain, takes
from ...queries.dimensions import COLLECTED, INVOICED, ORDERED, PIPELINE, WON
from ...queries.facts.known import beginning
from ...queries.time import day_of
from ...tools.arguments import a_day, a_domain

#: Where the documents of a basis are, whose first one says since when Odoo has had them.
_TABLES = {
    ORDERED: "sale_order",
    INVOICED: "account_move",
    COLLECTED: "account_partial_reconcile",
}
#: Plans that a sentence names, at most.
_MOST_NAMED = 3
#: Plans that a spreadsheet has, at most.
_MOST_IN_A_FILE = 50


class SalesPlanReport(models.Model):
    """What is known of a past day, in sentences."""

    _inherit = "sales.plan.report"

    @api.readonly
    @api.model
    @takes(domain=a_domain, day=a_day)
    def read_as_of(self, domain, day):
        """Return what the figures of a past day are made of, and what of it cannot be known.

        :param domain: what is shown
        :param day: the day, as YYYY-MM-DD
        :return: ``{"title": sentence, "notes": [sentence, …], "plan_ids": those of a spreadsheet
            of the rows}``, False where the day is not over
        """
        asked = read_domain(self, domain)
        day = fields.Date.to_date(day)
        if not self._is_past(day):
            return False
        plans = self.env["sales.plan"].search(self._get_raw_request(asked).plan_domain)
        notes = [*self._tell_plans_then(plans, day), *self._tell_bases(plans, day)]
        if any(str(condition.value).startswith("today") for condition in asked.iter_conditions()):
            notes.append(self.env._("Where filters speak of today, they mean that day."))
        return {
            "title": self.env._(
                "As of the end of %s: the targets in force then, and what counted then.",
                format_date(self.env, day),
            ),
            "notes": notes,
            "plan_ids": plans[:_MOST_IN_A_FILE].ids,
        }

    @api.model
    def _tell_plans_then(self, plans, day):
        """Say of plans that came into force after a day which targets are shown, if any."""
        in_force = self._get_plans_in_force(plans, day)
        later = plans.filtered(lambda plan: in_force.get(plan) != plan)
        told = [self._tell_plan_then(plan, in_force.get(plan)) for plan in later[:_MOST_NAMED]]
        if len(later) > _MOST_NAMED:
            more = len(later) - _MOST_NAMED
            told.append(self.env._("And so with %s other plans.", plans._format_count(more)))
        return told

    @api.model
    def _tell_plan_then(self, plan, then):
        # sudo: when a plan was confirmed is no secret to who sees it
        moment = plan.sudo().confirmed_date
        if not moment:
            return self.env._("“%s” is a draft: no targets of it were in force.", plan.display_name)
        values = {
            "plan": plan.display_name,
            "day": format_date(self.env, day_of(plan.sudo().company_id, moment)),
        }
        if not then:
            return self.env._(
                "“%(plan)s” is in force since %(day)s: no targets were in force before.", **values
            )
        if not then.has_access("read"):
            return self.env._(
                "“%(plan)s” is in force since %(day)s. You may not see the plan that was in force "
                "before.",
                **values,
            )
        return self.env._(
            "“%(plan)s” is in force since %(day)s: its rows show the targets of “%(other)s”, which "
            "was in force.",
            other=then.display_name,
            **values,
        )

    @api.model
    def _tell_bases(self, plans, day):
        """Say for each basis that plans are measured by what is known of a day."""
        bases = set(plans.mapped("basis"))
        begun = self._read_days_begun()
        history = self.env["crm.lead.history"]._get_beginning(self.env.companies)["since"]
        since = fields.Date.to_date(history or None)
        sentences = self._get_sentences()
        told = []
        for basis in (WON, ORDERED, INVOICED, COLLECTED, PIPELINE):
            if basis not in bases:
                continue
            if basis in begun and day < begun[basis]:
                told.append(self._tell_before(basis, begun[basis]))
            elif basis in (WON, PIPELINE) and since and day < since:
                told.append(
                    self.env._(
                        "The history of deals begins on %s: there are no figures of days before.",
                        format_date(self.env, since),
                    )
                )
            else:
                told.append(sentences[basis])
        return told

    @api.model
    def _read_days_begun(self):
        """Return the day since which Odoo has documents of a basis: ``{basis: day}``."""
        self.env.flush_all()
        [moments] = self.env.execute_query(
            SQL("SELECT %s", SQL(", ").join(SQL("(%s)", beginning(t)) for t in _TABLES.values()))
        )
        # sudo: when a company came is no secret to who works in it
        company = self.env.company.sudo()
        return {
            basis: day_of(company, max(moment, company.create_date))
            for basis, moment in zip(_TABLES, moments, strict=True)
            if moment
        }

    @api.model
    def _tell_before(self, basis, begun):
        sentences = {
            ORDERED: self.env._(
                "Odoo has had orders since %s. When those of before were confirmed it does not "
                "know: they count on their own day, if they are confirmed now."
            ),
            INVOICED: self.env._(
                "Odoo has had invoices since %s. When those of before were posted it does not "
                "know: they count on their own day, if they are posted now."
            ),
            COLLECTED: self.env._(
                "Odoo has matched payments since %s. When those of before came it does not know: "
                "they count on their own day, as far as they are matched now."
            ),
        }
        return sentences[basis] % format_date(self.env, begun)

    @api.model
    def _get_sentences(self):
        """Return what is known of each basis, and what is not."""
        return {
            WON: self.env._(
                "Won deals: those that were won then, with the amount and the owner that they had, "
                "also if they were lost or opened again since. Customers and products are those of "
                "today; deleted deals are missing."
            ),
            ORDERED: self.env._(
                "Orders: those that were confirmed then, as their messages tell, also if they were "
                "cancelled since. Lines, amounts, customers and order dates are those of today; "
                "deleted orders are missing."
            ),
            INVOICED: self.env._(
                "Invoices and credit notes: those that were posted then, as their messages tell, "
                "whatever their date, also if they were cancelled or reset since. Lines, amounts "
                "and customers are those of today; deleted ones are missing."
            ),
            COLLECTED: self.env._(
                "Payments: those that were matched with their invoices then. Odoo forgets what is "
                "undone: a payment that was unmatched since, or whose invoice was reset or "
                "cancelled, is missing."
            ),
            PIPELINE: self.env._(
                "Open deals: those that were open then, with the amount, expected closing and "
                "owner that they had. Customers and products are those of today; deleted deals "
                "are missing."
            ),
        }
