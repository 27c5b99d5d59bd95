from fractions import Fraction

from odoo.fields import Command

from ...queries.facts.question import FactQuery
from ...queries.facts.read import fact_query
from .base import SalesPlanCommon


def in_cents(amount):
    """Round an exact amount to cents, half away from zero."""
    cents = abs(amount) * 100
    return int(cents + Fraction(1, 2)) * (-1 if amount < 0 else 1)


class CommittedCommon(SalesPlanCommon):
    """What orders and invoices promise, and helpers that invoice parts of orders."""

    @classmethod
    def promised(cls, basis, as_of=None, **question):
        """Return what is still to come of a basis, one dictionary for each fact, or for each group
        where dimensions are asked for."""
        cls.env["sales.actual"]._flush_sources()
        question = {"raw": "dimensions" not in question, **question}
        query = FactQuery(
            basis,
            company_ids=tuple(cls.company._get_branch_ids()),
            as_of=cls.day(as_of) if as_of else None,
            **question,
        )
        cls.env.cr.execute(fact_query(query))
        return cls.env.cr.dictfetchall()

    @classmethod
    def cents(cls, basis, as_of=None, column="amount", **question):
        """Return ``{line id: cents}`` of what is still to come, without lines that have nothing."""
        found = {}
        for fact in cls.promised(basis, as_of, **question):
            found[fact["line_id"]] = found.get(fact["line_id"], 0) + round(
                (fact[column] or 0) * 100
            )
        return {line: amount for line, amount in found.items() if amount}

    @classmethod
    def so_far(cls, basis, until, column="amount"):
        """Return the same of an actual basis up to a day."""
        found = {}
        for fact in cls.facts(basis, ("date", "<=", until)):
            found[fact.line_id] = found.get(fact.line_id, 0) + round((fact[column] or 0) * 100)
        return {line: amount for line, amount in found.items() if amount}

    @classmethod
    def bill(cls, order, day, *quantities, price=None, **values):
        """Post an invoice for quantities of an order's lines, in their order, at the order's price
        unless another is given."""
        lines = [
            (
                line.product_id,
                line.price_unit if price is None else price,
                quantity,
                {"sale_line_ids": [Command.set(line.ids)], "tax_ids": False},
            )
            for line, quantity in zip(order.order_line, quantities, strict=True)
            if quantity
        ]
        return cls.invoice(
            order.partner_id, day, *lines, **{"currency_id": order.currency_id.id, **values}
        )
