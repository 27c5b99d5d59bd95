from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from ...queries.facts.exchange import Exchange, Rates
from ...tools.rates import get_crossed


class SalesPlanFigures(models.AbstractModel):
    """Tells queries how the amounts of several companies become amounts of a plan's currency."""

    _inherit = "sales.plan.figures"

    @api.model
    def _get_exchanges(self, plans, branches):
        """Return how the amounts of plans are converted: ``{plan: Exchange}``; only of plans with
        companies of other currencies that have rates.

        :param plans: with the rights of the program
        :param branches: the ids of each of their companies and its branches
        """
        converting = {}
        for plan in plans.filtered("is_of_group"):
            companies = plan._get_counted_companies().filtered(
                lambda one, own=plan.currency_id: one.currency_id != own
            )
            if companies:
                converting[plan] = companies
        # one reading for all plans of a company
        known = {
            company: self._read_known_rates(
                company,
                company.currency_id.union(*(c.currency_id for c in converting.values())),
            )
            for company in {plan.company_id for plan in converting}
        }
        return {
            plan: self._make_exchange(plan, companies, known[plan.company_id], branches)
            for plan, companies in converting.items()
        }

    @api.model
    def _make_exchange(self, plan, companies, known, branches):
        planned, dated = [], []
        for currency, its_companies in companies.grouped("currency_id").items():
            ids = tuple(id_ for company in its_companies for id_ in branches[company])
            lines = [
                (rate.date_from or plan.date_from, Decimal(repr(rate.rate)))
                for rate in plan.rate_ids.sorted(lambda rate: rate.date_from or plan.date_from)
                if rate.currency_id == currency
            ]
            planned.append((ids, _make_rates(lines)))
            own, foreign = known[plan.currency_id], known[currency]
            if any((*own, *foreign)):
                lines = get_crossed(plan.date_from, plan.date_to, foreign, own)
            # of what Odoo has no rates there is no effect either: the plan's are all that is known
            dated.append((ids, _make_rates(lines)))
        return Exchange(
            currency_id=plan.currency_id.id,
            rounding=Decimal(repr(plan.currency_id.rounding)),
            planned=tuple(planned),
            dated=tuple(dated),
        )

    @api.model
    def _read_known_rates(self, company, currencies):
        """Return the rates that Odoo has of currencies in a company: ``{currency: (its own, those
        of all companies)}``, each as ``tools.rates.Known``; units of it for one of a third one."""
        found = defaultdict(lambda: ([], []))
        # sudo: rates are public
        rates = self.env["res.currency.rate"].sudo()
        domain = [
            ("currency_id", "in", currencies.ids),
            ("company_id", "in", [company.root_id.id, False]),
        ]
        for rate in rates.search_fetch(
            domain, ["currency_id", "company_id", "name", "rate"], order="name"
        ):
            line = fields.Date.to_date(rate.name), Decimal(repr(rate.rate))
            found[rate.currency_id][0 if rate.company_id else 1].append(line)
        return {currency: found[currency] for currency in currencies}


def _make_rates(lines):
    """Return the rates of ``[(day from which one holds, rate), …]``; the first holds before."""
    return Rates(tuple(rate for __, rate in lines), tuple(day for day, __ in lines[1:]))
