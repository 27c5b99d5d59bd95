"""The opportunities of the demo company up to a given day. Plain Python, no ORM."""

import random
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from .cast import TIERS, Customer, read_customers
from .story import Sale

LOST_COUNT = 130
OPEN_COUNT = 96
QUOTED_FROM = 40
SUBJECTS = (
    "Multimeters for the maintenance crews",
    "Thermal cameras for site inspections",
    "New oscilloscopes for the test lab",
    "Second test bench",
    "Spectrum analyzer replacement",
    "Yearly calibration contract",
    "Clamp meters for field service",
    "Training for new technicians",
    "Power supplies for the burn-in rack",
    "Insulation testing programme",
    "Signal generators for the radio lab",
    "Spare probes and cases",
    "Extended warranty for the fleet",
    "Test equipment for the new plant",
    "Framework agreement, handheld meters",
)
LOST_REASONS = ("crm.lost_reason_1", "crm.lost_reason_2", "crm.lost_reason_3")
# Probability in percent and how likely a deal is to have it; the stage follows from it.
PROBABILITIES = {5: 3, 10: 5, 20: 6, 35: 6, 50: 6, 60: 4, 75: 5, 85: 6, 95: 4}


class Deal(NamedTuple):
    """One opportunity. ``status`` is won, lost or open; ``sale`` is the number of the sale that
    a won deal became, or None; ``closed`` is None while it is open."""

    customer: str
    salesperson: str
    subject: str
    revenue: int
    status: str
    probability: int
    created: datetime
    closed: datetime | None
    deadline: date
    source: str | None
    lost_reason: str | None
    sale: int | None

    @property
    def is_quoted(self) -> bool:
        """Whether an open deal already has a quotation."""
        return self.status == "open" and self.probability >= QUOTED_FROM


def tell_deals(today: date, sales: list[Sale]) -> list[Deal]:
    """Won deals (those that became a sale), lost ones and open ones, in this order."""
    rng = random.Random("sales_plan/pipeline")
    customers = read_customers()
    by_code = {customer.code: customer for customer in customers}
    deals = [
        _won_deal(sale, by_code[sale.customer], rng) for sale in sales if sale.won and sale.ordered
    ]
    buyers = [customer for customer in customers if customer.until > 0]
    weights = [customer.yearly**0.5 for customer in buyers]
    for customer in rng.choices(customers, k=LOST_COUNT):
        deals.append(_lost_deal(customer, today, rng))
    for customer in rng.choices(buyers, weights, k=OPEN_COUNT):
        deals.append(_open_deal(customer, today, rng))
    return deals


def _won_deal(sale: Sale, customer: Customer, rng: random.Random) -> Deal:
    created = sale.ordered - timedelta(days=rng.randint(15, 110))
    expected = round(sale.amount * rng.uniform(0.9, 1.0), -2)
    return Deal(
        customer=customer.code,
        salesperson=customer.salesperson,
        subject=rng.choice(SUBJECTS),
        revenue=int(expected),
        status="won",
        probability=100,
        created=created,
        closed=sale.ordered,
        deadline=sale.ordered.date() + timedelta(days=rng.randint(-10, 20)),
        source=sale.source,
        lost_reason=None,
        sale=sale.number,
    )


def _lost_deal(customer: Customer, today: date, rng: random.Random) -> Deal:
    closed = datetime.combine(today - timedelta(days=rng.randint(5, 700)), time(15, 30))
    return Deal(
        customer=customer.code,
        salesperson=customer.salesperson,
        subject=rng.choice(SUBJECTS),
        revenue=_draw_revenue(customer, rng),
        status="lost",
        probability=0,
        created=closed - timedelta(days=rng.randint(20, 120)),
        closed=closed,
        deadline=closed.date() + timedelta(days=rng.randint(-20, 40)),
        source=customer.source or None,
        lost_reason=rng.choices(LOST_REASONS, (6, 1, 2))[0],
        sale=None,
    )


def _open_deal(customer: Customer, today: date, rng: random.Random) -> Deal:
    """An open deal; the likelier, the sooner it closes. A few are overdue."""
    probability = rng.choices(list(PROBABILITIES), list(PROBABILITIES.values()))[0]
    horizon = 190 - round(probability * 1.8)
    return Deal(
        customer=customer.code,
        salesperson=customer.salesperson,
        subject=rng.choice(SUBJECTS),
        revenue=_draw_revenue(customer, rng),
        status="open",
        probability=probability,
        created=datetime.combine(today - timedelta(days=rng.randint(3, 90)), time(16, 10)),
        closed=None,
        deadline=today + timedelta(days=rng.randint(-12, horizon)),
        source=customer.source or None,
        lost_reason=None,
        sale=None,
    )


def _draw_revenue(customer: Customer, rng: random.Random) -> int:
    average = customer.yearly / 12 / TIERS[customer.tier].rate
    return int(max(1_500, round(average * rng.uniform(0.8, 2.6), -2)))
