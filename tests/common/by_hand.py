"""Facts worked out record by record in Python: what the SQL of the add-on must agree with.

Nothing here reads ``sales.actual`` or uses its declarations. A fact is a :class:`Fact`.
"""

from dataclasses import dataclass
from datetime import date

import pytz


@dataclass(frozen=True)
class Fact:
    """One line sold, ordered, paid or won, as the records say."""

    basis: str
    day: date
    company: object
    values: dict
    revenue: float
    margin: float = 0.0
    quantity: float = 0.0
    count: int = 0

    def falls_under(self, wanted):
        """Whether this fact matches ``{dimension field: record}``; categories and teams have
        parts."""
        return all(self._matches(self.values[name], value) for name, value in wanted.items())

    @staticmethod
    def _matches(value, wanted):
        if wanted._name in ("product.category", "crm.team"):
            return bool(value) and value.parent_path.startswith(wanted.parent_path)
        return value == wanted


def all_facts(env, companies, sold=None):
    """Return the actual facts of some companies.

    :param sold: what the story says of won deals to which something happened afterwards: ``{deal:
        (moment in UTC, salesperson, team, company)}``; others are as they were sold
    """
    env.invalidate_all()
    return [
        *_invoiced(env, companies),
        *_collected(env, companies),
        *_ordered(env, companies),
        *_won(env, companies, sold or {}),
    ]


def _values(partner, product, team, user, source):
    customer = partner.commercial_partner_id
    return {
        "team_id": team,
        "user_id": user,
        "partner_id": customer,
        "industry_id": customer.industry_id,
        "country_id": customer.country_id,
        "state_id": customer.state_id,
        "product_category_id": product.categ_id,
        "product_id": product,
        "sales_partner_id": customer.sales_partner_id,
        "source_id": source,
    }


def _in_reference_unit(line, quantity):
    product = line.product_id
    if not product:
        return quantity
    return line.product_uom_id._compute_quantity(quantity, product.uom_id, round=False)


def _local_day(moment, company):
    zone = pytz.timezone(company.resource_calendar_id.tz or "UTC")
    return pytz.utc.localize(moment).astimezone(zone).date()


def _largest(lines, amount):
    """Return the largest line, the first of equals."""
    return max(lines, key=lambda line: (amount(line), -line.id))


def _invoice_lines(env, companies):
    return env["account.move.line"].search(
        [
            ("display_type", "=", "product"),
            ("move_id.state", "=", "posted"),
            ("move_id.move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
            ("company_id", "in", companies.ids),
        ],
        order="id",
    )


def _invoice_fact(line, basis, day, share=1.0):
    """An invoice line, or the share of it that was paid."""
    move, company = line.move_id, line.company_id
    is_refund = move.move_type == "out_refund"
    quantity = _in_reference_unit(line, -line.quantity if is_refund else line.quantity)
    cost = line.product_id.with_company(company).standard_price * quantity
    revenue = company.currency_id.round(-line.balance * share)
    lines = move.line_ids.filtered(lambda other: other.display_type == "product")
    largest = _largest(lines, lambda other: -other.balance)
    return Fact(
        basis,
        day,
        company,
        _values(
            move.partner_id, line.product_id, move.team_id, move.invoice_user_id, move.source_id
        ),
        revenue,
        revenue - company.currency_id.round(company.currency_id.round(cost) * share),
        quantity * share,
        int(line == largest and not is_refund),
    )


def _invoiced(env, companies):
    for line in _invoice_lines(env, companies):
        yield _invoice_fact(line, "invoiced", line.move_id.date)


def _collected(env, companies):
    """One fact per line and not per payment: together the payments are the share settled."""
    for line in _invoice_lines(env, companies):
        move = line.move_id
        receivable = move.line_ids.filtered(lambda other: other.display_type == "payment_term")
        partials = receivable.matched_credit_ids | receivable.matched_debit_ids
        if partials:
            share = 1 - move.amount_residual / move.amount_total
            yield _invoice_fact(line, "collected", max(partials.mapped("max_date")), share)


def _ordered(env, companies):
    lines = env["sale.order.line"].search(
        [
            ("order_id.state", "=", "sale"),
            ("display_type", "=", False),
            ("is_downpayment", "=", False),
            ("company_id", "in", companies.ids),
        ]
    )
    for line in lines:
        order, currency = line.order_id, line.company_id.currency_id
        revenue = currency.round(line.price_subtotal / order.currency_rate)
        quantity = _in_reference_unit(line, line.product_uom_qty)
        cost = line.product_id.with_company(line.company_id).standard_price * quantity
        others = order.order_line.filtered(
            lambda other: not other.display_type and not other.is_downpayment
        )
        yield Fact(
            "ordered",
            _local_day(order.date_order, order.company_id),
            order.company_id,
            _values(
                order.partner_id, line.product_id, order.team_id, order.user_id, order.source_id
            ),
            revenue,
            revenue - currency.round(cost),
            quantity,
            int(line == _largest(others, lambda other: other.price_subtotal)),
        )


def _won(env, companies, sold):
    deals = env["crm.lead"].search(
        [("won_status", "=", "won"), ("type", "=", "opportunity"), ("active", "in", (True, False))]
    )
    for deal in deals:
        company = deal.company_id or deal.team_id.company_id or deal.user_id.company_id
        as_it_is = deal.date_closed, deal.user_id, deal.team_id, company
        moment, user, team, company = sold.get(deal, as_it_is)
        if company in companies:
            yield from _deal_facts(deal, company, moment, user, team)


def _deal_facts(deal, company, moment, user, team):
    """A fact for each product of a deal, and one for what it is worth besides them."""
    lines = deal.line_ids
    told = [
        (
            line.product_id,
            line.price_subtotal,
            _in_reference_unit(line, line.product_uom_qty),
            int(line == _largest(lines, lambda other: other.price_subtotal)),
        )
        for line in lines
    ]
    rest = round(deal.expected_revenue - sum(revenue for __, revenue, *__ in told), 2)
    told.append((deal.env["product.product"], rest, 0.0, int(not lines)))
    for product, revenue, quantity, count in told:
        yield Fact(
            "won",
            _local_day(moment, company),
            company,
            _values(deal.partner_id, product, team, user, deal.source_id),
            revenue,
            quantity=quantity,
            count=count,
        )
