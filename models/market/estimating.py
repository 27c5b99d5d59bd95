from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from ...queries.market import peers
from ...tools.market import LEAST_PEERS, Peer, estimate
from ...tools.spreading import to_decimal
from ..org.numbers import format_number
from ..org.raised import by_code

#: Customers whose potential is estimated at once, at most.
MOST_ESTIMATED = 2_000


class SalesCustomerPotential(models.Model):
    """Potentials that are told from those of customers alike; the arithmetic is in
    ``tools/market.py``."""

    _inherit = "sales.customer.potential"

    @api.model
    def _estimate(self, customers):
        """Estimate the potential of customers for this year, where nobody has given one.

        Earlier estimates of this year are made anew. The user needs the right to give potentials of
        these customers.

        :return: the action that tells how many were estimated, and why others were not
        """
        customers = customers.commercial_partner_id
        if not customers:
            raise UserError(self.env._("Choose the customers that it is about."))
        if len(customers) > MOST_ESTIMATED:
            raise UserError(
                self.env._("Choose %s customers at most.", format_number(self.env, MOST_ESTIMATED))
            )
        company = self.env.company.root_id
        year = company._get_market_year().name
        there = self._find_of_year(customers, company, year)
        known = self._read_peers(company, year)
        made, given, unlike = [], 0, 0
        for customer in customers:
            potential = there.get(customer)
            if potential and potential.source != "estimated":
                given += 1
                continue
            found = self._estimate_one(customer, company, known)
            if not found:
                unlike += 1
                continue
            vals = {"amount": float(found.amount), "estimate_note": self._explain(found, customer)}
            if potential:
                by_code(potential).write(vals)
            else:
                key = {"partner_id": customer.id, "company_id": company.id, "year": year}
                vals = {**key, **vals, "source": "estimated"}
            made.append(None if potential else vals)
        by_code(self).create([vals for vals in made if vals])
        return self._tell_estimated(len(made), given, unlike)

    @api.model
    def _find_of_year(self, customers, company, year):
        potentials = self.search(
            [
                ("partner_id", "in", customers.ids),
                ("company_id", "=", company.id),
                ("year", "=", year),
            ]
        )
        return {potential.partner_id: potential for potential in potentials}

    @api.model
    def _read_peers(self, company, year):
        """Return ``{customer id: Peer}`` of all whose potential was typed or imported."""
        self.flush_model()
        self.env["res.partner"].flush_model(["industry_id", "sales_head_count"])
        return {
            partner_id: Peer(Decimal(amount), heads or 0, industry_id)
            for partner_id, amount, heads, industry_id in self.env.execute_query(
                peers(company.id, year)
            )
        }

    @api.model
    def _estimate_one(self, customer, company, known):
        others = [peer for partner_id, peer in known.items() if partner_id != customer.id]
        return estimate(
            customer.sales_head_count,
            customer.industry_id.id or None,
            others,
            to_decimal(company.sudo().currency_id.rounding),  # sudo: how its amounts are rounded
        )

    @api.model
    def _explain(self, found, customer):
        """Say what an estimate was made of."""
        where = customer.industry_id.display_name if found.of_industry else None
        if found.per_head is None:
            return self.env._(
                "Median of %(count)s customers in %(industry)s.",
                count=found.count,
                industry=where,
            )
        heads = {
            "count": found.count,
            "amount": format_number(self.env, float(round(found.per_head, 2))),
            "heads": format_number(self.env, customer.sales_head_count),
        }
        if where:
            return self.env._(
                "Median of %(count)s customers in %(industry)s: %(amount)s per employee, times "
                "%(heads)s employees.",
                industry=where,
                **heads,
            )
        return self.env._(
            "Median of %(count)s customers of all industries: %(amount)s per employee, times "
            "%(heads)s employees.",
            **heads,
        )

    @api.model
    def _tell_estimated(self, made, given, unlike):
        sentences = [self.env._("Potentials estimated: %s.", format_number(self.env, made))]
        if given:
            sentences.append(
                self.env._("Left as somebody gave them: %s.", format_number(self.env, given))
            )
        if unlike:
            sentences.append(
                self.env._(
                    "Not estimated: %(count)s. It takes %(least)s customers of their industry, or "
                    "with a number of employees, whose potential is known.",
                    count=format_number(self.env, unlike),
                    least=LEAST_PEERS,
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if made else "warning",
                "message": " ".join(sentences),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
