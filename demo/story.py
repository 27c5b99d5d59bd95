"""What happened in the demo company in the two and a half years up to a given day.

Plain Python, no ORM. The same day always gives the same story: every customer draws from a
generator of its own, seeded with its code, so adding one customer changes no other.
"""

import random
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from .cast import (
    FIRST_MONTH,
    LAST_MONTH,
    PRODUCTS,
    SEASON,
    TIERS,
    Customer,
    Product,
    read_customers,
)

PRICE_RISE = 0.03
PAYMENT_DAYS = (3, 10, 17, 24)
DAYS_TO_PAY = (18, 28, 34, 45, 58)
RECENT_DAYS = 45
PRODUCT_BY_CODE = {product.code: product for product in PRODUCTS}


class Line(NamedTuple):
    product: str
    quantity: int
    price: float


class Habits(NamedTuple):
    """What one customer buys, how late it pays, and on which day of the month."""

    favourites: list[Product]
    days_to_pay: int
    payment_day: int


class Sale(NamedTuple):
    """One order, the invoice it became, and what the customer paid of it.

    ``ordered`` is None for services invoiced without an order; ``invoiced`` is None while the
    order waits for delivery; ``open_lines`` of the last lines are still to be invoiced.
    ``credited`` and ``paid`` are the days of a credit note and of the payment, or None;
    ``paid_share`` is below one for a partial payment. ``number`` tells one sale from another.
    """

    number: int
    customer: str
    salesperson: str | None
    lines: tuple[Line, ...]
    discount: int
    source: str | None
    ordered: datetime | None
    invoiced: date | None
    open_lines: int
    credited: date | None
    paid: date | None
    paid_share: float
    won: bool

    @property
    def amount(self) -> float:
        """Untaxed total of the order, unrounded."""
        gross = sum(line.quantity * line.price for line in self.lines)
        return gross * (1 - self.discount / 100)


def tell_sales(today: date) -> list[Sale]:
    """All sales up to ``today``, by day of invoice; orders still to be invoiced come last."""
    sales = []
    for customer in read_customers():
        rng = random.Random(f"sales_plan/{customer.code}")
        sales += _sales_of(customer, today, rng)
    sales.sort(key=lambda sale: (sale.invoiced or date.max, sale.customer))
    return [sale._replace(number=number) for number, sale in enumerate(sales)]


def get_price(code: str, day: date, today: date) -> float:
    """List price of a product on ``day``: each year of the past was cheaper by the same rate."""
    years = today.year - day.year
    return round(PRODUCT_BY_CODE[code].price * (1 - PRICE_RISE) ** max(years, 0))


def get_cost(code: str, year: int, today: date) -> float:
    """Unit cost of a product in a calendar year."""
    return round(PRODUCT_BY_CODE[code].cost * (1 - PRICE_RISE) ** max(today.year - year, 0), 2)


def _sales_of(customer: Customer, today: date, rng: random.Random) -> list[Sale]:
    habits = Habits(
        favourites=rng.sample(PRODUCTS, 6),
        days_to_pay=rng.choice(DAYS_TO_PAY),
        payment_day=rng.choice(PAYMENT_DAYS),
    )
    rate = TIERS[customer.tier].rate
    phase = rng.random()
    sales = []
    for offset in range(FIRST_MONTH, LAST_MONTH + 1):
        month = today.replace(day=1) + relativedelta(months=offset)
        position = offset - FIRST_MONTH
        number = int(phase + (position + 1) * rate) - int(phase + position * rate)
        for _index in range(number):
            sale = _draw_sale(customer, month, offset, today, habits, rng)
            if customer.since <= offset <= customer.until and _happened(sale, today):
                sales.append(sale)
    return sales


def _happened(sale: Sale, today: date) -> bool:
    if sale.ordered:
        return sale.ordered.date() <= today
    return bool(sale.invoiced)


def _draw_sale(customer, month, offset, today, habits, rng) -> Sale:
    """One sale to be invoiced in ``month``. Draws the same number of times whatever the day,
    so that the past stays the same when today moves within its month."""
    tier = TIERS[customer.tier]
    day = _next_working_day(month + timedelta(days=rng.randrange(26)))
    ordered = _draw_order_time(day, tier.lead_time, rng)
    amount = _draw_amount(customer, month, offset, rng)
    lines = _draw_lines(amount, day, today, habits.favourites, rng)
    is_service = rng.random() < 0.08
    delivered_later = rng.random() < 0.25
    credit_day = day + timedelta(days=rng.randint(4, 25))
    is_credited = rng.random() < 0.05
    due = day + timedelta(days=habits.days_to_pay + rng.randint(-6, 9))
    paid = _next_day_of_month(due, habits.payment_day)
    payment_luck = rng.random()
    has_source = rng.random() < 0.55
    is_web_sale = rng.random() < 0.35
    is_won = rng.random() < tier.opportunity_share
    is_invoiced = day <= today
    is_recent = today - day <= timedelta(days=RECENT_DAYS)
    return Sale(
        number=-1,
        customer=customer.code,
        salesperson=None if is_web_sale and customer.salesperson == "tom" else customer.salesperson,
        lines=lines,
        discount=tier.discount,
        source=customer.source if has_source and customer.source else None,
        ordered=None if is_service else ordered,
        invoiced=day if is_invoiced else None,
        open_lines=int(
            is_invoiced and is_recent and delivered_later and not is_service and len(lines) > 1
        ),
        credited=credit_day if is_credited and is_invoiced and credit_day <= today else None,
        paid=paid if is_invoiced and paid <= today and payment_luck >= 0.03 else None,
        paid_share=0.6 if payment_luck < 0.08 else 1.0,
        won=is_won and not is_service,
    )


def _draw_order_time(day: date, lead_time: tuple[int, int], rng: random.Random) -> datetime:
    ordered = _next_working_day(day - timedelta(days=rng.randint(*lead_time)))
    return datetime.combine(min(ordered, day), time(rng.randint(14, 22), rng.randrange(60)))


def _draw_amount(customer: Customer, month: date, offset: int, rng: random.Random) -> float:
    sigma = 0.28
    luck = rng.lognormvariate(-sigma * sigma / 2, sigma)
    growth = (1 + customer.growth) ** (offset / 12)
    average = customer.yearly / 12 / TIERS[customer.tier].rate
    return average * SEASON[month.month - 1] * growth * luck


def _draw_lines(amount, day, today, favourites, rng) -> tuple[Line, ...]:
    """Split an amount over one to three products; quantities are whole, so it is met roughly."""
    chosen = rng.sample(favourites, rng.choice((1, 2, 2, 3)))
    weights = [rng.uniform(0.5, 1.5) for _product in chosen]
    lines = {}
    for product, weight in zip(chosen, weights, strict=True):
        share = amount * weight / sum(weights)
        code = product.code
        price = get_price(code, day, today)
        if price > share * 1.3:
            code = min(favourites, key=lambda favourite: favourite.price).code
            price = get_price(code, day, today)
        quantity = max(1, round(share / price))
        lines[code] = lines.get(code, 0) + quantity
    return tuple(
        Line(code, quantity, get_price(code, day, today)) for code, quantity in lines.items()
    )


def _next_working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _next_day_of_month(day: date, number: int) -> date:
    """The first day from ``day`` on that has this number in its month."""
    month = day if day.day <= number else day + relativedelta(months=1)
    return month.replace(day=number)
