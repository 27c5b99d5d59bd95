"""What the demo company's people expect of a few customers, this year and last year."""

from datetime import date
from typing import NamedTuple

from .cast import read_customers
from .records import create_records


class Expected(NamedTuple):
    """A customer plan: the amount is a share of what the customer buys in a year."""

    customer: str
    years_ago: int
    share: float
    probability: int
    achieved_by: str = "deals"


EXPECTED = (
    Expected("halden", 0, 0.9, 90),
    Expected("brightwater", 0, 0.6, 75),
    Expected("karlsund", 0, 0.5, 50),
    Expected("rheintal", 0, 0.4, 80),
    Expected("great_basin", 0, 1.1, 60, "invoiced"),
    Expected("halden", 1, 0.3, 80),
    Expected("karlsund", 1, 2.0, 40),
)


def create_customer_plans(cast):
    """Create the customer plans, each of the salesperson of its customer; deals that close in
    their year are linked to them. Return them by code."""
    told = {customer.code: customer for customer in read_customers()}
    values = {}
    for expected in EXPECTED:
        customer = told[expected.customer]
        year = cast.today.year - expected.years_ago
        values[f"{expected.customer}_{expected.years_ago}"] = {
            "partner_id": cast.customers[expected.customer].id,
            "company_id": cast.company.id,
            "user_id": cast.users[customer.salesperson].id,
            "date_from": date(year, 1, 1),
            "date_to": date(year, 12, 31),
            "amount": round(customer.yearly * expected.share, -3),
            "probability": expected.probability,
            "achieved_by": expected.achieved_by,
        }
    return create_records(cast.env, "sales.customer.plan", "customer_plan", values)
