"""Facts worked out record by record in Python: what the SQL of the add-on must agree with.

Nothing here reads ``sales.actual`` or uses its declarations. A fact is a :class:`Fact`.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

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
    recurring: float = 0.0

    def falls_under(self, wanted):
        """Whether this fact matches ``{dimension field: record}``; categories, teams and companies
        have parts."""
        values = {**self.values, "selling_company_id": self.company}
        return all(self._matches(values[name], value) for name, value in wanted.items())

    @staticmethod
    def _matches(value, wanted):
        if wanted._name in ("product.category", "crm.team", "res.company"):
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


def _values(partner, product, team, user, source, addresses):
    customer = partner.commercial_partner_id
    country, state = _place(addresses)
    return {
        "team_id": team,
        "user_id": user,
        "partner_id": customer,
        "industry_id": customer.industry_id,
        "country_id": country,
        "state_id": state,
        "product_category_id": product.categ_id,
        "product_id": product,
        "sales_partner_id": customer.sales_partner_id,
        "source_id": source,
    }


def _place(addresses):
    """Return country and state of the first of some addresses that names either."""
    for address in addresses:
        if address.country_id or address.state_id:
            return address.country_id or address.state_id.country_id, address.state_id
    return addresses[0].country_id, addresses[0].state_id


def _order_addresses(order):
    """The customer's, as in Odoo's sales report, then where the order is invoiced, delivered, and
    where the customer's head office is."""
    yield order.partner_id
    yield order.partner_invoice_id
    yield order.partner_shipping_id
    yield order.partner_id.commercial_partner_id


def _invoice_addresses(move):
    """The head office's, as in Odoo's invoice report, then the contact's and the delivery's."""
    yield move.commercial_partner_id
    yield move.partner_id
    yield move.partner_shipping_id


def _deal_addresses(deal):
    """What is typed in the deal, then its contact's and the head office's."""
    yield deal
    yield deal.partner_id
    yield deal.partner_id.commercial_partner_id


def _pieces(quantity, amount, is_downpayment=False):
    """A down payment sells no pieces, and neither does what takes money off."""
    takes_off = (quantity > 0 and amount < 0) or (quantity < 0 and amount > 0)
    return 0.0 if is_downpayment or takes_off else quantity


def _share_out(amounts, part):
    """Return what each of some amounts has of ``part`` of their sum, to the cent.

    The part of the sum is rounded half away from zero; cents that rounding down leaves over go to
    the largest fractions, the first of equals first.
    """
    cents = [round(amount * 100) * part for amount in amounts]
    sign = -1 if sum(cents) < 0 else 1
    cents = [sign * cent for cent in cents]
    shares = [cent // 1 for cent in cents]
    missing = int(sum(cents) + Fraction(1, 2)) - sum(shares)
    by_fraction = sorted(range(len(cents)), key=lambda n: (shares[n] - cents[n], n))
    for number in by_fraction[:missing]:
        shares[number] += 1
    return [sign * share / 100 for share in shares]


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


def _invoice_fact(line, basis, day, revenue, cost, share, is_first):
    """An invoice line, or what was collected of it."""
    move = line.move_id
    is_refund = move.move_type == "out_refund"
    lines = move.line_ids.filtered(lambda other: other.display_type == "product")
    largest = _largest(lines, lambda other: -other.balance)
    pieces = _pieces(_quantity(line), -line.balance, line.is_downpayment)
    return Fact(
        basis,
        day,
        line.company_id,
        _values(
            move.partner_id,
            line.product_id,
            move.team_id,
            move.invoice_user_id,
            move.source_id,
            list(_invoice_addresses(move)),
        ),
        revenue,
        revenue - cost,
        pieces * share,
        int(line == largest and not is_refund and is_first),
    )


def _quantity(line):
    is_refund = line.move_id.move_type == "out_refund"
    return _in_reference_unit(line, -line.quantity if is_refund else line.quantity)


def _cost(line):
    company = line.company_id
    cost = line.product_id.with_company(company).standard_price * _quantity(line)
    return company.currency_id.round(cost)


def _invoiced(env, companies):
    for line in _invoice_lines(env, companies):
        yield _invoice_fact(
            line, "invoiced", line.move_id.date, -line.balance, _cost(line), 1.0, True
        )


def _collected(env, companies):
    """A fact per line and payment: how much more of the line is settled than before."""
    for move, lines in _invoice_lines(env, companies).grouped("move_id").items():
        amounts = [-line.balance for line in lines]
        costs = [_cost(line) for line in lines]
        total = Fraction(round(move.amount_total * 100))
        had, spent, settled = [0.0] * len(lines), [0.0] * len(lines), Fraction(0)
        for number, (partial, paid) in enumerate(_settlements(move)):
            settled += paid
            has = _share_out(amounts, settled / total)
            spends = _share_out(costs, settled / total)
            for at, line in enumerate(lines):
                yield _invoice_fact(
                    line,
                    "collected",
                    partial.max_date,
                    has[at] - had[at],
                    spends[at] - spent[at],
                    float(paid / total),
                    number == 0,
                )
            had, spent = has, spends


def _settlements(move):
    """Return the reconciliations of an invoice and the cents of its currency that each settles."""
    receivable = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
    sign = -1 if move.move_type == "out_refund" else 1
    found = [
        (partial, Fraction(round(sign * partial.debit_amount_currency * 100)))
        for partial in receivable.matched_credit_ids
    ]
    found += [
        (partial, Fraction(round(-sign * partial.credit_amount_currency * 100)))
        for partial in receivable.matched_debit_ids
    ]
    return sorted(found, key=lambda pair: (pair[0].max_date, pair[0].id))


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
        quantity = _in_reference_unit(line, line.product_uom_qty)
        cost = line.product_id.with_company(line.company_id).standard_price * quantity
        others = order.order_line.filtered(
            lambda other: not other.display_type and not other.is_downpayment
        ).sorted("id")
        at_rate = _share_out(others.mapped("price_subtotal"), 1 / Fraction(order.currency_rate))
        revenue = at_rate[others.ids.index(line.id)]
        yield Fact(
            "ordered",
            _local_day(order.date_order, order.company_id),
            order.company_id,
            _values(
                order.partner_id,
                line.product_id,
                order.team_id,
                order.user_id,
                order.source_id,
                list(_order_addresses(order)),
            ),
            revenue,
            revenue - currency.round(cost),
            0.0 if line.product_id.type == "combo" else _pieces(quantity, line.price_subtotal),
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
            _pieces(_in_reference_unit(line, line.product_uom_qty), line.price_subtotal),
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
            _values(
                deal.partner_id,
                product,
                team,
                user,
                deal.source_id,
                list(_deal_addresses(deal)),
            ),
            revenue,
            quantity=quantity,
            count=count,
            recurring=count * _by_month(deal),
        )


def _by_month(deal):
    """Return what recurs of a deal a month: a share of what recurs in the months of its recurring
    plan, in its company's currency, to the cent and half a cent up."""
    cents = Fraction(round(deal.recurring_revenue * 100))
    months = deal.recurring_plan.number_of_months or 1
    return int(cents / months + Fraction(1, 2)) / 100
